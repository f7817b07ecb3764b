"""Who may open a candidate's page: the bearer of a signed link. No account, no ambient cookie."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt

from xinqiao.capabilities.candidates.operations import LinkUnknown, link_of, workspace_of_token
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.queries import membership
from xinqiao.privacy.queries import erasure_behind
from xinqiao.web.access import errors
from xinqiao.web.access.erased_links import show_erased
from xinqiao.web.access.gone_meanwhile import is_gone
from xinqiao.web.access.language import chosen_language
from xinqiao.web.access.rate_limits import WRONG_LINKS, exceeded
from xinqiao.web.access.team_address import team_mark

if TYPE_CHECKING:
    from xinqiao.capabilities.candidates.models import Candidate, CandidateLink
    from xinqiao.foundation.workspaces.models import Workspace

P = ParamSpec("P")


class CandidateRequest(HttpRequest):
    """A request that came through a candidate's link, inside the workspace's scope."""

    link: CandidateLink
    candidate: Candidate
    workspace: Workspace
    token: str
    now: datetime
    # False past its date, when taken back, and while the team is being deleted.
    link_is_open: bool
    # Whoever keeps in touch, once a page has asked.
    recruiter: str


CandidateView = Callable[Concatenate[CandidateRequest, P], HttpResponse]


def candidate_page(
    *, needs_open_link: bool = True, also: tuple[str, ...] = ()
) -> Callable[[CandidateView[P]], Callable[..., HttpResponse]]:
    """Checks the link's signature, then its row.

    Unknown or forged: 404 and counted. Past its date, revoked or of a team in its days of deletion: 410 with
    a page that still offers pace and stop, unless the view works without an open link. `also` names relations of
    the link that the view will read, so that they come with the same query.
    """

    def wrap(view: CandidateView[P]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: CandidateRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponse:
            request.token = token
            try:
                workspace_id, link_id = workspace_of_token(token)
                return _again_if_gone(request, workspace_id, link_id, lambda: _inside(request, link_id, args, kwargs))
            except LinkUnknown:
                if exceeded(request, WRONG_LINKS):
                    return errors.too_many_requests()
                return render(request, "candidate/link/unknown.html", status=404)

        def _inside(request: CandidateRequest, link_id: str, args: Any, kwargs: Any) -> HttpResponse:
            try:
                link = link_of(link_id, *also)
            except LinkUnknown:
                if (erasure := erasure_behind(link_id, now=timezone.now())) is None:
                    raise
                return show_erased(request, erasure, request.token)
            request.link, request.candidate, request.workspace = link, link.candidate, link.workspace
            request.now = timezone.now()
            if chosen_language(request) is None:
                translation.activate(link.candidate.language)
            is_ended = link.revoked_at is not None or link.workspace.delete_after is not None
            request.link_is_open = not is_ended and link.expires_at > request.now
            if needs_open_link and not request.link_is_open:
                return link_ended(request)
            return view(request, *args, **kwargs)

        # The address is the key and no cookie adds rights, so there is nothing for a forged form to ride on.
        exempt: Callable[..., HttpResponse] = csrf_exempt(guarded)
        # `scope` is the one transaction: inside another one PostgreSQL would be told of it three times more.
        transaction.non_atomic_requests(exempt)
        exempt.access = "link"  # type: ignore[attr-defined]
        return exempt

    return wrap


def _again_if_gone(
    request: CandidateRequest, workspace_id: int, link_id: str, answer: Callable[[], HttpResponse]
) -> HttpResponse:
    """The answer, asked for once more where the person was erased or merged meanwhile; raises what it raises."""
    try:
        with scope(workspace_id):
            return answer()
    except (DatabaseError, ObjectDoesNotExist) as trouble:
        if not is_gone(trouble) or _is_theirs_still(request, workspace_id, link_id):
            raise
    # Nothing was stored; the link says by now what became of its person.
    with scope(workspace_id):
        return answer()


def _is_theirs_still(request: CandidateRequest, workspace_id: int, link_id: str) -> bool:
    """Whether the link still leads to the person whom the view was about: neither erased nor merged meanwhile."""
    with scope(workspace_id):
        try:
            return link_of(link_id).candidate_id == request.candidate.pk
        except LinkUnknown:
            return False


def link_ended(request: CandidateRequest) -> HttpResponse:
    """The page of a link that is over: pace, stop and what is held stay open."""
    return render(request, "candidate/link/ended.html", _around(request), status=410)


def _around(request: CandidateRequest) -> dict[str, str]:
    return {"token": request.token, "team": team_mark(request.workspace.slug)}


def is_colleague(request: CandidateRequest) -> bool:
    """Whether a signed-in member of this very team acts here, in place of a person who is no sample.

    Looks at the session only when its cookie came along, so that people without an account cost no query.
    """
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or request.candidate.is_sample:
        return False
    user = request.user
    return user.is_authenticated and membership(user, request.workspace.slug) is not None
