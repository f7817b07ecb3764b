"""The trust curve: where a level most likely was and is, given totals that carry error.

Local level model: the level drifts as a random walk over real days, and each total is the level plus error,

    level(t) = level(s) + N(0, drift · (t - s)),    total(t) = level(t) + N(0, variance(t)),

filtered and smoothed as in Durbin & Koopman, Time Series Analysis by State Space Methods (2nd ed. 2012), chapter 2,
with an exactly diffuse start unless a prior is given: the first point of a curve is then the reading itself.

Trust may also fall in one day, where the plain model stays over-sure. So the curve is averaged over "no jump" and "one
jump, of variance 25, between reading i and i + 1", each interval a jump with probability 0.1 before the data. With a_i
the level at reading i from all up to it, b_j the level at reading j from all from it on, and S the variance of their
difference, the data change the odds of a jump between i and i + 1 by N(a_i - b_i+1; 0, S + 25) / N(a_i - b_i+1; 0, S).

Everything here works on many people at once, a few thousand at a time so that they stay in the processor's cache.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import inf, isfinite
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from xinqiao.domain.levels import standard_deviation
from xinqiao.domain.local_level import Block, Floats, Jump, Level, average, go_backward, go_forward, smooth
from xinqiao.domain.scale import DRIFT_PER_DAY

# Declared defaults until a team has its own figures.
JUMP_VARIANCE: Final = 25.0
JUMP_SHARE: Final = 0.1
JUMP: Final = Jump(JUMP_VARIANCE, JUMP_SHARE / (1 - JUMP_SHARE))
# So many people at a time: tried from 1,024 to 8,192.
BLOCK: Final = 4096
# How many figures a reading has: those of `PlainCurves`, those of `Curves`.
PLAIN: Final = 5
WHOLE: Final = 8


class BadReadings(ValueError):
    """Days must rise within a person, totals and variances be finite numbers, variances above zero."""


class BadModel(ValueError):
    """Drift is a finite number not below zero; a prior is a finite mean with a variance above zero."""


class Prior(NamedTuple):
    """What is known of a level before its first reading."""

    mean: float
    variance: float


@dataclass(frozen=True, slots=True)
class Model:
    """How the level moves. Without a prior the start is diffuse."""

    drift: float = DRIFT_PER_DAY
    prior: Prior | None = None

    def __post_init__(self) -> None:
        if not (isfinite(self.drift) and self.drift >= 0):
            raise BadModel(self.drift)
        if self.prior is not None and not (isfinite(self.prior.mean) and 0 < self.prior.variance < inf):
            raise BadModel(self.prior)


DEFAULT: Final = Model()


@dataclass(frozen=True, slots=True)
class PlainCurves:
    """One entry a reading, in the order of the readings.

    `innovations` is each total's distance from what was expected, in standard deviations; NaN for a first reading with
    a diffuse start.
    """

    filtered_mean: Floats
    filtered_variance: Floats
    smoothed_mean: Floats
    smoothed_variance: Floats
    innovations: Floats


@dataclass(frozen=True, slots=True)
class Curves:
    """A plain curve and its average over jumps; `jump_probability` is that of a jump since the reading before."""

    plain: PlainCurves
    jump_probability: Floats
    averaged_mean: Floats
    averaged_variance: Floats


class Forecast(NamedTuple):
    """Where the level will be: a mean and its variance."""

    mean: Floats
    variance: Floats


def plain_curves(
    days: ArrayLike, totals: ArrayLike, variances: ArrayLike, starts: ArrayLike, model: Model = DEFAULT
) -> PlainCurves:
    """Filters and smooths many curves.

    `days`, `totals` and `variances` hold all readings, one person behind the other, each person's in rising order;
    `starts` says where each person's readings begin. Raises BadReadings. Quickest where people with equally many
    readings stand together.
    """
    return _plain(_flat(PLAIN, days, totals, variances, starts, model))


def curves(
    days: ArrayLike, totals: ArrayLike, variances: ArrayLike, starts: ArrayLike, model: Model = DEFAULT
) -> Curves:
    """As `plain_curves`, and averaged over at most one jump."""
    return _whole(_flat(WHOLE, days, totals, variances, starts, model))


def plain_curves_of_equal_length(
    days: ArrayLike, totals: ArrayLike, variances: ArrayLike, model: Model = DEFAULT
) -> PlainCurves:
    """As `plain_curves`, for people with equally many readings: arrays in and out are time × people."""
    return _plain(_columnar(PLAIN, days, totals, variances, model))


def curves_of_equal_length(days: ArrayLike, totals: ArrayLike, variances: ArrayLike, model: Model = DEFAULT) -> Curves:
    """As `curves`, for people with equally many readings: arrays in and out are time × people."""
    return _whole(_columnar(WHOLE, days, totals, variances, model))


def forecast(mean: ArrayLike, variance: ArrayLike, days: ArrayLike, model: Model = DEFAULT) -> Forecast:
    """The level so many days after a reading, from its mean and variance then; the band only widens."""
    ahead = np.asarray(days, dtype=np.float64)
    if not np.all(ahead >= 0):
        raise BadReadings("a forecast looks ahead")
    means, variances = np.asarray(mean, dtype=np.float64), np.asarray(variance, dtype=np.float64)
    return Forecast(means + 0 * ahead, variances + model.drift * ahead)


def _plain(columns: list[Floats]) -> PlainCurves:
    return PlainCurves(*columns[:PLAIN])


def _whole(columns: list[Floats]) -> Curves:
    return Curves(_plain(columns), *columns[PLAIN:])


def _columnar(figures: int, days: ArrayLike, totals: ArrayLike, variances: ArrayLike, model: Model) -> list[Floats]:
    given = _as_floats(days, totals, variances, dimensions=2)
    out = _empty(figures, given[0].shape)
    if given[0].size:
        for begin in range(0, given[0].shape[1], BLOCK):
            people = slice(begin, begin + BLOCK)
            _fill([one[:, people] for one in out], [one[:, people] for one in given], model)
    return out


def _flat(
    figures: int, days: ArrayLike, totals: ArrayLike, variances: ArrayLike, starts: ArrayLike, model: Model
) -> list[Floats]:
    given = _as_floats(days, totals, variances, dimensions=1)
    size = len(given[0])
    begins = np.asarray(starts, dtype=np.int64)
    counts = _counts(begins, size)
    out = _empty(figures, (size,))
    room = np.empty((figures, int(counts.max(initial=0)), BLOCK))
    for count, people in _alike(counts):
        for block in range(0, len(people), BLOCK):
            some = people[block : block + BLOCK]
            drawn = list(room[:, :count, : len(some)])
            places = _places(begins[some], count)
            _fill(drawn, [_taken(one, places, count) for one in given], model)
            for target, source in zip(out, drawn, strict=True):
                _put(target, places, count, source)
    return out


def _as_floats(days: ArrayLike, totals: ArrayLike, variances: ArrayLike, *, dimensions: int) -> list[Floats]:
    given = [np.asarray(one, dtype=np.float64) for one in (days, totals, variances)]
    if not given[0].shape == given[1].shape == given[2].shape or given[0].ndim != dimensions:
        raise BadReadings("one day, total and variance a reading")
    return given


def _counts(begins: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    if begins.ndim != 1 or (size and not (len(begins) and begins[0] == 0)):
        raise BadReadings("the first person's readings begin at 0")
    counts = np.diff(begins, append=size)
    if (counts < 1).any():
        raise BadReadings("each person has a reading")
    return counts


def _alike(counts: NDArray[np.int64]) -> Iterator[tuple[int, NDArray[np.int64]]]:
    """Each number of readings that occurs, with the people who have so many."""
    order = np.argsort(counts, kind="stable")
    ranked = counts[order]
    edges = [0, *(np.flatnonzero(np.diff(ranked)) + 1), len(ranked)]
    for first, end in pairwise(edges):
        if end > first:
            yield int(ranked[first]), order[first:end]


def _places(begins: NDArray[np.int64], count: int) -> slice | NDArray[np.int64]:
    """Where these people's readings stand: one piece where they follow each other, time × people otherwise."""
    first, last = int(begins[0]), int(begins[-1])
    if last - first == (len(begins) - 1) * count:
        return slice(first, last + count)
    return begins + np.arange(count)[:, None]


def _taken(column: Floats, places: slice | NDArray[np.int64], count: int) -> Floats:
    if isinstance(places, slice):
        return np.ascontiguousarray(column[places].reshape(-1, count).T)
    return column.take(places, mode="clip")


def _put(column: Floats, places: slice | NDArray[np.int64], count: int, drawn: Floats) -> None:
    if isinstance(places, slice):
        column[places].reshape(-1, count)[:] = drawn.T
    else:
        column[places] = drawn


def _empty(how_many: int, shape: tuple[int, ...]) -> list[Floats]:
    return [np.empty(shape) for _ in range(how_many)]


def _fill(drawn: list[Floats], given: list[Floats], model: Model) -> None:
    """Works one block out; `drawn` are the block's places in the results, in the order of their fields."""
    days, totals, variances = given
    growth = np.diff(days, axis=0)
    _check(days, growth, totals, variances)
    growth *= model.drift
    block = Block(growth, totals, variances)
    filtered, smoothed = Level(*drawn[:2]), Level(*drawn[2:4])
    forward = go_forward(block, model.prior, filtered, drawn[4])
    follow = smooth(forward, smoothed)
    if len(drawn) > PLAIN:
        averaged = Level(*drawn[6:])
        drawn[5][0] = 0
        drawn[5][1:] = average(forward, go_backward(block), smoothed, follow, growth, JUMP, averaged)


def _check(days: Floats, gaps: Floats, totals: Floats, variances: Floats) -> None:
    # Least and largest: a NaN comes through both, and no array of answers is made.
    if not all(isfinite(one.min()) and isfinite(one.max()) for one in (days, totals, variances)):
        raise BadReadings("not a finite number")
    standard_deviation(float(variances.min()))
    if len(gaps) and not gaps.min() > 0:
        raise BadReadings("days of one person must rise")
