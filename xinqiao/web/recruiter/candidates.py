"""People: the list and the quick look; the record and its form have files of their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET

from xinqiao.capabilities.candidates import queries
from xinqiao.capabilities.candidates.filters import ListFilter
from xinqiao.capabilities.consent.queries import terms_in_force
from xinqiao.foundation.audit.operations import record_view
from xinqiao.journeys import desk
from xinqiao.playbook.loader import playbook
from xinqiao.web.access.members import WRITERS, MemberRequest, may_see_score, member_page
from xinqiao.web.pages.desk import render_desk
from xinqiao.web.recruiter import badges, next_words, person, record, record_sheet
from xinqiao.web.recruiter.found import found_candidate
from xinqiao.web.recruiter.words import PERMISSION_WORDS, joined, say, stage_label


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


urls: list[URLPattern] = [
    path("candidates/", candidates, name="candidates"),
    *person.urls,
    path("candidates/<str:public_id>/peek/", candidate_peek, name="candidate_peek"),
    *record.urls,
]
