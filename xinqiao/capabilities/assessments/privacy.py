"""What a person's erasure and their copy take of this folder."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from xinqiao.capabilities.assessments.models import DoubtWord, HandEntry, Response, Score
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.foundation.tenancy.personal_rows import PersonalTable, erase, told
from xinqiao.foundation.tenancy.row_copies import Values

TABLES: Final = (
    PersonalTable(Response, left_out={"browser_key": "opens the answers to one browser only"}),
    PersonalTable(Score, "response__candidate"),
    PersonalTable(HandEntry, "response__candidate"),
    PersonalTable(DoubtWord, "response__candidate"),
)


def erase_person(candidate: Candidate, *, now: datetime) -> set[str]:
    """Deletes every filling, shared or not, with its scores and words; returns no files."""
    erase(TABLES, candidate.pk)
    return set()


def without_unshared(copy: Mapping[str, list[Values]]) -> dict[str, list[Values]]:
    """Of a copy by table, this folder's or any, what staff may see: fillings that are not shared leave with all
    that was made of them."""
    responses = copy.get(Response._meta.label, [])
    hidden = {row["public_id"] for row in responses if row["state"] != Response.State.SHARED}
    return {
        label: [row for row in rows if row.get("public_id" if rows is responses else "response") not in hidden]
        for label, rows in copy.items()
    }


def export_person(candidate: Candidate) -> dict[str, Any]:
    """Every filling, shared or not, and what was made of it. For the person alone."""
    return told(TABLES, candidate.pk)
