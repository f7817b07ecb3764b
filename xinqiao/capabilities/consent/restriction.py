"""A person's data are only kept, not used: who asked for it, why, and who lifts it. Every word is in the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.candidates.operations import append, set_restricted
from xinqiao.capabilities.consent.models import ConsentEvent
from xinqiao.capabilities.consent.operations import PERSON, OnlyThePersonCan, ProofMissing, locked_terms
from xinqiao.foundation.audit.operations import record
from xinqiao.foundation.workspaces.models import Member
from xinqiao.foundation.workspaces.operations import actor_of

USE: Final = "use"
RESTRICTED: Final = "restricted"
LIFTED: Final = "lifted"


@dataclass(frozen=True)
class Restriction:
    """Why a person's data are only kept, and since when; `by` is empty where it was their own tap."""

    since: datetime
    reason: str
    by: str


def restrict(candidate: Candidate, *, language: str, now: datetime) -> None:
    """The person's own tap: from now on their data are only kept. Repeating it changes nothing."""
    _switch(candidate, RESTRICTED, now=now, language=language)


def lift(candidate: Candidate, *, language: str, now: datetime) -> None:
    """The person's own tap: their data may be used again, as far as everything else they decided allows it."""
    _switch(candidate, LIFTED, now=now, language=language)


def restrict_by_hand(candidate: Candidate, *, reason: str, by: Member, now: datetime) -> None:
    """A member restricts the use, with a reason that the person can read. Raises ProofMissing without one."""
    _switch(candidate, RESTRICTED, now=now, by=by, reason=reason)


def lift_by_hand(candidate: Candidate, *, reason: str, by: Member, now: datetime) -> None:
    """A member writes down that the person allowed the use again, in their words.

    Raises ProofMissing without them, and OnlyThePersonCan where the person restricted it by their own tap: then the
    same page opens it again.
    """
    with transaction.atomic():
        locked_terms(candidate)
        last = _last(candidate)
        if last is not None and last.channel == "link":
            raise OnlyThePersonCan
        _switch(candidate, LIFTED, now=now, by=by, reason=reason)


def restriction_of(candidate: Candidate) -> Restriction | None:
    """Since when and why the data are only kept; None, without a query, where they may be used."""
    if candidate.restricted_at is None:
        return None
    last = _last(candidate)
    writer = last.recorded_by if last else None
    by = (writer.user.name or writer.user.email) if writer else ""
    return Restriction(candidate.restricted_at, last.proof if last else "", by)


def _last(candidate: Candidate) -> ConsentEvent | None:
    rows = ConsentEvent.objects.filter(candidate=candidate, purpose=USE, decision=RESTRICTED)
    return rows.select_related("recorded_by__user").order_by("-at", "-id").first()


def _switch(
    candidate: Candidate,
    decision: str,
    *,
    now: datetime,
    language: str = "",
    by: Member | None = None,
    reason: str = "",
) -> None:
    if by is not None and not reason.strip():
        raise ProofMissing
    with transaction.atomic():
        # The send check reads under the same lock.
        locked_terms(candidate)
        if not set_restricted(candidate, now if decision == RESTRICTED else None):
            return
        ConsentEvent.objects.create(
            candidate=candidate,
            purpose=USE,
            decision=decision,
            channel="by_hand" if by else "link",
            language=language,
            proof=reason.strip(),
            recorded_by=by,
            at=now,
        )
        kind = "use_restricted" if decision == RESTRICTED else "use_allowed"
        append(candidate, kind, at=now, direction="" if by else "in", by=by)
        record(actor_of(by) if by else PERSON, kind, now=now, subject=("candidate", candidate.pk))
