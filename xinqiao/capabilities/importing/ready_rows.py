"""What will be stored of a row whose person turns out to be new, worked out before anybody asks the database.

Everything here is a plain value: it is made in the process that reads ahead and handed on as it is.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from xinqiao.capabilities.candidates import twins
from xinqiao.capabilities.candidates.search import marks_of
from xinqiao.capabilities.importing import bulk
from xinqiao.capabilities.importing.arrivals import Arrival
from xinqiao.capabilities.importing.people import (
    contact_moment,
    detail_of,
    language_of,
    note_of,
    role_family_of,
    seniority_of,
    stage_of,
)
from xinqiao.capabilities.importing.rows import PersonRow
from xinqiao.capabilities.importing.shelf import Shelf
from xinqiao.foundation.tenancy.identifiers import new_public_ids

FIRST_STAGE: Final = "outreach"
# In the order of `Ready.columns`.
COLUMNS: Final = (
    *("workspace_id", "public_id", "display_name", "sort_name", "pinyin", "initials", "company", "title", "city"),
    *("role_family", "seniority", "language", "time_zone", "skills", "custom", "employer_domain", "source"),
    *("source_detail", "legal_basis", "stage", "owner_id", "is_sample", "last_contact_at", *twins.FIELDS),
)


class Ready(NamedTuple):
    """A new person's row of `Candidate` as far as the file tells it, and what stands beside it.

    `marks` lack the tags, whose ids only the database knows. `note` is the data of a timeline entry, or empty.
    `public_ids` are for the entry that says who added the person, for the note, and for the row's own fate.
    """

    columns: tuple[Any, ...]
    words: str
    marks: str
    note: str
    tags: tuple[str, ...]
    public_ids: tuple[str, str, str]


class _Marked(NamedTuple):
    """What `candidates.search` takes marks from."""

    workspace_id: int
    stage: str
    owner_id: int
    source: str
    legal_basis: str
    language: str
    skills: Sequence[str]
    employer_domain: str
    is_sample: bool
    notice_due_at: Any


def ready_row(shelf: Shelf, person: PersonRow, arrival: Arrival, *, now: dt.datetime) -> Ready:
    """Of people who were never told (待告知) only name, public role, one contact and source."""
    batch = shelf.batch
    workspace_id = batch.workspace_id
    public_id, *others = new_public_ids(4)
    owner_id, language = _owner(shelf, person.owner_email), language_of(person, shelf.language)
    head = (workspace_id, public_id, person.display_name, arrival.sort_name, arrival.pinyin, arrival.initials)
    source = (batch.source, person.source_detail or detail_of(batch), batch.legal_basis)
    twin = twins.columns_of(arrival.traits)
    role: tuple[Any, ...]
    if batch.people_know:
        stage, skills, tags = stage_of(person.stage) or FIRST_STAGE, person.skills, person.tags
        role = (person.city, role_family_of(person.role_family), seniority_of(person.seniority))
        zone, moment = person.time_zone, _noon(person.last_contact, now.date()) if person.last_contact else None
        text = note_of(person, shelf.mapping)
    else:
        stage, skills, tags, role, zone, moment, text = FIRST_STAGE, (), (), ("", "", ""), "", None, ""
    written = _written(skills) if skills else "[]"
    return Ready(
        (
            *(*head, person.company, person.title, *role, language, zone, written, "{}", "", *source, stage, owner_id),
            *(False, moment, *twin),
        ),
        arrival.words,
        _marks(shelf, stage, owner_id, language, skills),
        json.dumps(shelf.entry_data(text=text), ensure_ascii=False) if text else "",
        tags,
        tuple(others),  # type: ignore[arg-type]
    )


def _marks(shelf: Shelf, stage: str, owner_id: int, language: str, skills: Sequence[str]) -> str:
    batch = shelf.batch
    untold = None if batch.people_know else True
    return marks_of(
        _Marked(  # type: ignore[arg-type]
            *(batch.workspace_id or 0, stage, owner_id, batch.source, batch.legal_basis, language, skills, "", False),
            untold,
        )
    )


def _owner(shelf: Shelf, address: str) -> int:
    return shelf.owners.get(address.casefold(), shelf.by.pk) if address else shelf.by.pk


@lru_cache(maxsize=4096)
def _noon(day: dt.date, today: dt.date) -> str | None:
    moment = bulk.stamp(contact_moment(day, today))
    # As text on either database: the driver's own type is for one of them.
    return None if moment is None else str(moment)


@lru_cache(maxsize=4096)
def _written(skills: tuple[str, ...]) -> str:
    return json.dumps(skills, ensure_ascii=False)
