"""A person's time for messages: their zone, their hours and days, holidays, make-up workdays, clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from xinqiao.domain.daytime import Calendar, Daytime, Hours, NoHours, is_daytime, next_daytime
from xinqiao.playbook.loader import playbook

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
IN_CHINA = Daytime(SHANGHAI, playbook().calendar_in("Asia/Shanghai"))
QUARTER = timedelta(minutes=15)


def china(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("local", "open_"),
    [
        ("2026-03-02T08:59:59", False),
        ("2026-03-02T09:00", True),
        ("2026-03-02T19:59:59", True),
        ("2026-03-02T20:00", False),
        ("2026-03-07T12:00", False),  # a Saturday
        ("2026-02-14T12:00", True),  # a Saturday worked for the Spring Festival
        ("2026-02-16T12:00", False),  # a Monday of the festival
        ("2026-10-07T12:00", False),
        ("2026-10-10T12:00", True),  # a Saturday worked for the National Day
        ("2026-01-04T12:00", True),  # a Sunday worked for New Year
    ],
)
def test_without_a_choice_messages_come_from_nine_to_eight_on_workdays(local: str, open_: bool) -> None:
    assert is_daytime(china(local), IN_CHINA) is open_


@pytest.mark.parametrize(
    ("local", "opens"),
    [
        ("2026-03-02T10:00", "2026-03-02T10:00"),
        ("2026-03-02T03:00", "2026-03-02T09:00"),
        ("2026-03-06T20:00", "2026-03-09T09:00"),  # over a weekend
        ("2026-02-14T20:00", "2026-02-24T09:00"),  # over the Spring Festival
        ("2026-09-30T20:00", "2026-10-08T09:00"),  # over the National Day
        ("2026-10-09T20:00", "2026-10-10T09:00"),  # into a Saturday that is worked
    ],
)
def test_the_next_hour_is_found_over_weekends_and_holidays(local: str, opens: str) -> None:
    found = next_daytime(china(local), IN_CHINA)
    assert found == china(opens)
    assert found.tzinfo is UTC


def test_the_hours_of_their_choice_replace_the_default() -> None:
    evenings = Daytime(SHANGHAI, IN_CHINA.calendar, playbook().hours_of(["weekday_evening", "weekend_day"]))
    assert next_daytime(china("2026-03-02T09:00"), evenings) == china("2026-03-02T19:00")
    assert is_daytime(china("2026-03-02T20:30"), evenings)
    assert next_daytime(china("2026-03-06T21:00"), evenings) == china("2026-03-07T10:00")
    # A weekend day that is worked has a workday's evening, and no weekend.
    assert next_daytime(china("2026-02-14T10:00"), evenings) == china("2026-02-14T19:00")


def test_excluded_days_beat_every_hour() -> None:
    monday = date(2026, 3, 2)
    never = Daytime(SHANGHAI, excluded_weekdays=frozenset({0}), excluded_days=frozenset({date(2026, 3, 3)}))
    assert next_daytime(china("2026-03-02T10:00"), never) == china("2026-03-04T09:00")
    assert next_daytime(china("2026-03-02T10:00"), Daytime(SHANGHAI, excluded_days=frozenset({monday}))) == china(
        "2026-03-03T09:00"
    )
    assert next_daytime(china("2026-03-02T10:00"), Daytime(SHANGHAI, excluded_weekdays=frozenset(range(7)))) is None


@pytest.mark.parametrize(("first", "last"), [(9, 9), (-1, 5), (20, 25)])
def test_hours_run_forward_within_a_day(first: int, last: int) -> None:
    with pytest.raises(NoHours):
        Hours(first, last)


@pytest.mark.parametrize(("day", "opens"), [("2026-03-27", 8), ("2026-03-30", 7), ("2026-10-23", 7), ("2026-10-26", 8)])
def test_nine_o_clock_stays_nine_when_the_clocks_change(day: str, opens: int) -> None:
    midnight = datetime.fromisoformat(f"{day}T00:00").replace(tzinfo=BERLIN)
    assert next_daytime(midnight, Daytime(BERLIN)) == datetime.fromisoformat(f"{day}T{opens:02}:00+00:00")


def test_an_hour_that_the_clock_jumps_over_begins_with_the_jump() -> None:
    # Troll jumps from 1:00 to 3:00, so what begins at 2 begins at 3, which is 1:00 UTC.
    night = Daytime(ZoneInfo("Antarctica/Troll"), hours=(Hours(2, 5, weekend=True),))
    assert next_daytime(datetime(2026, 3, 29, 0, 30, tzinfo=UTC), night) == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_an_hour_that_comes_twice_is_open_twice() -> None:
    # Troll turns 3:00 back to 1:00: open from 1 to 2, closed from 2 to 3, and open again.
    night = Daytime(ZoneInfo("Antarctica/Troll"), hours=(Hours(1, 2, weekend=True),))
    turn = datetime(2026, 10, 25, 1, tzinfo=UTC)
    assert is_daytime(turn - timedelta(minutes=90), night)
    assert not is_daytime(turn - timedelta(minutes=30), night)
    assert next_daytime(turn - timedelta(minutes=30), night) == turn


ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Havana",
         "Antarctica/Troll", "Africa/Cairo", "Asia/Beirut", "America/Santiago", "Asia/Kathmandu", "Pacific/Chatham",
         "America/St_Johns")  # fmt: skip


def test_the_next_hour_is_the_first_open_one_anywhere_and_at_any_time() -> None:
    draw = np.random.default_rng(20260302)
    for _ in range(400):
        zone = ZoneInfo(ZONES[draw.integers(len(ZONES))])
        hours = tuple(
            Hours(int(first), int(draw.integers(first + 1, 25)), bool(weekend))
            for first, weekend in zip(draw.integers(0, 24, 3), draw.integers(0, 2, 3), strict=True)
        )
        start = datetime(2026, 1, 1, tzinfo=UTC) + QUARTER * int(draw.integers(0, 2 * 365 * 96))
        holidays = frozenset(start.date() + timedelta(days=int(days)) for days in draw.integers(-1, 5, 2))
        daytime = Daytime(zone, Calendar(holidays=holidays), hours, frozenset({int(draw.integers(7))}))
        found = next_daytime(start, daytime)
        moment, end = start, start + timedelta(days=15)
        while not is_daytime(moment, daytime) and moment < end:
            moment += QUARTER
        assert found is not None or moment == end
        assert found is None or moment == end or found == moment


def test_the_holidays_say_until_when_make_up_workdays_are_known() -> None:
    [country] = playbook().holidays
    assert country.announced_until == date(2026, 12, 31)
    calendar = country.calendar
    assert (len(country.years[0].days_free), len(country.years[0].worked)) == (33, 6)
    # Of the year without a notice: what the law itself names, and weekends as every week.
    assert date(2027, 2, 5) in calendar.holidays
    assert not any(day.year == 2027 for day in calendar.workdays)
    assert playbook().calendar_in("Europe/Berlin") == Calendar()
