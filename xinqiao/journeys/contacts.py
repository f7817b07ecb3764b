"""Contacts past the product: calls, what a member tells of them, and whether a copied text went out."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from xinqiao.capabilities.assessments.queries import readings_of
from xinqiao.capabilities.assessments.standings import standing_of
from xinqiao.capabilities.candidates import operations as candidates
from xinqiao.capabilities.candidates.models import Candidate, CopiedText, TimelineEntry
from xinqiao.capabilities.candidates.operations import Contact, append
from xinqiao.capabilities.candidates.queries import happened_since
from xinqiao.capabilities.consent import gate
from xinqiao.capabilities.consent import operations as consent
from xinqiao.domain.contacts import CALLED, Outcome
from xinqiao.domain.send_facts import Purpose
from xinqiao.foundation.audit.operations import record
from xinqiao.foundation.workspaces.models import Member
from xinqiao.foundation.workspaces.operations import actor_of
from xinqiao.journeys.queries import tempo_of
from xinqiao.journeys.steps import written_down

PHONE = "phone"


def start_call(candidate: Candidate, *, by: Member, now: datetime, reason: str = "") -> str:
    """Asks the send check before a call, and notes that one began; returns what the call may be for.

    Without a yes a call is a request for permission, and counts as the one or the reminder. A second call within the
    hour is the same one. Raises gate.Refused.
    """
    with transaction.atomic():
        terms = consent.locked_terms(candidate)
        purpose = "" if terms.permission == consent.GRANTED else str(Purpose.PERMISSION)
        again = happened_since(candidate, CALLED, since=now - consent.SAME_ASK)
        if purpose:
            again = again and consent.is_same_ask(terms, now=now)
        copy = gate.Copy(
            purpose,
            PHONE,
            tempo_of(standing_of(readings_of(candidate))),
            again,
            sees_answers=by.keeps(candidate.owner_id),
            by=by.pk,
            reason=consent.reason_of(by, reason),
        )
        consent.note_reason(candidate, gate.require_copy(candidate, copy, now=now), reason, by=by, now=now)
        if not again:
            if purpose:
                consent.note_permission_ask(candidate, now=now)
            append(candidate, CALLED, at=now, direction="out", by=by, data={"what": purpose})
        record(actor_of(by), "call_started", now=now, subject=("candidate", candidate.pk))
    return purpose


def log(candidate: Candidate, contact: Contact, *, proof: str, by: Member, now: datetime) -> TimelineEntry:
    """Writes a contact down; where they asked us to stop, the stop holds at once, with `proof` in words.

    Raises candidates.NotToldYet as `log_contact` does.
    """
    with transaction.atomic():
        # Before the record is: a no that is written down comes before or after a copy, and neither is lost.
        consent.locked_terms(candidate)
        entry = candidates.log_contact(candidate, contact, by=by, now=now)
        if contact.outcome is Outcome.STOP:
            written_down(candidate, consent.STOPPED, proof=proof, by=by, now=now)
    return entry


def copy_not_sent(copy: CopiedText, *, now: datetime) -> None:
    """The copied text did not go out, so the ask counts no longer; raises candidates.WordStays."""
    with transaction.atomic():
        terms = consent.locked_terms(copy.candidate)
        counted = candidates.say_not_sent(copy, now=now)
        if counted is not None and copy.kind == "permission_asked" and terms.permission != consent.STOPPED:
            consent.forget_permission_ask(copy.candidate, counted)


def copy_word_back(copy: CopiedText, *, now: datetime) -> None:
    """Undo of the word on a copy; raises candidates.WordStays."""
    with transaction.atomic():
        consent.locked_terms(copy.candidate)
        counts = candidates.take_word_back(copy, now=now)
        if counts is not None and copy.kind == "permission_asked":
            consent.note_permission_ask(copy.candidate, now=counts)
