"""The letter about the day comes on the morning of a workday, where its reader lives."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from xinqiao.domain.daytime import Calendar
from xinqiao.domain.digest import Often, due_day, news_since

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
MONDAY = date(2026, 11, 2)
WITH_HOLIDAY = Calendar(holidays=frozenset({MONDAY}), workdays=frozenset({date(2026, 11, 7)}))


@pytest.mark.parametrize(
    ("hour", "day", "zone", "often", "calendar", "due"),
    [
        (0, 2, SHANGHAI, Often.DAILY, Calendar(), True),
        (2, 2, SHANGHAI, Often.DAILY, Calendar(), True),
        (3, 2, SHANGHAI, Often.DAILY, Calendar(), False),
        (0, 2, BERLIN, Often.DAILY, Calendar(), False),
        (7, 2, BERLIN, Often.DAILY, Calendar(), True),
        (0, 2, SHANGHAI, Often.NEVER, Calendar(), False),
        (0, 7, SHANGHAI, Often.DAILY, Calendar(), False),
        (0, 7, SHANGHAI, Often.DAILY, WITH_HOLIDAY, True),
        (0, 2, SHANGHAI, Often.DAILY, WITH_HOLIDAY, False),
        (0, 2, SHANGHAI, Often.WEEKLY, Calendar(), True),
        (0, 3, SHANGHAI, Often.WEEKLY, Calendar(), False),
        (0, 3, SHANGHAI, Often.WEEKLY, WITH_HOLIDAY, True),
        (0, 4, SHANGHAI, Often.WEEKLY, WITH_HOLIDAY, False),
    ],
)
def test_when_it_is_due(hour: int, day: int, zone: ZoneInfo, often: Often, calendar: Calendar, due: bool) -> None:
    found = due_day(datetime(2026, 11, day, hour, tzinfo=UTC), zone, often, calendar)
    assert found == (date(2026, 11, day) if due else None)


def test_news_begins_where_the_last_letter_ended() -> None:
    now = datetime(2026, 11, 2, tzinfo=UTC)
    assert news_since(now, Often.DAILY, None) == now - timedelta(days=1)
    assert news_since(now, Often.WEEKLY, None) == now - timedelta(days=7)
    assert news_since(now, Often.DAILY, now - timedelta(days=3)) == now - timedelta(days=3)
    assert news_since(now, Often.DAILY, now - timedelta(days=60)) == now - timedelta(days=14)
