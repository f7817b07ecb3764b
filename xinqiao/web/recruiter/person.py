"""Adding a person and changing a record."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from xinqiao.capabilities.candidates import operations, queries
from xinqiao.capabilities.candidates.blocking import Blocked
from xinqiao.foundation.content.queries import opening_of, openings
from xinqiao.foundation.workspaces.queries import member_of, members
from xinqiao.web.access.members import WRITERS, MemberRequest, may_see_score, member_page
from xinqiao.web.pages.desk import render_desk
from xinqiao.web.pages.toasts import toast
from xinqiao.web.recruiter.contact_rows import KINDS, LABELS, sent_rows
from xinqiao.web.recruiter.found import found, found_candidate
from xinqiao.web.recruiter.person_form import Offered, PersonForm, person_values

if TYPE_CHECKING:
    from xinqiao.capabilities.candidates.models import Candidate
    from xinqiao.foundation.workspaces.models import Member

REFUSALS: Final = (
    operations.TheyRefused,
    operations.TheirOwnZone,
    operations.AlreadyThere,
    operations.ChangedMeanwhile,
    operations.UnusableContact,
    operations.UnusableTag,
    operations.UnusableValue,
    operations.NotToldYet,
    Blocked,
)


@member_page(WRITERS)
@require_http_methods(["GET", "POST"])
def candidate_add(request: MemberRequest) -> HttpResponse:
    """A new record."""
    form = _person_form(request, initial={"owner": request.member.public_id, "language": "zh-hans"})
    existing = None
    if request.method == "POST" and form.is_valid():
        try:
            candidate = operations.add_candidate(
                form.facts(),
                opening=_opening(form),
                owner=_owner(request, form),
                by=request.member,
                now=request.now,
                told=not form.cleaned_data["not_told"],
            )
        except REFUSALS as problem:
            existing = form.explain(problem)
        else:
            toast(request, _("%(name)s has been added.") % {"name": candidate.display_name})
            return redirect("candidate", request.workspace.slug, candidate.public_id)
    return _form_page(request, form, existing, back=reverse("candidates", args=[request.workspace.slug]))


@member_page(WRITERS)
@require_http_methods(["GET", "POST"])
def candidate_edit(request: MemberRequest, public_id: str) -> HttpResponse:
    """Changes a record; who keeps it, only by those who may see the score."""
    candidate = found_candidate(public_id)
    form = _person_form(request, candidate=candidate)
    existing, seen = None, request.POST.get("seen")
    if request.method == "POST" and form.is_valid():
        try:
            operations.change_candidate(
                candidate,
                form.facts(),
                owner=_owner(request, form) if "owner" in form.fields else candidate.owner,
                opening=_opening(form),
                by=request.member,
                now=request.now,
                seen=seen,
            )
        except REFUSALS as problem:
            existing = form.explain(problem)
            # Whoever saves once more has read that there is another version.
            seen = None if isinstance(problem, operations.ChangedMeanwhile) else seen
        else:
            toast(request, _("Saved."))
            return redirect("candidate", request.workspace.slug, candidate.public_id)
    back = reverse("candidate", args=[request.workspace.slug, public_id])
    seen = queries.last_change_of(candidate) if seen is None else seen
    return _form_page(request, form, existing, back=back, changed=candidate, seen=seen)


def _person_form(
    request: MemberRequest, *, initial: dict[str, Any] | None = None, candidate: Candidate | None = None
) -> PersonForm:
    keepers = [member for member in members(request.workspace) if member.role in WRITERS]
    offered = Offered(openings(), keepers, queries.custom_fields(), is_new=True, law=request.workspace.law_profile)
    if candidate is not None:
        offered = _of_record(request, offered, candidate)
        initial = person_values(candidate, offered.points, queries.tags_of(candidate))
    rows = sent_rows(request.POST) if request.method == "POST" else None
    return PersonForm(request.POST or None, initial=initial or {}, offered=offered, rows=rows)


def _of_record(request: MemberRequest, offered: Offered, candidate: Candidate) -> Offered:
    if candidate.owner_id not in {member.pk for member in offered.keepers}:
        offered.keepers.append(candidate.owner)
    if candidate.opening is not None and candidate.opening.pk not in {one.pk for one in offered.openings}:
        offered.openings.append(candidate.opening)
    return Offered(
        offered.openings,
        offered.keepers,
        offered.own_fields,
        points=queries.points_of(candidate),
        may_hand_over=may_see_score(request.member, candidate.owner_id),
        is_untold=candidate.notice_due_at is not None,
        custom=candidate.custom,
        law=offered.law,
        basis=candidate.legal_basis,
    )


def _owner(request: MemberRequest, form: PersonForm) -> Member:
    return found(lambda: member_of(request.workspace, form.cleaned_data["owner"]))


def _opening(form: PersonForm) -> Any:
    public_id = form.cleaned_data.get("opening")
    return found(lambda: opening_of(public_id)) if public_id else None


def _form_page(
    request: MemberRequest,
    form: PersonForm,
    existing: Candidate | None,
    *,
    back: str,
    changed: Candidate | None = None,
    seen: str = "",
) -> HttpResponse:
    context = {
        "form": form,
        "back": back,
        "name": changed.display_name if changed else "",
        "seen": seen,
        "twins_without": changed.public_id if changed else "",
        "kinds": KINDS.items(),
        "labels": LABELS,
        "is_untold": form.offered.is_untold,
        "tags_in_use": queries.tag_names(limit=30),
        "existing": {"public_id": existing.public_id, "name": existing.display_name} if existing else None,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render_desk(request, "recruiter/candidates/form.html", context, nav="candidates", status=status)


urls: list[URLPattern] = [
    path("candidates/new/", candidate_add, name="candidate_add"),
    path("candidates/<str:public_id>/edit/", candidate_edit, name="candidate_edit"),
]
