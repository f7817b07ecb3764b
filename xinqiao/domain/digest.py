"""When a member's letter about the day is due. Pure rules: the clock and a choice in, a day out."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from xinqiao.domain.daytime import WEEKS_ONLY, Calendar

# In the morning of the member's own zone; a worker that comes later leaves the day out.
FROM_HOUR: Final = 8
TO_HOUR: Final = 11
# So far back answers are news to somebody who has had no letter yet.
NEWS_OF: Final = {"daily": timedelta(days=1), "weekly": timedelta(days=7)}
# Over a weekend and the longest holiday nothing is told twice or left out.
NEWS_AT_MOST: Final = timedelta(days=14)


class Often(StrEnum):
    """How often somebody wants the letter."""

    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


def due_day(now: datetime, zone: ZoneInfo, often: Often, calendar: Calendar = WEEKS_ONLY) -> date | None:
    """The member's day for which a letter is due now, else None; weekly: the first workday of the week."""
    local = now.astimezone(zone)
    today = local.date()
    if often is Often.NEVER or not FROM_HOUR <= local.hour < TO_HOUR or not is_workday(today, calendar):
        return None
    if often is Often.WEEKLY and any(is_workday(day, calendar) for day in _earlier_in_week(today)):
        return None
    return today


def is_workday(day: date, calendar: Calendar = WEEKS_ONLY) -> bool:
    """A weekday that is no holiday, or a weekend day that is worked instead."""
    if day in calendar.holidays:
        return False
    return day.weekday() < 5 or day in calendar.workdays


def news_since(now: datetime, often: Often, last: datetime | None) -> datetime:
    """From when on answers are news: since the last letter, at most two weeks back."""
    return max(last, now - NEWS_AT_MOST) if last is not None else now - NEWS_OF[often]


def _earlier_in_week(day: date) -> list[date]:
    return [day - timedelta(days=back) for back in range(1, day.weekday() + 1)]
