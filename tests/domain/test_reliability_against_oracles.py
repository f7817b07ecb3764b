"""Our closed forms against pingouin, statsmodels and SciPy. Their import is slow: once, here only."""

from __future__ import annotations

from functools import cache
from math import sqrt
from types import ModuleType
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from xinqiao.domain.f_distribution import f_quantile, student_quantile
from xinqiao.domain.keying_report import correlation_interval
from xinqiao.domain.one_factor import LEAST_UNIQUE, one_factor
from xinqiao.domain.reliability import count_patterns, moments_of, moments_of_patterns, omega_total, reliability
from xinqiao.domain.reliable_change import Differences, reliable_change
from xinqiao.domain.scale import TOS5_KEYED

Table = NDArray[np.int64]


class Oracles(NamedTuple):
    """Other people's statistics."""

    pandas: ModuleType
    pingouin: ModuleType
    stats: ModuleType
    factor: type


@cache
def oracles() -> Oracles:
    import pandas
    import pingouin
    from scipy import stats
    from statsmodels.multivariate.factor import Factor

    return Oracles(pandas, pingouin, stats, Factor)


def answers(seed: int, n: int, loadings: tuple[float, ...]) -> Table:
    """Answers from 1 to 5 of so many people under one factor."""
    dice, load = np.random.default_rng(seed), np.array(loadings)
    latent = dice.normal(size=(n, 1)) * load + dice.normal(size=(n, len(load))) * np.sqrt(1 - load**2)
    return np.digitize(latent, [-1.2, -0.4, 0.4, 1.2]) + 1


scales = st.builds(
    answers,
    st.integers(0, 10_000),
    st.sampled_from([30, 80, 400, 3000]),
    st.lists(st.floats(0.35, 0.85), min_size=3, max_size=8).map(tuple),
)


@settings(deadline=None, max_examples=30)
@given(scales)
def test_alpha_its_interval_and_item_rest_are_pingouins(table: Table) -> None:
    found, frame = reliability(moments_of(table)), oracles().pandas.DataFrame(table)
    alpha, interval = oracles().pingouin.cronbach_alpha(data=frame)
    assert found.alpha == pytest.approx(alpha, abs=1e-12)
    # pingouin rounds the ends to three decimals.
    assert found.alpha_ci95 == pytest.approx(tuple(interval), abs=6e-4)
    standardized, _ = oracles().pingouin.cronbach_alpha(data=(frame - frame.mean()) / frame.std())
    assert found.alpha_standardized == pytest.approx(standardized, abs=1e-12)
    rest = [frame[item].corr(frame.drop(columns=item).sum(axis=1)) for item in frame]
    assert found.item_rest == pytest.approx(rest, abs=1e-9)


@pytest.mark.filterwarnings("ignore:Fitting did not converge")
@settings(deadline=None, max_examples=40)
@given(scales)
# Loadings so weak that the misfit hardly changes for a long way.
@example(answers(259, 400, (0.359375, 0.3515625, 0.375)))
def test_omega_is_that_of_statsmodels_or_fits_better(table: Table) -> None:
    cov = moments_of(table).covariances
    deviations = np.sqrt(np.diag(cov))
    correlations = cov / np.outer(deviations, deviations)
    theirs = oracles().factor(corr=correlations, n_factor=1, method="ml", nobs=len(table)).fit()
    loadings, unique = theirs.loadings[:, 0], theirs.uniqueness
    ours = one_factor(correlations)
    better = misfit(correlations, ours, np.clip(1 - ours**2, LEAST_UNIQUE, 1))
    if unique.min() < 2 * LEAST_UNIQUE or better < misfit(correlations, loadings, unique) - 1e-9:
        # They let an item have no error at all, or stopped beside the best fit.
        return
    common = float((loadings * deviations).sum()) ** 2
    assert omega_total(cov) == pytest.approx(common / (common + float((unique * deviations**2).sum())), abs=1e-3)
    assert better <= misfit(correlations, loadings, unique) + 1e-7


def misfit(correlations: NDArray[np.float64], loadings: NDArray[np.float64], unique: NDArray[np.float64]) -> float:
    model = np.outer(loadings, loadings) + np.diag(unique)
    return float(np.linalg.slogdet(model)[1] + np.trace(np.linalg.solve(model, correlations)))


def test_five_keyed_items_from_their_patterns_are_what_pingouin_makes_of_the_table() -> None:
    raw = answers(20261128, 2709, (0.6, 0.5, 0.4, 0.6, 0.7))
    raw[:, :4] = 6 - raw[:, :4]
    keyed = np.column_stack([6 - raw[:, :4], raw[:, 4]])
    found = reliability(moments_of_patterns(count_patterns(raw.T), TOS5_KEYED))
    assert found.alpha == pytest.approx(oracles().pingouin.cronbach_alpha(data=oracles().pandas.DataFrame(keyed))[0])


@settings(deadline=None, max_examples=60)
@given(st.sampled_from([0.01, 0.025, 0.5, 0.95, 0.975]), st.integers(1, 5000), st.integers(1, 20_000))
def test_quantiles_are_scipys(share: float, one: int, other: int) -> None:
    stats = oracles().stats
    assert f_quantile(share, one, other) == pytest.approx(stats.f.ppf(share, one, other), rel=1e-6)
    assert student_quantile(0.95, other) == pytest.approx(stats.t.ppf(0.975, other), rel=1e-6)


@pytest.mark.parametrize("pairs", [50, 51, 200, 3000])
def test_the_interval_of_a_retest_error_is_that_of_a_standard_deviation(pairs: int) -> None:
    found = reliable_change(None, Differences(pairs, 0.4, 3.0), items=5)
    exact = [sqrt((pairs - 1) * 4.5 / oracles().stats.chi2.ppf(share, pairs - 1)) for share in (0.975, 0.025)]
    assert found.sem_ci95 == pytest.approx(exact, rel=1e-3)


@pytest.mark.parametrize(("seed", "n"), [(1, 12), (2, 60), (3, 250)])
def test_the_interval_of_a_correlation_is_scipys(seed: int, n: int) -> None:
    one, other = answers(seed, n, (0.7, 0.7)).T
    found = oracles().stats.pearsonr(one, other)
    assert correlation_interval(found.statistic, n) == pytest.approx(tuple(found.confidence_interval()), abs=1e-9)
