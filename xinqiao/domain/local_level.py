"""The arithmetic of the trust curve for people with equally many readings; `trust_curve` has the model and its sources.

Arrays are time × people, few enough people at a time for the processor's cache, and steps write into arrays that are
there already: at a million curves moving numbers costs more than working with them.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
# A number e raised to more is soon beyond what a float holds.
_LARGEST_EXPONENT: Final = 500.0


class Level(NamedTuple):
    """Where a level is: mean and variance, one entry a reading."""

    mean: Floats
    variance: Floats


class Block(NamedTuple):
    """Readings: the variance that drift added since the reading before (one row less), totals and their variances."""

    growth: Floats
    totals: Floats
    noise: Floats


class Forward(NamedTuple):
    """What is known at each reading from all up to it, and the variance just before it."""

    filtered: Level
    predicted: Floats


class Backward(NamedTuple):
    """What is known at each reading from it and all later ones.

    `follow` (one row less) says by which share the level at a reading follows a move of the level before it.
    """

    level: Level
    follow: Floats


class Jump(NamedTuple):
    """A jump's variance, and its odds in one interval before the data."""

    variance: float
    odds: float


def go_forward(block: Block, prior: tuple[float, float] | None, filtered: Level, innovations: Floats) -> Forward:
    """Filters into `filtered`, standardised innovations into `innovations`.

    `prior` is mean and variance of the level at the first reading; None is an exactly diffuse start.
    """
    (growth, totals, noise), (mean, variance) = block, filtered
    predicted, spread, gain = np.empty_like(totals), np.empty_like(totals), np.empty_like(totals[0])

    def update(step: int, expected: Floats | float) -> None:
        np.add(predicted[step], noise[step], out=spread[step])
        np.divide(predicted[step], spread[step], out=gain)
        np.multiply(gain, noise[step], out=variance[step])
        np.subtract(totals[step], expected, out=innovations[step])
        np.multiply(gain, innovations[step], out=mean[step])
        np.add(mean[step], expected, out=mean[step])

    if prior is None:
        mean[0], variance[0], predicted[0], spread[0], innovations[0] = totals[0], noise[0], np.inf, np.inf, np.nan
    else:
        predicted[0] = prior[1]
        update(0, prior[0])
    for step in range(1, len(totals)):
        np.add(variance[step - 1], growth[step - 1], out=predicted[step])
        update(step, mean[step - 1])
    innovations /= np.sqrt(spread, out=spread)
    return Forward(filtered, predicted)


def smooth(forward: Forward, smoothed: Level) -> Floats:
    """Rauch, Tung & Striebel's way back into `smoothed`.

    Returns by which share the level at a reading follows a move of the level after it (one row less).
    """
    (known, known_variance), (mean, variance) = forward.filtered, smoothed
    follow = known_variance[:-1] / forward.predicted[1:]
    squared = follow * follow
    mean[-1], variance[-1] = known[-1], known_variance[-1]
    for step in range(len(mean) - 2, -1, -1):
        np.subtract(mean[step + 1], known[step], out=mean[step])
        np.multiply(mean[step], follow[step], out=mean[step])
        np.add(mean[step], known[step], out=mean[step])
        np.subtract(variance[step + 1], forward.predicted[step + 1], out=variance[step])
        np.multiply(variance[step], squared[step], out=variance[step])
        np.add(variance[step], known_variance[step], out=variance[step])
    return follow


def go_backward(block: Block) -> Backward:
    """The filter from the last reading on, with a diffuse start there."""
    growth, totals, noise = block
    mean, variance, before, gain = totals.copy(), noise.copy(), np.empty_like(growth), np.empty_like(totals[0])
    for step in range(len(growth) - 1, -1, -1):
        np.add(variance[step + 1], growth[step], out=before[step])
        np.add(before[step], noise[step], out=gain)
        np.divide(before[step], gain, out=gain)
        np.multiply(gain, noise[step], out=variance[step])
        np.subtract(totals[step], mean[step + 1], out=mean[step])
        np.multiply(mean[step], gain, out=mean[step])
        np.add(mean[step], mean[step + 1], out=mean[step])
    return Backward(Level(mean, variance), np.divide(variance[1:], before, out=before))


def average(
    forward: Forward, backward: Backward, smoothed: Level, follow: Floats, growth: Floats, jump: Jump, out: Level
) -> Floats:
    """Averages into `out` over no jump and one jump in each interval; returns each interval's jump probability.

    A jump in interval i moves the levels at its two sides by what is known of each alone, and those beyond in
    proportion: one step back times `follow`, one step on times `backward.follow`. So the sums over all places of a
    jump, of first moments and of second ones round the smoothed level, take one pass in each direction.
    """
    left, right = forward.filtered, backward.level
    apart = right.mean[1:] - left.mean[:-1]
    spread = left.variance[:-1] + right.variance[1:]
    spread += growth
    shifted = spread + jump.variance
    # What the jump takes off the precision of the difference between the two sides.
    lost = jump.variance / (spread * shifted)
    shares = _shares(apart, lost, spread / shifted, jump.odds)
    moment = apart * lost
    first, second = np.zeros_like(out.mean), np.zeros_like(out.mean)
    _one_side(-left.variance[:-1] * moment, left.variance[:-1] ** 2 * lost, shares, first[:-1], second[:-1])
    for step in range(len(growth) - 2, -1, -1):
        _carry(first, second, step, step + 1, follow[step])
    onward, beyond = np.zeros_like(out.mean), np.zeros_like(out.mean)
    _one_side(right.variance[1:] * moment, right.variance[1:] ** 2 * lost, shares, onward[1:], beyond[1:])
    for step in range(2, len(out.mean)):
        _carry(onward, beyond, step, step - 1, backward.follow[step - 1])
    first += onward
    second += beyond
    np.add(smoothed.mean, first, out=out.mean)
    np.multiply(first, first, out=first)
    np.subtract(second, first, out=second)
    np.add(smoothed.variance, second, out=out.variance)
    return shares


def _shares(apart: Floats, lost: Floats, ratio: Floats, odds_before: float) -> Floats:
    """The posterior of a jump in each interval: odds times N(apart; 0, shifted) / N(apart; 0, spread), normalised."""
    odds = apart * apart
    odds *= lost
    odds *= 0.5
    none: Floats | float = 1.0
    if odds.max(initial=0.0) > _LARGEST_EXPONENT:
        # Readings a hundred errors apart: all odds by the same factor smaller, so that none becomes infinite.
        greatest = odds.max(axis=0)
        odds -= greatest
        none = np.exp(-greatest)
    np.exp(odds, out=odds)
    odds *= np.sqrt(ratio, out=ratio)
    odds *= odds_before
    odds /= none + odds.sum(axis=0)
    return odds


def _one_side(move: Floats, widening: Floats, shares: Floats, first: Floats, second: Floats) -> None:
    """What each place of a jump adds at its own side: `move` to the mean, `widening` to the variance, by its share."""
    np.multiply(move, shares, out=first)
    move *= move
    move += widening
    np.multiply(move, shares, out=second)


def _carry(first: Floats, second: Floats, to: int, source: int, follow: Floats) -> None:
    """Moments at one reading carried on to its neighbour."""
    first[to] += follow * first[source]
    second[to] += follow * follow * second[source]
