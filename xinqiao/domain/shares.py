"""How large a share is, and between which ends it lies, for many counts at once.

Wilson's score interval (E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22,
1927): with p = hits / of and z the normal quantile of the coverage,

    (p + z²/2n ± z·√(p(1-p)/n + z²/4n²)) / (1 + z²/n),

which stays between 0 and 1 and keeps its coverage for few answers and for shares near the ends, where p ± z·√(p(1-p)/n)
promises certainty.

A view shows no group of fewer than five people; where the rest would be such a group, the next smallest goes with it,
so that no subtraction gives it away. Where all are of one group nothing is shown: it would say it of each of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from xinqiao.domain.small_counts import LEAST

Floats = NDArray[np.float64]


class BadCounts(ValueError):
    """Counts are whole numbers with 0 ≤ hits ≤ of, and a coverage lies between 0 and 1."""


class Shares(NamedTuple):
    """One entry a count: the share and the two ends of its interval, all from 0 to 1.

    Of nothing the share is NaN, and the interval from 0 to 1.
    """

    share: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True, slots=True)
class Share:
    """`count` of `people`, with the interval of the share, both ends from 0 to 1."""

    count: int
    people: int
    low: float
    high: float


@dataclass(frozen=True)
class ShownShares:
    """Groups that may be shown, the largest first, and how many people are in the others together (0 or ≥ 5)."""

    people: int
    shares: dict[str, Share]
    others: int


def wilson(hits: ArrayLike, of: ArrayLike, *, coverage: float = 0.95) -> Shares:
    """Shares with their Wilson intervals; `hits` and `of` have one shape. Raises BadCounts."""
    counts, sizes = _whole(hits), _whole(of)
    if counts.shape != sizes.shape or (counts > sizes).any() or not 0 < coverage < 1:
        raise BadCounts((counts.shape, sizes.shape, coverage))
    z = NormalDist().inv_cdf((1 + coverage) / 2)
    some = np.maximum(sizes, 1)
    share = counts / some
    middle = (share + z * z / (2 * some)) / (1 + z * z / some)
    half = z * np.sqrt(share * (1 - share) / some + z * z / (4 * some * some)) / (1 + z * z / some)
    nothing = sizes == 0
    # At the ends the formula gives 0 and 1 exactly; the arithmetic misses them by a rounding error.
    low = np.where(nothing | (counts == 0), 0.0, middle - half)
    high = np.where(nothing | (counts == sizes), 1.0, middle + half)
    return Shares(np.where(nothing, np.nan, share), low, high)


def shown_shares(counts: Mapping[str, int]) -> ShownShares | None:
    """What may be shown of these groups of people; None below five people in all."""
    people = sum(counts.values())
    if people < LEAST:
        return None
    largest_first = sorted(((name, n) for name, n in counts.items() if n), key=lambda group: (-group[1], group[0]))
    shown = [group for group in largest_first if group[1] >= LEAST]
    others = people - sum(n for _, n in shown)
    while shown and (0 < others < LEAST or shown[0][1] == people):
        others += shown.pop()[1]
    found = wilson([n for _, n in shown], [people] * len(shown))
    ends = zip(shown, found.low.tolist(), found.high.tolist(), strict=True)
    return ShownShares(people, {name: Share(n, people, low, high) for (name, n), low, high in ends}, others)


def _whole(counts: ArrayLike) -> Floats:
    found = np.asarray(counts, dtype=np.float64)
    if not np.isfinite(found).all() or (found < 0).any() or (found != np.floor(found)).any():
        raise BadCounts(counts)
    return found
