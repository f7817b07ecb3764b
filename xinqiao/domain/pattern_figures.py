"""Further figures from the counts of the 3,125 patterns: the spread of totals, and how sure omega is."""

from __future__ import annotations

from math import exp, isfinite, isnan, log, nan, sqrt
from statistics import NormalDist
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from xinqiao.domain.f_distribution import student_quantile
from xinqiao.domain.one_factor import Floats
from xinqiao.domain.reliability import (
    BadTable,
    Interval,
    keyed_patterns,
    moments_of_patterns,
    omega_total,
)
from xinqiao.domain.scale import HIGHEST_TOTAL, LOWEST_TOTAL, ScoringKey

_WIDTH: Final = NormalDist().inv_cdf(0.975)
# The step of the numerical derivative, as a share of the mean variance of an item.
_STEP: Final = 1e-4


class Mean(NamedTuple):
    """The mean of n totals, its 95 % interval (Student), and their standard deviation with n - 1."""

    value: float
    ci95: Interval
    deviation: float


def totals_of_patterns(counts: NDArray[np.int64], key: ScoringKey) -> dict[int, int]:
    """How many answers have each total from 5 to 25, all 21 of them. Raises BadTable."""
    if counts.shape != (len(keyed_patterns(key)),):
        raise BadTable(counts.shape)
    totals = keyed_patterns(key).sum(axis=1).astype(np.int64)
    found = np.bincount(totals, weights=counts, minlength=HIGHEST_TOTAL + 1)
    return {total: int(found[total]) for total in range(LOWEST_TOTAL, HIGHEST_TOTAL + 1)}


def mean_total(totals: dict[int, int]) -> Mean:
    """Mean and spread of at least two totals; raises BadTable below that."""
    n = sum(totals.values())
    if n < 2:
        raise BadTable(n)
    mean = sum(total * times for total, times in totals.items()) / n
    deviation = sqrt(sum(times * (total - mean) ** 2 for total, times in totals.items()) / (n - 1))
    half = student_quantile(0.95, n - 1) * deviation / sqrt(n)
    return Mean(mean, Interval(mean - half, mean + half), deviation)


def omega_interval(counts: NDArray[np.int64], key: ScoringKey) -> Interval:
    """The 95 % interval of omega total, without assuming normal answers; NaN where omega is, or says nothing.

    Covariances scatter by the fourth moments of the answers (Browne 1984); carried to omega by the delta method, on
    log(1 - omega) so that the upper end stays below 1 (Bonett's transform for alpha, 2002). Raises BadTable.
    """
    moments = moments_of_patterns(counts, key)
    cov, omega = moments.covariances, omega_total(moments.covariances)
    if isnan(omega) or omega >= 1:
        return Interval(nan, nan)
    rows, columns = np.triu_indices(len(cov))
    away = keyed_patterns(key) - moments.means
    products = away[:, rows] * away[:, columns]
    expected = counts @ products / moments.n
    scatter = (products * counts[:, None]).T @ products / moments.n - np.outer(expected, expected)
    slope = _slope(cov, rows, columns)
    error = sqrt(max(float(slope @ scatter @ slope), 0.0) / moments.n) / (1 - omega)
    if not isfinite(error):
        return Interval(nan, nan)
    place = log(1 - omega)
    return Interval(1 - exp(place + _WIDTH * error), 1 - exp(place - _WIDTH * error))


def _slope(covariances: Floats, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> Floats:
    step = _STEP * float(np.diag(covariances).mean())
    found = np.empty(len(rows))
    for at, (row, column) in enumerate(zip(rows, columns, strict=True)):
        ends = []
        for side in (1, -1):
            moved = covariances.copy()
            moved[row, column] += side * step
            moved[column, row] = moved[row, column]
            ends.append(omega_total(moved))
        found[at] = (ends[0] - ends[1]) / (2 * step)
    return found
