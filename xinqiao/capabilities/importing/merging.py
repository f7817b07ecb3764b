"""Two people become one, or two again: rows of imports name the record that is there."""

from __future__ import annotations

from typing import Any

from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.importing.models import ImportRow
from xinqiao.foundation.tenancy.row_copies import hand_over, ids_of


def merge_people(keep: Candidate, other: Candidate) -> dict[str, Any]:
    """Rows that brought or met `other` name `keep` from now on."""
    rows = ids_of(ImportRow, other.pk)
    hand_over(ImportRow, rows, candidate_id=keep.pk)
    return {"rows": rows}


def unmerge_people(keep: Candidate, other: Candidate, copy: dict[str, Any]) -> None:
    """Gives them back."""
    hand_over(ImportRow, ids_of(ImportRow, keep.pk, pk__in=copy["rows"]), candidate_id=other.pk)
