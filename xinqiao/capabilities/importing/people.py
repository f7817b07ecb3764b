"""From a row of a file to the facts of a record. What has no field of its own becomes a note, not a loss."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Final

from xinqiao.capabilities.candidates.operations import PersonFacts
from xinqiao.capabilities.importing.headings import Field
from xinqiao.capabilities.importing.mapping import ColumnMapping
from xinqiao.capabilities.importing.rows import PersonRow
from xinqiao.playbook.loader import playbook

if TYPE_CHECKING:
    from xinqiao.capabilities.importing.models import ImportBatch

SOURCE_DETAIL: Final = "source_detail"
# A number that a person would still type like this; anything stranger is written as +86….
_AS_WRITTEN: Final = re.compile(r"[+(]{0,2}[0-9][0-9 ()\-]{4,24}(?: ?(?:转|ext\.?|#|x) ?[0-9]{1,6})?")


def facts_of(person: PersonRow, batch: ImportBatch) -> PersonFacts:
    """What the record will say. Source and legal basis are the batch's, never the file's."""
    return PersonFacts(
        display_name=person.display_name,
        source=batch.source,
        legal_basis=batch.legal_basis,
        email=person.email or "",
        phone=_phone_text(person),
        company=person.company,
        title=person.title,
        city=person.city,
        role_family=role_family_of(person.role_family),
        seniority=seniority_of(person.seniority),
        language=person.language or "zh-hans",
        source_detail=person.source_detail or detail_of(batch),
    )


def detail_of(batch: ImportBatch) -> str:
    """Where the list came from, in the words of the member who imports it; else its file name."""
    return str(batch.mapping.get(SOURCE_DETAIL) or batch.file_name)[:200]


def note_of(person: PersonRow, mapping: ColumnMapping) -> str:
    """The note columns, and every value that found no field: one line each under its heading."""
    return "\n".join(f"{heading}: {value}" if heading else value for heading, value in _lines(person, mapping))


def role_family_of(words: str) -> str:
    """The playbook's id for a role family in the file's words; empty when none has that name."""
    return _role_families().get(_key(words), "")


def seniority_of(words: str) -> str:
    """The playbook's id for a seniority in the file's words; empty when none has that name."""
    return _seniorities().get(_key(words), "")


def _lines(person: PersonRow, mapping: ColumnMapping) -> Iterator[tuple[str, str]]:
    yield from person.notes
    if person.other_emails:
        yield _heading(mapping, Field.EMAIL), person.email_raw
    if person.other_phones:
        yield _heading(mapping, Field.PHONE), person.phone_raw
    yield from _without_a_place(person, mapping)
    if person.role_family and not role_family_of(person.role_family):
        yield _heading(mapping, Field.ROLE_FAMILY), person.role_family
    if person.seniority and not seniority_of(person.seniority):
        yield _heading(mapping, Field.SENIORITY), person.seniority


def _without_a_place(person: PersonRow, mapping: ColumnMapping) -> Iterator[tuple[str, str]]:
    """What the record cannot hold itself."""
    values: dict[Field, Iterable[str]] = {
        Field.LINK: (link.url for link in person.links),
        Field.WECHAT: [person.wechat],
        Field.SKILLS: person.skills,
        Field.TAGS: person.tags,
        Field.STAGE: [person.stage],
        Field.OWNER_EMAIL: [person.owner],
        Field.LAST_CONTACT: [person.last_contact.isoformat() if person.last_contact else ""],
        Field.TIME_ZONE: [person.time_zone],
        Field.EXTERNAL_ID: (external.value for external in person.external_ids),
    }
    for field, texts in values.items():
        text = "; ".join(texts)
        if text:
            yield _heading(mapping, field), text


def _heading(mapping: ColumnMapping, field: Field) -> str:
    index = mapping.index_of(field)
    return mapping.columns[index].heading if index is not None else ""


def _phone_text(person: PersonRow) -> str:
    if not person.phone:
        return ""
    as_written = not person.other_phones and _AS_WRITTEN.fullmatch(person.phone_raw)
    return person.phone_raw if as_written else person.phone


def _key(words: str) -> str:
    return words.strip().casefold()


@cache
def _role_families() -> dict[str, str]:
    entries = playbook().role_families
    return {_key(word): entry.id for entry in entries for word in (entry.id, entry.label.zh, entry.label.en)}


@cache
def _seniorities() -> dict[str, str]:
    entries = playbook().seniorities
    return {_key(word): entry.id for entry in entries for word in (entry.id, entry.label.zh, entry.label.en)}
