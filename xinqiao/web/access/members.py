"""Who may open a signed-in page. Every view of the desk wears `member_page`; a test walks all addresses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, Final, ParamSpec
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from xinqiao.capabilities.candidates.operations import PersonGone, UseRestricted
from xinqiao.foundation.audit.operations import Actor
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.operations import actor_of
from xinqiao.foundation.workspaces.queries import membership
from xinqiao.foundation.workspaces.roles import Role
from xinqiao.web.access.errors import error_page

if TYPE_CHECKING:
    from xinqiao.capabilities.candidates.models import Candidate
    from xinqiao.foundation.workspaces.models import Member, Workspace

P = ParamSpec("P")

READERS: Final = frozenset(Role)
WRITERS: Final = frozenset({Role.OWNER, Role.ADMIN, Role.RECRUITER})
MANAGERS: Final = frozenset({Role.OWNER, Role.ADMIN})
OWNERS: Final = frozenset({Role.OWNER})


class MemberRequest(HttpRequest):
    """A request of a member inside their workspace's scope."""

    member: Member
    workspace: Workspace
    actor: Actor
    now: datetime


MemberView = Callable[Concatenate[MemberRequest, P], HttpResponse]


def member_page(
    roles: frozenset[Role] = READERS, *, during_deletion: bool = False
) -> Callable[[MemberView[P]], Callable[..., HttpResponse]]:
    """Resolves the workspace of the address and enters its scope.

    Signed out: to sign-in. Not a member: 404, as if there were no such workspace. Wrong role: 403. An act on somebody
    whose data are only kept: 409; on somebody who was erased while the member wrote: 404.
    """

    def wrap(view: MemberView[P]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: MemberRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(_after_sign_in(request, slug))
            if any("\x00" in str(part) for part in kwargs.values()):
                # PostgreSQL refuses the character even in a question; no address of ours holds one.
                raise Http404
            member = membership(request.user, slug)
            if member is None:
                raise Http404
            if member.role not in roles:
                raise PermissionDenied
            if member.workspace.delete_after is not None and not during_deletion:
                return redirect("workspace_ending", slug=slug)
            request.member, request.workspace = member, member.workspace
            request.actor, request.now = actor_of(member), timezone.now()
            with scope(member.workspace_id):
                try:
                    return view(request, *args, **kwargs)
                except UseRestricted:
                    return error_page(409)
                except PersonGone as gone:
                    raise Http404 from gone

        guarded.access = roles  # type: ignore[attr-defined]
        return guarded

    return wrap


def _after_sign_in(request: HttpRequest, slug: str) -> str:
    """Where to go on: the page itself, or, as an address that takes a form shows nothing, the form's own page."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    came_from = urlsplit(request.headers.get("Referer", ""))
    # A path that begins with two slashes would be read as another host.
    if came_from.netloc == request.get_host() and came_from.path and not came_from.path.startswith("//"):
        return came_from._replace(scheme="", netloc="", fragment="").geturl()
    return reverse("today", args=[slug])


def may_see_score(member: Member, owner_id: int) -> bool:
    """Score, level, curve: for the workspace's and the record's owner; all others count as interviewers."""
    return member.keeps(owner_id)


def may_read_score(member: Member, person: Candidate) -> bool:
    """As `may_see_score`; of people whose data are only kept, nobody."""
    return person.restricted_at is None and may_see_score(member, person.owner_id)
