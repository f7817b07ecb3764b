"""What the answers say about the direction of each item, and what they can never say.

The item-rest correlation of an item that is scored in the right direction is positive. Intervals by Fisher's z (1921):
z = atanh r, standard error 1/√(n - 3).

Limits, which belong on every page that shows the report: answers tell only how the items lie to one another, never
which end is "open" (turning all five round changes nothing); agreeing to everything pulls items 1 to 4 one way and
hides a wrong direction of item 5; a good alpha proves no direction, only the items' own signs do.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import atanh, isnan, nan, sqrt, tanh
from statistics import NormalDist
from typing import Final

from xinqiao.domain.reliability import Interval, Reliability
from xinqiao.domain.shown_when import Shown, Statistic, how_shown

_WIDTH: Final = NormalDist().inv_cdf(0.975)
# atanh is infinite at 1; so close to it the interval has no width anyway.
_CLOSEST: Final = 1 - 1e-12


class Verdict(StrEnum):
    """What may be said of a direction."""

    # Below 50: the wording decides.
    NOT_TESTABLE = "not_testable"
    # 50 to 199: the interval is shown, and no verdict.
    INTERVAL_ONLY = "interval_only"
    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class ItemDirection:
    """One item under the key; `item_rest` and interval are NaN where they are hidden or the item never varies."""

    item_rest: float
    ci95: Interval
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class KeyingReport:
    """All items and the key as a whole: contradicted by one item, supported only by all."""

    n: int
    items: tuple[ItemDirection, ...]
    verdict: Verdict


def keying_report(keyed: Reliability | None, *, n: int, items: int) -> KeyingReport:
    """The report on answers scored by the key in question; `keyed` may be None where n is below two."""
    shown = how_shown(Statistic.KEY_VERDICT, n)
    if keyed is None or shown is Shown.HIDDEN:
        nothing = ItemDirection(nan, Interval(nan, nan), Verdict.NOT_TESTABLE)
        return KeyingReport(n, (nothing,) * items, Verdict.NOT_TESTABLE)
    directions = tuple(_direction(one, n, judged=shown is Shown.PLAIN) for one in keyed.item_rest)
    return KeyingReport(n, directions, _together([one.verdict for one in directions]))


def correlation_interval(correlation: float, n: int) -> Interval:
    """The 95 % interval of a correlation of n ≥ 4 pairs by Fisher's z; NaN where there is none."""
    if isnan(correlation) or n < 4:
        return Interval(nan, nan)
    z, half = atanh(max(-_CLOSEST, min(_CLOSEST, correlation))), _WIDTH / sqrt(n - 3)
    return Interval(tanh(z - half), tanh(z + half))


def _direction(correlation: float, n: int, *, judged: bool) -> ItemDirection:
    interval = correlation_interval(correlation, n)
    return ItemDirection(correlation, interval, _verdict(interval) if judged else Verdict.INTERVAL_ONLY)


def _verdict(interval: Interval) -> Verdict:
    if interval.low > 0:
        return Verdict.SUPPORTED
    if interval.high < 0:
        return Verdict.CONTRADICTED
    return Verdict.CANNOT_TELL


def _together(verdicts: list[Verdict]) -> Verdict:
    if Verdict.CONTRADICTED in verdicts:
        return Verdict.CONTRADICTED
    # Of what is left only one kind may stand for all.
    return verdicts[0] if len(set(verdicts)) == 1 else Verdict.CANNOT_TELL
