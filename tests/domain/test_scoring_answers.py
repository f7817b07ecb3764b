from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinqiao.domain.levels import Level, level_of
from xinqiao.domain.scale import (
    DEFAULT_VARIANCE,
    KEYS,
    TOS5_KEYED,
    TOS5_PRINTED,
    Answer,
    AnswerOutOfRange,
    Flag,
    UnknownKey,
    WrongAnswerCount,
    key_by_id,
    keyed_answers,
    printed_total,
    score,
)

ALL_PATTERNS = list(product(range(1, 6), repeat=5))
answer = st.integers(min_value=1, max_value=5)
complete = st.tuples(answer, answer, answer, answer, answer)


@pytest.mark.parametrize(
    ("answers", "keyed", "printed"),
    [
        ((1, 1, 1, 1, 5), 25, 9),
        ((5, 5, 5, 5, 1), 5, 21),
        ((5, 5, 5, 5, 5), 9, 25),
        ((1, 1, 1, 1, 1), 21, 5),
        ((3, 3, 3, 3, 3), 15, 15),
        ((2, 3, 1, 4, 4), 18, 14),
        ((4, 4, 5, 3, 4), 12, 20),
    ],
)
def test_it_turns_items_one_to_four_round_and_leaves_item_five(
    answers: tuple[int, ...], keyed: int, printed: int
) -> None:
    assert score(answers).total == keyed
    assert score(answers, TOS5_PRINTED).total == printed
    assert printed_total(answers) == printed


@pytest.mark.parametrize(
    ("answers", "keyed", "printed", "flags"),
    [
        ((1, 1, 1, 1, None), 25, 5, (Flag.ONE_MISSING, Flag.ITEM5_MISSING)),
        ((None, 2, 3, 4, 5), 17.5, 17.5, (Flag.ONE_MISSING,)),
        ((2, None, 2, 2, 4), 20, 12.5, (Flag.ONE_MISSING,)),
        ((3, 3, 4, None, 3), 13.75, 16.25, (Flag.ONE_MISSING,)),
        ((None, None, 3, 3, 3), None, None, ()),
        ((3, 3, 3, None, None), None, None, (Flag.ITEM5_MISSING,)),
        ((None, None, None, None, None), None, None, (Flag.ITEM5_MISSING,)),
    ],
)
def test_one_missing_answer_is_prorated_and_two_leave_no_total(
    answers: tuple[Answer, ...], keyed: float | None, printed: float | None, flags: tuple[Flag, ...]
) -> None:
    scored = score(answers)
    assert (scored.total, scored.flags) == (keyed, flags)
    assert printed_total(answers) == printed


def test_a_prorated_total_is_less_certain() -> None:
    assert score((1, 2, 3, 4, 5)).variance == DEFAULT_VARIANCE
    assert score((1, 2, 3, 4, None)).variance == pytest.approx(6.05)
    assert score((1, 2, 3, None, None)).variance is None


@pytest.mark.parametrize("value", [0, 6, -1, 3.0, "3", True])
@pytest.mark.parametrize("item", [1, 5])
def test_it_names_the_item_with_an_answer_off_the_scale(item: int, value: int) -> None:
    answers: list[Answer] = [3, 3, 3, 3, 3]
    answers[item - 1] = value
    with pytest.raises(AnswerOutOfRange) as caught:
        score(answers)
    assert (caught.value.item, caught.value.value) == (item, value)


@pytest.mark.parametrize("count", [0, 4, 6])
def test_it_refuses_another_number_of_answers(count: int) -> None:
    with pytest.raises(WrongAnswerCount):
        score([3] * count)


def test_keys_are_found_by_their_id() -> None:
    assert set(KEYS) == {"tos5-keyed-1", "tos5-printed-1"}
    assert key_by_id("tos5-keyed-1") is TOS5_KEYED
    with pytest.raises(UnknownKey):
        key_by_id("tos5-keyed-0")


@given(complete)
def test_keyed_is_24_plus_twice_item_five_minus_the_printed_total(answers: tuple[int, ...]) -> None:
    printed = printed_total(answers)
    assert printed is not None
    assert score(answers).total == 24 + 2 * answers[4] - printed


@given(complete)
def test_turning_round_twice_gives_the_answers_back(answers: tuple[int, ...]) -> None:
    assert keyed_answers(keyed_answers(answers)) == answers
    assert keyed_answers(answers, TOS5_PRINTED) == answers


@given(complete, st.integers(min_value=0, max_value=4))
def test_a_prorated_total_stays_within_what_the_fifth_answer_could_make(
    answers: tuple[int, ...], left_out: int
) -> None:
    possible = [score([*answers[:left_out], value, *answers[left_out + 1 :]]).total for value in range(1, 6)]
    totals = [total for total in possible if total is not None]
    prorated = score([*answers[:left_out], None, *answers[left_out + 1 :]]).total
    assert prorated is not None
    assert min(totals) <= prorated <= max(totals)
    assert (prorated / 1.25).is_integer()


def test_every_pattern_the_printed_sum_calls_open_is_guarded_or_below_when_keyed() -> None:
    open_when_printed = [answers for answers in ALL_PATTERNS if sum(answers) >= 20]
    assert len(open_when_printed) == 247
    for answers in open_when_printed:
        total = score(answers).total
        assert total is not None
        assert total <= 14


def test_the_3125_patterns_fall_into_the_levels_as_counted() -> None:
    levels = [level_of(total) for answers in ALL_PATTERNS if (total := score(answers).total) is not None]
    assert {level: levels.count(level) for level in Level} == {
        Level.OPEN: 247,
        Level.CAUTIOUS: 1506,
        Level.GUARDED: 1246,
        Level.RESERVED: 126,
    }
