"""Alpha, omega and what follows from them, against their definitions and against models whose answer is known."""

from __future__ import annotations

from math import isnan, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from xinqiao.domain.reliability import (
    BadTable,
    count_patterns,
    feldt_interval,
    item_rest,
    moments_of,
    moments_of_patterns,
    omega_total,
    reliability,
)
from xinqiao.domain.scale import TOS5_KEYED, TOS5_PRINTED, ScoringKey

Table = NDArray[np.int64]

tables = st.tuples(st.integers(2, 40), st.integers(2, 7)).flatmap(
    lambda shape: arrays(np.int64, shape, elements=st.integers(1, 5))
)
forms = st.integers(2, 60).flatmap(lambda n: arrays(np.uint8, (n, 5), elements=st.integers(1, 5)))


@settings(deadline=None)
@given(tables)
def test_alpha_is_what_its_definition_says(table: Table) -> None:
    found = reliability(moments_of(table))
    total = table.sum(axis=1).var(ddof=1)
    if total == pytest.approx(0, abs=1e-9):
        return
    items = table.shape[1]
    assert found.alpha == pytest.approx(items / (items - 1) * (1 - table.var(axis=0, ddof=1).sum() / total))
    assert found.sd_total == pytest.approx(sqrt(total))
    assert found.sem == pytest.approx(sqrt(total * (1 - found.alpha)))
    assert found.rci95 == pytest.approx(1.959964 * sqrt(2) * found.sem)
    assert found.alpha_ci95.low <= found.alpha <= found.alpha_ci95.high


@given(tables)
def test_item_rest_leaves_the_item_itself_out(table: Table) -> None:
    for item, found in enumerate(item_rest(moments_of(table).covariances)):
        one, rest = table[:, item], np.delete(table, item, axis=1).sum(axis=1)
        if np.ptp(one) and np.ptp(rest):
            assert found == pytest.approx(np.corrcoef(one, rest)[0, 1], abs=1e-9)
        else:
            assert isnan(found)


@pytest.mark.parametrize("loadings", [(0.5, 0.6, 0.7), (0.4, 0.5, 0.6, 0.7, 0.8), (0.9, 0.3, 0.5, 0.5, 0.6, 0.2)])
@pytest.mark.parametrize("scale", [1.0, 1.7])
def test_omega_of_a_one_factor_model_is_the_models_own(loadings: tuple[float, ...], scale: float) -> None:
    factor = np.array(loadings) * scale
    unique = scale**2 - factor**2
    expected = factor.sum() ** 2 / (factor.sum() ** 2 + unique.sum())
    assert omega_total(np.outer(factor, factor) + np.diag(unique)) == pytest.approx(expected, abs=1e-6)


def test_with_equal_loadings_omega_is_alpha() -> None:
    covariances = np.full((5, 5), 0.36) + np.diag([0.64] * 5)
    dice = np.random.default_rng(20261128)
    table = dice.multivariate_normal(np.zeros(5), covariances, 4000)
    found = reliability(moments_of(table))
    assert omega_total(covariances) == pytest.approx(25 * 0.36 / (25 * 0.36 + 5 * 0.64), abs=1e-8)
    assert (found.omega_total, found.alpha_standardized) == (
        pytest.approx(found.alpha, abs=0.01),
        pytest.approx(found.alpha, abs=0.01),
    )


# 1 - (1 - alpha) · F, with quantiles of the F distribution by SciPy 1.17.1.
@pytest.mark.parametrize(
    ("n", "items", "quantiles"),
    [
        (30, 5, (1.7041562388555935, 0.529463262788801)),
        (1000, 5, (1.1014512333334125, 0.905241030570834)),
        (5, 3, (5.052632217363513, 0.11136377801442858)),
        (2, 3, (38.50632911392401, 0.0012507817385866166)),
    ],
)
def test_the_interval_is_feldts(n: int, items: int, quantiles: tuple[float, float]) -> None:
    low, high = feldt_interval(0.6, n=n, items=items)
    assert (low, high) == (pytest.approx(1 - 0.4 * quantiles[0]), pytest.approx(1 - 0.4 * quantiles[1]))


@pytest.mark.parametrize("key", [TOS5_KEYED, TOS5_PRINTED])
@given(forms)
def test_counts_of_patterns_tell_as_much_as_the_answers(key: ScoringKey, answers: NDArray[np.uint8]) -> None:
    keyed = np.where(np.array(key.signs) > 0, answers, 6 - answers)
    direct, counted = moments_of(keyed), moments_of_patterns(count_patterns(answers.T), key)
    assert counted.n == direct.n
    assert counted.means == pytest.approx(direct.means)
    assert counted.covariances == pytest.approx(direct.covariances, abs=1e-9)


def test_turning_every_item_round_changes_nothing() -> None:
    answers = np.random.default_rng(1).integers(1, 6, (200, 5))
    one, other = (reliability(moments_of(table)) for table in (answers, 6 - answers))
    assert other.alpha == pytest.approx(one.alpha)
    assert other.item_rest == pytest.approx(one.item_rest)


def test_answers_that_never_vary_tell_nothing() -> None:
    found = reliability(moments_of(np.full((10, 5), 3)))
    assert all(isnan(one) for one in (found.alpha, found.omega_total, found.alpha_standardized, *found.item_rest))
    assert all(isnan(one) for one in found.alpha_ci95)
    assert found.sd_total == 0


def test_two_questions_that_cancel_each_other_tell_nothing() -> None:
    found = reliability(moments_of(np.array([[2, 1], [1, 2]])))
    assert isnan(found.alpha_standardized)
    assert found.sd_total == 0


@pytest.mark.parametrize("table", [np.ones((1, 5)), np.ones((5, 1)), np.ones(5), np.array([[1, np.nan], [2, 3]])])
def test_a_table_that_is_too_small_is_refused(table: NDArray[np.float64]) -> None:
    with pytest.raises(BadTable):
        moments_of(table)


@pytest.mark.parametrize(
    "columns", [np.full((4, 3), 1), np.full((5, 3), 0), np.full((5, 3), 6), np.ones(5, dtype=int), np.full((5, 3), 2.5)]
)
def test_only_answers_from_1_to_5_are_counted(columns: NDArray[np.int64]) -> None:
    with pytest.raises(BadTable):
        count_patterns(columns)
    with pytest.raises(BadTable):
        moments_of_patterns(np.zeros(7, dtype=np.int64), TOS5_KEYED)
