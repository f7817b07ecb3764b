"""How far apart two totals of one person must lie before they differ by more than error.

Sources: SEM = SD·√(1 - alpha), RCI = (x2 - x1) / (√2·SEM), Jacobson & Truax 1991. From retest pairs SEM = SD_diff/√2
and limits of agreement = mean difference ± 1.96·SD_diff, Bland & Altman 1986: a denominator from alpha alone calls too
many unchanged people changed (Temkin 2004, against Maassen 2004), so pairs take over once there are enough.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from math import isnan, nan, sqrt
from statistics import NormalDist
from typing import Final

from xinqiao.domain.reliability import Interval, Reliability
from xinqiao.domain.scale import DEFAULT_VARIANCE
from xinqiao.domain.shown_when import Statistic, is_shown

# Two readings of an unchanged person: late enough to have forgotten the first, early enough to be the same person.
PAIR_AT_LEAST: Final = timedelta(days=7)
PAIR_AT_MOST: Final = timedelta(days=28)

_WIDTH_95: Final = NormalDist().inv_cdf(0.975)
_WIDTH_90: Final = NormalDist().inv_cdf(0.95)


class Source(StrEnum):
    """Where the standard error comes from."""

    DECLARED = "declared"
    ALPHA = "alpha"
    RETEST = "retest"


@dataclass(frozen=True, slots=True)
class Differences:
    """Differences (second - first) of retest pairs: how many, their mean, and their SD with n - 1."""

    pairs: int
    mean: float
    deviation: float

    @property
    def limits_of_agreement(self) -> Interval:
        """Between which two ends 95 % of the differences of unchanged people lie."""
        half = _WIDTH_95 * self.deviation
        return Interval(self.mean - half, self.mean + half)


@dataclass(frozen=True, slots=True)
class ReliableChange:
    """Error of a total and what follows from it, in points of the total.

    A change beyond `rci95` (`rci90`) comes from error alone in one unchanged person of twenty (ten). The smallest
    detectable change of the literature, 1.96·√2·SEM, is `rci95`. `n` is people for alpha, pairs for retest, 0 for the
    declared error, which has no interval (NaN) either.
    """

    source: Source
    n: int
    sem: float
    sem_ci95: Interval
    rci90: float
    rci95: float


def differences(counts: Mapping[float, int]) -> Differences | None:
    """What pairs tell, from how often each difference occurs; None below two pairs."""
    pairs = sum(counts.values())
    if pairs < 2:
        return None
    mean = sum(value * times for value, times in counts.items()) / pairs
    squares = sum(times * (value - mean) ** 2 for value, times in counts.items())
    return Differences(pairs, mean, sqrt(squares / (pairs - 1)))


def reliable_change(own: Reliability | None = None, pairs: Differences | None = None, *, items: int) -> ReliableChange:
    """The best error that this team's answers can tell: of retest pairs, else of alpha, else the declared one."""
    if pairs is not None and is_shown(Statistic.RETEST_ERROR, pairs.pairs):
        return _change(Source.RETEST, pairs.pairs, pairs.deviation / sqrt(2), freedom=pairs.pairs - 1)
    if own is not None and is_shown(Statistic.OWN_ERROR, own.n) and not isnan(own.sem):
        return _change(Source.ALPHA, own.n, own.sem, freedom=(own.n - 1) * (items - 1))
    return _change(Source.DECLARED, 0, sqrt(DEFAULT_VARIANCE), freedom=0)


def _change(source: Source, n: int, sem: float, *, freedom: int) -> ReliableChange:
    return ReliableChange(
        source=source,
        n=n,
        sem=sem,
        sem_ci95=_interval_of_sem(sem, freedom),
        rci90=_WIDTH_90 * sqrt(2) * sem,
        rci95=_WIDTH_95 * sqrt(2) * sem,
    )


def _interval_of_sem(sem: float, freedom: int) -> Interval:
    """Error variances are spread as chi-square: of pairs with n - 1 degrees, of alpha with (n - 1)(k - 1) (Feldt)."""
    if freedom < 1:
        return Interval(nan, nan)
    return Interval(*(sem * sqrt(freedom / _chi_square_quantile(share, freedom)) for share in (0.975, 0.025)))


def _chi_square_quantile(share: float, freedom: int) -> float:
    """By Wilson & Hilferty 1931; within 0.1 % from 40 degrees on, and fewer are not asked for."""
    part = 2 / (9 * freedom)
    return freedom * (1 - part + NormalDist().inv_cdf(share) * sqrt(part)) ** 3
