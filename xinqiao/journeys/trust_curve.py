"""One person's trust curve, put together from readings: for the desk and for the person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import sqrt
from typing import TYPE_CHECKING, Final

from xinqiao.capabilities.assessments.queries import Reading
from xinqiao.domain.levels import Level, interval
from xinqiao.domain.shown_when import Statistic, is_shown

if TYPE_CHECKING:
    from xinqiao.domain.change import Facts

# In the order of `level_probabilities_many`.
LEVELS: Final = tuple(Level)
# How far ahead a curve is drawn, and how many moments between two readings.
FORECAST_DAYS: Final = 30
_STEPS: Final = 4


@dataclass(frozen=True)
class Estimate:
    """A level at one moment: mean, variance, and the half width that covers 95 %."""

    mean: float
    variance: float
    half_width: float


@dataclass(frozen=True)
class CurvePoint:
    """One reading that counts, what was known of the level then, and what is known of it now.

    `jump` is the probability that the level jumped since the reading before; `levels` are the probabilities now.
    """

    reading: Reading
    day: int
    then: Estimate
    now: Estimate
    jump: float
    levels: dict[Level, float]


@dataclass(frozen=True)
class TrustCurve:
    """Days are ordinals of the person's own calendar. `waiting` readings are doubtful: nobody has said they count."""

    points: tuple[CurvePoint, ...]
    waiting: tuple[Reading, ...]
    facts: Facts
    drift: float
    today: int

    @property
    def has_line(self) -> bool:
        """Two readings have no trend, one has not even a difference."""
        return is_shown(Statistic.CURVE_LINE, len(self.points))


def day_of_reading(reading: Reading) -> date:
    """The person's own day of a reading."""
    return reading.day or reading.at.date()


def curve_of(readings: Sequence[Reading], *, today: date) -> TrustCurve | None:
    """The curve of these readings, oldest first and a day apart at least; None where none counts.

    What waits for a person's word is kept out of line, band and words until it has been looked at.
    """
    counting = [reading for reading in readings if not reading.doubtful]
    if not counting:
        return None
    # NumPy takes 20 MiB: only processes that draw a curve load it.
    from xinqiao.domain.change import facts_of
    from xinqiao.domain.scale_many import level_probabilities_many
    from xinqiao.domain.trust_curve import DEFAULT, curves

    days = [day_of_reading(reading).toordinal() for reading in counting]
    totals, variances = [one.total for one in counting], [one.variance for one in counting]
    drawn = curves(days, totals, variances, [0])
    shares = level_probabilities_many(drawn.averaged_mean, drawn.averaged_variance)
    points = tuple(
        CurvePoint(
            reading=reading,
            day=days[at],
            then=_estimate(drawn.plain.filtered_mean[at], drawn.plain.filtered_variance[at]),
            now=_estimate(drawn.averaged_mean[at], drawn.averaged_variance[at]),
            jump=float(drawn.jump_probability[at]),
            levels=dict(zip(LEVELS, map(float, shares[at]), strict=True)),
        )
        for at, reading in enumerate(counting)
    )
    return TrustCurve(
        points=points,
        waiting=tuple(reading for reading in readings if reading.doubtful),
        facts=facts_of(days, totals, variances, drawn, today=today.toordinal()),
        drift=DEFAULT.drift,
        today=max(today.toordinal(), days[-1]),
    )


def _estimate(mean: float, variance: float) -> Estimate:
    return Estimate(float(mean), float(variance), interval(float(mean), float(variance)).half_width)


@dataclass(frozen=True)
class Moment:
    """The level on one day, as far as a curve knows it."""

    day: float
    mean: float
    variance: float


def course_of(curve: TrustCurve, *, then: bool = False) -> list[Moment]:
    """The level from the first reading until today; empty for fewer than three readings.

    Between two readings the smoothed level runs straight, and no band is drawn narrower than it is: ends as sure as
    they are, taken as wrong together, and the bridge of drift between them. `then` is what each day knew: the reading
    before it, less and less sure until the next one comes.
    """
    if not curve.has_line:
        return []
    course = []
    for one, next_ in pairwise(curve.points):
        between = _known_then if then else _known_now
        course += between(one, next_, curve.drift)
    last = curve.points[-1].then if then else curve.points[-1].now
    return [*course, *_ahead(last, curve.points[-1].day, curve.today, curve.drift)]


def forecast_of(curve: TrustCurve, *, then: bool = False) -> list[Moment]:
    """The level from today on for `FORECAST_DAYS`; empty for fewer than three readings."""
    if not curve.has_line:
        return []
    last = curve.points[-1].then if then else curve.points[-1].now
    gone = curve.today - curve.points[-1].day
    ahead = [gone + FORECAST_DAYS * step / _STEPS for step in range(_STEPS + 1)]
    return [Moment(curve.points[-1].day + days, last.mean, last.variance + curve.drift * days) for days in ahead]


def _known_now(one: CurvePoint, next_: CurvePoint, drift: float) -> list[Moment]:
    gap, moments = next_.day - one.day, []
    for step in range(_STEPS):
        share = step / _STEPS
        mean = (1 - share) * one.now.mean + share * next_.now.mean
        deviation = (1 - share) * sqrt(one.now.variance) + share * sqrt(next_.now.variance)
        bridge = drift * gap * share * (1 - share)
        moments.append(Moment(one.day + share * gap, mean, deviation**2 + bridge))
    return moments


def _known_then(one: CurvePoint, next_: CurvePoint, drift: float) -> list[Moment]:
    return _ahead(one.then, one.day, next_.day, drift)


def _ahead(known: Estimate, since: float, until: float, drift: float) -> list[Moment]:
    steps = [(until - since) * step / _STEPS for step in range(_STEPS + 1)]
    return [Moment(since + days, known.mean, known.variance + drift * days) for days in steps]
