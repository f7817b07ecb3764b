"""What is worked out once of a person who may be new: how the name is sorted and sounds, and what twins share."""

from __future__ import annotations

from typing import NamedTuple

from xinqiao.capabilities.candidates.names import sort_name
from xinqiao.capabilities.importing.rows import PersonRow
from xinqiao.domain.probable_twins import Traits, traits_of


class Arrival(NamedTuple):
    """The derived values of a new person. `traits` is None where name or company say too little."""

    sort_name: str
    pinyin: str
    initials: str
    traits: Traits | None


def arrival_of(person: PersonRow, *, told: bool) -> Arrival:
    """Works them out, from what is kept of the person."""
    letters = sort_name(person.display_name)
    traits = traits_of(
        person.display_name,
        letters,
        person.company,
        title=person.title,
        city=person.city if told else "",
        reachable=bool(told and person.emails and person.phones),
    )
    return Arrival(letters, "", "", traits)
