"""When a promise is missed, what closes it, and until when a report is answered."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from xinqiao.domain.daytime import WEEKS_ONLY
from xinqiao.domain.promises import (
    CLOSED,
    DEFAULT_ZONE,
    Facts,
    Offer,
    Origin,
    State,
    after_no,
    after_yes,
    answer_by,
    day_of,
    has_lapsed,
    is_missed,
    offers_open,
    our_word_keeps,
)
from xinqiao.playbook.loader import playbook

DAY = date(2026, 11, 6)


@pytest.mark.parametrize(
    ("zone", "now", "day"),
    [
        ("Asia/Shanghai", datetime(2026, 11, 6, 15, 59, tzinfo=UTC), DAY),
        ("Asia/Shanghai", datetime(2026, 11, 6, 16, 0, tzinfo=UTC), date(2026, 11, 7)),
        ("America/Los_Angeles", datetime(2026, 11, 7, 7, 59, tzinfo=UTC), DAY),
        ("Europe/Berlin", datetime(2026, 10, 25, 22, 30, tzinfo=UTC), date(2026, 10, 25)),
        ("", datetime(2026, 11, 6, 16, 0, tzinfo=UTC), date(2026, 11, 7)),
        ("Nowhere/At_All", datetime(2026, 11, 6, 16, 0, tzinfo=UTC), date(2026, 11, 7)),
        ("../etc/passwd", datetime(2026, 11, 6, 16, 0, tzinfo=UTC), date(2026, 11, 7)),
    ],
)
def test_the_persons_own_day_counts(zone: str, now: datetime, day: date) -> None:
    assert day_of(now, zone) == day


@pytest.mark.parametrize(
    ("today", "day"),
    [
        (date(2026, 11, 2), date(2026, 11, 4)),
        (date(2026, 11, 5), date(2026, 11, 9)),
        (date(2026, 11, 6), date(2026, 11, 10)),
        (date(2026, 11, 7), date(2026, 11, 10)),
        (date(2026, 11, 8), date(2026, 11, 10)),
    ],
)
def test_a_report_is_answered_by_the_second_working_day(today: date, day: date) -> None:
    assert answer_by(today, WEEKS_ONLY) == day


@pytest.mark.parametrize(
    ("today", "day"),
    [
        # National Day: free from the 1st to the 7th; Saturday the 10th is worked instead.
        (date(2026, 9, 29), date(2026, 10, 8)),
        (date(2026, 9, 30), date(2026, 10, 9)),
        (date(2026, 10, 3), date(2026, 10, 9)),
        (date(2026, 10, 8), date(2026, 10, 10)),
        (date(2026, 10, 9), date(2026, 10, 12)),
        # Mid-Autumn: free from Friday to Sunday; the Sunday before is worked.
        (date(2026, 9, 18), date(2026, 9, 21)),
        (date(2026, 9, 24), date(2026, 9, 29)),
    ],
)
def test_holidays_are_no_working_days_and_make_up_workdays_are(today: date, day: date) -> None:
    assert answer_by(today, playbook().calendar_in(DEFAULT_ZONE)) == day


@pytest.mark.parametrize(
    ("facts", "today", "missed"),
    [
        (Facts(State.OPEN, Origin.TALK, DAY), DAY, False),
        (Facts(State.OPEN, Origin.TALK, DAY), date(2026, 11, 7), True),
        (Facts(State.MOVED, Origin.TALK, DAY), date(2026, 11, 7), True),
        (Facts(State.OPEN, Origin.TALK, DAY, "new_day"), date(2026, 11, 7), True),
        (Facts(State.OPEN, Origin.THEY_SAY, DAY), date(2026, 11, 7), True),
        (Facts(State.OPEN, Origin.THEY_SAY, DAY, "words"), date(2026, 11, 7), False),
        (Facts(State.MOVED, Origin.THEY_SAY, DAY, "words"), date(2026, 11, 7), True),
        (Facts(State.MISSED, Origin.TALK, DAY), date(2026, 11, 7), False),
        (Facts(State.KEPT, Origin.TALK, DAY), date(2026, 11, 7), False),
        (Facts(State.SETTLED, Origin.TALK, DAY), date(2026, 11, 7), False),
    ],
)
def test_it_is_missed_at_the_end_of_its_last_day(facts: Facts, today: date, missed: bool) -> None:
    assert is_missed(facts, today=today) is missed


ALL = {Offer.NEW_DAY, Offer.DONE, Offer.WORDS}


@pytest.mark.parametrize(
    ("state", "origin", "keeps", "offers"),
    [
        (State.OPEN, Origin.TALK, True, {Offer.NEW_DAY}),
        (State.MOVED, Origin.MESSAGE, True, {Offer.NEW_DAY}),
        (State.MISSED, Origin.BY_HAND, False, {Offer.NEW_DAY, Offer.DONE}),
        (State.OPEN, Origin.THEY_SAY, False, ALL),
        (State.MOVED, Origin.THEY_SAY, True, {Offer.NEW_DAY}),
        (State.MISSED, Origin.THEY_SAY, False, ALL),
        (State.MISSED, Origin.PRIVATE_CONTACT, False, {Offer.WORDS}),
        *((state, origin, False, set()) for state in CLOSED for origin in Origin),
    ],
)
def test_our_word_closes_only_what_is_ours_and_in_time(
    state: State, origin: Origin, keeps: bool, offers: set[Offer]
) -> None:
    assert our_word_keeps(state, origin) is keeps
    assert set(offers_open(state, origin)) == offers


def test_what_follows_from_a_yes_and_from_a_no() -> None:
    assert [after_yes(offer) for offer in Offer] == [State.MOVED, State.KEPT, State.SETTLED]
    assert after_no(State.OPEN, Origin.THEY_SAY) is State.MISSED
    assert after_no(State.OPEN, Origin.TALK) is State.OPEN
    assert after_no(State.MISSED, Origin.THEY_SAY) is State.MISSED


def test_a_day_that_went_by_can_no_longer_be_accepted() -> None:
    assert [has_lapsed(day, today=DAY) for day in (None, DAY, date(2026, 11, 5))] == [False, False, True]
