"""The level as of the latest reading: one reading is itself, several are the last point of their curve."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from xinqiao.domain.levels import Level, level_of, level_probabilities, likeliest_two
from xinqiao.domain.occasions import day_of, occasions
from xinqiao.domain.response_quality import SHORT_GAP_VARIANCE_FACTOR
from xinqiao.domain.scale import DEFAULT_VARIANCE, PRORATED_VARIANCE_FACTOR
from xinqiao.domain.standing import Counted, Estimate, estimates
from xinqiao.domain.standing_many import Answers, days_of, standings_of
from xinqiao.domain.trust_curve import curves

DICE = np.random.default_rng(5)


@pytest.mark.parametrize("doubt", [1, 2])
@pytest.mark.parametrize("missing", [False, True])
def test_one_reading_is_itself_and_its_own_level_the_likeliest(
    missing: bool, doubt: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nothing that needs NumPy can be loaded.
    monkeypatch.setitem(sys.modules, "xinqiao.domain.trust_curve", None)
    totals = [place * 1.25 for place in range(4, 21)] if missing else [float(total) for total in range(5, 26)]
    variance = DEFAULT_VARIANCE * doubt * (PRORATED_VARIANCE_FACTOR if missing else 1)
    found = estimates([[Counted(739000, total, variance)] for total in totals])
    assert found == [Estimate(total, variance) for total in totals]
    assert [likeliest_two(level_probabilities(*one))[0] for one in found] == [level_of(total) for total in totals]


def test_several_readings_are_the_last_point_of_their_curve_whatever_the_lengths_beside_it() -> None:
    histories = []
    for length in [3, 1, 2, 7, 1, 3, 2, 5]:
        days = 739000 + np.cumsum(DICE.integers(1, 60, length))
        totals, variances = DICE.integers(5, 26, length), DICE.choice([4.84, 7.26, 9.68], length)
        histories.append(
            [Counted(*one) for one in zip(days.tolist(), totals.tolist(), variances.tolist(), strict=True)]
        )
    for history, found in zip(histories, estimates(histories), strict=True):
        drawn = curves(*np.array(history).T, [0])
        assert found == pytest.approx((drawn.averaged_mean[-1], drawn.averaged_variance[-1]), abs=1e-12)
    assert estimates([]) == []


def test_columns_of_answers_give_what_each_person_alone_gives() -> None:
    size, people = 900, 300
    whose, days = DICE.integers(0, people, size), 739000 + DICE.integers(0, 45, size)
    moments, ranks = DICE.integers(0, 3, size).astype(np.float64), np.arange(size)
    totals = DICE.integers(5, 26, size).astype(np.float64)
    variances, waits = DICE.choice([4.84, 9.68], size), DICE.random(size) < 0.2
    answers = Answers(whose, days, moments, ranks, totals, variances, waits)
    expected = {}
    for person in range(people):
        mine = sorted(np.flatnonzero(whose == person), key=lambda at: (days[at], moments[at], ranks[at]))
        history = [
            Counted(int(days[at]), totals[at], variances[at] * (SHORT_GAP_VARIANCE_FACTOR if occasion.hollow else 1))
            for occasion in occasions([datetime.fromordinal(int(days[at])).date() for at in mine], waits[mine])
            if not waits[at := mine[occasion.index]]
        ]
        if history:
            expected[person] = estimates([history])[0]
    found = standings_of(answers)
    assert found.people.tolist() == list(expected)
    assert np.column_stack((found.means, found.variances)) == pytest.approx(np.array(list(expected.values())))
    assert found.levels() == [likeliest_two(level_probabilities(*one))[0] for one in expected.values()]
    assert set(found.levels()) == set(Level)


def test_nobody_counts_where_everything_waits_for_a_word() -> None:
    one = np.array([1])
    found = standings_of(Answers(one, one, one * 1.0, one, one * 16.0, one * 4.84, np.array([True])))
    assert (found.people.tolist(), found.levels()) == ([], [])


def test_days_begin_at_midnight_of_the_usual_zone() -> None:
    midnight = datetime(2026, 11, 1, 16, tzinfo=UTC)
    moments = [midnight + timedelta(milliseconds=away) for away in (-1, 0, 1, 3_600_000, -86_400_000)]
    found = days_of(np.array([moment.timestamp() for moment in moments]))
    assert found.tolist() == [day_of(moment).toordinal() for moment in moments]
