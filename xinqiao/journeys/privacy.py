"""What a person's erasure and their copy take of this folder."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.foundation.tenancy.personal_rows import PersonalTable, erase, told
from xinqiao.journeys.models import DeskCard, Task

TABLES: Final = (
    PersonalTable(Task),
    PersonalTable(DeskCard, left_out={"subject": "the number of a row that the copy tells by itself"}),
)


def erase_person(candidate: Candidate, *, now: datetime) -> set[str]:
    """Deletes every task and every card of a day; returns no files."""
    erase(TABLES, candidate.pk)
    return set()


def export_person(candidate: Candidate) -> dict[str, Any]:
    """What colleagues meant to do, and on which days the person stood on somebody's desk."""
    return told(TABLES, candidate.pk)
