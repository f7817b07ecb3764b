"""The person's own word on name, work and addresses: in force at once, on the timeline, undone for 7 days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from django.db import IntegrityError, transaction

from xinqiao.capabilities.candidates import search, twins
from xinqiao.capabilities.candidates.blocking import require_unblocked
from xinqiao.capabilities.candidates.models import Candidate, ContactPoint, TimelineEntry
from xinqiao.capabilities.candidates.operations.contact_points import (
    EMAIL,
    PHONE,
    POINTS_AT_MOST,
    AlreadyThere,
    NoSuchPoint,
    PointFacts,
    UnusableContact,
    holder_of,
    key_of,
    renumber,
    settle_points,
)
from xinqiao.capabilities.candidates.operations.notice import mark_told
from xinqiao.capabilities.candidates.operations.probable import note_twins
from xinqiao.capabilities.candidates.operations.timeline import append
from xinqiao.capabilities.candidates.readings import reading_of
from xinqiao.foundation.audit.operations import Actor, record

# What is theirs to say.
CORRECTED: Final = ("display_name", "title", "company", "city")
CORRECTION_UNDO: Final = timedelta(days=7)
_KINDS: Final = ("corrected", "correction_taken_back")
_NAMES: Final = ("sort_name", "pinyin", "initials")
_PERSON: Final = Actor("candidate")


class NothingCorrected(Exception):
    """Everything stands as it was said."""


class CorrectionStays(Exception):
    """There is no such correction of the last 7 days, or it was taken back."""


def correct(candidate: Candidate, said: Mapping[str, str], *, now: datetime) -> TimelineEntry:
    """Puts the person's own words for `CORRECTED` fields in force. Raises NothingCorrected."""
    with transaction.atomic():
        person = _locked(candidate, now=now)
        after = {field: said[field] for field in CORRECTED if field in said and said[field] != getattr(person, field)}
        if not after or not said.get("display_name", person.display_name):
            raise NothingCorrected
        before = {field: getattr(person, field) for field in after}
        _put(candidate, person, after, now=now)
        return _tell(candidate, "corrected", {"fields": list(after), "before": before, "after": after}, now=now)


def add_own_point(candidate: Candidate, kind: str, value: str, *, now: datetime) -> TimelineEntry:
    """One more address or number of their own. Raises UnusableContact, AlreadyThere or Blocked."""
    with transaction.atomic():
        person = _locked(candidate, now=now)
        _add(person, PointFacts(kind, value.strip()))
        return _told_points(candidate, person, {"fields": ["contacts"], "added": [kind, value.strip()]}, now=now)


def remove_own_point(candidate: Candidate, point_id: int, *, now: datetime) -> TimelineEntry:
    """Takes an address or number away. Raises NoSuchPoint."""
    with transaction.atomic():
        person = _locked(candidate, now=now)
        row = ContactPoint.objects.filter(candidate=person, pk=point_id, kind__in=(EMAIL, PHONE)).first()
        if row is None:
            raise NoSuchPoint
        removed = [str(row.kind), row.value, row.label]
        row.delete()
        return _told_points(candidate, person, {"fields": ["contacts"], "removed": removed}, now=now)


def take_back_correction(candidate: Candidate, entry_id: str, *, now: datetime) -> None:
    """Undo within 7 days; what was changed again since then stays. Raises CorrectionStays, or as `add_own_point`."""
    with transaction.atomic():
        person = _locked(candidate, now=now)
        entry = next((one for one in corrections_of(candidate, now=now) if one.public_id == entry_id), None)
        if entry is None:
            raise CorrectionStays
        told: dict[str, Any] = {"fields": entry.data["fields"], "entry": entry.public_id}
        if "after" in entry.data:
            same = [field for field, value in entry.data["after"].items() if getattr(person, field) == value]
            _put(candidate, person, {field: entry.data["before"][field] for field in same}, now=now)
            _tell(candidate, "correction_taken_back", told, now=now)
            return
        if "removed" in entry.data:
            _add(person, PointFacts(*entry.data["removed"]))
        else:
            kind, value = entry.data["added"]
            [row] = settle_points(person, [PointFacts(kind, value)])
            ContactPoint.objects.filter(candidate=person, kind=kind, key=row.key).delete()
        _told_points(candidate, person, told, now=now, kind="correction_taken_back")


def corrections_of(candidate: Candidate, *, now: datetime) -> list[TimelineEntry]:
    """The corrections of the last 7 days that can be taken back, newest first."""
    rows = TimelineEntry.objects.filter(candidate=candidate, kind__in=_KINDS, at__gt=now - CORRECTION_UNDO)
    entries = list(rows.order_by("-at", "-id"))
    back = {entry.data.get("entry") for entry in entries if entry.kind == "correction_taken_back"}
    keys = {"after", "added", "removed"}
    return [one for one in entries if one.kind == "corrected" and one.public_id not in back and keys & set(one.data)]


class OwnWords(NamedTuple):
    """What a person said of themself and nobody else's list overrules: fields, and what they took away (kind, key)."""

    fields: set[str]
    removed: set[tuple[str, str]]


def own_words_of(people: Mapping[int, Candidate]) -> dict[int, OwnWords]:
    """By internal id, what holds now of their corrections; one query, and whoever corrected nothing is missing."""
    entries = TimelineEntry.objects.filter(candidate_id__among=set(people), kind__in=_KINDS).order_by("at", "id")
    rows = list(entries.values_list("candidate_id", "public_id", "kind", "data"))
    back = {data.get("entry") for _, _, kind, data in rows if kind == "correction_taken_back"}
    found: dict[int, OwnWords] = {}
    for person, entry, kind, data in rows:
        if kind == "corrected" and entry not in back:
            own = found.setdefault(person, OwnWords(set(), set()))
            own.fields.update(data["fields"])
            for way, update in (("removed", own.removed.add), ("added", own.removed.discard)):
                if way in data:
                    point, value = data[way][:2]
                    update((point, key_of(point, value, candidate=people[person])))
    return found


def _put(candidate: Candidate, person: Candidate, values: Mapping[str, str], *, now: datetime) -> None:
    for field, value in values.items():
        setattr(person, field, value)
    if "display_name" in values:
        reading = reading_of(person.display_name)
        person.sort_name, person.pinyin, person.initials = reading.sort_name, reading.pinyin, reading.initials
    twins.mark(person)
    changed = [*values, *_NAMES, *twins.FIELDS]
    person.save(update_fields=changed)
    for field in changed:
        setattr(candidate, field, getattr(person, field))
    note_twins(person, now=now)
    search.index([person.pk])


def _add(person: Candidate, point: PointFacts) -> None:
    points = list(ContactPoint.objects.filter(candidate=person))
    if point.kind not in (EMAIL, PHONE) or not point.value or len(points) >= POINTS_AT_MOST:
        raise UnusableContact(point.kind)
    [row] = settle_points(person, [point])
    require_unblocked([(row.kind, row.key)])
    if (owner := holder_of([row])) is not None:
        raise AlreadyThere(owner)
    row.candidate_id, row.position = person.pk, len(points)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        # Somebody else was faster.
        raise AlreadyThere(holder_of([row]) or person) from None


def _told_points(
    candidate: Candidate, person: Candidate, data: dict[str, Any], *, now: datetime, kind: str = "corrected"
) -> TimelineEntry:
    renumber(person)
    for field in ("email", "phone", "email_key", "phone_key"):
        setattr(candidate, field, getattr(person, field))
    search.index([person.pk])
    return _tell(candidate, kind, data, now=now)


def _tell(candidate: Candidate, kind: str, data: dict[str, Any], *, now: datetime) -> TimelineEntry:
    record(_PERSON, kind, now=now, subject=("candidate", candidate.pk), detail={"fields": data["fields"]})
    return append(candidate, kind, at=now, direction="in", data=data)


def _locked(candidate: Candidate, *, now: datetime) -> Candidate:
    # Whoever corrects their record knows of it.
    mark_told(candidate, "their_word", by=None, now=now)
    return Candidate.objects.select_for_update().get(pk=candidate.pk)
