"""Stores what a settled chunk says, in bulk: new people with all that belongs to them, and changes of known ones."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from xinqiao.capabilities.assessments.by_hand import record_from_list
from xinqiao.capabilities.candidates import search, twins
from xinqiao.capabilities.candidates.models import (
    Candidate,
    CandidateTag,
    ContactPoint,
    SearchText,
    TimelineEntry,
)
from xinqiao.capabilities.candidates.notice_clock import told_by
from xinqiao.capabilities.candidates.operations import merged_rows
from xinqiao.capabilities.importing import bulk
from xinqiao.capabilities.importing.arrivals import arrival_of
from xinqiao.capabilities.importing.changes import (
    NAME_FIELDS,
    Change,
    name_anew,
    positions_of,
)
from xinqiao.capabilities.importing.models import ImportBatch
from xinqiao.capabilities.importing.people import (
    EMAIL,
    PHONE,
    Point,
    tag_key,
)
from xinqiao.capabilities.importing.ready_rows import COLUMNS, Ready, ready_row
from xinqiao.capabilities.importing.settling import Settled, tos5_is_to_come
from xinqiao.capabilities.importing.shelf import Shelf
from xinqiao.capabilities.importing.tos5_cells import FIELDS as TOS5_FIELDS
from xinqiao.domain.notice import CONTACTS_AT_MOST
from xinqiao.foundation.tenancy.identifiers import new_public_id

# In the order of `_candidate_values`.
_CANDIDATE: Final = ("id", "email", "email_key", "phone", "phone_key", "notice_due_at", "created_at", *COLUMNS)
_POINT: Final = ("workspace_id", "candidate_id", "kind", "value", "key", "label", "position")
_ENTRY: Final = ("workspace_id", "public_id", "candidate_id", "at", "kind", "direction", "by_id", "data")
_SEARCHED: Final = ("workspace_id", "candidate_id", "words", "marks")
_TAGGED: Final = ("workspace_id", "candidate_id", "tag_id")
# A row, its person's internal id, and what is stored of the person.
_People = Sequence[tuple[Settled, int, Ready]]


def add_people(shelf: Shelf, new: Sequence[Settled], *, now: datetime) -> None:
    """Stores new people with contact points, tags, timeline, note and search text; gives each row its person."""
    ids = bulk.reserve_ids(Candidate, len(new))
    told, workspace_id = shelf.batch.people_know, shelf.batch.workspace_id
    for one, candidate_id in zip(new, ids, strict=True):
        one.candidate_id = candidate_id
        if not told:
            one.points = one.points[:CONTACTS_AT_MOST]
    people = [(one, candidate_id, _ready(shelf, one, now=now)) for one, candidate_id in zip(new, ids, strict=True)]
    bulk.insert(Candidate, _CANDIDATE, list(_candidate_values(people, due=None if told else told_by(now), now=now)))
    points = [(workspace_id, pk, *point) for one, pk, _ in people for point in _numbered(one.points)]
    bulk.insert(ContactPoint, _POINT, points)
    bulk.insert(TimelineEntry, _ENTRY, list(_first_entries(shelf, people, now=now)))
    tags = _tag(shelf, [(pk, ready.tags) for _, pk, ready in people if ready.tags], now=now)
    bulk.insert_as_one(SearchText, _SEARCHED, list(_search_values(shelf.batch, people, tags)))
    if told and not shelf.mapping.places.keys().isdisjoint(TOS5_FIELDS):
        _add_tos5(shelf, people, now=now)


def _add_tos5(shelf: Shelf, people: _People, *, now: datetime) -> None:
    """Answers and totals that the rows bring along with the person's yes."""
    brought = {
        pk: person.tos5
        for one, pk, _ in people
        # A row that waited for a decision was settled elsewhere.
        if (person := one.row.person) and person.tos5 and not tos5_is_to_come(person, now=now)
    }
    found = Candidate.objects.in_bulk(list(brought))
    for pk, tos5 in brought.items():
        record_from_list(
            found[pk],
            tos5.answers,
            stated_total=tos5.total,
            answered_on=tos5.day,
            agreed=f"{shelf.batch.file_name}: {tos5.agreed}",
            data=shelf.entry_data(),
            by=shelf.by,
            now=now,
        )


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
    for change in changes:
        if change.candidate.employer_domain and any(point.kind == EMAIL for point in change.points):
            merged_rows.shield(change.candidate.pk, change.candidate.employer_domain)
    _tag(shelf, [(change.candidate.pk, change.tags) for change in changes], now=now)
    search.index(change.candidate.pk for change in changes)
    entries = list(_change_entries(shelf, changes))
    bulk.insert(TimelineEntry, _ENTRY, [_entry(shelf, *entry, now=now) for entry in entries])


def _ready(shelf: Shelf, one: Settled, *, now: datetime) -> Ready:
    """As the reading process made it, else made here."""
    if one.row.ready is not None:
        return one.row.ready
    person, arrival = one.row.person, one.row.arrival
    assert person is not None
    assert arrival is not None
    return ready_row(shelf, person, arrival, now=now)


def _candidate_values(people: _People, *, due: datetime | None, now: datetime) -> Iterator[tuple[Any, ...]]:
    notice, created = bulk.stamp(due), bulk.stamp(now)
    for one, candidate_id, ready in people:
        yield candidate_id, *_first(one.points, EMAIL), *_first(one.points, PHONE), notice, created, *ready.columns


def _first(points: Sequence[Point], kind: str) -> tuple[str, str | None]:
    for point in points:
        if point[0] == kind:
            return point[1], point[2]
    return "", None


def _search_values(batch: ImportBatch, people: _People, tags: dict[int, list[int]]) -> Iterator[tuple[Any, ...]]:
    workspace_id, told = batch.workspace_id, batch.people_know
    for one, candidate_id, ready in people:
        words = _words_without(one, ready.words, told=told) if one.shares_number else ready.words
        yield workspace_id, candidate_id, words, search.with_tags(ready.marks, tags.get(candidate_id, ()))


def _words_without(one: Settled, words: str, *, told: bool) -> str:
    """The words of a person who does not get all contact points of the row: somebody else holds them."""
    gone = {point.identity for point in one.row.points}.difference(point.identity for point in one.points)
    if told and all(kind == PHONE for kind, _ in gone):
        return search.without_numbers(words, [key for _, key in gone])
    assert one.row.person is not None
    return arrival_of(one.row.person, one.points, told=told).words


def _numbered(points: Sequence[Point]) -> Iterator[tuple[str, str, str, str, int]]:
    """Each contact point with its place among those of its kind; one that the row names twice comes once."""
    counts: dict[str, int] = {}
    seen = set()
    for kind, value, key, label in points:
        if (kind, key) not in seen:
            seen.add((kind, key))
            place = counts.get(kind, 0)
            counts[kind] = place + 1
            yield kind, value, key, label, place


def _first_entries(shelf: Shelf, people: _People, *, now: datetime) -> Iterator[tuple[Any, ...]]:
    workspace_id, at, by = shelf.batch.workspace_id, bulk.stamp(now), shelf.by.pk
    added = json.dumps(shelf.entry_data(source=shelf.batch.source))
    for _, candidate_id, ready in people:
        yield workspace_id, ready.public_ids[0], candidate_id, at, "added", "", by, added
        if ready.note:
            yield workspace_id, ready.public_ids[1], candidate_id, at, "note", "", by, ready.note


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
