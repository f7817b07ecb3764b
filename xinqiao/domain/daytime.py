"""When a message may reach a person: their own zone, the hours and days they chose, holidays, make-up workdays.

Hours are read off the clock on the person's wall, so they stay where they are when the clocks change.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

# Further ahead nothing is looked for: whoever leaves no hour in a year is never written to.
SEARCHED_DAYS: Final = 366
_SATURDAY: Final = 5
_A_DAY: Final = timedelta(days=1)


class NoHours(ValueError):
    """Hours run forward within one day, from 0 to 24."""


@dataclass(frozen=True, slots=True)
class Hours:
    """Whole hours of a day, the end not included; `weekend` hours hold on free weekends, the others on workdays."""

    from_hour: int
    to_hour: int
    weekend: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.from_hour < self.to_hour <= 24:
            raise NoHours(self)


DEFAULT_HOURS: Final = (Hours(9, 20),)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days that differ from the week: statutory holidays (free), and weekend days that are worked instead."""

    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()


WEEKS_ONLY: Final = Calendar()


@dataclass(frozen=True, slots=True)
class Daytime:
    """One person's time for messages. Excluded days (weekdays count from Monday = 0) beat every hour chosen."""

    zone: tzinfo
    calendar: Calendar = WEEKS_ONLY
    hours: tuple[Hours, ...] = DEFAULT_HOURS
    excluded_weekdays: frozenset[int] = frozenset()
    excluded_days: frozenset[date] = frozenset()


def clipped(hours: tuple[Hours, ...], from_hour: int, to_hour: int) -> tuple[Hours, ...]:
    """What of these hours lies between two hours of the day; empty when nothing does."""
    cut = ((max(one.from_hour, from_hour), min(one.to_hour, to_hour), one.weekend) for one in hours)
    return tuple(Hours(first, last, weekend) for first, last, weekend in cut if first < last)


def days_between(first: date, last: date) -> Iterator[date]:
    """Every day from the first to the last, both included."""
    return (first + timedelta(days=passed) for passed in range((last - first).days + 1))


def working_days_after(day: date, count: int, calendar: Calendar) -> date:
    """The last of so many working days after this day: no holidays, no weekends but the make-up workdays."""
    while count:
        day += _A_DAY
        count -= _is_worked(day, calendar)
    return day


def is_daytime(moment: datetime, daytime: Daytime) -> bool:
    """Whether a message at this moment falls into the person's hours, on one of their days."""
    local = moment.astimezone(daytime.zone)
    weekend = _kind_of_day(local.date(), daytime)
    if weekend is None:
        return False
    return any(hours.weekend is weekend and hours.from_hour <= local.hour < hours.to_hour for hours in daytime.hours)


def next_daytime(moment: datetime, daytime: Daytime) -> datetime | None:
    """The earliest moment, in UTC, from this one on that `is_daytime`; None when there is none within a year."""
    if is_daytime(moment, daytime):
        return moment.astimezone(UTC)
    day = moment.astimezone(daytime.zone).date()
    for _ in range(SEARCHED_DAYS):
        begins = [at for at in _beginnings(day, daytime) if at > moment and is_daytime(at, daytime)]
        if begins:
            return min(begins)
        day += _A_DAY
    return None


def _is_worked(day: date, calendar: Calendar) -> bool:
    if day in calendar.holidays:
        return False
    return day.weekday() < _SATURDAY or day in calendar.workdays


def _kind_of_day(day: date, daytime: Daytime) -> bool | None:
    """True for a free weekend day, False for a workday, None for a day without messages."""
    if day in daytime.excluded_days or day in daytime.calendar.holidays:
        return None
    weekday = day.weekday()
    if weekday in daytime.excluded_weekdays:
        return None
    return weekday >= _SATURDAY and day not in daytime.calendar.workdays


def _beginnings(day: date, daytime: Daytime) -> Iterator[datetime]:
    weekend = _kind_of_day(day, daytime)
    for hours in daytime.hours:
        if hours.weekend is weekend:
            local = datetime.combine(day, time(hours.from_hour), daytime.zone)
            first, second = local.astimezone(UTC), local.replace(fold=1).astimezone(UTC)
            # Where the clock jumps over the hour, the jump itself is the first moment at or after it.
            yield _jump_between(second, first, daytime.zone) if second < first else first
            if second > first:
                yield second


def _jump_between(before: datetime, after: datetime, zone: tzinfo) -> datetime:
    """The moment in (before, after] at which the zone's offset changes, to the second."""
    new = after.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == new:
            after = middle
        else:
            before = middle
    return after
