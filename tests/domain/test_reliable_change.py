"""How far apart two totals must lie: the declared error first, then alpha's, then that of retest pairs."""

from __future__ import annotations

from collections import Counter
from math import isnan, sqrt

import numpy as np
import pytest

from xinqiao.domain.reliability import Reliability, moments_of, reliability
from xinqiao.domain.reliable_change import (
    Differences,
    Source,
    differences,
    reliable_change,
)


def scale_of(n: int) -> Reliability:
    dice = np.random.default_rng(n)
    return reliability(moments_of(dice.normal(size=(n, 1)) + dice.normal(size=(n, 5))))


@pytest.mark.parametrize(
    ("people", "pairs", "source", "n"),
    [
        (0, 0, Source.DECLARED, 0),
        (99, 49, Source.DECLARED, 0),
        (100, 49, Source.ALPHA, 100),
        (99, 50, Source.RETEST, 50),
        (400, 50, Source.RETEST, 50),
    ],
)
def test_the_source_changes_with_what_there_is(people: int, pairs: int, source: Source, n: int) -> None:
    own = scale_of(people) if people else None
    found = reliable_change(own, Differences(pairs, 0.2, 3.1) if pairs else None, items=5)
    expected = {Source.DECLARED: 2.2, Source.ALPHA: own.sem if own else 0, Source.RETEST: 3.1 / sqrt(2)}[source]
    assert (found.source, found.n, found.sem) == (source, n, pytest.approx(expected))
    assert (found.rci95, found.rci90) == (
        pytest.approx(1.959964 * sqrt(2) * expected, rel=1e-6),
        pytest.approx(1.644854 * sqrt(2) * expected, rel=1e-6),
    )
    if source is Source.DECLARED:
        assert isnan(found.sem_ci95.low)
    else:
        assert found.sem_ci95.low < found.sem < found.sem_ci95.high


def test_the_declared_error_makes_six_points_the_least_change() -> None:
    found = reliable_change(items=5)
    assert (round(found.rci95, 2), round(found.rci90, 2)) == (6.10, 5.12)


def test_answers_that_never_vary_leave_the_declared_error() -> None:
    assert reliable_change(reliability(moments_of(np.full((200, 5), 3))), items=5).source is Source.DECLARED


def test_pairs_are_told_by_how_often_each_difference_occurs() -> None:
    one_by_one = [-2.0, 0.0, 0.0, 1.0, 5.0, 0.0]
    found = differences(Counter(one_by_one))
    assert found is not None
    assert (found.pairs, found.mean, found.deviation) == (
        6,
        pytest.approx(np.mean(one_by_one)),
        pytest.approx(np.std(one_by_one, ddof=1)),
    )
    low, high = found.limits_of_agreement
    assert (low + high) / 2 == pytest.approx(found.mean)
    assert (high - low) / 2 == pytest.approx(1.959964 * found.deviation, rel=1e-6)
    assert differences({}) is differences({3.0: 1}) is None
