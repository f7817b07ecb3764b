"""The trust curve: where a level most likely was and is, given totals that carry error.

Local level model: the level drifts as a random walk over real days, and each total is the level plus error,

    level(t) = level(s) + N(0, drift · (t - s)),    total(t) = level(t) + N(0, variance(t)),

filtered and smoothed as in Durbin & Koopman, Time Series Analysis by State Space Methods (2nd ed. 2012), chapter 2,
with an exactly diffuse start unless a prior is given: the first point of a curve is then the reading itself.

Trust may also fall in one day, where the plain model stays over-sure. So the curve is averaged over "no jump" and "one
jump, of variance 25, between reading i and i + 1", each interval a jump with probability 0.1 before the data. With a_i
the level at reading i from all up to it, b_j the level at reading j from all from it on, and S the variance of their
difference, the data change the odds of a jump between i and i + 1 by N(a_i - b_i+1; 0, S + 25) / N(a_i - b_i+1; 0, S).

Everything here works on many people at once; arrays are time × people, all of one length.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf, isfinite
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from xinqiao.domain.levels import standard_deviation

Floats = NDArray[np.float64]

# Declared defaults until a team has its own figures: a standard deviation of 1.1 points a month.
DRIFT_PER_DAY: Final = 0.04
JUMP_VARIANCE: Final = 25.0
JUMP_SHARE: Final = 0.1
# So many people at a time stay in the processor's cache.
BLOCK: Final = 4096


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
    `starts` says where each person's readings begin. Raises BadReadings.
    """
    readings = _checked(days, totals, variances, starts)
    out = _empty(5, len(readings.days))
    for places, gaps, values, noise in _blocks(readings):
        forward = _forward(gaps, values, noise, model)
        smoothed = _smooth(forward)
        for target, source in zip(out, (*forward.filtered, *smoothed, forward.innovations), strict=True):
            target[places] = source
    return PlainCurves(*out)


def curves(
    days: ArrayLike, totals: ArrayLike, variances: ArrayLike, starts: ArrayLike, model: Model = DEFAULT
) -> Curves:
    """As `plain_curves`, and averaged over at most one jump."""
    readings = _checked(days, totals, variances, starts)
    out = _empty(8, len(readings.days))
    for places, gaps, values, noise in _blocks(readings):
        forward = _forward(gaps, values, noise, model)
        smoothed = _smooth(forward)
        averaged = _average(forward, _backward(gaps, values, noise, model.drift), smoothed, gaps, model.drift)
        found = (*forward.filtered, *smoothed, forward.innovations, *averaged)
        for target, source in zip(out, found, strict=True):
            target[places] = source
    return Curves(PlainCurves(*out[:5]), *out[5:])


def forecast(mean: ArrayLike, variance: ArrayLike, days: ArrayLike, model: Model = DEFAULT) -> Forecast:
    """The level so many days after a reading, from its mean and variance then; the band only widens."""
    ahead = np.asarray(days, dtype=np.float64)
    if not np.all(ahead >= 0):
        raise BadReadings("a forecast looks ahead")
    means, variances = np.asarray(mean, dtype=np.float64), np.asarray(variance, dtype=np.float64)
    return Forecast(means + 0 * ahead, variances + model.drift * ahead)


class _Readings(NamedTuple):
    days: Floats
    totals: Floats
    variances: Floats
    starts: NDArray[np.int64]
    counts: NDArray[np.int64]


class _Level(NamedTuple):
    mean: Floats
    variance: Floats


class _Forward(NamedTuple):
    """The filter's way through time: what is known at each reading, and just before the next one."""

    filtered: _Level
    predicted_variance: Floats
    innovations: Floats


def _checked(days: ArrayLike, totals: ArrayLike, variances: ArrayLike, starts: ArrayLike) -> _Readings:
    when, values, noise = (np.asarray(one, dtype=np.float64) for one in (days, totals, variances))
    begins = np.asarray(starts, dtype=np.int64)
    if not when.shape == values.shape == noise.shape or when.ndim != 1 or begins.ndim != 1:
        raise BadReadings("one day, total and variance a reading")
    readings = _Readings(when, values, noise, begins, _counts(begins, len(when)))
    if len(when):
        _check_values(readings)
    return readings


def _counts(begins: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    if size and not (len(begins) and begins[0] == 0):
        raise BadReadings("the first person's readings begin at 0")
    counts = np.diff(begins, append=size)
    if (counts < 1).any():
        raise BadReadings("each person has a reading")
    return counts


def _check_values(readings: _Readings) -> None:
    if not all(np.isfinite(one).all() for one in (readings.days, readings.totals, readings.variances)):
        raise BadReadings("not a finite number")
    standard_deviation(float(readings.variances.min()))
    gaps = np.diff(readings.days)
    # From one person's last reading to the next person's first one says nothing.
    gaps[readings.starts[1:] - 1] = 1
    if (gaps <= 0).any():
        raise BadReadings("days of one person must rise")


def _blocks(readings: _Readings) -> Iterator[tuple[NDArray[np.int64], Floats, Floats, Floats]]:
    """People with equally many readings together: where their readings stand, and gaps, totals, variances by time."""
    for count in np.unique(readings.counts):
        people = readings.starts[readings.counts == count]
        steps = np.arange(count)[:, None]
        for begin in range(0, len(people), BLOCK):
            places = people[begin : begin + BLOCK] + steps
            gaps = np.diff(readings.days[places], axis=0)
            yield places, gaps, readings.totals[places], readings.variances[places]


def _empty(how_many: int, size: int) -> list[Floats]:
    return [np.empty(size) for _ in range(how_many)]


def _forward(gaps: Floats, totals: Floats, noise: Floats, model: Model) -> _Forward:
    mean, variance = np.empty_like(totals), np.empty_like(totals)
    predicted, innovations = np.empty_like(totals), np.empty_like(totals)
    if model.prior is None:
        mean[0], variance[0], predicted[0], innovations[0] = totals[0], noise[0], np.inf, np.nan
    else:
        predicted[0] = model.prior.variance
        _update(0, np.full_like(totals[0], model.prior.mean), totals, noise, mean, variance, predicted, innovations)
    for step in range(1, len(totals)):
        np.add(variance[step - 1], model.drift * gaps[step - 1], out=predicted[step])
        _update(step, mean[step - 1], totals, noise, mean, variance, predicted, innovations)
    return _Forward(_Level(mean, variance), predicted, innovations)


def _update(
    step: int,
    expected: Floats,
    totals: Floats,
    noise: Floats,
    mean: Floats,
    variance: Floats,
    predicted: Floats,
    innovations: Floats,
) -> None:
    spread = predicted[step] + noise[step]
    gain, surprise = predicted[step] / spread, totals[step] - expected
    mean[step] = expected + gain * surprise
    variance[step] = gain * noise[step]
    innovations[step] = surprise / np.sqrt(spread)


def _backward(gaps: Floats, totals: Floats, noise: Floats, drift: float) -> _Level:
    """The level at each reading from that reading and all later ones, whatever came before."""
    mean, variance = totals.copy(), noise.copy()
    for step in range(len(totals) - 2, -1, -1):
        before = variance[step + 1] + drift * gaps[step]
        gain = before / (before + noise[step])
        mean[step] = mean[step + 1] + gain * (totals[step] - mean[step + 1])
        variance[step] = gain * noise[step]
    return _Level(mean, variance)


def _smooth(forward: _Forward) -> _Level:
    mean, variance = forward.filtered.mean.copy(), forward.filtered.variance.copy()
    for step in range(len(mean) - 2, -1, -1):
        _step_back(forward, step, mean, variance)
    return _Level(mean, variance)


def _step_back(forward: _Forward, step: int, mean: Floats, variance: Floats) -> None:
    """Rauch, Tung & Striebel's step: from the smoothed level at the next reading to that at this one."""
    weight = forward.filtered.variance[step] / forward.predicted_variance[step + 1]
    mean[step] = forward.filtered.mean[step] + weight * (mean[step + 1] - forward.filtered.mean[step])
    shrunk = variance[step + 1] - forward.predicted_variance[step + 1]
    variance[step] = forward.filtered.variance[step] + weight * weight * shrunk


def _average(
    forward: _Forward, backward: _Level, smoothed: _Level, gaps: Floats, drift: float
) -> tuple[Floats, Floats, Floats]:
    """Jump probabilities since the reading before; mean and variance averaged over where a jump was, if anywhere."""
    levels, intervals = forward.filtered, len(gaps)
    shares = np.zeros_like(smoothed.mean)
    if not intervals:
        return shares, smoothed.mean, smoothed.variance
    apart = levels.mean[:-1] - backward.mean[1:]
    spread = levels.variance[:-1] + backward.variance[1:] + drift * gaps
    shifted = spread + JUMP_VARIANCE
    odds = np.exp(apart * apart * (0.5 / spread - 0.5 / shifted)) * np.sqrt(spread / shifted)
    odds *= JUMP_SHARE / (1 - JUMP_SHARE)
    none = 1 / (1 + odds.sum(axis=0))
    shares[1:] = odds * none
    mean, square = none * smoothed.mean, none * (smoothed.variance + smoothed.mean**2)
    for interval in range(intervals):
        jumped = _with_jump(forward, backward, gaps, drift, interval, shifted[interval])
        mean += shares[interval + 1] * jumped.mean
        square += shares[interval + 1] * (jumped.variance + jumped.mean**2)
    return shares, mean, square - mean**2


def _with_jump(
    forward: _Forward, backward: _Level, gaps: Floats, drift: float, interval: int, shifted: Floats
) -> _Level:
    """The smoothed curve if the level jumped in this interval; `shifted` is the spread between its two sides."""
    levels = forward.filtered
    mean, variance = np.empty_like(levels.mean), np.empty_like(levels.mean)
    here, there = interval, interval + 1
    apart = backward.mean[there] - levels.mean[here]
    weight = levels.variance[here] / shifted
    mean[here], variance[here] = levels.mean[here] + weight * apart, levels.variance[here] * (1 - weight)
    weight = backward.variance[there] / shifted
    mean[there], variance[there] = backward.mean[there] - weight * apart, backward.variance[there] * (1 - weight)
    for step in range(here - 1, -1, -1):
        _step_back(forward, step, mean, variance)
    for step in range(there + 1, len(mean)):
        ahead = backward.variance[step] + drift * gaps[step - 1]
        weight = backward.variance[step] / ahead
        mean[step] = backward.mean[step] + weight * (mean[step - 1] - backward.mean[step])
        variance[step] = backward.variance[step] + weight * weight * (variance[step - 1] - ahead)
    return _Level(mean, variance)
