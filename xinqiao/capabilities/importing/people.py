"""From a row of a file to the facts of a record. What has no field of its own becomes a note, not a loss."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from functools import cache, lru_cache
from pathlib import PurePath
from typing import TYPE_CHECKING, Final, NamedTuple

from xinqiao.capabilities.candidates.models import ContactPoint
from xinqiao.capabilities.candidates.operations import PersonFacts
from xinqiao.capabilities.importing.headings import Field
from xinqiao.capabilities.importing.mapping import ColumnMapping
from xinqiao.capabilities.importing.rows import PersonRow
from xinqiao.playbook.loader import playbook

if TYPE_CHECKING:
    from xinqiao.capabilities.importing.models import ImportBatch

SOURCE_DETAIL: Final = "source_detail"
MOST_TAG_CHARS: Final = 40
# A number that a person would still type like this; anything stranger is written as +86….
_HAS_HANZI: Final = re.compile("[\u3400-\u9fff]")
_AS_WRITTEN: Final = re.compile(r"[+(]{0,2}[0-9][0-9 ()\-]{4,24}(?: ?(?:转|ext\.?|#|x) ?[0-9]{1,6})?")
_Kind = ContactPoint.Kind
# The enumeration's members are texts, but hashing one costs ten times a text.
EMAIL, PHONE, LINK, WECHAT, EXTERNAL = (
    kind.value for kind in (_Kind.EMAIL, _Kind.PHONE, _Kind.LINK, _Kind.WECHAT, _Kind.EXTERNAL)
)

Identity = tuple[str, str]


class Point(NamedTuple):
    """An address, number, link or foreign id, with the normalised form that recognises the person."""

    kind: str
    value: str
    key: str
    label: str = ""

    @property
    def identity(self) -> Identity:
        """What stands for one person in a workspace."""
        return (self.kind, self.key)


# What stays out for people who were never told; company, title and one contact are public role and means to tell.
LEFT_OUT_UNTOLD: Final = frozenset(Field) - {
    *(Field.NAME, Field.LAST_NAME, Field.FIRST_NAME, Field.EMAIL, Field.PHONE, Field.PHONE_COUNTRY, Field.LINK),
    *(Field.COMPANY, Field.TITLE, Field.SOURCE_DETAIL, Field.LANGUAGE, Field.OWNER_EMAIL, Field.IGNORE),
}


def points_of(person: PersonRow) -> list[Point]:
    """Every contact point that recognises the person; the first is the one that is kept of people never told."""
    first = person.phones[0][0] if person.phones else ""
    points = [Point(EMAIL, value, value, label) for value, label in person.emails]
    points += [
        Point(PHONE, _phone_text(person) if value == first else value, value, label) for value, label in person.phones
    ]
    if person.links:
        points += [Point(LINK, link.url, link.key, link.site.value) for link in person.links if link.key]
    if person.wechat:
        points.append(Point(WECHAT, person.wechat, person.wechat.casefold()))
    points += [Point(EXTERNAL, external.value, external.key) for external in person.external_ids if external.key]
    return points


def facts_of(person: PersonRow, batch: ImportBatch) -> PersonFacts:
    """What the record will say. Source and legal basis are the batch's, never the file's."""
    told = batch.people_know
    return PersonFacts(
        display_name=person.display_name,
        source=batch.source,
        legal_basis=batch.legal_basis,
        email=person.email or "",
        phone=_phone_text(person) if told or not person.emails else "",
        company=person.company,
        title=person.title,
        city=person.city if told else "",
        role_family=role_family_of(person.role_family) if told else "",
        seniority=seniority_of(person.seniority) if told else "",
        language=language_of(person, language_of_list(ColumnMapping.from_json(batch.mapping))),
        source_detail=person.source_detail or detail_of(batch),
    )


def detail_of(batch: ImportBatch) -> str:
    """Where the list came from, in the words of the member who imports it; else the name of its file, as people say it.

    The person reads it, so what only a computer needs (.csv) is left out.
    """
    return str(batch.mapping.get(SOURCE_DETAIL) or PurePath(batch.file_name).stem)[:200]


def language_of_list(mapping: ColumnMapping) -> str:
    """The language of the headings; English also where there are none, then each row speaks for itself."""
    return "zh-hans" if any(_HAS_HANZI.search(column.heading) for column in mapping.columns) else "en"


def language_of(person: PersonRow, of_list: str) -> str:
    """In which language the person is written to: what the row says, else Chinese where list or row are in hanzi."""
    if person.language:
        return person.language
    written = person.display_name + person.company + person.title + person.city
    return "zh-hans" if _HAS_HANZI.search(written) else of_list


def note_of(person: PersonRow, mapping: ColumnMapping) -> str:
    """The note columns, and every value that found no field: one line each under its heading."""
    return "\n".join(f"{heading}: {value}" if heading else value for heading, value in _lines(person, mapping))


def role_family_of(words: str) -> str:
    """The playbook's id for a role family in the file's words; empty when none has that name."""
    return _role_families().get(_key(words), "") if words else ""


def seniority_of(words: str) -> str:
    """The playbook's id for a seniority in the file's words; empty when none has that name."""
    return _seniorities().get(_key(words), "") if words else ""


def stage_of(words: str) -> str:
    """The playbook's id for a stage in the file's words; empty when none has that name."""
    return _stages().get(_key(words), "") if words else ""


@lru_cache(maxsize=4096)
def tag_key(name: str) -> str:
    """A tag as it is compared."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())[:MOST_TAG_CHARS]


def contact_moment(day: date | None, today: date) -> datetime | None:
    """The last contact that the file names, at noon; a day to come is none."""
    return datetime.combine(day, time(12), UTC) if day and day <= today else None


def _lines(person: PersonRow, mapping: ColumnMapping) -> Iterator[tuple[str, str]]:
    if person.notes:
        yield from person.notes
    if len(person.phones) > 1 or len(person.emails) > 1:
        yield from _crowded_cells(person, mapping)
    if person.role_family and not role_family_of(person.role_family):
        yield _heading(mapping, Field.ROLE_FAMILY), person.role_family
    if person.seniority and not seniority_of(person.seniority):
        yield _heading(mapping, Field.SENIORITY), person.seniority
    if person.stage and not stage_of(person.stage):
        yield _heading(mapping, Field.STAGE), person.stage
    if person.owner and not person.owner_email:
        yield _heading(mapping, Field.OWNER_EMAIL), person.owner
    yield from _shared_pages(person, mapping)


def _crowded_cells(person: PersonRow, mapping: ColumnMapping) -> Iterator[tuple[str, str]]:
    """Cells that hold more than the addresses and numbers found in them: whose they are, when to call."""
    for field, raw, values in (
        (Field.EMAIL, person.email_raw, person.emails),
        (Field.PHONE, person.phone_raw, person.phones),
    ):
        if len(values) > 1:
            yield _heading(mapping, field), raw


def _shared_pages(person: PersonRow, mapping: ColumnMapping) -> Iterator[tuple[str, str]]:
    """Pages that may be a whole company's, and ids of a system that nobody named: they recognise no one."""
    values: dict[Field, Iterable[str]] = {}
    if person.links:
        values[Field.LINK] = (link.url for link in person.links if not link.key)
    if person.external_ids:
        values[Field.EXTERNAL_ID] = (external.value for external in person.external_ids if not external.key)
    for field, texts in values.items():
        if text := "; ".join(texts):
            yield _heading(mapping, field), text


def _heading(mapping: ColumnMapping, field: Field) -> str:
    index = mapping.index_of(field)
    return mapping.columns[index].heading if index is not None else ""


def _phone_text(person: PersonRow) -> str:
    if not person.phones:
        return ""
    as_written = len(person.phones) == 1 and _AS_WRITTEN.fullmatch(person.phone_raw)
    return person.phone_raw if as_written else person.phones[0][0]


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


@cache
def _stages() -> dict[str, str]:
    entries = playbook().stages
    return {_key(word): entry.id for entry in entries for word in (entry.id, entry.label.zh, entry.label.en)}
