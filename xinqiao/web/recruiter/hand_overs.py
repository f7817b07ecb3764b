"""Handing people to a colleague: one, who is told and may refuse it, or all of a member who leaves the team."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from xinqiao.capabilities.candidates import operations, queries
from xinqiao.capabilities.candidates.operations import Kind, Wish
from xinqiao.capabilities.candidates.operations.bulk import AT_MOST
from xinqiao.domain.hand_over import INTRODUCED_AFTER, REFUSED
from xinqiao.foundation.workspaces.queries import former_member_of, member_name, member_of, members
from xinqiao.web.access.members import OWNERS, WRITERS, MemberRequest, may_see_score, member_page
from xinqiao.web.pages.desk import render_desk
from xinqiao.web.pages.toasts import toast
from xinqiao.web.recruiter.found import found, found_candidate

if TYPE_CHECKING:
    from xinqiao.capabilities.candidates.models import Candidate
    from xinqiao.foundation.workspaces.models import Member


def record_part(person: Candidate, request: MemberRequest) -> dict[str, Any]:
    """Where a hand-over stands, in words; empty where there is none to tell of."""
    row = queries.hand_over_to_show(person)
    return {
        "may_hand_over": request.member.role in WRITERS and may_see_score(request.member, person.owner_id),
        "hand_over_stands": _stands(request, row) if row else "",
    }


def _stands(request: MemberRequest, row: Any) -> str:
    to = member_name(row.to_id)
    if row.answer == REFUSED:
        return _("They do not want %(name)s to write to them.") % {"name": to}
    introduced = row.told_at + INTRODUCED_AFTER
    if row.answer or introduced <= request.now:
        return ""
    day = date_format(localtime(introduced), "MONTH_DAY_FORMAT")
    return _("They are told that %(name)s writes to them; requests from %(day)s on, unless they refuse.") % {
        "name": to,
        "day": day,
    }


@member_page(WRITERS)
@require_http_methods(["GET", "POST"])
def candidate_hand_over(request: MemberRequest, public_id: str) -> HttpResponse:
    """Chooses the colleague; by those who keep the relationship."""
    person = found_candidate(public_id)
    if not may_see_score(request.member, person.owner_id):
        raise PermissionDenied
    problem = ""
    if request.method == "POST":
        to = _chosen(request, without=person.owner_id)
        if to is None:
            problem = _("Please choose a colleague.")
        else:
            try:
                operations.hand_over(person, to, by=request.member, now=request.now)
            except operations.TheyRefused:
                problem = _("They refused this colleague. Please choose another one.")
            else:
                toast(request, _("%(name)s keeps the record from now on.") % {"name": to.user.name or to.user.email})
                return _see(reverse("candidate", args=[request.workspace.slug, public_id]))
    context = {
        "them": {"public_id": person.public_id, "name": person.display_name},
        "keepers": _keepers(request, without=person.owner_id),
        "days": INTRODUCED_AFTER.days,
        "problem": problem,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK
    return render_desk(request, "recruiter/contacts/hand_over.html", context, nav="candidates", status=status)


@member_page(OWNERS)
@require_http_methods(["GET", "POST"])
def member_people(request: MemberRequest, public_id: str) -> HttpResponse:
    """Hands everybody whom a member keeps to a colleague, by the same rules; also of a member who has left."""
    member = found(lambda: _anybody(request, public_id))
    problem = ""
    if request.method == "POST":
        to, ids = _chosen(request, without=member.pk), queries.kept_by(member.pk, at_most=AT_MOST)
        if to is not None and ids:
            name = to.user.name or to.user.email
            act = operations.begin_bulk_act(Wish(Kind.OWNER, to.pk, name), ids, by=request.member, now=request.now)
            return redirect("bulk_act", request.workspace.slug, act.public_id)
        problem = _("Please choose a colleague.") if ids else _("They look after nobody.")
    context = {
        "member_name": member.user.name or member.user.email,
        "count": queries.kept_by_counts([member.pk]).get(member.pk, 0),
        "keepers": _keepers(request, without=member.pk),
        "days": INTRODUCED_AFTER.days,
        "problem": problem,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK
    return render_desk(request, "recruiter/contacts/member_people.html", context, nav="settings", status=status)


def _anybody(request: MemberRequest, public_id: str) -> Member:
    try:
        return member_of(request.workspace, public_id)
    except ObjectDoesNotExist:
        return former_member_of(request.workspace, public_id)


def _colleagues(request: MemberRequest, *, without: int) -> list[Member]:
    return [one for one in members(request.workspace) if one.role in WRITERS and one.pk != without]


def _keepers(request: MemberRequest, *, without: int) -> list[tuple[str, str]]:
    return [(one.public_id, one.user.name or one.user.email) for one in _colleagues(request, without=without)]


def _chosen(request: MemberRequest, *, without: int) -> Member | None:
    wanted = request.POST.get("to", "")
    return next((one for one in _colleagues(request, without=without) if one.public_id == wanted), None)


def _see(address: str) -> HttpResponse:
    return HttpResponse(status=HTTPStatus.SEE_OTHER, headers={"Location": address})


urls: list[URLPattern] = [
    path("candidates/<str:public_id>/hand-over/", candidate_hand_over, name="candidate_hand_over"),
    path("members/<str:public_id>/people/", member_people, name="member_people"),
]
