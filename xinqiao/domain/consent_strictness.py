"""What holds when two records turn out to be one person: the stricter of what they said, never the looser."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from xinqiao.domain.daytime import Hours, clipped
from xinqiao.domain.pace import CHOICE_DAYS, PaceChoice
from xinqiao.domain.send_facts import PermissionState

# A yes counts more than silence: the person gave it, on whichever record. A no counts more than a yes.
_STRICTER_FIRST: Final = (
    PermissionState.STOPPED,
    PermissionState.LATER,
    PermissionState.GRANTED,
    PermissionState.NONE,
)
_NOTE_AT_MOST: Final = 300
DAYS_OF_A_WEEK: Final = 7
_WORKDAYS: Final = 5


@dataclass(frozen=True)
class Terms:
    """What one record says that the person decided and chose; empty where they never did."""

    permission: str = "none"
    decided_at: datetime | None = None
    permission_before: str = ""
    pace: str = ""
    channels: tuple[str, ...] = ()
    day_parts: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    reach_note: str = ""
    chosen_at: datetime | None = None
    permission_asks: tuple[str, ...] = ()
    excluded_weekdays: tuple[int, ...] = ()
    hours_from: int | None = None
    hours_to: int | None = None
    paused_until: datetime | None = None


def stricter_permission(one: str, other: str) -> str:
    """A stop of either is a stop, a later of either a later; a yes of one with silence of the other stays a yes."""
    return min((one, other), key=_STRICTER_FIRST.index)


def slower_pace(one: str, other: str) -> str:
    """The slower of two choices; a choice of one record holds where the other has none."""
    if not one or not other:
        return one or other
    return max((one, other), key=_days)


def strictest(one: Terms, other: Terms, hours: Mapping[str, Hours] | None = None) -> Terms:
    """The terms of the one person behind both. Symmetric, up to the order of lists. `hours`: of each part of the day.

    Where times exclude each other, the narrower choice holds, of two as narrow the newer: none would be never.
    """
    newer, older = (one, other) if _at(one.chosen_at) >= _at(other.chosen_at) else (other, one)
    parts, hours_from, hours_to = _times_of_both(newer, older, hours or {})
    notes = dict.fromkeys(note for note in (newer.reach_note, older.reach_note) if note)
    return replace(
        _permission(one, other),
        pace=slower_pace(one.pace, other.pace),
        channels=common(newer.channels, older.channels),
        day_parts=parts,
        topics=common(newer.topics, older.topics),
        reach_note=" / ".join(notes)[:_NOTE_AT_MOST],
        chosen_at=newer.chosen_at,
        # To the person it was one ask each time, whichever record it came from.
        permission_asks=tuple(sorted({*one.permission_asks, *other.permission_asks}, key=datetime.fromisoformat)),
        excluded_weekdays=_all_but_every_day(newer.excluded_weekdays, older.excluded_weekdays),
        hours_from=hours_from,
        hours_to=hours_to,
        paused_until=max((one.paused_until, other.paused_until), key=_at),
    )


def _all_but_every_day(newer: Sequence[int], older: Sequence[int]) -> tuple[int, ...]:
    """Days that either record leaves out; where that is the whole week, those of the record that leaves out more."""
    both = tuple(sorted({*newer, *older}))
    return both if len(both) < DAYS_OF_A_WEEK else tuple(older if len(older) > len(newer) else newer)


def _times_of_both(
    newer: Terms, older: Terms, hours: Mapping[str, Hours]
) -> tuple[tuple[str, ...], int | None, int | None]:
    """Parts of the day, and hours from and to. Where these exclude each other the narrower holds: some hour is left."""
    hours_from, hours_to = _hours_of_both(newer, older)
    parts = _parts_of_both(newer.day_parts, older.day_parts, hours)
    if _leaves_something(parts, hours_from, hours_to, hours):
        return parts, hours_from, hours_to
    week = sum(_in_a_week(hours[part]) for part in parts if part in hours)
    if week <= _WORKDAYS * ((hours_to or 0) - (hours_from or 0)):
        return parts, None, None
    return (), hours_from, hours_to


def _parts_of_both(newer: Sequence[str], older: Sequence[str], hours: Mapping[str, Hours]) -> tuple[str, ...]:
    """Parts of the day that both allow; where they exclude each other, the choice with fewer hours a week."""
    both = common(newer, older)
    if not newer or not older or set(newer) & set(older):
        return both
    return tuple(min(newer, older, key=lambda parts: sum(_in_a_week(hours[part]) for part in parts if part in hours)))


def _in_a_week(hours: Hours) -> int:
    return (hours.to_hour - hours.from_hour) * (DAYS_OF_A_WEEK - _WORKDAYS if hours.weekend else _WORKDAYS)


def _leaves_something(
    parts: Sequence[str], hours_from: int | None, hours_to: int | None, hours: Mapping[str, Hours]
) -> bool:
    known = tuple(hours[part] for part in parts if part in hours)
    return hours_from is None or hours_to is None or not known or bool(clipped(known, hours_from, hours_to))


def _hours_of_both(newer: Terms, older: Terms) -> tuple[int | None, int | None]:
    """The hours that both allow; where they exclude each other, the fewer hours."""
    if newer.hours_from is None or newer.hours_to is None:
        return older.hours_from, older.hours_to
    if older.hours_from is None or older.hours_to is None:
        return newer.hours_from, newer.hours_to
    first, last = max(newer.hours_from, older.hours_from), min(newer.hours_to, older.hours_to)
    if first < last:
        return first, last
    choices = (newer.hours_from, newer.hours_to), (older.hours_from, older.hours_to)
    return min(choices, key=lambda choice: choice[1] - choice[0])


def common(newer: Sequence[str], older: Sequence[str]) -> tuple[str, ...]:
    """What both allow; an empty choice limits nothing. Where they exclude each other, the newer word holds."""
    if not newer or not older:
        return tuple(newer or older)
    return tuple(one for one in newer if one in older) or tuple(newer)


def _permission(one: Terms, other: Terms) -> Terms:
    """Permission, its date, and the way back that the person still has."""
    permission = stricter_permission(one.permission, other.permission)
    deciding = [terms for terms in (one, other) if terms.permission == permission]
    last = max(deciding, key=lambda terms: _at(terms.decided_at))
    beside = other if last is one else one
    # Taken back, the decision must not uncover something looser than what the other record says.
    before = stricter_permission(last.permission_before, beside.permission) if last.permission_before else ""
    return Terms(
        permission=permission,
        decided_at=last.decided_at,
        permission_before="" if before == permission else before,
    )


def _days(pace: str) -> float:
    days = CHOICE_DAYS[PaceChoice(pace)]
    return float("inf") if days is None else days


def _at(moment: datetime | None) -> float:
    return moment.timestamp() if moment else 0.0
