"""Shares with Wilson's interval, for many counts at once."""

from __future__ import annotations

from math import comb, isnan

import numpy as np
import pytest

from xinqiao.domain.shares import BadCounts, wilson


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    # The first three by hand from Wilson's formula; they also stand in textbooks on small shares.
    [
        (30, 100, 0.2189, 0.3958),
        (299, 1000, 0.2714, 0.3281),
        (1, 10, 0.0179, 0.4042),
        (0, 10, 0.0, 0.2775),
        (5, 5, 0.5655, 1.0),
    ],
)
def test_it_is_wilsons_interval(hits: int, of: int, low: float, high: float) -> None:
    found = wilson([hits], [of])
    assert found.share[0] == hits / of
    assert (found.low[0], found.high[0]) == pytest.approx((low, high), abs=5e-5)


def test_many_counts_at_once_are_each_one_alone_and_of_nothing_nothing_is_known() -> None:
    rng = np.random.default_rng(1)
    of = rng.integers(0, 40, 200)
    hits = rng.binomial(of, 0.3)
    many = wilson(hits, of)
    for place in range(0, 200, 17):
        one = wilson([hits[place]], [of[place]])
        assert [part[0] for part in one] == pytest.approx([part[place] for part in many], nan_ok=True)
    nothing = wilson([0], [0])
    assert isnan(nothing.share[0])
    assert (nothing.low[0], nothing.high[0]) == (0, 1)
    known = of > 0
    assert (many.low[known] <= many.share[known]).all()
    assert (many.share[known] <= many.high[known]).all()


@pytest.mark.parametrize("n", [5, 20, 100])
def test_it_covers_the_true_share_in_about_nineteen_of_twenty_samples(n: int) -> None:
    hits = np.arange(n + 1)
    found = wilson(hits, np.full(n + 1, n))
    covered = []
    for truth in np.linspace(0.02, 0.98, 97):
        chance = np.array([comb(n, k) * truth**k * (1 - truth) ** (n - k) for k in range(n + 1)])
        covered.append(chance[(found.low <= truth) & (truth <= found.high)].sum())
    # Exact coverage swings for whole counts; on average over the shares it is close to what is promised.
    assert np.mean(covered) == pytest.approx(0.95, abs=0.012)
    assert min(covered) > 0.83


@pytest.mark.parametrize(("hits", "of"), [([3], [2]), ([-1], [2]), ([0.5], [2]), ([1, 2], [3]), ([float("nan")], [2])])
def test_what_is_no_count_is_refused(hits: list[float], of: list[float]) -> None:
    with pytest.raises(BadCounts):
        wilson(hits, of)
    with pytest.raises(BadCounts):
        wilson([1], [2], coverage=1)
