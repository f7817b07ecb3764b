"""What contacts past the product say for the send check, and where a sender stands after hand-overs."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import pytest

from xinqiao.domain.contacts import CALLED, OPEN_BY_HAND, Began, Outcome, between, kind_of
from xinqiao.domain.hand_over import INTRODUCED_AFTER, Told, known_to, place_of
from xinqiao.domain.send_check import may_leave
from xinqiao.domain.send_facts import Facts, Handover, Kind, PermissionState, Rule

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
US, THEM = Began.US, Began.THEM


def said(*contacts: tuple[Outcome, Began, int]) -> dict[tuple[str, str], datetime]:
    """Contacts by (outcome, who began, days ago)."""
    return {(kind_of(outcome), side): NOW - days * DAY for outcome, side, days in contacts}


@pytest.mark.parametrize(
    ("contacts", "expected"),
    [
        ((), {}),
        (((Outcome.WROTE, US, 2),), {"our_last_at": 2, "open_until": -12}),
        (((Outcome.NO_ANSWER, US, 2),), {"our_last_at": 2}),
        (((Outcome.TALKED, US, 2),), {"our_last_at": 2, "two_way_at": 2}),
        # They wrote, so the open question of ours is answered; their own turn is no request of ours.
        (((Outcome.WROTE, US, 2), (Outcome.WROTE, THEM, 1)), {"our_last_at": 2, "they_began_at": 1}),
        (((Outcome.ASKED, THEM, 1),), {"they_began_at": 1, "two_way_at": 1}),
        # Who turns to us to say no, or not now, opens no door.
        (((Outcome.NO, THEM, 1),), {"two_way_at": 1, "said_no_at": 1}),
        (((Outcome.NOT_NOW, THEM, 1),), {"our_last_at": 1, "two_way_at": 1, "said_later_at": 1}),
        # A no ends when they turn to us afterwards.
        (((Outcome.NO, US, 9), (Outcome.ASKED, THEM, 1)), {"our_last_at": 9, "they_began_at": 1, "two_way_at": 1}),
    ],
)
def test_what_follows_from_contacts(contacts: tuple[tuple[Outcome, Began, int], ...], expected: dict[str, int]) -> None:
    found = {name: moment for name, moment in asdict(between(said(*contacts))).items() if moment is not None}
    assert found == {name: NOW - days * DAY for name, days in expected.items()}


def test_a_yes_after_a_no_ends_it_and_a_call_counts_for_the_pace() -> None:
    last = said((Outcome.NO, US, 9), (Outcome.WROTE, US, 3)) | {(CALLED, "out"): NOW - DAY}
    found = between(last, granted_at=NOW - 2 * DAY)
    assert (found.said_no_at, found.open_until, found.our_last_at) == (None, None, NOW - DAY)
    assert between(last, granted_at=NOW - 4 * DAY).open_until == NOW - 3 * DAY + OPEN_BY_HAND


@pytest.mark.parametrize(
    ("told", "sender", "expected"),
    [
        ([], 1, (True, Handover.NONE)),
        ([], 2, (False, Handover.NONE)),
        # Told two days ago: the new keeper waits, whom they know does not.
        ([Told(2, 1, NOW - 2 * DAY)], 1, (False, Handover.NONE)),
        ([Told(2, 1, NOW - 2 * DAY)], 2, (True, Handover.NONE)),
        ([Told(2, 1, NOW - 2 * DAY)], 3, (False, Handover.NONE)),
        ([Told(2, 1, NOW - 7 * DAY)], 1, (True, Handover.INTRODUCED)),
        ([Told(2, 1, NOW - DAY, "fine")], 1, (True, Handover.INTRODUCED)),
        # A refusal binds for good, whoever keeps the record later.
        ([Told(2, 1, NOW - 90 * DAY, "refused", ended=True)], 1, (False, Handover.REFUSED)),
    ],
)
def test_where_a_sender_stands(told: list[Told], sender: int, expected: tuple[bool, Handover]) -> None:
    place = place_of(sender, 1, told, now=NOW)
    assert (place.by_owner, place.handover) == expected


def test_until_introduced_the_new_keeper_asks_nothing_and_the_refusal_says_from_when() -> None:
    place = place_of(1, 1, [Told(2, 1, NOW - 2 * DAY)], now=NOW)
    facts = Facts(
        kind=Kind.ASK,
        permission=PermissionState.GRANTED,
        two_way_at=NOW - 30 * DAY,
        by_owner=place.by_owner,
        handover=place.handover,
        handover_from=place.handover_from,
    )
    decision = may_leave(facts, NOW)
    assert (decision.rule, decision.until) == (Rule.HELD_BY_COLLEAGUE, NOW - 2 * DAY + INTRODUCED_AFTER)
    assert may_leave(facts, NOW + 5 * DAY).allowed


def test_people_know_whom_they_were_introduced_to() -> None:
    told = [Told(1, 2, NOW - 30 * DAY), Told(2, 3, NOW - DAY), Told(2, 4, NOW - 9 * DAY, "refused")]
    assert known_to(told, now=NOW) == {1, 2}
