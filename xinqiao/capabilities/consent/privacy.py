"""What a person's erasure and their copy take of this folder."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.consent.models import ConsentEvent, ContactTerms, NamedRecipient
from xinqiao.foundation.tenancy.personal_rows import PersonalTable, erase, told

TABLES: Final = (PersonalTable(ConsentEvent), PersonalTable(ContactTerms), PersonalTable(NamedRecipient))


def erase_person(candidate: Candidate, *, now: datetime) -> set[str]:
    """Deletes decisions and terms; that the person stays left alone is kept as digests (`candidates.blocking`)."""
    erase(TABLES, candidate.pk)
    return set()


def export_person(candidate: Candidate) -> dict[str, Any]:
    """Every decision with its proof, what is in force, and who was named to receive something."""
    return told(TABLES, candidate.pk)
