"""A trust curve in words: what is known now, what may be said of a change, when to ask again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from xinqiao.domain.levels import GENTLEST_FIRST, Level, rounded_percentages
from xinqiao.journeys.trust_curve import day_of_reading
from xinqiao.playbook.loader import playbook
from xinqiao.web.recruiter.answer_lines import MODES
from xinqiao.web.recruiter.badges import label, one_decimal
from xinqiao.web.recruiter.words import joined, sentences

if TYPE_CHECKING:
    from xinqiao.capabilities.assessments.queries import Reading
    from xinqiao.domain.change import Facts
    from xinqiao.journeys.trust_curve import CurvePoint, Estimate, TrustCurve

# A change names at most so many things that happened meanwhile.
MEANWHILE: Final = 2


def day_words(day: date, *, year: int = 0) -> str:
    """A day; within `year` the year goes without saying."""
    return date_format(day, "MONTH_DAY_FORMAT" if day.year == year else "DATE_FORMAT")


def figure(estimate: Estimate) -> str:
    """Always with its error: 16.5 ± 3.1."""
    return f"{one_decimal(estimate.mean)} ± {one_decimal(estimate.half_width)}"


def percent_words(share: float) -> str:
    """A probability in whole per cent; what has error is never certain."""
    percent = round(share * 100)
    return "<1" if percent < 1 else ">99" if percent > 99 else str(percent)


def levels_words(probabilities: dict[Level, float]) -> str:
    """Every level that is at least one per cent likely, the likeliest first."""
    shares = sorted(rounded_percentages(probabilities).items(), key=lambda share: -share[1])
    return joined([f"{label(level)} {percent} %" for level, percent in shares if percent])


def sentences_of(curve: TrustCurve, *, meanwhile: list[str], next_day: int | None) -> list[str]:
    """The sentences below a curve. `meanwhile` happened between the two readings of the change.

    `next_day` is when a further reading would be useful; without it none is spoken of.
    """
    change = _change(curve)
    named = joined(meanwhile[:MEANWHILE]) if change and curve.facts.turn else ""
    return [
        one
        for one in (
            change,
            _("In between: %(what)s. Before is not because.") % {"what": named} if named else "",
            _waiting(len(curve.waiting)),
            "" if next_day is None else _next(curve, next_day),
        )
        if one
    ]


def _change(curve: TrustCurve) -> str:
    facts, year = curve.facts, _year_of(curve)
    values = {
        "points": one_decimal(abs(round(facts.points, 1))),
        "least": one_decimal(round(facts.reliable_change, 1)),
        "since": day_words(day_of_reading(curve.points[facts.since].reading), year=year),
        "before": day_words(day_of_reading(curve.points[max(facts.turn - 1, 0)].reading), year=year),
        "after": day_words(day_of_reading(curve.points[facts.turn].reading), year=year),
        "share": percent_words(facts.probability),
    }
    return _change_sentence(facts) % values


def _change_sentence(facts: Facts) -> str:
    said = {
        "one_reading": _("One reading says where, not whether anything moves."),
        "two_within_error": _(
            "The two readings lie %(points)s points apart, within measurement error (reliable change %(least)s, 90 %%)."
        ),
        "two_apart": _(
            "The two readings lie %(points)s points apart, beyond measurement error (reliable change %(least)s, 90 %%)."
            " A third one will tell whether that lasts."
        ),
        "steady": _(
            "No reliable change since %(since)s; what moves is within measurement error (reliable change %(least)s,"
            " 90 %%)."
        ),
        "possible_fall": _(
            "The last reading lies %(points)s points below what the earlier ones say: a possible fall. Ask before you"
            " push."
        ),
        "fall": _("Down %(points)s points, beyond measurement error (reliable change %(least)s, 90 %%)."),
        "rise": _("Up %(points)s points, beyond measurement error (reliable change %(least)s, 90 %%)."),
    }
    if facts.kind in ("fall", "rise") and facts.is_reliable:
        return sentences(said[facts.kind], _turn_sentence(facts))
    if facts.is_reliable or facts.kind not in ("possible_fall", "fall", "rise"):
        return said[facts.kind]
    if facts.kind == "possible_fall":
        return _(
            "The last reading is unusual after the earlier ones, though its distance is within the reliable change"
            " (%(least)s, 90 %%). Ask before you push."
        )
    return _(
        "Something most likely changed between %(before)s and %(after)s (%(share)s %%), by less than the reliable"
        " change (%(least)s, 90 %%)."
    )


def _turn_sentence(facts: Facts) -> str:
    if facts.is_one_turn:
        return _("The turn most likely came between %(before)s and %(after)s (%(share)s %%).")
    return _(
        "It may have come gradually; if it was one turn, then most likely between %(before)s and %(after)s"
        " (%(share)s %%)."
    )


def _waiting(number: int) -> str:
    if not number:
        return ""
    return (
        ngettext(
            "%d doubtful reading is drawn dashed and counts once somebody has looked at it.",
            "%d doubtful readings are drawn dashed and count once somebody has looked at them.",
            number,
        )
        % number
    )


def _next(curve: TrustCurve, day: int) -> str:
    if day <= curve.today:
        return _("A further reading would be useful from now on.")
    return _("Next useful reading: from %(day)s.") % {"day": day_words(date.fromordinal(day), year=_year_of(curve))}


def _year_of(curve: TrustCurve) -> int:
    return date.fromordinal(curve.today).year


def reading_title(reading: Reading) -> str:
    """One reading in words, for its mark."""
    return joined(
        [
            _("%(total)s points") % {"total": one_decimal(reading.total)},
            day_words(day_of_reading(reading)),
            str(MODES.get(reading.mode, reading.mode)),
            *notes_of(reading),
        ]
    )


def notes_of(reading: Reading) -> list[str]:
    """What makes a reading less sure than others."""
    return [
        *([_("less than 7 days after the one before")] if reading.hollow else []),
        *([_("doubtful, waits for a look")] if reading.doubtful else []),
        *([_("one statement skipped")] if "one_missing" in reading.flags else []),
    ]


def jump_words(point: CurvePoint, *, is_first: bool) -> str:
    """How likely a jump since the reading before is."""
    return "" if is_first else f"{percent_words(point.jump)} %"


def zone_words() -> tuple[tuple[str, str], ...]:
    """Name and range of each level, the gentlest first."""
    found = []
    for level in GENTLEST_FIRST:
        totals = playbook().level(level).totals
        span = pgettext("a range of totals", "%(least)d–%(most)d")
        found.append((label(level), span % {"least": totals.least, "most": totals.most} if totals else ""))
    return tuple(found)
