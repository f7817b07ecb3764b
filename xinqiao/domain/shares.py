"""How large a share is, and between which ends it lies, for many counts at once.

Wilson's score interval (E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22,
1927): with p = hits / of and z the normal quantile of the coverage,

    (p + z²/2n ± z·√(p(1-p)/n + z²/4n²)) / (1 + z²/n),

which stays between 0 and 1 and keeps its coverage for few answers and for shares near the ends, where p ± z·√(p(1-p)/n)
promises certainty.
"""

from __future__ import annotations

from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

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


def _whole(counts: ArrayLike) -> Floats:
    found = np.asarray(counts, dtype=np.float64)
    if not np.isfinite(found).all() or (found < 0).any() or (found != np.floor(found)).any():
        raise BadCounts(counts)
    return found
