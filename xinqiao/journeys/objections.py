"""A person objects to a use of what they told us: effective at once, in every capability that it concerns."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from xinqiao.capabilities.assessments import operations as assessments
from xinqiao.capabilities.assessments.models import Response
from xinqiao.capabilities.assessments.queries import shared_of
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.candidates.operations import append
from xinqiao.capabilities.consent import operations as consent
from xinqiao.foundation.audit.operations import record
from xinqiao.journeys import steps

# Goes into the consent record; a changed page gets a new one.
TEXT_VERSION: Final = "objection-1"
TONE: Final = "tone"


def object_to_tone(candidate: Candidate, *, language: str, now: datetime) -> int:
    """Answers no longer set tempo and tone: whatever was shared is taken back. Returns how many fillings.

    As with every result that is taken back, it can be shared anew for 7 days and is then deleted.
    """
    with transaction.atomic():
        consent.locked_terms(candidate)
        fillings = shared_of(candidate)
        for filling in fillings:
            assessments.decide(filling, Response.State.PRIVATE, now=now)
        consent.note_objection(candidate, purpose=TONE, text_version=TEXT_VERSION, language=language, now=now)
        append(candidate, "objected", at=now, direction="in")
        record(consent.PERSON, "objected", now=now, subject=("candidate", candidate.pk), detail={"purpose": TONE})
    return len(fillings)


def object_to_all(candidate: Candidate, *, language: str, now: datetime) -> None:
    """No contact and no use of the answers: a stop, and an objection to setting the tone by them."""
    with transaction.atomic():
        object_to_tone(candidate, language=language, now=now)
        steps.stop(candidate, text_version=TEXT_VERSION, language=language, now=now)
