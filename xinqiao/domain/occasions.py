"""Which answers of one person are readings of their own: a day counts once, and soon after is not quite anew.

Reference on measurement, 1.3: repeats on one day of the person are one occasion, and the last of them stands (one that
is doubtful only where the day has no other); within seven days memory of the answers before speaks too, so the reading
is drawn hollow and its variance is widened.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

SHORT_GAP_DAYS: Final = 7
# The zone of people of whom none is known.
USUAL_ZONE: Final = "Asia/Shanghai"


@dataclass(frozen=True, slots=True)
class Occasion:
    """One day's answers: the place of those that stand, whether they came soon, and how many it stands for."""

    index: int
    hollow: bool
    stands_for: int


def day_of(moment: datetime, zone: str = "") -> date:
    """The person's own calendar day at this moment; an unknown zone counts as the usual one."""
    return moment.astimezone(_zone(zone)).date()


def day_of_second(second: float) -> date:
    """The usual zone's calendar day at this second since 1970."""
    return day_of(datetime.fromtimestamp(second, UTC))


def noon_of(day: date, zone: str = "") -> datetime:
    """Noon of the person's day, in UTC: the moment of answers of which only the day is known."""
    return datetime.combine(day, time(12), _zone(zone)).astimezone(UTC)


def occasions(days: Sequence[date], doubtful: Sequence[bool]) -> list[Occasion]:
    """The occasions among answers of these days, which come oldest first; raises ValueError when they do not.

    `doubtful` says of each whether it waits for a person's word: such a one never takes the place of a clear one.
    """
    if any(later < earlier for earlier, later in pairwise(days)):
        raise ValueError("days come oldest first")
    found: list[Occasion] = []
    for index, day in enumerate(days):
        if found and days[found[-1].index] == day:
            same = found.pop()
            stands = same.index if doubtful[index] and not doubtful[same.index] else index
            found.append(Occasion(stands, same.hollow, same.stands_for + 1))
            continue
        hollow = bool(found) and (day - days[found[-1].index]).days < SHORT_GAP_DAYS
        found.append(Occasion(index, hollow, 1))
    return found


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name or USUAL_ZONE)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(USUAL_ZONE)
