"""From a total to a level, and how sure that level is.

A total carries error, so a level is shown with its probabilities: a normal distribution round the total (no
prior pulls it), cut at 9.5, 14.5 and 19.5. All below 9.5 is reserved, all above 19.5 open.
"""

from bisect import bisect_right
from collections.abc import Mapping
from enum import StrEnum
from math import erfc, floor, isfinite, sqrt
from statistics import NormalDist
from typing import Final, Literal, NamedTuple

from xinqiao.domain.scale import DEFAULT_VARIANCE, HIGHEST_TOTAL, LOWEST_TOTAL


class Level(StrEnum):
    """A band of openness, the most open first."""

    OPEN = "open"
    CAUTIOUS = "cautious"
    GUARDED = "guarded"
    RESERVED = "reserved"


# Not a level: nobody asked yet. It has no number, no band and no probability.
UNMEASURED: Final = "unmeasured"
LevelState = Level | Literal["unmeasured"]

GENTLEST_FIRST: Final = (Level.RESERVED, Level.GUARDED, Level.CAUTIOUS, Level.OPEN)
CUTS: Final = (9.5, 14.5, 19.5)
CLEAR_FROM: Final = 0.8
TEMPO_SHARE: Final = 0.25

Probabilities = Mapping[Level, float]


class NotATotal(ValueError):
    """The total is not a finite number."""


class BadVariance(ValueError):
    """An error variance must be a finite number above zero."""


class BadProbabilities(ValueError):
    """Probabilities must cover the four levels, none below zero, and add up to one."""


class Interval(NamedTuple):
    """A total with its margin; `low` and `high` stay on the scale."""

    total: float
    half_width: float
    low: float
    high: float


def level_of(total: float) -> Level:
    """The level whose band holds the total; a total on a cut belongs to the more open side."""
    if not isfinite(total):
        raise NotATotal(total)
    return GENTLEST_FIRST[bisect_right(CUTS, total)]


def totals_of(level: Level) -> tuple[float, float]:
    """The band of a level: from the first total on, up to but not including the second."""
    edges = (float(LOWEST_TOTAL), *CUTS, float(HIGHEST_TOTAL + 1))
    at = GENTLEST_FIRST.index(level)
    return edges[at], edges[at + 1]


def level_probabilities(total: float, variance: float = DEFAULT_VARIANCE) -> dict[Level, float]:
    """How likely each level is, given the total and its error variance; the most open level comes first.

    For every total that five or four answers can give, the total's own level is the likeliest.
    """
    if not isfinite(total):
        raise NotATotal(total)
    below = [_normal_share_below(cut, total, standard_deviation(variance)) for cut in CUTS]
    reserved, guarded, cautious = below[0], below[1] - below[0], below[2] - below[1]
    open_ = 1 - below[2]
    return {Level.OPEN: open_, Level.CAUTIOUS: cautious, Level.GUARDED: guarded, Level.RESERVED: reserved}


def tempo_level(probabilities: Probabilities) -> Level:
    """The gentlest level L with P(L or gentler) of at least a quarter: doubt makes the tempo slower."""
    _check(probabilities)
    reached = 0.0
    for level in GENTLEST_FIRST[:-1]:
        reached += probabilities[level]
        if reached >= TEMPO_SHARE:
            return level
    return GENTLEST_FIRST[-1]


def rounded_percentages(probabilities: Probabilities) -> dict[Level, int]:
    """Whole percentages that add up to exactly 100 (largest remainder)."""
    return rounded_shares(probabilities, units=100)


def rounded_shares(probabilities: Probabilities, *, units: int) -> dict[Level, int]:
    """Whole parts of `units` that add up to exactly `units`; each is within one of the true share.

    Largest remainder; on a tie the likelier, then the gentler level gets the part.
    """
    _check(probabilities)
    exact = {level: probabilities[level] * units for level in Level}
    shares = {level: floor(exact[level]) for level in Level}
    by_remainder = sorted(GENTLEST_FIRST, key=lambda level: (shares[level] - exact[level], -exact[level]))
    for level in by_remainder[: units - sum(shares.values())]:
        shares[level] += 1
    return shares


def likeliest_two(probabilities: Probabilities) -> tuple[Level, Level]:
    """The likeliest level and the next; on a tie the gentler comes first."""
    _check(probabilities)
    first, second, *_ = sorted(GENTLEST_FIRST, key=lambda level: -probabilities[level])
    return first, second


def is_clear(probabilities: Probabilities) -> bool:
    """Whether one level alone may stand on the badge (at least 80 % likely)."""
    _check(probabilities)
    return max(probabilities.values()) >= CLEAR_FROM


def interval(total: float, variance: float = DEFAULT_VARIANCE, coverage: float = 0.95) -> Interval:
    """The total with the half width that covers this share of its error: 16 ± 4.3 by default."""
    if not isfinite(total):
        raise NotATotal(total)
    half_width = NormalDist().inv_cdf((1 + coverage) / 2) * standard_deviation(variance)
    return Interval(
        total=total,
        half_width=half_width,
        low=max(float(LOWEST_TOTAL), total - half_width),
        high=min(float(HIGHEST_TOTAL), total + half_width),
    )


def standard_deviation(variance: float) -> float:
    """The square root of an error variance; raises `BadVariance` for one that is not above zero."""
    if not isfinite(variance) or variance <= 0:
        raise BadVariance(variance)
    return sqrt(variance)


def _normal_share_below(cut: float, mean: float, deviation: float) -> float:
    return erfc((mean - cut) / (deviation * sqrt(2))) / 2


def _check(probabilities: Probabilities) -> None:
    if set(probabilities) != set(Level) or min(probabilities.values()) < 0:
        raise BadProbabilities(probabilities)
    if not abs(sum(probabilities.values()) - 1) < 1e-6:
        raise BadProbabilities(probabilities)
