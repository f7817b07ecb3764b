"""What happened with people since an import brought them in: whoever is known by now is not undone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from django.db import models

from xinqiao.capabilities.assessments.models import Response
from xinqiao.capabilities.candidates.models import (
    Attachment,
    Candidate,
    CandidateLink,
    Merge,
    Sign,
    TimelineEntry,
)
from xinqiao.capabilities.consent.models import ConsentEvent, ContactTerms
from xinqiao.capabilities.importing.models import ImportBatch, ImportRow
from xinqiao.capabilities.importing.rows import RowCode

# The rows of a person that keep them, and what is said then; the first that applies.
_KEEPING: Final[tuple[tuple[type[models.Model], str, RowCode], ...]] = (
    (ConsentEvent, "candidate_id", RowCode.KEPT_CONSENT),
    (ContactTerms, "candidate_id", RowCode.KEPT_CONSENT),
    (Response, "candidate_id", RowCode.KEPT_ANSWERS),
    (CandidateLink, "candidate_id", RowCode.KEPT_LINK),
    (Merge, "survivor_id", RowCode.KEPT_MERGED),
    (Attachment, "candidate_id", RowCode.KEPT_EDITED),
    (Sign, "candidate_id", RowCode.KEPT_CONTACT),
)
_OWN_ENTRIES: Final = ("added", "note", "changed", "answers_imported")
# A merge that stands keeps people by itself; one that was taken back left them as they were.
_MERGE_ENTRIES: Final = ("merged", "unmerged")


def happened_since(people: Collection[int], batch: ImportBatch) -> dict[int, RowCode]:
    """Which of these people (internal ids) stay although their import is undone, and why; a fixed number of queries."""
    ids = list(people)
    staying: dict[int, RowCode] = {}
    if not ids:
        return staying
    for model, column, code in _KEEPING:
        rows: Any = model._default_manager.filter(**{f"{column}__in": ids})
        if model is Merge:
            rows = rows.filter(undone_at=None)
        if model is Response:
            # What a list brought along is no act of the person.
            rows = rows.exclude(mode=Response.Mode.IMPORT)
        for candidate_id in rows.values_list(column, flat=True):
            staying.setdefault(candidate_id, code)
    for candidate_id, kind, direction, data in TimelineEntry.objects.filter(candidate_id__in=ids).values_list(
        "candidate_id", "kind", "direction", "data"
    ):
        if kind not in _MERGE_ENTRIES and not _is_own(kind, data, batch):
            staying.setdefault(candidate_id, _code_of(kind, direction))
    return staying


def remove_people(ids: Collection[int]) -> None:
    """Deletes people with all that belongs to them, in the caller's transaction; rows of imports only lose the name."""
    for portion in _portions(sorted(ids)):
        rows = ImportRow.objects.filter(candidate_id__in=portion)
        rows.update(candidate=None)
        Candidate.objects.filter(pk__in=portion).delete()


def _is_own(kind: str, data: Mapping[str, Any], batch: ImportBatch) -> bool:
    """Whether this import wrote the entry, or took back there what it had changed."""
    return kind in _OWN_ENTRIES and batch.public_id in (data.get("import"), data.get("undone_import"))


def _code_of(kind: str, direction: str) -> RowCode:
    if direction:
        return RowCode.KEPT_CONTACT
    return RowCode.KEPT_NOTE if kind == "note" else RowCode.KEPT_EDITED


def _portions(ids: list[int]) -> Iterable[list[int]]:
    return (ids[start : start + 500] for start in range(0, len(ids), 500))
