"""What people said in three taps, by kind of talk or try: totals in blocks of five, each share with its interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET

from xinqiao.capabilities.engagement.queries import totals
from xinqiao.domain.shares import wilson
from xinqiao.domain.three_taps import BLOCK, QUESTIONS
from xinqiao.playbook.loader import playbook
from xinqiao.web.access.members import WRITERS, member_page
from xinqiao.web.pages.desk import render_desk
from xinqiao.web.recruiter.words import in_a_row, say

if TYPE_CHECKING:
    from xinqiao.capabilities.engagement.queries import OccasionTotals
    from xinqiao.domain.shares import Shares
    from xinqiao.domain.three_taps import Tally
    from xinqiao.web.access.members import MemberRequest

# The drawing of an interval is so wide; figures stand beside it.
WIDTH = 200


@dataclass(frozen=True)
class Figure:
    """One question of one kind: counts, the share of yes in percent, and where its interval lies on the drawing."""

    heading: str
    yes: int
    partly: int
    no: int
    percent: int
    low: int
    high: int
    at: float
    begin: float
    width: float


@dataclass(frozen=True)
class OccasionRow:
    """One kind of talk or try; without figures until five cards are there."""

    label: str
    cards: int
    waiting: int
    missing: int
    figures: list[Figure]


@member_page(WRITERS)
@require_GET
def card_results(request: MemberRequest) -> HttpResponse:
    """Every kind with at least one card; kinds that have none yet are named below."""
    found = {one.occasion: one for one in totals(samples=request.workspace.is_demo)}
    occasions = playbook().three_taps.occasions
    rows = [_row(say(one.label), found[one.id]) for one in occasions if one.id in found]
    context = {
        "rows": rows,
        "unasked": in_a_row([say(one.label) for one in occasions if one.id not in found]),
        "questions": [{"heading": say(one.heading), "text": say(one.text)} for one in playbook().three_taps.questions],
        "steps_of": BLOCK,
    }
    return render_desk(request, "recruiter/cards/results.html", context, nav="method")


def _row(label: str, totals_of_one: OccasionTotals) -> OccasionRow:
    tallies = [totals_of_one.tallies[name] for name in QUESTIONS]
    shares = wilson([one.yes for one in tallies], [one.answered for one in tallies])
    figures = [
        _figure(say(question.heading), tally, shares, place)
        for place, (question, tally) in enumerate(zip(playbook().three_taps.questions, tallies, strict=True))
        # A total of fewer answers than a block, because some were skipped, would tell of single people.
        if tally.answered >= BLOCK
    ]
    return OccasionRow(
        label=label,
        cards=totals_of_one.cards,
        waiting=totals_of_one.waiting,
        missing=BLOCK - totals_of_one.waiting,
        figures=figures,
    )


def _figure(heading: str, tally: Tally, shares: Shares, place: int) -> Figure:
    share, low, high = (float(part[place]) for part in shares)
    return Figure(
        heading=heading,
        yes=tally.yes,
        partly=tally.partly,
        no=tally.no,
        percent=round(100 * share),
        low=round(100 * low),
        high=round(100 * high),
        at=round(WIDTH * share, 1),
        begin=round(WIDTH * low, 1),
        width=round(WIDTH * (high - low), 1),
    )


urls: list[URLPattern] = [
    path("three-taps/", card_results, name="card_results"),
]
