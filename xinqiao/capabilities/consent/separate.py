"""Writes of separate consents, and the guard that whoever acts on one asks inside their own transaction."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.candidates.operations import append, require_told, require_usable
from xinqiao.capabilities.consent.allowed import BY_LINK, as_json, as_recipient, events_in, ledger_of
from xinqiao.capabilities.consent.models import ConsentEvent, NamedRecipient
from xinqiao.capabilities.consent.operations import (
    PERSON,
    STOPPED,
    NothingToUndo,
    OnlyThePersonCan,
    ProofMissing,
    locked_terms,
)
from xinqiao.domain.separate_consents import (
    NAMED,
    Event,
    NoRecipient,
    Purpose,
    Recipient,
    State,
    Word,
    closed_to_others,
    standing,
    undoable,
    word_of_a_no,
)
from xinqiao.foundation.audit.operations import record
from xinqiao.foundation.workspaces.models import Member
from xinqiao.foundation.workspaces.operations import actor_of
from xinqiao.playbook.loader import playbook


class ConsentMissing(Exception):
    """There is no yes to this act, this text and this recipient; `state` says where it stands."""

    def __init__(self, purpose: Purpose, state: State) -> None:
        super().__init__(purpose, state)
        self.purpose, self.state = purpose, state


class TextChanged(Exception):
    """The person read an older text; they have to see the present one before their word counts."""


class NothingNewIsAsked(Exception):
    """After a stop a yes is neither asked nor taken; a no always is."""


def require_consent(candidate: Candidate, purpose: Purpose, *, recipient: Recipient | None = None) -> None:
    """Raises ConsentMissing unless the person allows exactly this, and UseRestricted where nothing may be used.

    Call it inside the transaction that acts, at the moment of acting: what is queued must ask again then. It locks the
    person's terms, so a withdrawal at the same moment comes before or after, never between.
    """
    with transaction.atomic():
        locked_terms(candidate)
        require_usable(candidate)
        version = playbook().separate_consent(purpose).version
        present = standing(_events(candidate), purpose, text_version=version, recipient=recipient)
        if present.state is not State.IN_FORCE:
            raise ConsentMissing(purpose, present.state)


def say(
    candidate: Candidate,
    purpose: Purpose,
    *,
    yes: bool,
    text_version: str,
    language: str,
    now: datetime,
    recipient: Recipient | None = None,
) -> None:
    """The person's own tap; it concerns this act and recipient alone. Repeating the same tap changes nothing.

    Raises TextChanged when they read an older text, NothingNewIsAsked for a yes after a stop, and the domain's
    RecipientMissing or NoRecipient.
    """
    with transaction.atomic():
        stopped = locked_terms(candidate).permission == STOPPED
        current = playbook().separate_consent(purpose).version
        present = standing(_events(candidate), purpose, text_version=current, recipient=recipient)
        if yes and stopped:
            raise NothingNewIsAsked
        # A no means no, whichever text stood above it.
        if yes and text_version != current:
            raise TextChanged
        said_already = (State.IN_FORCE,) if yes else (State.REFUSED, State.WITHDRAWN)
        if present.state in said_already:
            return
        word = Word.GRANTED if yes else word_of_a_no(present)
        ConsentEvent.objects.create(
            candidate=candidate,
            purpose=purpose,
            decision=word,
            channel=BY_LINK,
            text_version=text_version,
            language=language,
            recipient=as_json(recipient),
            at=now,
        )
        _note(candidate, purpose, word, now=now)
        record(PERSON, f"separate_{word}", now=now, subject=("candidate", candidate.pk), detail={"purpose": purpose})


def write_down(
    candidate: Candidate,
    purpose: Purpose,
    *,
    yes: bool,
    proof: str,
    by: Member,
    now: datetime,
    recipient: Recipient | None = None,
) -> None:
    """What the person said elsewhere, with its proof. A yes is to the present text, which the member read to them.

    Raises ProofMissing without words, NotToldYet, UseRestricted for a yes, and OnlyThePersonCan for a yes after a stop
    or after the person's own no.
    """
    if not proof.strip():
        raise ProofMissing
    with transaction.atomic():
        stopped = locked_terms(candidate).permission == STOPPED
        require_told(Candidate.objects.get(pk=candidate.pk))
        version = playbook().separate_consent(purpose).version
        present = standing(_events(candidate), purpose, text_version=version, recipient=recipient)
        if yes:
            require_usable(candidate)
            if stopped or closed_to_others(present):
                raise OnlyThePersonCan
        word = Word.GRANTED if yes else word_of_a_no(present)
        ConsentEvent.objects.create(
            candidate=candidate,
            purpose=purpose,
            decision=word,
            channel="by_hand",
            text_version=version,
            recipient=as_json(recipient),
            proof=proof.strip(),
            recorded_by=by,
            at=now,
        )
        _note(candidate, purpose, word, now=now, by=by)
        detail = {"purpose": purpose}
        record(actor_of(by), f"separate_{word}", now=now, subject=("candidate", candidate.pk), detail=detail)


def take_back(candidate: Candidate, line: str, *, language: str, now: datetime) -> None:
    """The person takes their last word on one consent back, within 7 days; `line` is its public id in the ledger.

    Raises NothingToUndo when another word has followed, after the 7 days, and where it would bring a yes back after a
    stop.
    """
    with transaction.atomic():
        stopped = locked_terms(candidate).permission == STOPPED
        events = _events(candidate)
        offered = next((event for event in events if event.key == line), None)
        if offered is None or undoable(events, offered.purpose, offered.recipient, now=now) != offered:
            raise NothingToUndo("")
        undone = Event(key="", purpose=offered.purpose, word=Word.UNDONE, at=now, undoes=line)
        version = playbook().separate_consent(offered.purpose).version
        after = standing([*events, undone], offered.purpose, text_version=version, recipient=offered.recipient)
        if stopped and after.state is State.IN_FORCE:
            raise NothingToUndo("")
        ConsentEvent.objects.create(
            candidate=candidate,
            purpose=offered.purpose,
            decision=Word.UNDONE,
            channel=BY_LINK,
            language=language,
            recipient=as_json(offered.recipient),
            undoes=line,
            at=now,
        )
        _note(candidate, offered.purpose, Word.UNDONE, now=now)
        detail = {"purpose": offered.purpose}
        record(PERSON, "separate_undone", now=now, subject=("candidate", candidate.pk), detail=detail)


def name_recipient(
    candidate: Candidate, purpose: Purpose, recipient: Recipient, *, by: Member, now: datetime
) -> NamedRecipient:
    """Puts a recipient on the person's page, so that they can say yes or no to it. Nothing goes there by that.

    The same words again give the recipient that is there. Raises NoRecipient, NotToldYet, UseRestricted, and
    OnlyThePersonCan after a stop.
    """
    if purpose not in NAMED:
        raise NoRecipient(purpose)
    with transaction.atomic():
        if locked_terms(candidate).permission == STOPPED:
            raise OnlyThePersonCan
        require_told(Candidate.objects.get(pk=candidate.pk))
        require_usable(candidate)
        present = NamedRecipient.objects.filter(candidate=candidate, purpose=purpose, taken_back_at=None)
        for row in present:
            if as_recipient(row) == recipient:
                return row
        row = NamedRecipient.objects.create(
            candidate=candidate, purpose=purpose, **as_json(recipient), named_by=by, named_at=now
        )
        append(candidate, "recipient_named", at=now, by=by, data={"purpose": purpose})
        record(actor_of(by), "recipient_named", now=now, subject=("candidate", candidate.pk))
    return row


def stop_naming(row: NamedRecipient, *, by: Member, now: datetime) -> None:
    """Takes a recipient off the person's page. A yes that they gave stays in the ledger, and theirs to take back."""
    with transaction.atomic():
        if NamedRecipient.objects.filter(pk=row.pk, taken_back_at=None).update(taken_back_at=now):
            append(row.candidate, "recipient_taken_back", at=now, by=by, data={"purpose": row.purpose})
            record(actor_of(by), "recipient_taken_back", now=now, subject=("candidate", row.candidate_id))


def _events(candidate: Candidate) -> list[Event]:
    return events_in(ledger_of(candidate))


def _note(candidate: Candidate, purpose: Purpose, word: Word, *, now: datetime, by: Member | None = None) -> None:
    data = {"purpose": purpose, "word": word, **({"by_hand": True} if by else {})}
    append(candidate, "separate_consent", at=now, direction="in", by=by, data=data)
