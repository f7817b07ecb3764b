"""Where a person stands: the level at their latest reading, given all their readings.

One reading is itself. Of several the best estimate is the trust curve at the last one, averaged over jumps
(`trust_curve.curves`): the figures that its last point shows. It is as of that reading; days since then widen nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple


class Counted(NamedTuple):
    """A reading that counts: its day as an ordinal, its total and the error variance of that."""

    day: int
    total: float
    variance: float


class Estimate(NamedTuple):
    """A level: mean and variance."""

    mean: float
    variance: float


def estimates(histories: Sequence[Sequence[Counted]]) -> list[Estimate]:
    """The level at the end of each history; each has a reading, and its days rise.

    All at once, whatever their lengths. Raises `trust_curve.BadReadings`.
    """
    found = [Estimate(history[-1].total, history[-1].variance) for history in histories]
    longer = [place for place, history in enumerate(histories) if len(history) > 1]
    # NumPy takes 20 MiB: only histories of two or more load it.
    if longer:
        for place, estimate in zip(longer, _at_the_last([histories[place] for place in longer]), strict=True):
            found[place] = estimate
    return found


def _at_the_last(histories: Sequence[Sequence[Counted]]) -> list[Estimate]:
    import numpy as np

    from xinqiao.domain.trust_curve import curves

    ends = np.cumsum([len(history) for history in histories])
    days, totals, variances = np.array(list(chain.from_iterable(histories))).T
    drawn = curves(days, totals, variances, np.concatenate(([0], ends[:-1])))
    means, spreads = drawn.averaged_mean[ends - 1].tolist(), drawn.averaged_variance[ends - 1].tolist()
    return list(map(Estimate, means, spreads))
