"""What a person's erasure and their copy take of this folder."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.promises.models import Promise, PromiseEvent
from xinqiao.foundation.tenancy.personal_rows import PersonalTable, erase, told

TABLES: Final = (
    PersonalTable(Promise),
    PersonalTable(PromiseEvent, "promise__candidate"),
)


def erase_person(candidate: Candidate, *, now: datetime) -> set[str]:
    """Deletes every promise with its history; returns no files."""
    erase(TABLES, candidate.pk)
    return set()


def export_person(candidate: Candidate) -> dict[str, Any]:
    """Every promise, and what became of it."""
    return told(TABLES, candidate.pk)
