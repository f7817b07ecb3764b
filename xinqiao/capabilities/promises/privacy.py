"""What a person's erasure and their copy take of this folder."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.promises.models import Promise, PromiseEvent, PromiseReader
from xinqiao.foundation.tenancy.personal_rows import PersonalTable, erase, told

TABLES: Final = (
    PersonalTable(Promise),
    PersonalTable(PromiseEvent, "promise__candidate"),
    PersonalTable(PromiseReader, "link__candidate", left_out={"browser_key": "opens the promises to one browser only"}),
)


def erase_person(candidate: Candidate, *, now: datetime) -> set[str]:
    """Deletes every promise with its history; returns no files."""
    erase(TABLES, candidate.pk)
    return set()


def export_person(candidate: Candidate) -> dict[str, Any]:
    """Every promise, what became of it, and when the page was opened for reading."""
    return told(TABLES, candidate.pk)
