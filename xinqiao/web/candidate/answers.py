"""The person's own answers over time, and copies to take along: in the browser that gave them, or after a code."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from math import sqrt
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from xinqiao.capabilities.assessments.queries import own_readings
from xinqiao.domain import levels
from xinqiao.domain.occasions import day_of
from xinqiao.journeys.queries import FILLING
from xinqiao.journeys.trust_curve import course_of, curve_of, day_of_reading
from xinqiao.playbook.loader import playbook
from xinqiao.web.access.candidates import candidate_page
from xinqiao.web.candidate.known_browser import is_known
from xinqiao.web.candidate.page import go, render_phone, spoken, total_words
from xinqiao.web.candidate.questionnaire import own_filling
from xinqiao.web.pages import curve_drawing as drawing
from xinqiao.web.pages.axis_words import tick_words

if TYPE_CHECKING:
    from xinqiao.capabilities.assessments.queries import OwnReading, Reading
    from xinqiao.domain.change import Facts
    from xinqiao.journeys.trust_curve import TrustCurve
    from xinqiao.web.access.candidates import CandidateRequest

# As the reading's own interval on the result page.
COVERAGE: Final = 0.95


@candidate_page(also=FILLING)
@require_safe
def answers(request: CandidateRequest) -> HttpResponse:
    """What they answered here, shared or not: a drawing, a sentence, and every answer with who can see it."""
    found = _own(request)
    if isinstance(found, HttpResponse):
        return found
    curve = _curve(request, found)
    context = {
        "drawing": _drawing(curve),
        "sentence": _sentence(curve),
        "taken_together": _taken_together(curve),
        "lines": [_line(one) for one in reversed(found)],
        "has_line": curve.has_line,
        "is_all": is_known(request),
    }
    return render_phone(request, "candidate/answers/answers.html", context)


@candidate_page(also=FILLING)
@require_safe
def answers_table(request: CandidateRequest) -> HttpResponse:
    """Their answers as a CSV file, which spreadsheets open as it is."""
    found = _own(request)
    if isinstance(found, HttpResponse):
        return found
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([_("Day"), _("Points"), _("Likely from"), _("Likely to"), _("Shared")])
    for one in found:
        span = levels.interval(one.reading.total, one.reading.variance, COVERAGE)
        day = day_of_reading(one.reading).isoformat()
        shared = pgettext("shared or not", "yes") if one.is_shared else pgettext("shared or not", "no")
        writer.writerow([day, total_words(span.total), f"{span.low:.1f}", f"{span.high:.1f}", shared])
    # The mark at the beginning tells spreadsheets that it is UTF-8.
    return _file(f"\ufeff{out.getvalue()}", "text/csv; charset=utf-8", "answers.csv")


@candidate_page(also=FILLING)
@require_safe
def answers_drawing(request: CandidateRequest) -> HttpResponse:
    """The drawing as a file of its own, with its colours in it."""
    found = _own(request)
    if isinstance(found, HttpResponse):
        return found
    curve = _curve(request, found)
    context = {"drawing": _drawing(curve), "sentence": _sentence(curve)}
    return _file(
        render_to_string("candidate/answers/drawing.svg", context), "image/svg+xml; charset=utf-8", "answers.svg"
    )


def _own(request: CandidateRequest) -> list[OwnReading] | HttpResponse:
    """The readings of this browser, after a code all of the person; or where to go, as the result page would say."""
    if is_known(request):
        return own_readings(request.candidate, browser_key=None) or go(request, "held")
    filling = own_filling(request)
    if isinstance(filling, HttpResponse):
        return filling
    if filling.state == "draft":
        return go(request, "door")
    found = own_readings(request.candidate, browser_key=filling.browser_key)
    return found or go(request, "result")


def _curve(request: CandidateRequest, found: list[OwnReading]) -> TrustCurve:
    # To their own person no answer is doubtful.
    readings = [replace(one.reading, doubtful=False) for one in found]
    curve = curve_of(readings, today=day_of(request.now))
    assert curve is not None
    return curve


def _drawing(curve: TrustCurve) -> drawing.Drawing:
    book = playbook()
    picture = drawing.Picture(
        today=curve.today,
        today_label=_("Today"),
        marks=tuple(_mark(point.reading) for point in curve.points),
        zones=tuple((spoken(book.level(level).candidate_label), "") for level in levels.GENTLEST_FIRST),
        tick=tick_words,
        course=course_of(curve),
    )
    return drawing.draw(picture, drawing.OWN)


def _mark(reading: Reading) -> drawing.Mark:
    day = day_of_reading(reading)
    title = _("{day}: {total} points").format(day=date_format(day, "DATE_FORMAT"), total=total_words(reading.total))
    return drawing.Mark(
        day=day.toordinal(),
        total=reading.total,
        half_width=drawing.INNER * sqrt(reading.variance),
        shape=drawing.SHAPES.get(reading.mode, "circle"),
        label=total_words(reading.total),
        title=title,
        is_hollow=reading.hollow,
    )


def _sentence(curve: TrustCurve) -> str:
    """What may be said of a change, without praise and without worry."""
    facts = curve.facts
    days = [
        date_format(day_of_reading(point.reading), "MONTH_DAY_FORMAT")
        for point in (curve.points[max(facts.turn - 1, 0)], curve.points[facts.turn])
    ]
    return _sentence_of(facts).format(points=f"{abs(facts.points):.0f}", before=days[0], after=days[1])


def _sentence_of(facts: Facts) -> str:
    if facts.kind in ("fall", "rise"):
        return _change_of(facts)
    return {
        "one_reading": _("One answer so far: it says where you stood that day, not whether anything moves."),
        "two_within_error": _(
            "Your two answers lie {points} points apart. So small a difference can come about by chance."
        ),
        "two_apart": _(
            "Your two answers lie {points} points apart, more than chance usually makes. Whether that stays, only a"
            " third one could tell."
        ),
        "steady": _("Taken together, nothing moved by more than chance can make."),
        "possible_fall": _("Your last answer lies lower than the ones before. A single answer can do so by chance."),
    }[facts.kind]


def _change_of(facts: Facts) -> str:
    if not facts.is_reliable:
        return _("Something may have moved between {before} and {after}, by less than chance can make.")
    if facts.kind == "fall":
        if not facts.is_one_turn:
            return _(
                "Over this time your answers moved down by {points} points, more than chance usually makes."
                " Whatever the reason, the pace is yours."
            )
        return _(
            "Between {before} and {after} your answers moved down by {points} points, more than chance usually makes."
            " Whatever the reason, the pace is yours."
        )
    if not facts.is_one_turn:
        return _(
            "Over this time your answers moved up by {points} points, more than chance usually makes."
            " It commits you to nothing."
        )
    return _(
        "Between {before} and {after} your answers moved up by {points} points, more than chance usually makes."
        " It commits you to nothing."
    )


def _taken_together(curve: TrustCurve) -> str:
    now = curve.facts.now
    span = levels.interval(now.mean, now.variance, COVERAGE)
    likeliest = levels.likeliest_two(now.probabilities)[0]
    return _("Today that most resembles “{label}”, somewhere from {low} to {high} points.").format(
        label=spoken(playbook().level(likeliest).candidate_label), low=round(span.low), high=round(span.high)
    )


def _line(one: OwnReading) -> dict[str, Any]:
    span = levels.interval(one.reading.total, one.reading.variance, COVERAGE)
    return {
        "day": day_of_reading(one.reading),
        "total": total_words(span.total),
        "low": round(span.low),
        "high": round(span.high),
        "is_shared": one.is_shared,
        "delete_after": one.delete_after,
    }


def _file(content: str, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
