"""Storing the fates of many rows at once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from xinqiao.capabilities.importing import bulk
from xinqiao.capabilities.importing.fates import Fate
from xinqiao.capabilities.importing.models import ImportBatch, ImportRow
from xinqiao.capabilities.importing.settling import Settled
from xinqiao.foundation.tenancy.identifiers import new_public_id

# Of a row that waits for a decision, its cells: the file may be gone by then.
CELLS: Final = "cells"
# In the order of `_values`.
_COLUMNS: Final = (
    *("workspace_id", "public_id", "batch_id", "number", "fate", "reasons", "shown_name", "candidate_id"),
    *("duplicate_of_row", "before"),
)


def store_fates(batch: ImportBatch, settled: Sequence[Settled]) -> None:
    """Adds a row for each; the caller holds the transaction."""
    bulk.insert(ImportRow, _COLUMNS, list(_values(batch, settled)))


def kept_with(one: Settled) -> dict[str, Any] | None:
    """What a row keeps beside its fate: what an update replaced, or the cells of an undecided row."""
    if one.change:
        return one.change.to_json()
    return {CELLS: list(one.row.cells)} if one.fate is Fate.PROBABLE else None


def _values(batch: ImportBatch, settled: Sequence[Settled]) -> Iterator[tuple[Any, ...]]:
    workspace_id, batch_id = batch.workspace_id, batch.pk
    for one in settled:
        row, kept = one.row, kept_with(one)
        yield (
            workspace_id,
            row.ready.public_ids[2] if row.ready else new_public_id(),
            batch_id,
            row.number,
            one.fate.value,
            _reasons(one) if one.reasons else "[]",
            row.name,
            one.candidate_id,
            one.same_as_row,
            json.dumps(kept, ensure_ascii=False) if kept else None,
        )


def _reasons(one: Settled) -> str:
    reasons: list[dict[str, Any]] = [problem.to_json() for problem in one.reasons]
    if one.row.blank_to:
        reasons[0]["to"] = one.row.blank_to
    return json.dumps(reasons, ensure_ascii=False)
