"""Five cards a day: what is owed first, what putting one away means, and when it comes back."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta

import pytest

from xinqiao.domain.desk_cards import (
    BadDay,
    Fact,
    Former,
    Kind,
    State,
    Wish,
    at_rest,
    choose,
    due_back,
    one_each,
    ordered,
    rests_until,
    still_open,
)

# A Monday.
TODAY = date(2026, 11, 2)


def day(ahead: int) -> date:
    return TODAY + timedelta(days=ahead)


def former(
    kind: Kind, subject: int = 1, *, ago: int = 0, state: State = State.OPEN, until: date | None = None
) -> Former:
    return Former(kind, subject, day(-ago), state, until)


def added(facts: list[Fact], before: list[Former] | None = None) -> list[tuple[Kind, int]]:
    return [fact.key for fact in choose(facts, before or [], today=TODAY).add]


def test_what_is_owed_comes_first_and_each_kind_by_its_last_day() -> None:
    facts = [
        Fact(Kind.ASK, 1),
        Fact(Kind.TASK, 2, last_day=day(-3)),
        Fact(Kind.REQUEST, 3, last_day=day(9)),
        Fact(Kind.ANSWER, 4),
        Fact(Kind.PROMISE, 5, last_day=day(1)),
        Fact(Kind.INVITE, 6),
        Fact(Kind.PROMISE, 7, last_day=day(-1)),
        Fact(Kind.UNTOLD, 0, last_day=day(2)),
    ]
    assert [fact.subject for fact in ordered(facts)] == [7, 5, 4, 3, 0, 2, 6, 1]
    assert added(facts) == [fact.key for fact in ordered(facts)[:5]]


def test_nothing_that_a_card_rests_on_knows_a_score_or_a_sign() -> None:
    assert {field.name for field in fields(Fact)} == {"kind", "subject", "person", "last_day"}


def test_at_most_three_answers_leave_room_for_something_to_do() -> None:
    facts = [*(Fact(Kind.ANSWER, number) for number in range(4)), *(Fact(Kind.ASK, number) for number in range(4))]
    assert [kind for kind, _ in added(facts)] == [Kind.ANSWER] * 3 + [Kind.ASK] * 2
    assert [kind for kind, _ in added([*facts, Fact(Kind.TASK, 1)])][:4] == [Kind.ANSWER] * 2 + [Kind.TASK, Kind.ANSWER]


def test_whoever_is_owed_something_is_asked_for_nothing() -> None:
    owed, ask, other = Fact(Kind.PROMISE, 5, 1), Fact(Kind.ASK, 1, 1), Fact(Kind.ASK, 2, 2)
    assert one_each([owed, ask, other]) == [owed, other]


def test_a_card_put_away_is_not_replaced() -> None:
    here = [former(Kind.ASK, number, state=State.DONE if number == 0 else State.OPEN) for number in range(2)]
    assert added([Fact(Kind.ASK, number) for number in range(9)], here) == []


def test_while_nothing_was_put_away_free_room_is_filled() -> None:
    assert len(added([Fact(Kind.ASK, number) for number in range(9)], [former(Kind.ASK, 0)])) == 4


@pytest.mark.parametrize("state", [State.OPEN, State.DONE])
def test_what_is_owed_since_this_morning_takes_the_place_of_an_untouched_suggestion(state: State) -> None:
    here = [former(Kind.ASK, number, state=state if number == 0 else State.OPEN) for number in range(5)]
    choice = choose([Fact(Kind.PROMISE, 7), Fact(Kind.ASK, 9)], here, today=TODAY)
    assert [fact.key for fact in choice.add] == [(Kind.PROMISE, 7)]
    assert choice.give_way == ((Kind.ASK, 4),)


def test_five_owed_things_done_make_a_finished_day() -> None:
    here = [former(Kind.PROMISE, number, state=State.SKIPPED) for number in range(5)]
    assert added([Fact(Kind.PROMISE, 9)], here) == []


def test_what_gave_way_does_not_come_again_the_same_day() -> None:
    assert added([Fact(Kind.ASK, 1)], [former(Kind.ASK, 1, state=State.GAVE_WAY)]) == []


@pytest.mark.parametrize(
    ("one", "rests"),
    [
        (former(Kind.PROMISE, ago=0, state=State.SKIPPED), True),
        (former(Kind.PROMISE, ago=1, state=State.SKIPPED), False),
        (former(Kind.TASK, ago=1, state=State.SKIPPED), False),
        (former(Kind.ASK, ago=13, state=State.SKIPPED), True),
        (former(Kind.ASK, ago=14, state=State.SKIPPED), False),
        (former(Kind.ASK, ago=89, state=State.DONE), True),
        (former(Kind.ASK, ago=90, state=State.DONE), False),
        (former(Kind.ANSWER, ago=30, state=State.DONE), True),
        # A task that was opened again has not been done.
        (former(Kind.TASK, ago=1, state=State.DONE), False),
        (former(Kind.PROMISE, ago=1, state=State.SNOOZED, until=day(1)), True),
        (former(Kind.PROMISE, ago=1, state=State.SNOOZED, until=day(0)), False),
        (former(Kind.ASK, ago=1), False),
    ],
)
def test_when_something_put_away_comes_back(one: Former, rests: bool) -> None:
    assert (one.key in at_rest([one], today=TODAY)) is rests


def test_the_latest_word_counts() -> None:
    before = former(Kind.ASK, ago=20, state=State.DONE)
    assert at_rest([before, former(Kind.ASK, ago=2, state=State.SNOOZED, until=day(0))], today=TODAY) == set()
    assert due_back([before, former(Kind.ASK, 5, ago=2, state=State.SNOOZED, until=day(0))], today=TODAY) == [5]


@pytest.mark.parametrize(
    ("wish", "asked", "last_day", "comes_back"),
    [
        (Wish.TOMORROW, None, None, day(1)),
        (Wish.MONDAY, None, None, day(7)),
        (Wish.DAY, day(30), None, day(30)),
        # What is owed comes back on its last day at the latest; what is late, tomorrow.
        (Wish.MONDAY, None, day(3), day(3)),
        (Wish.DAY, day(30), day(-2), day(1)),
    ],
)
def test_until_when_a_card_rests(wish: Wish, asked: date | None, last_day: date | None, comes_back: date) -> None:
    assert rests_until(wish, today=TODAY, day=asked, last_day=last_day) == comes_back


@pytest.mark.parametrize("asked", [None, day(-1), day(0), day(367)])
def test_a_day_that_is_none_ahead_is_refused(asked: date | None) -> None:
    with pytest.raises(BadDay):
        rests_until(Wish.DAY, today=TODAY, day=asked)


def test_cards_that_have_settled_themselves_are_not_shown() -> None:
    here = [former(Kind.ASK, 1), former(Kind.PROMISE, 2), former(Kind.ASK, 3, ago=1), former(Kind.ASK, 4)]
    known = {(Kind.ASK, 1), (Kind.PROMISE, 2), (Kind.ASK, 3)}
    assert still_open(here, known, today=TODAY) == [(Kind.PROMISE, 2), (Kind.ASK, 1)]
