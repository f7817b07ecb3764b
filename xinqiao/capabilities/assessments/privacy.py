"""What a person's erasure and their copy take of this folder."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from xinqiao.capabilities.assessments.models import DoubtWord, HandEntry, Response, Score
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.foundation.tenancy.personal_rows import PersonalTable, erase, told

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


def export_person(candidate: Candidate) -> dict[str, Any]:
    """Every filling, shared or not, and what was made of it. For the person alone."""
    return told(TABLES, candidate.pk)
