"""What is worked out once of a person who may be new: how the name sorts and sounds, what twins share, search words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from xinqiao.capabilities.candidates.names import spoken
from xinqiao.capabilities.candidates.search import words_of
from xinqiao.capabilities.importing.people import Point
from xinqiao.capabilities.importing.rows import PersonRow
from xinqiao.domain.notice import CONTACTS_AT_MOST
from xinqiao.domain.probable_twins import Traits, traits_of


class Arrival(NamedTuple):
    """The derived values of a new person. `traits` is None where name or company say too little."""

    sort_name: str
    pinyin: str
    initials: str
    traits: Traits | None
    words: str


class _Searched(NamedTuple):
    """What `candidates.search` takes words from."""

    display_name: str
    pinyin: str
    initials: str
    company: str
    title: str
    city: str
    skills: Sequence[str]


def arrival_of(person: PersonRow, points: Sequence[Point], *, told: bool) -> Arrival:
    """Works them out, from what is kept of the person."""
    name = person.display_name
    letters, pinyin, initials, readings = spoken(name)
    traits = traits_of(
        name,
        pinyin or letters,
        person.company,
        title=person.title,
        city=person.city if told else "",
        reachable=bool(told and person.emails and person.phones),
    )
    if told:
        said = _Searched(name, pinyin, initials, person.company, person.title, person.city, person.skills)
    else:
        said = _Searched(name, pinyin, initials, person.company, person.title, "", ())
        points = points[:CONTACTS_AT_MOST]
    identities = [(point[0], point[2]) for point in points]
    tags = person.tags if told else ()
    words = words_of(said, points=identities, tags=tags, spoken=readings)  # type: ignore[arg-type]
    return Arrival(letters, pinyin, initials, traits, words)


def name_in_any_order(letters: str) -> str:
    """A name's letters so that Wang Xiaoming and Xiaoming Wang are equal."""
    return "".join(sorted(letters.replace(" ", "")))
