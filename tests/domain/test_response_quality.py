"""How five answers look: too fast, in a straight line, against one another. And what a day's answers count as."""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np
import pytest

from xinqiao.domain.occasions import Occasion, day_of, noon_of, occasions
from xinqiao.domain.response_quality import Sign, is_doubtful, signs_of, variance_factor
from xinqiao.domain.response_quality_many import signs_many
from xinqiao.domain.scale import Answer, WrongAnswerCount
from xinqiao.domain.scale_many import every_pattern


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        # All 1 and all 5 contradict themselves under the key too.
        ((1, 1, 1, 1, 1), {Sign.STRAIGHT_ENDS, Sign.CONTRADICTION}),
        ((5, 5, 5, 5, 5), {Sign.STRAIGHT_ENDS, Sign.CONTRADICTION}),
        ((2, 2, 2, 2, 2), {Sign.STRAIGHT_SIDES}),
        ((4, 4, 4, 4, 4), {Sign.STRAIGHT_SIDES}),
        ((3, 3, 3, 3, 3), {Sign.STRAIGHT_MIDDLE}),
        ((2, 3, 3, 4, 4), set()),
        # Keyed mean of 1-4 is 4, item 5 is 1: three apart. With a mean of 3.75 it is not.
        ((2, 2, 2, 2, 1), {Sign.CONTRADICTION}),
        ((2, 2, 2, 3, 1), set()),
        # One missing: no straight line, but three against the fifth still speak.
        ((5, 5, 5, None, 5), {Sign.CONTRADICTION}),
        ((5, 5, 5, 5, None), set()),
        ((5, 5, None, None, 5), set()),
        ((None, None, None, None, None), set()),
    ],
)
def test_answers_show_these_signs(answers: tuple[Answer, ...], expected: set[Sign]) -> None:
    assert set(signs_of(answers, mode="paper")) == expected


@pytest.mark.parametrize(
    ("mode", "seconds", "answers", "fast"),
    [
        ("phone", 9.99, (2, 3, 3, 4, 4), True),
        ("phone", 10.0, (2, 3, 3, 4, 4), False),
        ("phone", 7.99, (2, None, 3, 4, 4), True),
        ("phone", 8.0, (2, None, 3, 4, 4), False),
        ("phone", None, (2, 3, 3, 4, 4), False),
        ("voice", 1.0, (2, 3, 3, 4, 4), False),
        ("paper", 1.0, (2, 3, 3, 4, 4), False),
        ("import", 1.0, (2, 3, 3, 4, 4), False),
    ],
)
def test_two_seconds_an_answer_are_too_fast_on_a_phone_alone(
    mode: str, seconds: float | None, answers: tuple[Answer, ...], fast: bool
) -> None:
    assert (Sign.TOO_FAST in signs_of(answers, mode=mode, seconds=seconds)) is fast


def test_only_a_weak_sign_or_a_missing_answer_leaves_no_doubt() -> None:
    assert not is_doubtful([Sign.STRAIGHT_MIDDLE, "one_missing", "item5_missing"])
    for sign in set(Sign) - {Sign.STRAIGHT_MIDDLE}:
        assert is_doubtful(["one_missing", sign])


def test_doubt_and_a_short_gap_widen_the_variance() -> None:
    assert variance_factor([]) == variance_factor([Sign.STRAIGHT_MIDDLE]) == 1
    assert variance_factor([Sign.TOO_FAST]) == 2
    assert variance_factor([], short_gap=True) == 1.5
    assert variance_factor([Sign.TOO_FAST], short_gap=True) == 3


def test_whole_columns_show_what_each_row_shows() -> None:
    patterns = list(every_pattern())
    rows = np.array([[answer or 0 for answer in pattern] for pattern in patterns], dtype=np.uint8)
    seconds = np.where(np.arange(len(rows)) % 3 == 0, np.nan, np.arange(len(rows)) % 13)
    found = signs_many(rows, seconds)
    assert set(found) == set(Sign)
    for place, pattern in enumerate(patterns):
        taken = None if np.isnan(seconds[place]) else float(seconds[place])
        alone = signs_of(pattern, mode="phone", seconds=taken)
        assert {sign for sign, rows_of in found.items() if rows_of[place]} == set(alone), pattern


def test_four_answers_are_not_looked_at() -> None:
    with pytest.raises(WrongAnswerCount):
        signs_of((1, 1, 1, 1), mode="phone")


def test_a_day_is_one_occasion_and_the_last_answers_stand() -> None:
    days = [date(2026, 5, 1), date(2026, 5, 1), date(2026, 5, 7), date(2026, 5, 14), date(2026, 5, 14)]
    clear = [False] * len(days)
    assert occasions(days, clear) == [Occasion(1, False, 2), Occasion(2, True, 1), Occasion(4, False, 2)]
    # A doubtful one stands where its day has no other, and never in place of a clear one.
    assert [one.index for one in occasions(days, [False, True, True, True, False])] == [0, 2, 4]
    assert [one.index for one in occasions(days, [True] * 5)] == [1, 2, 4]
    assert occasions([], []) == []
    with pytest.raises(ValueError, match="oldest first"):
        occasions(days[::-1], clear)


def test_the_persons_own_day_decides() -> None:
    moment = datetime(2026, 5, 1, 17, 30, tzinfo=UTC)
    assert day_of(moment) == day_of(moment, "Nowhere/Known") == date(2026, 5, 2)
    assert day_of(moment, "Europe/Berlin") == date(2026, 5, 1)
    assert noon_of(date(2026, 5, 1)) == datetime(2026, 5, 1, 4, tzinfo=UTC)
    assert noon_of(date(2026, 5, 1), "America/New_York") == datetime(2026, 5, 1, 16, tzinfo=UTC)
