"""The level as the desk draws it: badge, figure and the sentences beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from xinqiao.domain.levels import GENTLEST_FIRST, UNMEASURED, Level
from xinqiao.domain.response_quality import Sign
from xinqiao.domain.scale import HIGHEST_TOTAL, LOWEST_TOTAL, TOS5_PRINTED, Flag
from xinqiao.playbook.loader import playbook
from xinqiao.web.recruiter.words import joined, say

if TYPE_CHECKING:
    from xinqiao.journeys.queries import Measured

STONES: Final = {Level.OPEN: 4, Level.CAUTIOUS: 3, Level.GUARDED: 2, Level.RESERVED: 1}
FLAG_WORDS: Final[dict[str, Any]] = {
    Flag.ONE_MISSING: gettext_lazy("One statement was skipped; the total is worked out from the other four."),
    Flag.ITEM5_MISSING: gettext_lazy(
        "Statement 5 was skipped, the only one that speaks for openness. Read the total with care."
    ),
    Sign.TOO_FAST: gettext_lazy("Answered in less than two seconds a statement."),
    Sign.STRAIGHT_ENDS: gettext_lazy("The same end of the scale five times, though statement 5 points the other way."),
    Sign.STRAIGHT_SIDES: gettext_lazy("The same answer five times, though statement 5 points the other way."),
    Sign.STRAIGHT_MIDDLE: gettext_lazy("The middle five times. Many people answer so in earnest."),
    Sign.CONTRADICTION: gettext_lazy("Statement 5 and the other four speak against each other."),
}


@dataclass(frozen=True)
class Band:
    """Positions on the 5–25 axis."""

    score: str
    low: float
    high: float


def badge(measured: Measured | None) -> dict[str, Any]:
    """The context of `pages/level_badge.html`, for people whose score the reader may see."""
    if measured is None:
        return {"level": UNMEASURED, "words": label(UNMEASURED)}
    first = measured.likeliest_two[0]
    return {
        "level": str(first),
        "glyph_stones": STONES[first],
        "words": label(first),
        "percent": measured.percentages[first],
        "dashed": not measured.is_clear,
        "two": [{"label": label(one), "percent": measured.percentages[one]} for one in measured.likeliest_two],
    }


def label(level: str) -> str:
    """The desk's word for a level."""
    return say(playbook().level(level).label)


def one_decimal(value: float) -> str:
    """A total or margin with at most one decimal, halves rounded up."""
    rounded = Decimal(str(value)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{rounded.normalize():f}"


def figure(measured: Measured) -> str:
    """Always with its error: 16 ± 4.3."""
    return f"{one_decimal(measured.mean)} ± {one_decimal(measured.half_width)}"


def latest_figure(measured: Measured) -> str:
    """The total of the latest answers alone, with its error."""
    return f"{one_decimal(measured.latest_total)} ± {one_decimal(measured.latest_half_width)}"


def readings_sentence(measured: Measured) -> str:
    """That a figure rests on several readings, and what the latest says by itself."""
    if measured.readings < 2:
        return ""
    return _("The best estimate from %(number)d readings; the latest alone says %(figure)s.") % {
        "number": measured.readings,
        "figure": latest_figure(measured),
    }


def band(measured: Measured) -> Band:
    """The dot and its 95 % bar."""
    return Band(
        score=one_decimal(measured.mean),
        low=round(max(LOWEST_TOTAL, measured.mean - measured.half_width), 2),
        high=round(min(HIGHEST_TOTAL, measured.mean + measured.half_width), 2),
    )


def probabilities(measured: Measured) -> str:
    """Every level that is at least one per cent likely, the likeliest first, in words."""
    shares = sorted(measured.percentages.items(), key=lambda share: -share[1])
    return joined([f"{label(level)} {percent} %" for level, percent in shares if percent])


def error_sentence(measured: Measured) -> str:
    """What the margin means."""
    low, high = band(measured).low, band(measured).high
    return _(
        "The true place lies between %(low)s and %(high)s with 95 %% likelihood: "
        "five statements leave a sizeable error."
    ) % {"low": round(low), "high": round(high)}


def flag_sentences(measured: Measured) -> list[str]:
    """What a reader must know about the answers behind the total."""
    return sign_sentences(measured.flags)


def sign_sentences(flags: Iterable[str]) -> list[str]:
    """These flags in words."""
    return [str(FLAG_WORDS[flag]) for flag in flags if flag in FLAG_WORDS]


def key_sentence(measured: Measured) -> str:
    """By which key the total is read, where it is not the usual one."""
    if measured.key != TOS5_PRINTED.id:
        return ""
    return _("This workspace reads answers by their plain sum, as its owner chose.")


def tempo_sentence(measured: Measured, tempo: str) -> str:
    """Why the tempo may be slower than the level."""
    if tempo == measured.level:
        return ""
    if measured.tempo_is_held:
        return _(
            "The tempo stays that of “%(level)s”, as before the scoring key was switched, until they answer anew."
        ) % {"level": label(tempo)}
    gentler = GENTLEST_FIRST[: GENTLEST_FIRST.index(Level(tempo)) + 1]
    return _(
        "The tempo is that of “%(level)s”: this level or a gentler one is %(share)d %% likely, "
        "and from 25 %% on we go slower."
    ) % {"level": label(tempo), "share": sum(measured.percentages[level] for level in gentler)}


def scale_words(measured: Measured) -> list[dict[str, Any]]:
    """The four levels under the band, gentlest first, with their totals."""
    entries = [(level, playbook().level(level)) for level in GENTLEST_FIRST]
    return [
        {
            "level": str(level),
            "label": say(entry.label),
            "totals": pgettext("a range of totals", "%(least)d–%(most)d")
            % {"least": entry.totals.least, "most": entry.totals.most}
            if entry.totals
            else "",
            "current": level == measured.level,
        }
        for level, entry in entries
    ]
