"""How long a pause lasts that a person asked for: whole months, to the beginning of the same day where they live."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, tzinfo
from typing import Final

MONTHS: Final = (1, 3, 6)


class NoSuchPause(ValueError):
    """A pause is one of `MONTHS`."""


def pause_end(now: datetime, months: int, zone: tzinfo) -> datetime:
    """The first moment after the pause, in UTC; from the 31st on, the last day of a shorter month. NoSuchPause."""
    if months not in MONTHS:
        raise NoSuchPause(months)
    today = now.astimezone(zone).date()
    later, month = divmod(today.month - 1 + months, 12)
    year, month = today.year + later, month + 1
    day = date(year, month, min(today.day, monthrange(year, month)[1]))
    return datetime.combine(day, time(), zone).astimezone(UTC)
