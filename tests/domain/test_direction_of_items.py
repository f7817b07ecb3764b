"""What answers say about the direction of each item, and what they are never asked."""

from __future__ import annotations

from math import isnan

import numpy as np
import pytest
from numpy.typing import NDArray

from xinqiao.domain.keying_report import Verdict, correlation_interval, keying_report
from xinqiao.domain.pattern_figures import mean_total, omega_interval, totals_of_patterns
from xinqiao.domain.reliability import BadTable, Interval, count_patterns, moments_of_patterns, reliability
from xinqiao.domain.scale import TOS5_KEYED, TOS5_PRINTED, ScoringKey, score


def patterns(n: int, *, loading: float = 0.7, seed: int = 5) -> NDArray[np.int64]:
    """Raw answers of n people who read the five statements as they are meant."""
    dice = np.random.default_rng(seed)
    latent = dice.normal(size=(n, 1)) * loading + dice.normal(size=(n, 5)) * np.sqrt(1 - loading**2)
    keyed = np.digitize(latent, [-1.2, -0.4, 0.4, 1.2]) + 1
    return count_patterns(np.column_stack([6 - keyed[:, :4], keyed[:, 4]]).T)


def report(counts: NDArray[np.int64], key: ScoringKey) -> list[Verdict]:
    n = int(counts.sum())
    found = keying_report(reliability(moments_of_patterns(counts, key)), n=n, items=5)
    return [*(item.verdict for item in found.items), found.verdict]


@pytest.mark.parametrize(
    ("n", "keyed", "printed"),
    [
        (49, [Verdict.NOT_TESTABLE] * 6, [Verdict.NOT_TESTABLE] * 6),
        (50, [Verdict.INTERVAL_ONLY] * 6, [Verdict.INTERVAL_ONLY] * 6),
        (199, [Verdict.INTERVAL_ONLY] * 6, [Verdict.INTERVAL_ONLY] * 6),
        # Read literally, the fifth alone carries the alarm.
        (200, [Verdict.SUPPORTED] * 6, [*[Verdict.SUPPORTED] * 4, Verdict.CONTRADICTED, Verdict.CONTRADICTED]),
    ],
)
def test_the_verdict_waits_for_enough_people(n: int, keyed: list[Verdict], printed: list[Verdict]) -> None:
    counts = patterns(n)
    assert (report(counts, TOS5_KEYED), report(counts, TOS5_PRINTED)) == (keyed, printed)


def test_items_without_a_common_ground_cannot_be_told() -> None:
    assert report(patterns(300, loading=0.0), TOS5_KEYED)[-1] is Verdict.CANNOT_TELL


def test_turning_every_item_round_is_invisible() -> None:
    other = ScoringKey(id="x", version=1, signs=(1, 1, 1, 1, -1))
    assert report(patterns(500), other) == report(patterns(500), TOS5_KEYED)


def test_below_fifty_no_number_is_handed_out() -> None:
    for found in (keying_report(None, n=0, items=5), keying_report(None, n=1, items=5)):
        assert found.verdict is Verdict.NOT_TESTABLE
        assert all(isnan(one.item_rest) and isnan(one.ci95.low) for one in found.items)


def test_an_item_that_never_varies_cannot_be_told() -> None:
    counts = count_patterns(
        np.array([[5, 1, 5, 2] * 60, [5, 1, 4, 1] * 60, [4, 2, 5, 1] * 60, [3] * 240, [1, 5] * 120])
    )
    directions = report(counts, TOS5_KEYED)
    assert directions[3] is directions[5] is Verdict.CANNOT_TELL


@pytest.mark.parametrize(("r", "n"), [(float("nan"), 100), (0.5, 3)])
def test_no_interval_where_there_is_none(r: float, n: int) -> None:
    assert isnan(correlation_interval(r, n).low)


def test_a_perfect_correlation_has_an_interval_of_no_width() -> None:
    assert correlation_interval(1.0, 100) == pytest.approx((1.0, 1.0))


@pytest.mark.parametrize("key", [TOS5_KEYED, TOS5_PRINTED])
def test_totals_are_those_of_the_scale(key: ScoringKey) -> None:
    forms = np.random.default_rng(7).integers(1, 6, (400, 5))
    totals = totals_of_patterns(count_patterns(forms.T), key)
    scored = [score([int(one) for one in form], key).total for form in forms]
    assert list(totals) == list(range(5, 26))
    assert totals == {total: scored.count(total) for total in range(5, 26)}
    found = mean_total(totals)
    assert (found.value, found.deviation) == (pytest.approx(np.mean(scored)), pytest.approx(np.std(scored, ddof=1)))
    assert found.value - found.ci95.low == pytest.approx(1.9659 * found.deviation / 20, rel=1e-4)


def test_the_interval_of_omega_holds_it_and_narrows_with_people() -> None:
    widths = []
    for n in (40, 400, 40_000):
        low, high = omega_interval(patterns(n), TOS5_KEYED)
        omega = reliability(moments_of_patterns(patterns(n), TOS5_KEYED)).omega_total
        assert low < omega < high < 1
        widths.append(high - low)
    assert widths == sorted(widths, reverse=True)
    # A hundred times the people, a tenth of the width.
    assert widths[1] / widths[2] == pytest.approx(10, rel=0.15)


def test_where_nothing_varies_there_is_no_interval_and_no_mean_of_one() -> None:
    same = count_patterns(np.full((5, 40), 3))
    assert all(isnan(end) for end in omega_interval(same, TOS5_KEYED))
    with pytest.raises(BadTable):
        mean_total({12: 1})
    with pytest.raises(BadTable):
        totals_of_patterns(np.zeros(7, dtype=np.int64), TOS5_KEYED)
    assert mean_total({12: 2}).ci95 == Interval(12, 12)
