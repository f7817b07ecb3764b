from itertools import product
from math import inf, nan

import numpy as np
import pytest

from xinqiao.domain.levels import BadVariance, Level, NotATotal, level_probabilities
from xinqiao.domain.scale import (
    TOS5_KEYED,
    TOS5_PRINTED,
    AnswerOutOfRange,
    Flag,
    ScoringKey,
    WrongAnswerCount,
    score,
)
from xinqiao.domain.scale_many import NotWholeNumbers, level_probabilities_many, score_many


@pytest.mark.parametrize("key", [TOS5_KEYED, TOS5_PRINTED])
@pytest.mark.parametrize("order", ["C", "F"])
def test_a_column_scores_every_pattern_as_one_person_is_scored(key: ScoringKey, order: str) -> None:
    patterns = list(product(range(6), repeat=5))
    many = score_many(np.asarray(patterns, dtype=np.uint8, order="F" if order == "F" else "C"), key)
    for row, pattern in enumerate(patterns):
        one = score([code or None for code in pattern], key)
        assert many.totals[row] == one.total or (np.isnan(many.totals[row]) and one.total is None)
        assert many.variances[row] == one.variance or (np.isnan(many.variances[row]) and one.variance is None)
        assert many.one_missing[row] == (Flag.ONE_MISSING in one.flags)
        assert many.item5_missing[row] == (Flag.ITEM5_MISSING in one.flags)


def test_no_rows_give_no_scores() -> None:
    assert score_many(np.zeros((0, 5), dtype=np.int64)).totals.shape == (0,)


@pytest.mark.parametrize("value", [-1, 6, 300])
def test_it_names_the_item_with_an_answer_off_the_scale(value: int) -> None:
    answers = np.full((3, 5), 3)
    answers[1, 3] = value
    with pytest.raises(AnswerOutOfRange) as caught:
        score_many(answers)
    assert (caught.value.item, caught.value.value) == (4, value)


def test_it_refuses_other_shapes_and_fractions() -> None:
    with pytest.raises(WrongAnswerCount):
        score_many(np.ones((3, 4), dtype=np.int64))
    with pytest.raises(WrongAnswerCount):
        score_many(np.ones(5, dtype=np.int64))
    with pytest.raises(NotWholeNumbers):
        score_many(np.full((3, 5), 2.5))


def test_probabilities_of_many_totals_agree_with_those_of_one() -> None:
    rng = np.random.default_rng(5)
    totals = np.concatenate([np.arange(5, 26), rng.uniform(0, 30, 2000)])
    variances = rng.uniform(0.05, 40, len(totals))
    many = level_probabilities_many(totals, variances)
    for row, total in enumerate(totals):
        one = level_probabilities(float(total), float(variances[row]))
        np.testing.assert_allclose(many[row], [one[level] for level in Level], rtol=0, atol=1e-14)


def test_no_level_is_less_likely_than_never() -> None:
    totals, variances = np.meshgrid(np.linspace(0, 30, 601), [0.5, 1, 2.1, 4.84])
    many = level_probabilities_many(totals.ravel(), variances.ravel())
    assert many.min() >= 0
    assert np.abs(many.sum(axis=1) - 1).max() < 1e-12


def test_a_missing_total_has_no_probabilities() -> None:
    many = level_probabilities_many(np.array([nan, 20.0]), np.array([nan, 4.84]))
    assert np.isnan(many[0]).all()
    assert many[1].sum() == pytest.approx(1)


def test_it_refuses_endless_totals_and_variances_not_above_zero() -> None:
    with pytest.raises(NotATotal):
        level_probabilities_many(np.array([inf]))
    with pytest.raises(BadVariance):
        level_probabilities_many(np.array([15.0, 16.0]), np.array([4.84, 0.0]))
