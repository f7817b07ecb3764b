"""The trust curve: a card on the record, and a page of its own. Only for those who keep the relationship."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil, sqrt
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import URLPattern, path
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from xinqiao.capabilities.candidates import queries
from xinqiao.foundation.audit.operations import record_view
from xinqiao.journeys.queries import portrait as portrait_of
from xinqiao.journeys.retests import retest_plan
from xinqiao.journeys.trust_curve import course_of, curve_of, day_of_reading, forecast_of
from xinqiao.web.access.members import MemberRequest, may_read_score, member_page
from xinqiao.web.pages import curve_drawing as drawing
from xinqiao.web.pages.axis_words import tick_words
from xinqiao.web.pages.desk import render_desk
from xinqiao.web.pages.team_book import spoken_book
from xinqiao.web.recruiter import badges, curve_words
from xinqiao.web.recruiter.answer_lines import MODES
from xinqiao.web.recruiter.found import found_candidate
from xinqiao.web.recruiter.timeline_words import history
from xinqiao.web.recruiter.words import sentences, stage_label

if TYPE_CHECKING:
    from datetime import date

    from xinqiao.capabilities.assessments.queries import Reading
    from xinqiao.capabilities.candidates.models import Candidate, TimelineEntry
    from xinqiao.domain.retest import RetestPlan
    from xinqiao.journeys.queries import Portrait
    from xinqiao.journeys.trust_curve import TrustCurve

EVENTS: Final = 200
# What belongs to a reading itself is not something that happened between two of them.
ABOUT_ANSWERS: Final = ("shared_result", "shared_contact_only", "took_back_result", "questionnaire_invited")
ROWS: Final = (("out", "dot"), ("in", "ring"), ("note", "diamond"))


@dataclass(frozen=True)
class CurveSheet:
    """A curve in drawings and words; the drawings are one for each width that a page offers."""

    drawings: tuple[drawing.Drawing, ...]
    figure: str
    levels: str
    said: str
    description: str
    readings: int
    has_line: bool
    has_hollow: bool
    has_dashed: bool
    modes: list[str]


@member_page()
@require_GET
def candidate_curve(request: MemberRequest, public_id: str) -> HttpResponse:
    """The whole curve with its events and its table; `?known=then` draws what each day knew."""
    person = found_candidate(public_id)
    if not may_read_score(request.member, person):
        raise PermissionDenied
    record_view(request.actor, person.pk, now=request.now)
    portrait, today = portrait_of(person, sees_score=True, book=spoken_book()), localdate(request.now)
    curve, plan = curve_of(portrait.readings, today=today), retest_plan(portrait, now=request.now)
    entries = queries.timeline_of(person, limit=EVENTS)
    then = request.GET.get("known") == "then"
    context: dict[str, Any] = {
        "them": {"public_id": person.public_id, "name": person.display_name, "is_sample": person.is_sample},
        "then": then,
        "waiting": len([one for one in portrait.readings if one.doubtful]),
        "curve": None,
    }
    if curve is not None:
        context |= {
            "curve": _sheet(
                curve,
                _picture(curve, then=then, rows=_rows(entries), spans=_spans(entries, person, curve)),
                (drawing.PAGE, drawing.MIDDLE, drawing.PHONE),
                meanwhile=_meanwhile(entries, curve),
                next_day=_next_day(curve, plan),
            ),
            "readings": _reading_lines(curve),
            "events": [line for line in history(entries) if line.at >= curve.points[0].reading.at],
        }
    return render_desk(request, "recruiter/trust_curve/page.html", context, nav="candidates")


def card_of(portrait: Portrait, plan: RetestPlan, *, today: date) -> CurveSheet | None:
    """The curve as the record shows it, None where nothing counts yet."""
    curve = curve_of(portrait.readings, today=today)
    if curve is None:
        return None
    return _sheet(curve, _picture(curve), (drawing.CARD, drawing.PHONE), meanwhile=[], next_day=_next_day(curve, plan))


def _next_day(curve: TrustCurve, plan: RetestPlan) -> int | None:
    """From which day on a further reading is both useful and due; None where nobody should think of one."""
    if plan.at is None:
        return None
    return max(ceil(curve.facts.next_useful), localdate(plan.at).toordinal())


def _sheet(
    curve: TrustCurve,
    picture: drawing.Picture,
    frames: Sequence[drawing.Frame],
    *,
    meanwhile: list[str],
    next_day: int | None,
) -> CurveSheet:
    # As of the last reading, the same figures as the badge; how sure they still are today the drawing shows.
    last = curve.points[-1]
    figure, levels = curve_words.figure(last.now), curve_words.levels_words(last.levels)
    said = sentences(*curve_words.sentences_of(curve, meanwhile=meanwhile, next_day=next_day))
    readings = [*(point.reading for point in curve.points), *curve.waiting]
    return CurveSheet(
        drawings=tuple(drawing.draw(picture, frame) for frame in frames),
        figure=figure,
        levels=levels,
        said=said,
        description=sentences(_("Now %(figure)s: %(levels)s.") % {"figure": figure, "levels": levels}, said),
        readings=len(curve.points),
        has_line=curve.has_line,
        has_hollow=any(one.hollow for one in readings),
        has_dashed=bool(curve.waiting),
        modes=sorted({drawing.SHAPES.get(one.mode, "circle") for one in readings}),
    )


def _picture(
    curve: TrustCurve,
    *,
    then: bool = False,
    rows: tuple[drawing.Row, ...] = (),
    spans: tuple[drawing.Span, ...] = (),
) -> drawing.Picture:
    readings = sorted([*(point.reading for point in curve.points), *curve.waiting], key=day_of_reading)
    return drawing.Picture(
        today=curve.today,
        today_label=_("Today"),
        marks=tuple(_mark(reading) for reading in readings),
        zones=curve_words.zone_words(),
        tick=tick_words,
        course=course_of(curve, then=then),
        forecast=forecast_of(curve, then=then),
        rows=rows,
        spans=spans,
    )


def _mark(reading: Reading) -> drawing.Mark:
    return drawing.Mark(
        day=day_of_reading(reading).toordinal(),
        total=reading.total,
        half_width=drawing.INNER * sqrt(reading.variance),
        shape=drawing.SHAPES.get(reading.mode, "circle"),
        label=badges.one_decimal(reading.total),
        title=curve_words.reading_title(reading),
        is_hollow=reading.hollow,
        is_dashed=reading.doubtful,
    )


def _rows(entries: list[TimelineEntry]) -> tuple[drawing.Row, ...]:
    """From us, from them, and notes without their words."""
    labels = {"out": _("From us"), "in": _("From them"), "note": _("Notes")}
    titles = history(entries)
    found = []
    for code, shape in ROWS:
        happened = tuple(
            drawing.Happened(
                localdate(entry.at).toordinal(), f"{curve_words.day_words(localdate(entry.at))} {line.text}"
            )
            for entry, line in zip(entries, titles, strict=True)
            if code in (entry.direction, entry.kind)
        )
        found.append(drawing.Row(labels[code], shape, happened))
    return tuple(found)


def _spans(entries: list[TimelineEntry], person: Candidate, curve: TrustCurve) -> tuple[drawing.Span, ...]:
    """The stages one after the other, from what the timeline tells of their changes."""
    changes = [entry for entry in reversed(entries) if entry.kind == "stage_changed"]
    first = changes[0].data["from"] if changes else person.stage
    begun = min([curve.points[0].day, *(localdate(entry.at).toordinal() for entry in entries)])
    spans = [drawing.Span(stage_label(first), begun, curve.today, is_current=not changes)]
    for entry in changes:
        since = localdate(entry.at).toordinal()
        spans[-1] = replace(spans[-1], until=since)
        spans.append(drawing.Span(stage_label(entry.data["to"]), since, curve.today, is_current=entry is changes[-1]))
    return tuple(spans)


def _meanwhile(entries: list[TimelineEntry], curve: TrustCurve) -> list[str]:
    """What happened between the two readings of the change, oldest first, each kind once."""
    turn = curve.facts.turn
    if not turn:
        return []
    before, after = curve.points[turn - 1].reading.at, curve.points[turn].reading.at
    shown = [entry for entry in reversed(entries) if entry.direction or entry.kind == "stage_changed"]
    between = [entry for entry in shown if before < entry.at < after and entry.kind not in ABOUT_ANSWERS]
    return list(dict.fromkeys(line.text for line in history(between)))


def _reading_lines(curve: TrustCurve) -> list[dict[str, Any]]:
    return [
        {
            "day": day_of_reading(point.reading),
            "mode": str(MODES.get(point.reading.mode, point.reading.mode)),
            "notes": curve_words.notes_of(point.reading),
            "total": badges.one_decimal(point.reading.total),
            "then": curve_words.figure(point.then),
            "now": curve_words.figure(point.now) if curve.has_line else "",
            "levels": curve_words.levels_words(point.levels),
            "jump": curve_words.jump_words(point, is_first=not number) if curve.has_line else "",
        }
        for number, point in enumerate(curve.points)
    ]


urls: list[URLPattern] = [path("candidates/<str:public_id>/curve/", candidate_curve, name="candidate_curve")]
