"""People: adding and changing a record."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from xinqiao.capabilities.candidates import operations
from xinqiao.foundation.content.queries import opening_of, openings
from xinqiao.foundation.workspaces.queries import member_of, members
from xinqiao.web.access.members import WRITERS, MemberRequest, may_see_score, member_page
from xinqiao.web.pages.desk import render_desk
from xinqiao.web.pages.toasts import toast
from xinqiao.web.recruiter import record
from xinqiao.web.recruiter.candidates_forms import PersonForm, person_values
from xinqiao.web.recruiter.found import found, found_candidate

if TYPE_CHECKING:
    from xinqiao.capabilities.candidates.models import Candidate
    from xinqiao.foundation.workspaces.models import Member


@member_page(WRITERS)
@require_http_methods(["GET", "POST"])
def candidate_add(request: MemberRequest) -> HttpResponse:
    """A new record."""
    form = _person_form(request, initial={"owner": request.member.public_id, "language": "zh-hans"})
    existing = None
    if request.method == "POST" and form.is_valid():
        try:
            candidate = operations.add_candidate(
                form.facts(), opening=_opening(form), owner=_owner(request, form), by=request.member, now=request.now
            )
        except (operations.AlreadyThere, operations.UnusableContact) as problem:
            existing = _explain(form, problem)
        else:
            toast(request, _("%(name)s has been added.") % {"name": candidate.display_name})
            return redirect("candidate", request.workspace.slug, candidate.public_id)
    return _form_page(request, form, existing, back=reverse("candidates", args=[request.workspace.slug]))


@member_page(WRITERS)
@require_http_methods(["GET", "POST"])
def candidate_edit(request: MemberRequest, public_id: str) -> HttpResponse:
    """Changes a record; who keeps it, only by those who may see the score."""
    candidate = found_candidate(public_id)
    form = _person_form(request, initial=person_values(candidate), candidate=candidate)
    existing = None
    if request.method == "POST" and form.is_valid():
        try:
            operations.change_candidate(
                candidate,
                form.facts(),
                owner=_owner(request, form) if "owner" in form.fields else candidate.owner,
                opening=_opening(form),
                by=request.member,
                now=request.now,
            )
        except (operations.AlreadyThere, operations.UnusableContact) as problem:
            existing = _explain(form, problem)
        else:
            toast(request, _("Saved."))
            return redirect("candidate", request.workspace.slug, candidate.public_id)
    back = reverse("candidate", args=[request.workspace.slug, public_id])
    return _form_page(request, form, existing, back=back, name=candidate.display_name)


def _person_form(request: MemberRequest, *, initial: dict[str, str], candidate: Candidate | None = None) -> PersonForm:
    keepers = [member for member in members(request.workspace) if member.role in WRITERS]
    offered = openings()
    if candidate is not None:
        if candidate.owner_id not in {member.pk for member in keepers}:
            keepers.append(candidate.owner)
        if candidate.opening is not None and candidate.opening.pk not in {one.pk for one in offered}:
            offered.append(candidate.opening)
    return PersonForm(
        request.POST or None,
        initial=initial,
        openings=offered,
        keepers=keepers,
        may_hand_over=candidate is None or may_see_score(request.member, candidate.owner_id),
    )


def _owner(request: MemberRequest, form: PersonForm) -> Member:
    return found(lambda: member_of(request.workspace, form.cleaned_data["owner"]))


def _opening(form: PersonForm) -> Any:
    public_id = form.cleaned_data["opening"]
    return found(lambda: opening_of(public_id)) if public_id else None


def _explain(form: PersonForm, problem: Exception) -> Candidate | None:
    if isinstance(problem, operations.UnusableContact):
        words = {
            "email": _("This does not read as an e-mail address. Please check it."),
            "phone": _("This does not read as a phone number. Please check it."),
        }
        form.add_error(problem.field, words[problem.field])
        return None
    assert isinstance(problem, operations.AlreadyThere)
    form.add_error(None, _("There is a record with this e-mail address or phone number. Nothing was changed."))
    return problem.candidate


def _form_page(
    request: MemberRequest, form: PersonForm, existing: Candidate | None, *, back: str, name: str = ""
) -> HttpResponse:
    context = {
        "form": form,
        "back": back,
        "name": name,
        "existing": {"public_id": existing.public_id, "name": existing.display_name} if existing else None,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render_desk(request, "recruiter/candidates/form.html", context, nav="candidates", status=status)


urls: list[URLPattern] = [
    path("candidates/new/", candidate_add, name="candidate_add"),
    path("candidates/<str:public_id>/edit/", candidate_edit, name="candidate_edit"),
    *record.urls,
]
