"""How well a short scale measures: alpha and omega with what follows from them, for any table of Likert answers.

Everything follows from one covariance matrix, and that of a five-item form from the counts of its 3,125 patterns: once
those are kept, a million answers cost what a hundred do. Only complete answers are counted.

Sources: alpha, Cronbach 1951; its interval, Feldt 1965; omega total of one factor, McDonald 1999, by maximum likelihood
(one_factor.py); reliable change, Jacobson & Truax 1991.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan, nan, sqrt
from statistics import NormalDist
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from xinqiao.domain.f_distribution import f_quantile
from xinqiao.domain.one_factor import LEAST_UNIQUE, Floats, one_factor
from xinqiao.domain.scale import HIGHEST_ANSWER, ITEM_COUNT, ScoringKey

PATTERNS: Final = HIGHEST_ANSWER**ITEM_COUNT
# Five ones read as digits to base five; five fives are five times that.
_FIRST_PLACE: Final = (PATTERNS - 1) // (HIGHEST_ANSWER - 1)
# So many answers and what is made of them fit into a core's cache: a third faster than all at once, and flat memory.
_AT_ONCE: Final = 1 << 17
_WIDTH: Final = NormalDist().inv_cdf(0.975)


class BadTable(ValueError):
    """Reliability needs at least two items and two complete answers, all finite numbers."""


class Interval(NamedTuple):
    """The two ends of a 95 % interval."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Moments:
    """What reliability needs to know of n complete answers: means, and covariances with n - 1."""

    n: int
    means: Floats
    covariances: Floats


@dataclass(frozen=True, slots=True)
class Reliability:
    """Figures of one scale; NaN where the answers do not vary enough to tell.

    `sem` is the standard error of a total by alpha, `rci95` the change of one person's total that chance exceeds in one
    case of twenty; `item_rest` the correlation of each item with the sum of the others.
    """

    n: int
    alpha: float
    alpha_ci95: Interval
    alpha_standardized: float
    omega_total: float
    item_rest: tuple[float, ...]
    sd_total: float
    sem: float
    rci95: float


def moments_of(answers: NDArray[Any]) -> Moments:
    """Means and covariances of an n × k table, one row an answer. Raises BadTable."""
    table = np.asarray(answers, dtype=np.float64)
    if table.ndim != 2 or table.shape[0] < 2 or table.shape[1] < 2 or not np.isfinite(table).all():
        raise BadTable(table.shape)
    means = table.mean(axis=0)
    away = table - means
    return Moments(len(table), means, away.T @ away / (len(table) - 1))


def count_patterns(columns: NDArray[Any]) -> NDArray[np.int64]:
    """How often each of the 3,125 complete patterns occurs; `columns` is 5 × n, whole answers 1 to 5.

    The place of a pattern is its answers less one, read as digits to base five. Raises BadTable.
    """
    if columns.ndim != 2 or columns.shape[0] != ITEM_COUNT or columns.dtype.kind not in "iu":
        raise BadTable(columns.shape, columns.dtype)
    counts = np.zeros(_FIRST_PLACE * HIGHEST_ANSWER + 1, dtype=np.int64)
    for begin in range(0, columns.shape[1], _AT_ONCE):
        part = columns[:, begin : begin + _AT_ONCE]
        if not (part.min() >= 1 and part.max() <= HIGHEST_ANSWER):
            raise BadTable(int(part.min()), int(part.max()))
        place = part[0].astype(np.uint16)
        for column in part[1:]:
            place *= HIGHEST_ANSWER
            # Checked above, so that no wider kind of number loses anything here.
            np.add(place, column, out=place, casting="unsafe")
        counts += np.bincount(place, minlength=len(counts))
    # The pattern of five ones stands first.
    return counts[_FIRST_PLACE:]


def keyed_patterns(key: ScoringKey) -> Floats:
    """The answers of each of the 3,125 patterns as the key counts them: 3,125 × 5, in the order of `count_patterns`."""
    signs = np.array(key.signs, dtype=np.float64)
    return np.where(signs > 0, _EVERY_PATTERN, HIGHEST_ANSWER + 1 - _EVERY_PATTERN)


def moments_of_patterns(counts: NDArray[np.int64], key: ScoringKey) -> Moments:
    """Means and covariances of the keyed answers behind these counts. Raises BadTable."""
    n = int(counts.sum())
    if counts.shape != (PATTERNS,) or n < 2:
        raise BadTable(counts.shape)
    keyed = keyed_patterns(key)
    means = counts @ keyed / n
    away = keyed - means
    return Moments(n, means, (away * counts[:, None]).T @ away / (n - 1))


def reliability(moments: Moments) -> Reliability:
    """All figures of one scale."""
    cov, n, items = moments.covariances, moments.n, len(moments.covariances)
    total, alpha = float(cov.sum()), cronbach_alpha(cov)
    sem = sqrt(total * (1 - alpha)) if alpha <= 1 else nan
    return Reliability(
        n=n,
        alpha=alpha,
        alpha_ci95=feldt_interval(alpha, n=n, items=items),
        alpha_standardized=_standardized(cov),
        omega_total=omega_total(cov),
        item_rest=item_rest(cov),
        sd_total=sqrt(max(total, 0.0)),
        sem=sem,
        rci95=_WIDTH * sqrt(2) * sem,
    )


def cronbach_alpha(covariances: Floats) -> float:
    """Alpha of k ≥ 2 items, k/(k - 1) · (1 - sum of variances / variance of the sum); NaN where that never varies."""
    items, total, apart = len(covariances), float(covariances.sum()), float(np.trace(covariances))
    return items / (items - 1) * (1 - apart / total) if total > 1e-12 * apart else nan


def item_rest(covariances: Floats) -> tuple[float, ...]:
    """The correlation of each item with the sum of the others; NaN where one of the two does not vary."""
    with_rest = covariances.sum(axis=1) - np.diag(covariances)
    rest = covariances.sum() - 2 * covariances.sum(axis=1) + np.diag(covariances)
    spread = np.sqrt(np.clip(np.diag(covariances) * rest, 0, None))
    found = np.divide(with_rest, spread, out=np.full(len(spread), nan), where=spread > 1e-12)
    return tuple(float(one) for one in found)


def feldt_interval(alpha: float, *, n: int, items: int) -> Interval:
    """The 95 % interval of alpha from n answers to so many items (Feldt 1965)."""
    if isnan(alpha):
        return Interval(nan, nan)
    freedom = (n - 1, (n - 1) * (items - 1))
    return Interval(*(1 - (1 - alpha) * f_quantile(share, *freedom) for share in (0.975, 0.025)))


def omega_total(covariances: Floats) -> float:
    """Omega of one common factor fitted by maximum likelihood; NaN below three items or where an item does not vary."""
    variances = np.diag(covariances)
    if len(covariances) < 3 or not (variances > 1e-12).all():
        return nan
    deviations = np.sqrt(variances)
    loadings = one_factor(covariances / np.outer(deviations, deviations)) * deviations
    common = float(loadings.sum()) ** 2
    unique = float(np.clip(variances - loadings**2, LEAST_UNIQUE * variances, None).sum())
    return common / (common + unique)


def _standardized(covariances: Floats) -> float:
    variances, items = np.diag(covariances), len(covariances)
    if not (variances > 1e-12).all():
        return nan
    deviations = np.sqrt(variances)
    correlations = covariances / np.outer(deviations, deviations)
    mean = (float(correlations.sum()) - items) / (items * (items - 1))
    spread = 1 + (items - 1) * mean
    return items * mean / spread if spread > 1e-12 else nan


_EVERY_PATTERN: Final = np.stack(
    np.meshgrid(*[np.arange(1.0, HIGHEST_ANSWER + 1)] * ITEM_COUNT, indexing="ij"), axis=-1
).reshape(-1, ITEM_COUNT)
