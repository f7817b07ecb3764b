"""What may be said of a change in trust, given readings that carry error.

Rules, for three readings or more:

- amber: the last reading lies further below what was expected of it than error explains, its standardised innovation is
  below -1.645 (5 % on one side). A possible fall: ask before you push.
- red: a fall is near certain, the probability of a jump between two readings is 0.8 or more; or it is confirmed: the
  mean of the two readings behind it lies below what was expected before them (5 % on one side), by no less than the
  reliable change. The same upwards is a rise.
- No word of direction for less than the reliable change, RCI = 1.645 · √2 · SEM at 90 % (Jacobson & Truax 1991).

The mean test: with the level at reading k expected as N(m, P), drift q · gap until the next reading and error variances
R, the mean of readings k and k + 1 is N(m, P + q · gap / 4 + (R_k + R_k+1) / 4) while nothing happened.

What a change amounts to is the level from the readings behind it less the level from those before it. Two readings have
no trend, and their difference is held against the error of just these two, 1.645 · √(R_1 + R_2): a prorated, soon or
doubtful one needs more. One has not even a difference.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from statistics import NormalDist
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from xinqiao.domain.levels import Level, interval, level_probabilities
from xinqiao.domain.local_level import Block, Floats, go_backward
from xinqiao.domain.scale import DEFAULT_VARIANCE
from xinqiao.domain.shown_when import RULES, Statistic
from xinqiao.domain.trust_curve import DEFAULT, Curves, Model, curves_of_equal_length, forecast

ONE_SIDED_5_PERCENT: Final = NormalDist().inv_cdf(0.95)
SURE_JUMP: Final = 0.8
# Fewer readings have no trend.
ENOUGH: Final = RULES[Statistic.CURVE_LINE].interval_from
DEFAULT_SEM: Final = sqrt(DEFAULT_VARIANCE)
# A further reading is useful once it would narrow the band by a quarter; never sooner than after a week.
USEFUL_NARROWING: Final = 0.25
SOONEST_DAYS: Final = 7.0
# A turn at one place is spoken of as such where it is likelier than not.
LIKELY: Final = 0.5


class Kind(StrEnum):
    """What can be said. The last three speak of a change; `POSSIBLE_FALL` and `FALL` are amber and red."""

    ONE_READING = "one_reading"
    TWO_WITHIN_ERROR = "two_within_error"
    TWO_APART = "two_apart"
    STEADY = "steady"
    POSSIBLE_FALL = "possible_fall"
    FALL = "fall"
    RISE = "rise"


@dataclass(frozen=True, slots=True)
class Changes:
    """One entry a person.

    `turn` is the reading behind the latest change, 0 where there was none; `points` what it amounts to, `probability`
    that of a jump just there; both 0 where there was none. `amber` and `red` speak of the last two readings alone.
    """

    turn: NDArray[np.int64]
    points: Floats
    probability: Floats
    amber: NDArray[np.bool_]
    red: NDArray[np.bool_]


class Now(NamedTuple):
    """The level today: mean, variance, the half width that covers 95 %, and how likely each level is."""

    mean: float
    variance: float
    half_width: float
    probabilities: dict[Level, float]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is said of one person's curve, for others to put into words.

    `since` is the reading since which nothing reliable changed. A change happened between the readings `turn - 1` and
    `turn`; a direction may be named only where `is_reliable`. `next_useful` is a day, on the readings' axis.
    """

    kind: Kind
    now: Now
    since: int
    turn: int
    points: float
    probability: float
    reliable_change: float
    next_useful: float

    @property
    def is_reliable(self) -> bool:
        """Whether the change is large enough for a word of direction."""
        return abs(self.points) >= self.reliable_change

    @property
    def is_one_turn(self) -> bool:
        """Whether it most likely came at once between `turn - 1` and `turn`; else it may have come gradually."""
        return self.probability >= LIKELY


def rci90(sem: float = DEFAULT_SEM) -> float:
    """The reliable change at 90 %: two readings of an unchanged person differ by more in one of ten.

    Raises ValueError for a standard error of measurement that is not above zero.
    """
    if not sem > 0:
        raise ValueError(sem)
    return ONE_SIDED_5_PERCENT * sqrt(2) * sem


def changes_of_equal_length(
    days: ArrayLike,
    totals: ArrayLike,
    variances: ArrayLike,
    drawn: Curves | None = None,
    *,
    model: Model = DEFAULT,
    sem: float = DEFAULT_SEM,
) -> Changes:
    """The latest change of many people with equally many readings; arrays are time × people.

    `drawn` are their curves, worked out here when left out. Raises BadReadings.
    """
    when, values, noise = (np.asarray(one, dtype=np.float64) for one in (days, totals, variances))
    if drawn is None:
        drawn = curves_of_equal_length(when, values, noise, model)
    if len(when) < ENOUGH:
        return _none(when.shape[1])
    growth = model.drift * np.diff(when, axis=0)
    # What the readings from each on say, less what those before it say.
    points = go_backward(Block(growth, values, noise)).level.mean[1:] - drawn.plain.filtered_mean[:-1]
    chance = drawn.jump_probability[1:]
    signs = _signs(points, chance, _mean_test(values, noise, growth, drawn), rci90(sem))
    turn = _latest_turn(signs, chance)
    people = np.arange(when.shape[1])
    sign = np.where(turn > 0, signs[turn - 1, people], 0)
    red = (sign < 0) & (turn >= len(when) - 2)
    amber = ~red & (drawn.plain.innovations[-1] < -ONE_SIDED_5_PERCENT)
    turn = turn + _came_between(turn, sign, points, chance)
    turn = np.where(amber, len(when) - 1, turn)
    happened = turn > 0
    return Changes(
        turn=turn,
        points=np.where(happened, points[turn - 1, people], 0.0),
        probability=np.where(happened, chance[turn - 1, people], 0.0),
        amber=amber,
        red=red,
    )


def facts_of(
    days: ArrayLike,
    totals: ArrayLike,
    variances: ArrayLike,
    drawn: Curves,
    *,
    today: float,
    model: Model = DEFAULT,
    sem: float = DEFAULT_SEM,
) -> Facts:
    """What can be said of one person today, `drawn` being the curve of these readings; there is at least one.

    `today` is a day on the readings' axis. Raises BadReadings.
    """
    when, values = np.asarray(days, dtype=np.float64), np.asarray(totals, dtype=np.float64)
    noise = np.asarray(variances, dtype=np.float64)
    found = changes_of_equal_length(
        when[:, None], values[:, None], noise[:, None], _as_column(drawn), model=model, sem=sem
    )
    turn, points, least = int(found.turn[0]), float(found.points[0]), rci90(sem)
    if len(when) == ENOUGH - 1:
        points, least = float(values[1] - values[0]), ONE_SIDED_5_PERCENT * sqrt(float(noise.sum()))
    kind = _kind(len(when), found, points, least)
    return Facts(
        kind=kind,
        now=_now(drawn, ahead=max(0.0, today - float(when[-1])), model=model),
        since=0 if kind == Kind.STEADY else turn,
        turn=turn,
        points=points,
        probability=float(found.probability[0]),
        reliable_change=least,
        next_useful=float(when[-1]) + _useful_after(float(drawn.averaged_variance[-1]), model, sem),
    )


def _kind(readings: int, found: Changes, points: float, least: float) -> Kind:
    if readings == 1:
        return Kind.ONE_READING
    if readings < ENOUGH:
        return Kind.TWO_WITHIN_ERROR if abs(points) < least else Kind.TWO_APART
    if found.amber[0]:
        return Kind.POSSIBLE_FALL
    if not found.turn[0]:
        return Kind.STEADY
    return Kind.FALL if points < 0 else Kind.RISE


def _none(people: int) -> Changes:
    nothing, no = np.zeros(people), np.zeros(people, dtype=bool)
    return Changes(np.zeros(people, dtype=np.int64), nothing, nothing, no, no)


def _mean_test(totals: Floats, noise: Floats, growth: Floats, drawn: Curves) -> Floats:
    """For each reading but the first: how far it and the next lie from what was expected, in standard deviations.

    The last one has no next and stays at 0.
    """
    expected, before = drawn.plain.filtered_mean[:-2], drawn.plain.filtered_variance[:-2] + growth[:-1]
    spread = before + (growth[1:] + noise[1:-1] + noise[2:]) / 4
    tested = np.zeros_like(growth)
    tested[:-1] = ((totals[1:-1] + totals[2:]) / 2 - expected) / np.sqrt(spread)
    return tested


def _signs(points: Floats, chance: Floats, tested: Floats, least: float) -> Floats:
    """Where a change is near certain or confirmed: its direction, else 0."""
    confirmed = (np.abs(tested) > ONE_SIDED_5_PERCENT) & (tested * points > 0) & (np.abs(points) >= least)
    return np.where(confirmed | (chance >= SURE_JUMP), np.sign(points), 0.0)


def _latest_turn(signs: Floats, chance: Floats) -> NDArray[np.int64]:
    """The reading behind the latest change, 0 for none.

    One change shows at several readings in a row; the likeliest place among them is meant.
    """
    people = np.arange(signs.shape[1])
    turn = np.zeros(signs.shape[1], dtype=np.int64)
    for step in range(len(signs)):
        goes_on = (signs[step] == signs[step - 1]) & (turn > 0) if step else np.zeros(len(turn), dtype=bool)
        likelier = chance[step] > chance[turn - 1, people]
        turn = np.where((signs[step] != 0) & (~goes_on | likelier), step + 1, turn)
    return turn


def _came_between(turn: NDArray[np.int64], sign: Floats, points: Floats, chance: Floats) -> NDArray[np.bool_]:
    """Whether a change more likely came between the two readings that confirm it than before both of them."""
    people, following = np.arange(len(turn)), np.minimum(turn, len(chance) - 1)
    likelier = chance[following, people] > chance[turn - 1, people]
    return (turn > 0) & (turn < len(chance)) & likelier & (sign * points[following, people] > 0)


def _as_column(drawn: Curves) -> Curves:
    """One person's curve as that of a team of one."""
    plain = type(drawn.plain)(*(getattr(drawn.plain, name)[:, None] for name in drawn.plain.__slots__))
    averaged = (drawn.jump_probability, drawn.averaged_mean, drawn.averaged_variance)
    return Curves(plain, *(one[:, None] for one in averaged))


def _now(drawn: Curves, *, ahead: float, model: Model) -> Now:
    level = forecast(drawn.averaged_mean[-1], drawn.averaged_variance[-1], ahead, model)
    mean, variance = float(level.mean), float(level.variance)
    return Now(mean, variance, interval(mean, variance).half_width, level_probabilities(mean, variance))


def _useful_after(variance: float, model: Model, sem: float) -> float:
    """Days from the last reading until a further one would narrow the band by a quarter.

    A reading of error variance R makes P into P · R / (P + R); so P must have grown to R · (1 / (1 - share)² - 1).
    Without drift that may never be; then the week alone counts.
    """
    wanted = sem * sem * (1 / (1 - USEFUL_NARROWING) ** 2 - 1)
    if variance >= wanted or not model.drift:
        return SOONEST_DAYS
    return max(SOONEST_DAYS, (wanted - variance) / model.drift)
