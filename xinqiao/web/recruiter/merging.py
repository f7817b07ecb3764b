"""One person, two records: side by side, merged, and made two again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xinqiao.capabilities.candidates import queries
from xinqiao.capabilities.candidates.filters import ListFilter
from xinqiao.capabilities.consent.queries import terms_by_candidate
from xinqiao.domain.consent_strictness import stricter_permission
from xinqiao.foundation.audit.operations import record_view
from xinqiao.privacy.merging import UNDO, CannotMerge, CannotUnmerge, Why, may_unmerge, merge, unmerge
from xinqiao.web.access.members import WRITERS, MemberRequest, may_see_score, member_page
from xinqiao.web.pages.desk import render_desk
from xinqiao.web.pages.toasts import toast
from xinqiao.web.recruiter.duplicates import brief
from xinqiao.web.recruiter.found import found, found_candidate
from xinqiao.web.recruiter.merged_facts import CHOICES, compared
from xinqiao.web.recruiter.words import joined

if TYPE_CHECKING:
    from xinqiao.capabilities.candidates.models import Candidate, Merge
    from xinqiao.foundation.workspaces.models import Member

SAID: Final = {
    "none": gettext_lazy("nothing said yet"),
    "granted": gettext_lazy("yes"),
    "later": gettext_lazy("later"),
    "stopped": gettext_lazy("stopped"),
}
REFUSED: Final = {
    Why.SAME: gettext_lazy("This is one record already."),
    Why.GONE: gettext_lazy("One of the two records is gone: a colleague merged or deleted it meanwhile."),
    Why.SAMPLE: gettext_lazy("One of the two is an example. Examples and real people stay apart."),
    Why.UNDONE: gettext_lazy("These are two records again already."),
    Why.LATER_MERGE: gettext_lazy("Another record was merged in later. Take that back first."),
    Why.TOO_LATE: gettext_lazy("Merged more than 30 days ago: what was needed to take it back is deleted."),
}


@dataclass(frozen=True)
class MergeLine:
    """A merge that can be taken back from the record."""

    public_id: str
    by: str
    at: datetime
    until: datetime


def may_merge(member: Member, keep: Candidate, other: Candidate) -> bool:
    """Whoever keeps the surviving record will see all of it, so only those who may see the other one give it away."""
    return keep.owner_id == other.owner_id or may_see_score(member, other.owner_id)


def record_part(request: MemberRequest, person: Candidate) -> dict[str, Any]:
    """What the record's page says about merging."""
    if request.member.role not in WRITERS:
        return {}
    # Only the newest can be taken back; the one before it becomes the newest then.
    merges = queries.merges_of(person, since=request.now - UNDO)[:1]
    return {"merges": [_line(one) for one in merges if may_unmerge(one, now=request.now)]}


def _line(merged: Merge) -> MergeLine:
    by = merged.merged_by.user
    return MergeLine(merged.public_id, by.name or by.email, merged.merged_at, merged.merged_at + UNDO)


def to_survivor(request: MemberRequest, public_id: str) -> HttpResponse:
    """From the address of a merged record to the one it went into; 404 where there is none."""
    survivor = queries.survivor_of(public_id)
    if survivor is None:
        raise Http404
    return redirect("candidate", request.workspace.slug, survivor)


def _found(request: MemberRequest, search: str) -> list[Candidate]:
    return queries.page_of(ListFilter(text=search), member_id=request.member.pk, now=request.now).candidates


@member_page(WRITERS)
@require_GET
def candidate_same(request: MemberRequest, public_id: str) -> HttpResponse:
    """The same person as whom: probable ones first, and a search."""
    person = found_candidate(public_id)
    search = request.GET.get("q", "").replace("\x00", "").strip()[:120]
    hits = _found(request, search) if search else queries.twins_on_record(person)
    context = {
        "them": brief(person),
        "search": search,
        "people": [brief(one) for one in hits if one.pk != person.pk][:20],
    }
    return render_desk(request, "recruiter/duplicates/same.html", context, nav="candidates")


@member_page(WRITERS)
@require_http_methods(["GET", "POST"])
def candidate_merge(request: MemberRequest, public_id: str, other_id: str) -> HttpResponse:
    """Both records side by side; the first one of the address survives."""
    keep, other = found_candidate(public_id), found_candidate(other_id)
    if keep.pk == other.pk:
        raise Http404
    if request.method == "GET":
        return _side_by_side(request, keep, other)
    if not may_merge(request.member, keep, other):
        raise PermissionDenied
    chosen = {choice for choice in CHOICES if request.POST.get(choice) == "other"}
    try:
        merged = merge(keep, other, chosen=chosen, by=request.member, now=request.now)
    except CannotMerge as refused:
        return _to_record(request, keep.public_id, str(REFUSED[refused.why]))
    undo = reverse("candidate_unmerge", args=[request.workspace.slug, public_id, merged.public_id])
    return _to_record(request, public_id, _("One record now. Everything of both is kept."), undo_url=undo)


def _side_by_side(request: MemberRequest, keep: Candidate, other: Candidate) -> HttpResponse:
    for person in (keep, other):
        record_view(request.actor, person.pk, now=request.now)
    terms = terms_by_candidate([keep.pk, other.pk])
    said = [terms[person.pk].permission if person.pk in terms else "none" for person in (keep, other)]
    pair = queries.pair_of(keep, other)
    context = {
        "keep": brief(keep),
        "other": brief(other),
        "rows": compared(keep, other),
        "points": [_points(person) for person in (keep, other)],
        "said": [str(SAID[one]) for one in said],
        "holds": str(SAID[stricter_permission(*said)]),
        "may_merge": may_merge(request.member, keep, other),
        "may_swap": may_merge(request.member, other, keep),
        "is_open_pair": pair is not None and pair.state == "open",
        "days": UNDO.days,
    }
    return render_desk(request, "recruiter/duplicates/merge.html", context, nav="candidates")


def _points(person: Candidate) -> str:
    return joined([point.value for point in queries.points_of(person)])


@member_page(WRITERS)
@require_POST
def candidate_unmerge(request: MemberRequest, public_id: str, merge_id: str) -> HttpResponse:
    """Two records again: by whoever merged them, or may see all of the record."""
    keep = found_candidate(public_id)
    merged = found(lambda: queries.merge_of(keep, merge_id))
    if merged.merged_by_id != request.member.pk and not may_see_score(request.member, keep.owner_id):
        raise PermissionDenied
    try:
        other = unmerge(merged, by=request.member, now=request.now)
    except CannotUnmerge as refused:
        return _to_record(request, public_id, str(REFUSED[refused.why]))
    return _to_record(request, public_id, _("Two records again: this one and %(name)s.") % {"name": other.display_name})


def _to_record(request: MemberRequest, public_id: str, words: str, *, undo_url: str = "") -> HttpResponse:
    toast(request, words, undo_url=undo_url)
    address = reverse("candidate", args=[request.workspace.slug, public_id])
    return HttpResponse(status=HTTPStatus.SEE_OTHER, headers={"Location": address})


_PERSON = "candidates/<str:public_id>"
urls: list[URLPattern] = [
    path(f"{_PERSON}/same-person/", candidate_same, name="candidate_same"),
    path(f"{_PERSON}/merge/<str:other_id>/", candidate_merge, name="candidate_merge"),
    path(f"{_PERSON}/unmerge/<str:merge_id>/", candidate_unmerge, name="candidate_unmerge"),
]
