"""The folders that store something on people, those that build on others first. Each has a module `privacy`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final, Protocol

from xinqiao.capabilities.assessments import privacy as assessments
from xinqiao.capabilities.candidates import privacy as candidates
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.consent import privacy as consent
from xinqiao.capabilities.engagement import privacy as engagement
from xinqiao.capabilities.importing import privacy as importing
from xinqiao.capabilities.promises import privacy as promises
from xinqiao.foundation.tenancy.personal_rows import PersonalTable
from xinqiao.journeys import privacy as journeys


class Folder(Protocol):
    """What a folder's module `privacy` offers."""

    @property
    def TABLES(self) -> tuple[PersonalTable, ...]:  # noqa: N802
        """Its tables with rows about people, parents before children."""

    def erase_person(self, candidate: Candidate, *, now: datetime) -> set[str]:
        """Deletes everything on a person; returns the stored files that were the person's."""

    def export_person(self, candidate: Candidate) -> dict[str, Any]:
        """Everything on a person as JSON can hold it, by table."""


# The record itself goes last: everything else points at it.
FOLDERS: Final[tuple[Folder, ...]] = (journeys, importing, assessments, engagement, consent, promises, candidates)


def personal_tables() -> Iterator[PersonalTable]:
    """Every table with rows about people, parents before children."""
    for folder in reversed(FOLDERS):
        yield from folder.TABLES
