"""Stores what a settled chunk says, in bulk: new people with all that belongs to them, and changes of known ones."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Final, NamedTuple

from xinqiao.capabilities.candidates import search, twins
from xinqiao.capabilities.candidates.models import (
    Candidate,
    CandidateTag,
    ContactPoint,
    SearchText,
    Tag,
    TimelineEntry,
)
from xinqiao.capabilities.candidates.search import marks_of
from xinqiao.capabilities.importing import bulk
from xinqiao.capabilities.importing.arrivals import arrival_of
from xinqiao.capabilities.importing.changes import (
    NAME_FIELDS,
    Change,
    contact_moment,
    name_anew,
    positions_of,
    tag_key,
)
from xinqiao.capabilities.importing.mapping import ColumnMapping
from xinqiao.capabilities.importing.models import ImportBatch
from xinqiao.capabilities.importing.people import (
    EMAIL,
    PHONE,
    Point,
    detail_of,
    language_of,
    language_of_list,
    note_of,
    role_family_of,
    seniority_of,
    stage_of,
)
from xinqiao.capabilities.importing.settling import Settled
from xinqiao.domain.notice import CONTACTS_AT_MOST, due_at
from xinqiao.foundation.tenancy.identifiers import new_public_id
from xinqiao.foundation.workspaces.models import Member
from xinqiao.foundation.workspaces.queries import members
from xinqiao.foundation.workspaces.roles import Role

FIRST_STAGE: Final = "outreach"
MOST_TAG_CHARS: Final = 40
# In the order of `_candidate_values`.
_CANDIDATE: Final = (
    *("id", "workspace_id", "public_id", "display_name", "sort_name", "pinyin", "initials", "email", "phone"),
    *("email_key", "phone_key", "company", "title", "city", "role_family", "seniority", "language", "time_zone"),
    *("skills", "custom", "employer_domain", "source", "source_detail", "legal_basis", "stage", "owner_id"),
    *("is_sample", "notice_due_at", "last_contact_at", "created_at"),
    *twins.FIELDS,
)
_POINT: Final = ("workspace_id", "candidate_id", "kind", "value", "key", "label", "position")
_ENTRY: Final = ("workspace_id", "public_id", "candidate_id", "at", "kind", "direction", "by_id", "data")
_SEARCHED: Final = ("workspace_id", "candidate_id", "words", "marks")
_STAGE, _OWNER, _LANGUAGE, _CREATED = map(_CANDIDATE.index, ("stage", "owner_id", "language", "created_at"))
_TAGGED: Final = ("workspace_id", "candidate_id", "tag_id")


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


@dataclass
class Shelf:
    """What one import needs at every chunk: the batch, its columns, and who may be an owner."""

    batch: ImportBatch
    mapping: ColumnMapping
    _tags: dict[str, int] = field(default_factory=dict)

    @cached_property
    def owners(self) -> dict[str, int]:
        """Members who may look after people, by address."""
        able = (Role.OWNER, Role.ADMIN, Role.RECRUITER)
        found = members(self.batch.created_by.workspace)
        return {member.user.email.casefold(): member.pk for member in found if member.role in able}

    @property
    def by(self) -> Member:
        """Who imports."""
        return self.batch.created_by

    def entry_data(self, **values: Any) -> dict[str, Any]:
        """Data of a timeline entry that says which import wrote it."""
        return {**values, "import": self.batch.public_id}

    def tag_ids(self, names: Iterable[str], *, now: datetime) -> dict[str, int]:
        """The tags (internal ids) of these names by key; makes those that are missing."""
        wanted = {tag_key(name): " ".join(name.split())[:MOST_TAG_CHARS] for name in names}
        missing = {key: name for key, name in wanted.items() if key and key not in self._tags}
        if missing:
            rows = [Tag(name=name, key=key, created_at=now) for key, name in missing.items()]
            Tag.objects.bulk_create(rows, ignore_conflicts=True)
            self._tags.update(Tag.objects.filter(key__in=list(missing)).values_list("key", "pk"))
        return self._tags


def add_people(shelf: Shelf, new: Sequence[Settled], *, now: datetime) -> None:
    """Stores new people with contact points, tags, timeline, note and search text; gives each row its person."""
    ids = bulk.reserve_ids(Candidate, len(new))
    told, workspace_id = shelf.batch.people_know, shelf.batch.workspace_id
    for one, candidate_id in zip(new, ids, strict=True):
        one.candidate_id = candidate_id
        if not told:
            one.points = one.points[:CONTACTS_AT_MOST]
    stored = list(_candidate_values(shelf, new, now=now))
    bulk.insert(Candidate, _CANDIDATE, stored)
    points = [(workspace_id, one.candidate_id, *point) for one in new for point in _numbered(one.points)]
    bulk.insert(ContactPoint, _POINT, points)
    bulk.insert(TimelineEntry, _ENTRY, list(_first_entries(shelf, new, now=now)))
    tags: dict[int, list[int]] = {}
    if told:
        tags = _tag(shelf, [(one.candidate_id or 0, one.row.person.tags) for one in new if one.row.person], now=now)
    bulk.insert(SearchText, _SEARCHED, list(_search_values(shelf, new, stored, tags)))


def change_people(shelf: Shelf, changed: Sequence[Settled], *, now: datetime) -> None:
    """Stores what a chunk changes on records that were there already."""
    changes = [one.change for one in changed if one.change]
    if not changes:
        return
    _store_fields(changes)
    workspace_id = shelf.batch.workspace_id
    taken = positions_of([change.candidate.pk for change in changes])
    points = []
    for change in changes:
        for point in change.points:
            place = (change.candidate.pk, point.kind)
            points.append((workspace_id, change.candidate.pk, *point, taken[place]))
            taken[place] += 1
    bulk.insert(ContactPoint, _POINT, points)
    _tag(shelf, [(change.candidate.pk, change.tags) for change in changes], now=now)
    search.index(change.candidate.pk for change in changes)
    entries = list(_change_entries(shelf, changes))
    bulk.insert(TimelineEntry, _ENTRY, [_entry(shelf, *entry, now=now) for entry in entries])


def _candidate_values(shelf: Shelf, new: Sequence[Settled], *, now: datetime) -> Iterator[tuple[Any, ...]]:
    batch, created = shelf.batch, bulk.stamp(now)
    told, detail, workspace_id = batch.people_know, detail_of(batch), batch.workspace_id
    due, of_list = None if told else bulk.stamp(due_at(now)), language_of_list(shelf.mapping)
    for one in new:
        person, arrival = one.row.person, one.row.arrival
        if person is None or arrival is None:
            continue
        email, email_key = _first(one.points, EMAIL)
        phone, phone_key = _first(one.points, PHONE)
        yield (
            *(one.candidate_id, workspace_id, new_public_id(), person.display_name),
            *(arrival.sort_name, arrival.pinyin, arrival.initials, email, phone, email_key, phone_key),
            *(person.company, person.title, person.city if told else ""),
            *(role_family_of(person.role_family) if told else "", seniority_of(person.seniority) if told else ""),
            *(language_of(person, of_list), person.time_zone if told else ""),
            *(json.dumps(person.skills, ensure_ascii=False) if told and person.skills else "[]", "{}", ""),
            *(batch.source, person.source_detail or detail, batch.legal_basis),
            *((told and stage_of(person.stage)) or FIRST_STAGE, _owner(shelf, person.owner_email)),
            *(False, due, bulk.stamp(contact_moment(person, now)) if told else None, created),
            *twins.columns_of(arrival.traits),
        )


def _first(points: Sequence[Point], kind: str) -> tuple[str, str | None]:
    for point in points:
        if point[0] == kind:
            return point[1], point[2]
    return "", None


def _search_values(
    shelf: Shelf, new: Sequence[Settled], stored: Sequence[tuple[Any, ...]], tags: dict[int, list[int]]
) -> Iterator[tuple[Any, ...]]:
    workspace_id = shelf.batch.workspace_id
    for one, values in zip(new, stored, strict=True):
        if one.row.arrival is None or one.row.person is None:
            continue
        words = one.row.arrival.words
        if len(one.points) != len(one.row.points) and shelf.batch.people_know:
            words = arrival_of(one.row.person, one.points, told=True).words
        marked = _Marked(
            workspace_id or 0,
            values[_STAGE],
            values[_OWNER],
            shelf.batch.source,
            shelf.batch.legal_basis,
            values[_LANGUAGE],
            one.row.person.skills if shelf.batch.people_know else (),
            "",
            False,
            None if shelf.batch.people_know else values[_CREATED],
        )
        yield workspace_id, one.candidate_id, words, marks_of(marked, tag_ids=tags.get(one.candidate_id or 0, ()))  # type: ignore[arg-type]


def _owner(shelf: Shelf, address: str) -> int:
    return shelf.owners.get(address.casefold(), shelf.by.pk) if address else shelf.by.pk


def _numbered(points: Sequence[Point]) -> Iterator[tuple[str, str, str, str, int]]:
    """Each contact point with its place among those of its kind; one that the row names twice comes once."""
    counts: dict[str, int] = {}
    seen = set()
    for point in points:
        if point.identity not in seen:
            seen.add(point.identity)
            place = counts.get(point.kind, 0)
            counts[point.kind] = place + 1
            yield (*point, place)


def _first_entries(shelf: Shelf, new: Sequence[Settled], *, now: datetime) -> Iterator[tuple[Any, ...]]:
    workspace_id, at, by = shelf.batch.workspace_id, bulk.stamp(now), shelf.by.pk
    added = json.dumps(shelf.entry_data(source=shelf.batch.source))
    for one in new:
        yield (workspace_id, new_public_id(), one.candidate_id, at, "added", "", by, added)
        if shelf.batch.people_know and one.row.person and (text := note_of(one.row.person, shelf.mapping)):
            yield _entry(shelf, one.candidate_id or 0, "note", {"text": text}, now=now)


def _change_entries(shelf: Shelf, changes: Sequence[Change]) -> Iterator[tuple[int, str, dict[str, Any]]]:
    for change in changes:
        yield change.candidate.pk, "changed", {}
        if change.note:
            yield change.candidate.pk, "note", {"text": change.note}


def _entry(shelf: Shelf, candidate_id: int, kind: str, data: dict[str, Any], *, now: datetime) -> tuple[Any, ...]:
    said = json.dumps(shelf.entry_data(**data), ensure_ascii=False)
    return (shelf.batch.workspace_id, new_public_id(), candidate_id, bulk.stamp(now), kind, "", shelf.by.pk, said)


def _tag(shelf: Shelf, tagged: Sequence[tuple[int, Iterable[str]]], *, now: datetime) -> dict[int, list[int]]:
    """Puts the tags on the people and returns them by person."""
    ids = shelf.tag_ids({name for _, names in tagged for name in names}, now=now)
    found = {
        candidate_id: list(dict.fromkeys(ids[key] for name in names if (key := tag_key(name))))
        for candidate_id, names in tagged
        if names
    }
    workspace_id = shelf.batch.workspace_id
    rows = [(workspace_id, candidate_id, tag_id) for candidate_id, tag_ids in found.items() for tag_id in tag_ids]
    bulk.insert(CandidateTag, _TAGGED, rows)
    return found


def _store_fields(changes: Sequence[Change]) -> None:
    touched: set[str] = set()
    for change in changes:
        for name, (_, value) in change.fields.items():
            setattr(change.candidate, name, datetime.fromisoformat(value) if name == "last_contact_at" else value)
            touched.add(name)
        if "display_name" in change.fields:
            name_anew(change.candidate)
            touched.update(NAME_FIELDS)
        twins.mark(change.candidate)
    if touched:
        touched.update(twins.FIELDS)
        people = [change.candidate for change in changes if change.fields]
        Candidate.objects.bulk_update(people, sorted(touched), batch_size=200)
