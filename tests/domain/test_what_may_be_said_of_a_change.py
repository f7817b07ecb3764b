"""Words of change only where readings carry them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinqiao.domain.change import Facts, Kind, changes_of_equal_length, facts_of, rci90
from xinqiao.domain.levels import Level
from xinqiao.domain.trust_curve import BadReadings, Model, curves

R = 4.84


def said(*totals: float, gap: float = 21, today: float | None = None, model: Model | None = None) -> Facts:
    """What is said of these totals, three weeks apart, on the day of the last."""
    model = model or Model()
    days = np.arange(len(totals)) * gap
    variances = np.full(len(totals), R)
    drawn = curves(days, totals, variances, [0], model)
    return facts_of(days, totals, variances, drawn, today=days[-1] if today is None else today, model=model)


def test_the_reliable_change_is_that_of_jacobson_and_truax() -> None:
    assert rci90() == pytest.approx(1.645 * np.sqrt(2) * 2.2, abs=1e-3)
    assert rci90(1) == pytest.approx(2.326, abs=1e-3)
    for nothing in (0, -1, float("nan")):
        with pytest.raises(ValueError, match=str(nothing)):
            rci90(nothing)


@pytest.mark.parametrize(
    ("totals", "kind", "turn", "since"),
    [
        ((17,), Kind.ONE_READING, 0, 0),
        ((17, 12), Kind.TWO_WITHIN_ERROR, 0, 0),
        ((12, 17), Kind.TWO_WITHIN_ERROR, 0, 0),
        ((18, 12), Kind.TWO_APART, 0, 0),
        ((12, 18), Kind.TWO_APART, 0, 0),
        ((17, 15, 16), Kind.STEADY, 0, 0),
        # Further below the others than error explains, but once only.
        ((17, 18, 17, 12), Kind.POSSIBLE_FALL, 3, 3),
        # Once more: confirmed.
        ((17, 18, 17, 11, 11), Kind.FALL, 3, 3),
        # One reading so far below needs no second one.
        ((20, 20, 19, 20, 5), Kind.FALL, 4, 4),
        ((11, 10, 11, 17, 18, 17), Kind.RISE, 3, 3),
        # The latest change counts.
        ((18, 18, 18, 10, 10, 10, 18, 18), Kind.RISE, 6, 6),
        ((10, 10, 10, 18, 18, 18, 10), Kind.POSSIBLE_FALL, 6, 6),
        # Up once is no rise yet.
        ((15, 15, 15, 19), Kind.STEADY, 0, 0),
    ],
)
def test_what_is_said_of_these_totals(totals: tuple[float, ...], kind: Kind, turn: int, since: int) -> None:
    facts = said(*totals)
    assert (facts.kind, facts.turn, facts.since) == (kind, turn, since)


def test_two_readings_are_held_against_their_own_error() -> None:
    """5.5 points are a change between two ordinary readings, not where one was doubtful (twice the variance)."""
    for variances, kind, least in (((R, R), Kind.TWO_APART, rci90()), ((R, 2 * R), Kind.TWO_WITHIN_ERROR, 6.267)):
        drawn = curves((0, 21), (18, 12.5), variances, [0])
        facts = facts_of((0, 21), (18, 12.5), variances, drawn, today=21)
        assert (facts.kind, facts.points) == (kind, -5.5)
        assert facts.reliable_change == pytest.approx(least, abs=1e-3)


def test_a_fall_is_told_with_its_size_and_place() -> None:
    facts = said(17, 18, 17, 11, 11)
    assert facts.points == pytest.approx(11 - 17.3, abs=0.3)
    assert facts.is_reliable
    drawn = curves(np.arange(5) * 21, (17, 18, 17, 11, 11), [R] * 5, [0])
    assert facts.probability == drawn.jump_probability[3]


def test_a_fall_between_the_two_readings_that_confirm_it_is_placed_there() -> None:
    """18 and 9 together lie below 19; what fell is the 9."""
    facts = said(19, 19, 18, 9)
    assert (facts.kind, facts.turn, facts.is_one_turn) == (Kind.FALL, 3, True)
    assert facts.points == pytest.approx(-9.6, abs=0.1)


def test_an_odd_last_reading_below_the_reliable_change_gets_no_direction() -> None:
    facts = said(17, 17, 17, 17, 17, 17, 12.4)
    assert facts.kind == Kind.POSSIBLE_FALL
    assert -rci90() < facts.points < 0
    assert not facts.is_reliable


@given(st.lists(st.floats(5, 25), min_size=3, max_size=9))
def test_no_direction_without_a_reliable_change(totals: list[float]) -> None:
    facts = said(*totals)
    if facts.kind in (Kind.FALL, Kind.RISE) and not facts.is_reliable:
        # Near certain, and still too small for a word.
        assert facts.probability >= 0.8
    assert (facts.kind == Kind.RISE) <= (facts.points > 0)
    assert (facts.kind in (Kind.FALL, Kind.POSSIBLE_FALL)) <= (facts.points < 0)
    assert (facts.kind == Kind.STEADY) == (facts.turn == 0)


@given(st.integers(1, 8), st.integers(0, 10_000))
def test_many_people_are_told_as_each_alone(readings: int, seed: int) -> None:
    dice = np.random.default_rng(seed)
    days = np.cumsum(dice.integers(7, 60, (readings, 5)), axis=0)
    totals, variances = dice.uniform(5, 25, days.shape), dice.uniform(3, 10, days.shape)
    found = changes_of_equal_length(days, totals, variances)
    for person in range(5):
        own = (days[:, person], totals[:, person], variances[:, person])
        facts = facts_of(*own, curves(*own, [0]), today=0)
        assert facts.turn == found.turn[person]
        assert found.amber[person] == (facts.kind == Kind.POSSIBLE_FALL)
        if found.red[person]:
            assert facts.kind == Kind.FALL
        if readings > 2:
            assert facts.points == pytest.approx(found.points[person])


def test_unchanged_people_are_seldom_called_changed() -> None:
    """The rates of the reference: amber 3 to 4 % of steady people; a fall of five seen at once in more than half."""
    dice = np.random.default_rng(20261130)
    days = np.cumsum(dice.integers(7, 45, (4, 4000)), axis=0)
    steady = 15 + dice.normal(0, 2.2, days.shape)
    found = changes_of_equal_length(days, steady, np.full(days.shape, R))
    assert 0.02 < found.amber.mean() < 0.045
    assert found.red.mean() < 0.02
    steady[3] -= 5
    fallen = changes_of_equal_length(days, steady, np.full(days.shape, R))
    assert (fallen.amber | fallen.red).mean() > 0.5


def test_the_level_now_is_less_sure_the_longer_ago_the_last_reading_is() -> None:
    fresh, later = said(16, 16, 16), said(16, 16, 16, today=42 + 100)
    assert fresh.now.mean == later.now.mean == pytest.approx(16)
    assert later.now.variance == pytest.approx(fresh.now.variance + 0.04 * 100)
    assert later.now.half_width == pytest.approx(1.96 * np.sqrt(later.now.variance), abs=1e-3)
    assert fresh.now.probabilities[Level.CAUTIOUS] > later.now.probabilities[Level.CAUTIOUS]
    assert sum(later.now.probabilities.values()) == pytest.approx(1)


def test_a_further_reading_is_useful_once_it_narrows_the_band_by_a_quarter() -> None:
    assert said(16).next_useful == 7
    facts = said(*[16] * 6)
    waited = facts.next_useful - 5 * 21
    assert waited > 7
    widened = facts.now.variance + 0.04 * waited
    assert widened * R / (widened + R) == pytest.approx(widened * 0.75**2)
    # Where nothing drifts no band widens.
    assert said(*[16] * 6, model=Model(drift=0)).next_useful == 5 * 21 + 7


def test_readings_that_make_no_sense_are_refused() -> None:
    with pytest.raises(BadReadings):
        changes_of_equal_length([[3.0], [3.0], [4.0]], [[15.0]] * 3, [[R]] * 3)
