"""The scoring of `scale` and `levels` for whole columns of answers.

Apart from `scale`, so that scoring one person never loads NumPy.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from math import erf, sqrt
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from xinqiao.domain.levels import CUTS, NotATotal, standard_deviation
from xinqiao.domain.scale import (
    DEFAULT_VARIANCE,
    HIGHEST_ANSWER,
    ITEM_COUNT,
    TOS5_KEYED,
    Answer,
    AnswerOutOfRange,
    Flag,
    ScoringKey,
    WrongAnswerCount,
    score,
)

MISSING: Final = 0
_CODES: Final = HIGHEST_ANSWER + 1

# Normal distribution function: exact values on a fine grid, a Taylor step of fifth order between them (NumPy
# has no erf). With steps of 1/64 the remainder is below 1e-14; the tests check it against math.erfc.
_STEPS: Final = 64
_REACH: Final = 9.0
_GRID: Final = np.arange(-_REACH * _STEPS, _REACH * _STEPS + 1) / _STEPS
_GRID_SHARES: Final = np.array([(1 + erf(z / sqrt(2))) / 2 for z in _GRID])
_GRID_DENSITY: Final = np.exp(-(_GRID**2) / 2) / sqrt(2 * np.pi)


class NotWholeNumbers(TypeError):
    """Answers must come as an array of integers."""


@dataclass(frozen=True, slots=True)
class ManyScores:
    """One entry a row: totals and variances are NaN where two or more answers are missing."""

    totals: NDArray[np.float64]
    variances: NDArray[np.float64]
    one_missing: NDArray[np.bool_]
    item5_missing: NDArray[np.bool_]


def score_many(answers: NDArray[Any], key: ScoringKey = TOS5_KEYED) -> ManyScores:
    """Score an n×5 array of integers (0 = missing) exactly as `scale.score` scores each row.

    Every one of the 7,776 possible patterns is scored once by `scale.score`; rows look their pattern up.
    """
    pattern = pattern_numbers(answers)
    table = _every_pattern(key)
    return ManyScores(
        totals=table.totals[pattern],
        variances=table.variances[pattern],
        one_missing=table.one_missing[pattern],
        item5_missing=table.item5_missing[pattern],
    )


def pattern_numbers(answers: NDArray[Any]) -> NDArray[np.uint16]:
    """The place of each row among all 7,776 patterns, in the order of `every_pattern`; raises as `score_many`."""
    if answers.ndim != 2 or answers.shape[1] != ITEM_COUNT:
        raise WrongAnswerCount(answers.shape[1] if answers.ndim == 2 else answers.ndim)
    if not np.issubdtype(answers.dtype, np.integer):
        raise NotWholeNumbers(answers.dtype)
    pattern = np.zeros(len(answers), dtype=np.uint16)
    for item in range(ITEM_COUNT):
        column = answers[:, item]
        _check_column(item + 1, column)
        pattern *= _CODES
        pattern += column.astype(np.uint16)
    return pattern


def every_pattern() -> Iterator[tuple[Answer, ...]]:
    """All that five answers can be, missing ones too."""
    return product((None, *range(1, _CODES)), repeat=ITEM_COUNT)


def level_probabilities_many(totals: NDArray[Any], variance: ArrayLike = DEFAULT_VARIANCE) -> NDArray[np.float64]:
    """An n×4 array: open, cautious, guarded, reserved for each total, as `level_probabilities` gives them.

    A NaN total (no total) gives four NaN. `variance` is one number or one for each total.
    """
    means = np.asarray(totals, dtype=np.float64)
    if np.isinf(means).any():
        raise NotATotal(np.inf)
    deviations = _deviations(variance)
    below = [_normal_shares_below((cut - means) / deviations) for cut in CUTS]
    shares = np.stack([1 - below[2], below[2] - below[1], below[1] - below[0], below[0]], axis=-1)
    # Far out in a tail the series misses by less than 1e-15, and nothing may be less likely than never.
    return np.maximum(shares, 0, out=shares)


def _deviations(variance: ArrayLike) -> NDArray[np.float64]:
    variances = np.asarray(variance, dtype=np.float64)
    known = variances[~np.isnan(variances)] if variances.ndim else variances.reshape(1)
    if known.size:
        standard_deviation(float(known.min()))
        standard_deviation(float(known.max()))
    return np.sqrt(variances)


def _check_column(item: int, column: NDArray[Any]) -> None:
    if not len(column):
        return
    for value in (int(column.min()), int(column.max())):
        if not MISSING <= value <= HIGHEST_ANSWER:
            raise AnswerOutOfRange(item, value)


@lru_cache(maxsize=8)
def _every_pattern(key: ScoringKey) -> ManyScores:
    scores = [score(pattern, key) for pattern in every_pattern()]
    return ManyScores(
        totals=np.array([np.nan if one.total is None else one.total for one in scores]),
        variances=np.array([np.nan if one.variance is None else one.variance for one in scores]),
        one_missing=np.array([Flag.ONE_MISSING in one.flags for one in scores]),
        item5_missing=np.array([Flag.ITEM5_MISSING in one.flags for one in scores]),
    )


def _normal_shares_below(z: NDArray[np.float64]) -> NDArray[np.float64]:
    inside = np.clip(z, -_REACH, _REACH)
    nearest = np.nan_to_num(np.rint(inside * _STEPS)).astype(np.int64) + int(_REACH * _STEPS)
    start = _GRID[nearest]
    step = inside - start
    slope = _GRID_DENSITY[nearest]
    squared = start * start
    series = start * (3 - squared) / 24 + step * (squared * (squared - 6) + 3) / 120
    series = (squared - 1) / 6 + step * series
    series = step * (1 + step * (step * series - start / 2))
    shares: NDArray[np.float64] = _GRID_SHARES[nearest] + slope * series
    return shares
