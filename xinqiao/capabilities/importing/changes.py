"""What a row would change on a record that is there already. An empty cell never erases anything."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from xinqiao.capabilities.candidates.models import Candidate, CandidateTag, ContactPoint, TimelineEntry
from xinqiao.capabilities.candidates.names import initials_of, pinyin_of, sort_name
from xinqiao.capabilities.candidates.operations import OwnWords, own_words_of
from xinqiao.capabilities.importing.fates import JudgedRow
from xinqiao.capabilities.importing.mapping import ColumnMapping
from xinqiao.capabilities.importing.models import ImportBatch
from xinqiao.capabilities.importing.people import (
    EMAIL,
    Identity,
    Point,
    contact_moment,
    note_of,
    role_family_of,
    seniority_of,
    tag_key,
)
from xinqiao.capabilities.importing.rows import PersonRow
from xinqiao.domain.employer_shield import is_with_employer

NAME_FIELDS: Final = ("sort_name", "pinyin", "initials")
_NOTHING_SAID: Final = OwnWords(set(), set())
# What may be filled in on the record of somebody who was never told.
_PUBLIC_ROLE: Final = ("display_name", "company", "title")
_FIRST_OF_KIND: Final = {"email": ("email", "email_key"), "phone": ("phone", "phone_key")}


@dataclass(slots=True)
class Change:
    """What an import adds to or replaces on one record: field → [before, after], and what is added beside it."""

    candidate: Candidate
    fields: dict[str, list[Any]] = field(default_factory=dict)
    points: list[Point] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    note: str = ""

    def __bool__(self) -> bool:
        return bool(self.fields or self.points or self.tags or self.note)

    def to_json(self) -> dict[str, Any]:
        """What the row keeps: enough to say what was changed, and to put it back."""
        return {
            "fields": self.fields,
            "points": [[point.kind, point.key] for point in self.points],
            "tags": self.tags,
            "note": bool(self.note),
        }


def name_anew(candidate: Candidate) -> None:
    """Sets what follows from the name, after it changed."""
    name = candidate.display_name
    candidate.pinyin = pinyin_of(name)
    candidate.sort_name = sort_name(name, candidate.pinyin)
    candidate.initials = initials_of(name, candidate.pinyin)


def changes_of(
    rows: Sequence[tuple[JudgedRow, int]],
    batch: ImportBatch,
    mapping: ColumnMapping,
    taken: Mapping[Identity, int],
    *,
    overwrite: bool,
    now: datetime,
) -> dict[int, Change]:
    """By row number what becomes of the records (internal ids) that these rows speak of; six queries at most.

    `taken` says to whom each contact point belongs already, so that nobody's address moves to somebody else.
    """
    if not rows:
        return {}
    ids = {candidate_id for _, candidate_id in rows}
    people = Candidate.objects.in_bulk(list(ids))
    own_words = own_words_of(people)
    tags = _tags_of(ids) if any(row.person and row.person.tags for row, _ in rows) else {}
    notes = {row.number: note_of(row.person, mapping) for row, _ in rows if row.person}
    known_notes = _notes_of(ids) if any(notes.values()) else {}
    changes: dict[int, Change] = {}
    for row, candidate_id in rows:
        candidate, person = people.get(candidate_id), row.person
        if candidate is None or person is None:
            continue
        change = changes[row.number] = Change(candidate)
        if candidate.restricted_at is not None:
            # Only kept: a list changes nothing about them.
            continue
        told = batch.people_know and candidate.notice_due_at is None
        own = own_words.get(candidate_id, _NOTHING_SAID)
        fields = _fields(candidate, person, told=told, overwrite=overwrite, now=now)
        change.fields = {name: pair for name, pair in fields.items() if name not in own.fields}
        _add_points(change, [point for point in row.points if point.identity not in own.removed], taken, told=told)
        if told:
            change.tags = [tag for tag in person.tags if tag_key(tag) not in tags.get(candidate_id, ())]
            change.note = _unless_known(notes.get(row.number, ""), known_notes.get(candidate_id, ()))
    return changes


def _unless_known(note: str, known: Container[str]) -> str:
    return "" if note in known else note


def _fields(
    candidate: Candidate, person: PersonRow, *, told: bool, overwrite: bool, now: datetime
) -> dict[str, list[Any]]:
    wanted: dict[str, Any] = {
        "display_name": person.display_name,
        "company": person.company,
        "title": person.title,
        "city": person.city,
        "role_family": role_family_of(person.role_family),
        "seniority": seniority_of(person.seniority),
        "time_zone": person.time_zone,
        "language": person.language,
    }
    if not told:
        wanted = {name: wanted[name] for name in _PUBLIC_ROLE}
    found: dict[str, list[Any]] = {}
    for name, value in wanted.items():
        present = getattr(candidate, name)
        if value and value != present and (overwrite or not present):
            found[name] = [present, value]
    if told:
        _add_skills(found, candidate, person)
        moment = contact_moment(person.last_contact, now.date())
        if moment and (candidate.last_contact_at is None or candidate.last_contact_at < moment):
            before = candidate.last_contact_at
            found["last_contact_at"] = [before.isoformat() if before else None, moment.isoformat()]
    return found


def _add_skills(found: dict[str, list[Any]], candidate: Candidate, person: PersonRow) -> None:
    present = {str(skill).casefold() for skill in candidate.skills}
    more = [skill for skill in person.skills if skill.casefold() not in present]
    if more:
        found["skills"] = [candidate.skills, [*candidate.skills, *more]]


def _add_points(change: Change, points: Iterable[Point], taken: Mapping[Identity, int], *, told: bool) -> None:
    candidate = change.candidate
    free = [point for point in points if point.identity not in taken]
    if not told:
        reachable = candidate.email_key or candidate.phone_key or candidate.pk in taken.values()
        free = [] if reachable else free[:1]
    change.points = sorted(free, key=lambda point: _is_employers(candidate, point.kind, point.key))
    for point in change.points:
        columns = _FIRST_OF_KIND.get(point.kind)
        if columns is None or columns[0] in change.fields:
            continue
        value, key = (getattr(candidate, name) for name in columns)
        is_own = not _is_employers(candidate, point.kind, point.key)
        # An address of their own goes before one that lies with the employer.
        if not key or (is_own and _is_employers(candidate, point.kind, key)):
            change.fields |= {columns[0]: [value, point.value], columns[1]: [key, point.key]}


def _is_employers(candidate: Candidate, kind: str, key: str) -> bool:
    return kind == EMAIL and is_with_employer(key, candidate.employer_domain)


def _tags_of(ids: Iterable[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for candidate_id, key in CandidateTag.objects.filter(candidate_id__in=ids).values_list("candidate_id", "tag__key"):
        found[candidate_id].add(key)
    return found


def _notes_of(ids: Iterable[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    rows = TimelineEntry.objects.filter(candidate_id__in=ids, kind="note")
    for candidate_id, data in rows.values_list("candidate_id", "data"):
        found[candidate_id].add(data.get("text", ""))
    return found


def positions_of(ids: Iterable[int]) -> dict[tuple[int, str], int]:
    """How many contact points of each kind these people have."""
    found: dict[tuple[int, str], int] = defaultdict(int)
    for candidate_id, kind in ContactPoint.objects.filter(candidate_id__in=ids).values_list("candidate_id", "kind"):
        found[candidate_id, kind] += 1
    return found
