"""People: the list, the quick look, adding and changing a record, and what the person sees of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from xinqiao.capabilities.candidates import operations, queries
from xinqiao.capabilities.candidates.blocking import Blocked
from xinqiao.capabilities.candidates.filters import ListFilter
from xinqiao.capabilities.consent.queries import terms_in_force
from xinqiao.foundation.audit.operations import record_view
from xinqiao.foundation.content.queries import opening_of, openings
from xinqiao.foundation.workspaces.queries import member_of, members
from xinqiao.journeys import desk
from xinqiao.playbook.loader import playbook
from xinqiao.web.access.members import WRITERS, MemberRequest, may_see_score, member_page
from xinqiao.web.pages.desk import render_desk
from xinqiao.web.pages.toasts import toast
from xinqiao.web.recruiter import badges, next_words, record, record_sheet
from xinqiao.web.recruiter.candidates_forms import PersonForm, person_values
from xinqiao.web.recruiter.found import found, found_candidate
from xinqiao.web.recruiter.words import PERMISSION_WORDS, joined, say, stage_label

if TYPE_CHECKING:
    from xinqiao.capabilities.candidates.models import Candidate
    from xinqiao.foundation.workspaces.models import Member


REFUSALS = (operations.AlreadyThere, operations.UnusableContact, Blocked)


@dataclass(frozen=True)
class ListedPerson:
    """One row of the list; `badge` is None for members who may not see the score."""

    public_id: str
    name: str
    now: str
    is_sample: bool
    badge: dict[str, Any] | None
    figure: str
    permission: str
    stage: str
    next: next_words.NextWords
    last_contact: datetime | None


def listed(row: desk.Row) -> ListedPerson:
    """A row in words."""
    candidate = row.candidate
    return ListedPerson(
        public_id=candidate.public_id,
        name=candidate.display_name,
        now=joined([candidate.title, candidate.company]),
        is_sample=candidate.is_sample,
        badge=badges.badge(row.measured) if row.sees_score else None,
        figure=badges.figure(row.measured) if row.measured else "",
        permission=str(PERMISSION_WORDS[row.permission]),
        stage=stage_label(candidate.stage),
        next=next_words.words_of(row.next),
        last_contact=row.last_contact,
    )


@member_page()
@require_GET
def candidates(request: MemberRequest) -> HttpResponse:
    """Fifty people, by name or as found. There is no filter and no order by score."""
    search, stage = _asked(request, "q").strip()[:120], _asked(request, "stage")
    mine = request.GET.get("mine") == "1"
    stages = [(one.id, say(one.label)) for one in playbook().stages]
    chosen_filter = ListFilter(text=search, stage=stage if stage in dict(stages) else "", mine=mine)
    page = queries.page_of(chosen_filter, after=_asked(request, "after"), member_id=request.member.pk, now=request.now)
    visible = {row.pk for row in page.candidates if may_see_score(request.member, row.owner_id)}
    rows = desk.rows(page.candidates, visible=visible, now=request.now)
    chosen = {name: value for name, value in (("q", search), ("stage", stage), ("mine", "1" if mine else "")) if value}
    context = {
        "people": [listed(row) for row in rows],
        "search": search,
        "stage": stage,
        "stages": stages,
        "mine": mine,
        "mine_url": _address({**chosen, "mine": "" if mine else "1"}),
        "is_filtered": bool(chosen),
        "is_by_name": chosen_filter.is_by_name,
        "is_first_page": not request.GET.get("after"),
        "first_url": _address(chosen),
        "next_url": _address({**chosen, "after": page.after}) if page.after else "",
        "open_pairs": queries.open_pair_count() if request.member.role in WRITERS else 0,
    }
    return render_desk(request, "recruiter/candidates/list.html", context, nav="candidates")


def _asked(request: MemberRequest, name: str) -> str:
    # PostgreSQL refuses a NUL even in a question.
    return request.GET.get(name, "").replace("\x00", "")


def _address(values: dict[str, str]) -> str:
    return "?" + urlencode({name: value for name, value in values.items() if value})


@member_page()
@require_GET
def candidate_peek(request: MemberRequest, public_id: str) -> HttpResponse:
    """A quick look: a fragment beside the list, or a page of its own without script."""
    candidate = found_candidate(public_id)
    record_view(request.actor, candidate.pk, now=request.now)
    visible = {candidate.pk} if may_see_score(request.member, candidate.owner_id) else set()
    row = desk.rows([candidate], visible=visible, now=request.now)[0]
    context = {
        "them": listed(row),
        "reach": record_sheet.reach_facts(terms_in_force(candidate)),
        "probabilities": badges.probabilities(row.measured) if row.measured else "",
    }
    fragment = bool(getattr(request, "htmx", False))
    template = "recruiter/candidates/peek.html" if fragment else "recruiter/candidates/peek_page.html"
    return render_desk(request, template, context, nav="candidates")


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
        except REFUSALS as problem:
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
        except REFUSALS as problem:
            existing = _explain(form, problem)
        else:
            toast(request, _("Saved."))
            return redirect("candidate", request.workspace.slug, candidate.public_id)
    back = reverse("candidate", args=[request.workspace.slug, public_id])
    return _form_page(request, form, existing, back=back, changed=candidate)


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
    if isinstance(problem, Blocked):
        form.add_error(None, _("This person asked not to be recorded again, so nothing was saved."))
        return None
    assert isinstance(problem, operations.AlreadyThere)
    form.add_error(None, _("There is a record with this e-mail address or phone number. Nothing was changed."))
    return problem.candidate


def _form_page(
    request: MemberRequest,
    form: PersonForm,
    existing: Candidate | None,
    *,
    back: str,
    changed: Candidate | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "back": back,
        "name": changed.display_name if changed else "",
        "twins_without": changed.public_id if changed else "",
        "existing": {"public_id": existing.public_id, "name": existing.display_name} if existing else None,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render_desk(request, "recruiter/candidates/form.html", context, nav="candidates", status=status)


urls: list[URLPattern] = [
    path("candidates/", candidates, name="candidates"),
    path("candidates/new/", candidate_add, name="candidate_add"),
    path("candidates/<str:public_id>/peek/", candidate_peek, name="candidate_peek"),
    path("candidates/<str:public_id>/edit/", candidate_edit, name="candidate_edit"),
    *record.urls,
]
