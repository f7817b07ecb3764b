"""What is worked out once of a person who may be new: how the name is sorted and sounds, and what twins share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from xinqiao.capabilities.candidates.names import sort_name
from xinqiao.capabilities.importing.people import Point
from xinqiao.capabilities.importing.rows import PersonRow


class Traits(NamedTuple):
    """What of a record is compared."""

    key: int
    written: int
    detail: int


class Arrival(NamedTuple):
    """The derived values of a new person. `traits` is None where name or company say too little."""

    sort_name: str
    pinyin: str
    initials: str
    traits: Traits | None


def arrival_of(person: PersonRow, points: Iterable[Point]) -> Arrival:
    """Works them out."""
    return Arrival(sort_name(person.display_name), "", "", None)


def known_twins(wanted: Iterable[Traits]) -> dict[Traits, int]:
    """For each of these traits the oldest person (internal id) who is probably the same."""
    return {}


def are_probably_one(one: Traits, other: Traits) -> bool:
    """Whether a person should look at the two."""
    return one == other
