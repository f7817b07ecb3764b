"""People's requests about their data: which kinds there are, by when each is answered, and what an answer needs."""

import calendar as months
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, Literal

from xinqiao.domain.daytime import Calendar, working_days_after

Profile = Literal["cn", "eu"]

# PIPL 50 wants a timely answer; 15 working days is what public bodies and courts take it to mean.
WORKING_DAYS: Final = 15
# GDPR 12(3): one month, and once two further months.
FURTHER_MONTHS: Final = 2
# The desk names a request whose last day is this near.
SOON_DAYS: Final = 5
OPEN_AT_MOST: Final = 5


class RequestKind(StrEnum):
    """What a person may ask for."""

    ACCESS = "access"
    CORRECTION = "correction"
    ERASURE = "erasure"
    OBJECTION = "objection"
    RESTRICTION = "restriction"
    WITHDRAWAL = "withdrawal"
    PORTABILITY = "portability"
    OTHER = "other"


class RequestState(StrEnum):
    """Where a request stands; all but the first are its end."""

    OPEN = "open"
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class IdentityCheck(StrEnum):
    """How we made sure that it is the person who asks."""

    CODE = "code"
    READ_OUT = "read_out"
    OTHER = "other"


# Whoever would get, lose or change data by it has to be the person. A no, or a yes taken back, needs no proof: to ask
# for one would make leaving harder than coming.
NEEDS_IDENTITY: Final = frozenset(
    {
        RequestKind.ACCESS,
        RequestKind.CORRECTION,
        RequestKind.ERASURE,
        RequestKind.RESTRICTION,
        RequestKind.PORTABILITY,
    }
)


def due_day(received: date, profile: Profile, days: Calendar) -> date:
    """The last day for an answer to a request that came in on this day."""
    if profile == "eu":
        return _months_after(received, 1)
    return working_days_after(received, WORKING_DAYS, days)


def extended_day(due: date, profile: Profile, days: Calendar) -> date:
    """The last day once the time was extended, which is possible once."""
    if profile == "eu":
        return _months_after(due, FURTHER_MONTHS)
    return working_days_after(due, WORKING_DAYS, days)


def is_due_soon(due: date, today: date) -> bool:
    """Whether the desk names it: the last day is near, or has gone by."""
    return due <= today + timedelta(days=SOON_DAYS)


def _months_after(day: date, count: int) -> date:
    """The same day of a later month, or that month's last day where it has none."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))
