"""Made-up people whose trust is known at every reading: what a curve must find again, and with which error.

A truth says how the level moves between readings; a reading is the level plus normal error. Arrays are people ×
readings. None of it is evidence about anybody: docs/decisions/simulation.md.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from xinqiao.domain.scale import DEFAULT_VARIANCE, DRIFT_PER_DAY

Floats = NDArray[np.float64]

MEAN: Final = 15.0
SPREAD: Final = 3.0
SHORTEST_GAP: Final = 7
LONGEST_GAP: Final = 44
JUMP: Final = 5.0


class Truth(StrEnum):
    """How a level moves."""

    FLAT = "flat"
    DRIFT = "drift"
    JUMP = "jump"


def days_of(people: int, readings: int, rng: np.random.Generator) -> Floats:
    """Days of readings that lie 7 to 44 days apart; each person's first is day 0."""
    gaps = rng.integers(SHORTEST_GAP, LONGEST_GAP + 1, (people, readings - 1))
    return np.concatenate([np.zeros((people, 1)), gaps.cumsum(axis=1)], axis=1)


def levels_of(truth: Truth, days: Floats, rng: np.random.Generator) -> Floats:
    """The true level at each of these days.

    Flat: it never moves. Drift: a random walk of variance 0.04 a day. Jump: it falls by 5 points in one interval, which
    is equally likely to be any.
    """
    people, readings = days.shape
    start = rng.normal(MEAN, SPREAD, (people, 1))
    if truth is Truth.DRIFT:
        steps = rng.normal(0, np.sqrt(DRIFT_PER_DAY * np.diff(days, axis=1)))
        return np.concatenate([start, start + steps.cumsum(axis=1)], axis=1)
    if truth is Truth.JUMP:
        after = rng.integers(1, readings, (people, 1))
        return start - JUMP * (np.arange(readings) >= after)
    return np.repeat(start, readings, axis=1)


def totals_of(
    levels: Floats, rng: np.random.Generator, *, variance: float = DEFAULT_VARIANCE, whole: bool = False
) -> Floats:
    """A reading of each level; `whole` rounds it and keeps it on the scale from 5 to 25, as five answers would."""
    totals = levels + rng.normal(0, np.sqrt(variance), levels.shape)
    return np.clip(np.rint(totals), 5, 25) if whole else totals
