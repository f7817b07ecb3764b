"""What a person's erasure and their copy take of this folder."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.engagement.models import ThreeTapCard
from xinqiao.foundation.tenancy.personal_rows import PersonalTable, erase, told

TABLES: Final = (PersonalTable(ThreeTapCard, left_out={"browser_key": "opens the card to one browser only"}),)


def erase_person(candidate: Candidate, *, now: datetime) -> set[str]:
    """Deletes every card; returns no files."""
    erase(TABLES, candidate.pk)
    return set()


def export_person(candidate: Candidate) -> dict[str, Any]:
    """Every card and what was tapped."""
    return told(TABLES, candidate.pk)
