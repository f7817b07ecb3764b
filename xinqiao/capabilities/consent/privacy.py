"""What a person's erasure and their copy take of this folder."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.consent.models import (
    ConsentEvent,
    ContactTerms,
    LegalHold,
    NamedRecipient,
    PersonRequest,
    RequestEvent,
)
from xinqiao.foundation.tenancy.personal_rows import PersonalTable, erase, told

TABLES: Final = (
    PersonalTable(ConsentEvent),
    PersonalTable(ContactTerms),
    PersonalTable(NamedRecipient),
    PersonalTable(PersonRequest),
    PersonalTable(RequestEvent, "request__candidate"),
    PersonalTable(LegalHold),
)


def erase_person(candidate: Candidate, *, now: datetime) -> set[str]:
    """Deletes decisions, terms and requests; that they stay left alone is kept as digests (`candidates.blocking`)."""
    erase(TABLES, candidate.pk)
    return set()


def export_person(candidate: Candidate) -> dict[str, Any]:
    """Every decision with its proof, what is in force, named recipients, requests with answers, and legal holds."""
    return told(TABLES, candidate.pk)
