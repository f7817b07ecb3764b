"""Puts back what an import replaced on records, as far as it still stands as the import left it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q

from xinqiao.capabilities.candidates import search, twins
from xinqiao.capabilities.candidates.models import Candidate, CandidateTag, ContactPoint, TimelineEntry
from xinqiao.capabilities.importing.changes import NAME_FIELDS, name_anew
from xinqiao.capabilities.importing.models import ImportBatch, ImportRow
from xinqiao.capabilities.importing.people import tag_key
from xinqiao.foundation.workspaces.models import Member


def put_back(batch: ImportBatch, rows: Sequence[ImportRow], *, by: Member, now: datetime) -> list[ImportRow]:
    """Restores the records of these rows in the caller's transaction; returns those where something stays."""
    if not rows:
        return []
    people = Candidate.objects.in_bulk([row.candidate_id for row in rows if row.candidate_id])
    stayed, touched, back = [], set[str](), []
    for row in rows:
        candidate = people.get(row.candidate_id or 0)
        if candidate is None or not row.before:
            continue
        restored = _restore(candidate, row.before.get("fields", {}))
        touched |= restored
        twins.mark(candidate)
        back.append(candidate)
        if len(restored.difference(NAME_FIELDS)) < len(row.before.get("fields", {})):
            stayed.append(row)
    if touched:
        Candidate.objects.bulk_update(back, sorted(touched | {*twins.FIELDS}), batch_size=200)
    _take_away_added(batch, rows, people)
    search.index(candidate.pk for candidate in back)
    TimelineEntry.objects.bulk_create(
        TimelineEntry(candidate=one, at=now, kind="changed", by_id=by.pk, data={"undone_import": batch.public_id})
        for one in back
    )
    return stayed


def _restore(candidate: Candidate, fields: dict[str, list[Any]]) -> set[str]:
    restored = set()
    for name, (before, after) in fields.items():
        present = getattr(candidate, name)
        if isinstance(present, datetime):
            present = present.isoformat()
        if json.dumps(present) != json.dumps(after):
            continue
        setattr(candidate, name, datetime.fromisoformat(before) if name == "last_contact_at" and before else before)
        restored.add(name)
    if "display_name" in restored:
        name_anew(candidate)
        restored.update(NAME_FIELDS)
    return restored


def _take_away_added(batch: ImportBatch, rows: Sequence[ImportRow], people: dict[int, Candidate]) -> None:
    """Contact points that nobody made the first one meanwhile, tags, and the import's note."""
    added, tagged, noted = Q(), Q(), []
    for row in rows:
        candidate, before = people.get(row.candidate_id or 0), row.before or {}
        if candidate is None:
            continue
        in_use = {candidate.email_key, candidate.phone_key}
        keys = [(kind, key) for kind, key in before.get("points", []) if key not in in_use]
        for kind, key in keys:
            added |= Q(candidate_id=candidate.pk, kind=kind, key=key)
        if before.get("tags"):
            tagged |= Q(candidate_id=candidate.pk, tag__key__in=[tag_key(tag) for tag in before["tags"]])
        if before.get("note"):
            noted.append(candidate.pk)
    if added:
        ContactPoint.objects.filter(added).delete()
    if tagged:
        CandidateTag.objects.filter(tagged).delete()
    entries = TimelineEntry.objects.filter(candidate_id__in=noted, kind="note").values_list("pk", "data")
    own = [pk for pk, data in entries if data.get("import") == batch.public_id]
    TimelineEntry.objects.filter(pk__in=own).delete()
