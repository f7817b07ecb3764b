"""The curve against the joint normal distribution that it claims to summarise, and what must hold of any curve."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from xinqiao.domain.trust_curve import (
    BLOCK,
    JUMP_SHARE,
    JUMP_VARIANCE,
    BadModel,
    BadReadings,
    Curves,
    Model,
    Prior,
    curves,
    curves_of_equal_length,
    forecast,
    plain_curves,
    plain_curves_of_equal_length,
)

# So wide that it says nothing, and not so wide that the oracle's inverse loses its digits.
KNOWS_NOTHING = Prior(0, 1e6)


def covariance(days: list[float], drift: float, start: float, jump_after: int | None = None) -> NDArray[np.float64]:
    """Of the levels at these days: what two days share is all that happened before the earlier one."""
    grown = [start]
    for number, (one, next_) in enumerate(pairwise(days)):
        grown.append(grown[-1] + drift * (next_ - one) + (JUMP_VARIANCE if number == jump_after else 0))
    return np.array([[min(one, other) for other in grown] for one in grown])


class Oracle:
    """Levels given totals, by conditioning one normal distribution."""

    def __init__(
        self, days: list[float], totals: list[float], variances: list[float], model: Model, jump: int | None = None
    ) -> None:
        prior = model.prior or KNOWS_NOTHING
        levels = covariance(days, model.drift, prior.variance, jump)
        seen = levels + np.diag(variances)
        away = np.array(totals) - prior.mean
        self.mean = prior.mean + levels @ np.linalg.solve(seen, away)
        self.variance = np.diag(levels - levels @ np.linalg.solve(seen, levels))
        self.log_likelihood = -(np.linalg.slogdet(seen)[1] + away @ np.linalg.solve(seen, away)) / 2


def one_curve(days: list[float], totals: list[float], variances: list[float], model: Model) -> Curves:
    return curves(days, totals, variances, [0], model)


readings = st.lists(
    st.tuples(st.floats(1, 120), st.floats(5, 25), st.floats(1, 12)),
    min_size=1,
    max_size=7,
).map(
    lambda rows: (
        list(np.cumsum([gap for gap, _, _ in rows])),
        [total for _, total, _ in rows],
        [variance for _, _, variance in rows],
    )
)
models = st.builds(
    Model,
    st.floats(0.001, 0.5),
    st.one_of(st.none(), st.builds(Prior, st.floats(8, 20), st.floats(1, 30))),
)


@given(readings, models)
def test_smoothed_levels_are_those_of_the_joint_distribution(
    given_: tuple[list[float], list[float], list[float]], model: Model
) -> None:
    found, expected = one_curve(*given_, model).plain, Oracle(*given_, model)
    assert found.smoothed_mean == pytest.approx(expected.mean, abs=2e-3)
    assert found.smoothed_variance == pytest.approx(expected.variance, abs=2e-3)


@given(readings, models)
def test_filtered_levels_know_nothing_of_later_readings(
    given_: tuple[list[float], list[float], list[float]], model: Model
) -> None:
    whole = one_curve(*given_, model).plain
    for known in range(1, len(given_[0]) + 1):
        part = one_curve(*(values[:known] for values in given_), model).plain  # type: ignore[arg-type]
        assert part.filtered_mean == pytest.approx(whole.filtered_mean[:known])
        assert part.smoothed_mean[-1] == pytest.approx(whole.filtered_mean[known - 1])
        assert part.smoothed_variance[-1] == pytest.approx(whole.filtered_variance[known - 1])


@given(readings, models)
def test_the_average_weighs_each_place_of_a_jump_by_its_posterior(
    given_: tuple[list[float], list[float], list[float]], model: Model
) -> None:
    found, intervals = one_curve(*given_, model), len(given_[0]) - 1
    cases = [Oracle(*given_, model), *(Oracle(*given_, model, jump) for jump in range(intervals))]
    prior_odds = np.array([1, *[JUMP_SHARE / (1 - JUMP_SHARE)] * intervals])
    likelihoods = np.array([case.log_likelihood for case in cases])
    weights = prior_odds * np.exp(likelihoods - likelihoods.max())
    weights /= weights.sum()
    mean = sum(weight * case.mean for weight, case in zip(weights, cases, strict=True))
    square = sum(weight * (case.variance + case.mean**2) for weight, case in zip(weights, cases, strict=True))
    assert found.jump_probability == pytest.approx([0, *weights[1:]], abs=1e-3)
    assert found.averaged_mean == pytest.approx(mean, abs=2e-3)
    assert found.averaged_variance == pytest.approx(square - mean**2, abs=1e-2)


def test_one_reading_is_itself() -> None:
    found = one_curve([3], [17], [4.84], Model())
    assert (found.averaged_mean[0], found.averaged_variance[0], found.jump_probability[0]) == (17, 4.84, 0)
    assert np.isnan(found.plain.innovations[0])


def test_a_fall_of_a_whole_level_is_seen_where_it_was() -> None:
    found = one_curve([0, 14, 28, 42, 56], [19, 20, 19, 10, 10], [4.84] * 5, Model())
    assert int(found.jump_probability.argmax()) == 3
    assert found.jump_probability[3] > 0.5
    assert found.plain.innovations[3] < -1.96
    # The average follows the fall further than the plain curve does.
    assert found.averaged_mean[3] < found.plain.smoothed_mean[3]


def test_readings_far_apart_for_their_error_have_a_curve_too() -> None:
    """Of a scale to 1,000: the odds of a jump are beyond any number here, and still only one of two places has it."""
    found = one_curve([0, 10, 20, 30], [900, 901, 200, 190], [1.0] * 4, Model())
    assert found.jump_probability == pytest.approx([0, 0, 1, 0], abs=1e-9)
    assert found.averaged_variance.min() > 0


def test_people_do_not_touch_each_other() -> None:
    dice = np.random.default_rng(20261128)
    counts = dice.integers(1, 9, BLOCK + 300)
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    days = np.cumsum(dice.integers(1, 60, counts.sum()))
    totals, variances = dice.normal(15, 4, counts.sum()), dice.uniform(3, 10, counts.sum())
    together = curves(days, totals, variances, starts)
    for begin, count in list(zip(starts, counts, strict=True))[:: BLOCK // 7]:
        own = slice(begin, begin + count)
        alone = curves(days[own], totals[own], variances[own], [0])
        assert together.averaged_mean[own] == pytest.approx(alone.averaged_mean, abs=1e-12)
        assert together.jump_probability[own] == pytest.approx(alone.jump_probability, abs=1e-12)
    plain = plain_curves(days, totals, variances, starts)
    assert np.array_equal(plain.smoothed_mean, together.plain.smoothed_mean)
    # The same people, those with equally many readings behind each other, or side by side as columns.
    order = np.argsort(counts, kind="stable")
    moved = np.concatenate(
        [np.arange(begin, begin + counts[at]) for at, begin in zip(order, starts[order], strict=True)]
    )
    ranked = curves(days[moved], totals[moved], variances[moved], np.cumsum(counts[order]) - counts[order])
    assert np.array_equal(ranked.averaged_variance, together.averaged_variance[moved])
    assert np.array_equal(ranked.plain.innovations, together.plain.innovations[moved], equal_nan=True)
    places = starts[counts == 5] + np.arange(5)[:, None]
    columns = curves_of_equal_length(days[places], totals[places], variances[places])
    assert np.array_equal(columns.averaged_mean, together.averaged_mean[places])
    assert np.array_equal(columns.jump_probability, together.jump_probability[places])
    alone = plain_curves_of_equal_length(days[places], totals[places], variances[places])
    assert np.array_equal(alone.smoothed_variance, together.plain.smoothed_variance[places])


def test_a_forecast_only_widens() -> None:
    ahead = forecast(15.4, 2.0, [0, 7, 30], Model(drift=0.04))
    assert ahead.mean == pytest.approx([15.4] * 3)
    assert ahead.variance == pytest.approx([2.0, 2.28, 3.2])


@pytest.mark.parametrize(
    ("days", "totals", "variances", "starts"),
    [
        ([0, 0], [15, 16], [4, 4], [0]),
        ([5, 3], [15, 16], [4, 4], [0]),
        ([0], [float("nan")], [4], [0]),
        ([0, 1], [15, 16], [4], [0]),
        ([0, 1], [15, 16], [4, 4], [1]),
        ([0, 1], [15, 16], [4, 4], []),
        ([0, 1], [15, 16], [4, 4], [0, 0, 1]),
    ],
)
def test_readings_that_make_no_sense_are_refused(
    days: list[float], totals: list[float], variances: list[float], starts: list[int]
) -> None:
    with pytest.raises(BadReadings):
        curves(days, totals, variances, starts)


def test_a_variance_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="0"):
        curves([0], [15], [0], [0])


@pytest.mark.parametrize("made", [(-0.1, None), (float("nan"), None), (0.04, Prior(15, 0)), (0.04, Prior(np.inf, 9))])
def test_a_model_that_makes_no_sense_is_refused(made: tuple[float, Prior | None]) -> None:
    with pytest.raises(BadModel):
        Model(*made)


def test_nobody_has_no_curve() -> None:
    assert curves([], [], [], []).averaged_mean.size == 0
    assert curves_of_equal_length(*[np.empty((3, 0))] * 3).averaged_mean.shape == (3, 0)


def test_columns_that_make_no_sense_are_refused() -> None:
    days = np.array([[0.0, 0.0], [7.0, 0.0]])
    with pytest.raises(BadReadings, match="rise"):
        plain_curves_of_equal_length(days, np.full((2, 2), 15.0), np.full((2, 2), 4.84))
    with pytest.raises(BadReadings, match="one day"):
        plain_curves_of_equal_length(days[0], [15.0, 15.0], [4.84, 4.84])


def test_readings_far_beyond_their_error_have_a_curve_too() -> None:
    """The odds of a jump there are beyond any float; beside such a person another one's curve stays as it is."""
    days, totals = [[0.0, 0.0], [30.0, 30.0], [60.0, 60.0]], [[0.0, 15.0], [2000.0, 12.0], [0.0, 16.0]]
    variances = [[0.01, 4.84]] * 3
    found = curves_of_equal_length(days, totals, variances)
    assert np.isfinite([found.jump_probability, found.averaged_mean, found.averaged_variance]).all()
    assert found.jump_probability[1:, 0].sum() == pytest.approx(1)
    assert (found.averaged_variance > 0).all()
    alone = curves_of_equal_length(*([[row[1]] for row in one] for one in (days, totals, variances)))
    assert found.averaged_mean[:, 1] == pytest.approx(alone.averaged_mean[:, 0])
    assert found.jump_probability[:, 1] == pytest.approx(alone.jump_probability[:, 0])
