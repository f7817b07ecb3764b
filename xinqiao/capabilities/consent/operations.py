"""Writes of what the person decided. Every decision is kept; the state in force follows from the last one."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta

from django.db import transaction

from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.candidates.operations import append, mark_told, set_time_zone
from xinqiao.capabilities.consent.models import ConsentEvent, ContactTerms
from xinqiao.domain.send_facts import NamedReason
from xinqiao.foundation.audit.operations import Actor, record
from xinqiao.foundation.gateways import replay_list
from xinqiao.foundation.tenancy.scope import current_workspace_id
from xinqiao.foundation.workspaces.models import Member
from xinqiao.foundation.workspaces.operations import actor_of

UNDO = timedelta(days=7)
SAME_ASK = timedelta(hours=1)
PERSON = Actor("candidate")

GRANTED, LATER, STOPPED = "granted", "later", "stopped"


@dataclass(frozen=True)
class Reach:
    """How a person wants to be reached: playbook ids, weekdays, hours, and a line of their own. All may be empty."""

    pace: str = ""
    channels: list[str] = field(default_factory=list)
    day_parts: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    reach_note: str = ""
    excluded_weekdays: list[int] = field(default_factory=list)
    hours_from: int | None = None
    hours_to: int | None = None

    def with_pace(self, pace: str) -> Reach:
        """The same at another pace."""
        return replace(self, pace=pace)


REACH_FIELDS = tuple(Reach.__dataclass_fields__)


class ProofMissing(ValueError):
    """A yes written down by a member needs to say how and when the person said it."""


class NothingToUndo(Exception):
    """There is no such decision of the last 7 days to take back; `in_force` is what holds now."""

    def __init__(self, in_force: str) -> None:
        super().__init__(in_force)
        self.in_force = in_force


class OnlyThePersonCan(Exception):
    """After a stop only the person can open the door again."""


def terms_of(candidate: Candidate) -> ContactTerms:
    """The state in force, created empty when there is none yet."""
    terms, _ = ContactTerms.objects.get_or_create(candidate=candidate)
    return terms


def decide(candidate: Candidate, decision: str, *, text_version: str, language: str, now: datetime) -> ContactTerms:
    """The person's own tap on a link: granted, later or stopped. Repeating the same tap changes nothing."""
    with transaction.atomic():
        terms = locked_terms(candidate)
        if terms.permission == decision:
            return terms
        ConsentEvent.objects.create(
            candidate=candidate,
            decision=decision,
            channel="link",
            text_version=text_version,
            language=language,
            at=now,
        )
        _put_in_force(terms, decision, now=now)
        append(candidate, f"said_{decision}", at=now, direction="in")
        record(PERSON, f"consent_{decision}", now=now, subject=("candidate", candidate.pk))
    return terms


def record_by_hand(candidate: Candidate, decision: str, *, proof: str, by: Member, now: datetime) -> ContactTerms:
    """A decision the person gave otherwise, with its proof. What holds already only gains one more proof.

    Raises ProofMissing for a yes without words and OnlyThePersonCan for anything looser after a stop.
    """
    if not proof.strip():
        raise ProofMissing
    with transaction.atomic():
        terms = locked_terms(candidate)
        if terms.permission == STOPPED and decision != STOPPED:
            raise OnlyThePersonCan
        ConsentEvent.objects.create(
            candidate=candidate,
            decision=decision,
            channel="by_hand",
            proof=proof.strip(),
            recorded_by=by,
            at=now,
        )
        # Put in force twice, a decision would have itself as the state before, and the person no way back.
        if terms.permission != decision:
            _put_in_force(terms, decision, now=now)
        append(candidate, f"said_{decision}", at=now, direction="in", by=by, data={"by_hand": True})
        # Whoever answers knows of us.
        mark_told(candidate, "their_word", by=by, now=now)
        record(actor_of(by), f"consent_{decision}", now=now, subject=("candidate", candidate.pk))
    return terms


def undo_decision(candidate: Candidate, *, expected: str, language: str, now: datetime) -> ContactTerms:
    """The person takes their last decision back, within 7 days.

    `expected` is the decision that their page offered to take back. Raises NothingToUndo when another one
    has followed it, or after the 7 days.
    """
    with transaction.atomic():
        terms = locked_terms(candidate)
        if terms.permission != expected or not may_undo(terms, now=now):
            raise NothingToUndo(terms.permission)
        ConsentEvent.objects.create(candidate=candidate, decision="undone", channel="link", language=language, at=now)
        _note_stop(terms, terms.permission_before, now=now)
        terms.permission, terms.permission_before = terms.permission_before, ""
        terms.decided_at = now
        terms.save(update_fields=["permission", "permission_before", "decided_at"])
        append(candidate, "took_back", at=now, direction="in")
        record(PERSON, "consent_undone", now=now, subject=("candidate", candidate.pk))
    return terms


def may_undo(terms: ContactTerms, *, now: datetime) -> bool:
    """Whether the last decision can still be taken back."""
    return bool(terms.permission_before and terms.decided_at and now - terms.decided_at < UNDO)


def choose_reach(candidate: Candidate, reach: Reach, *, now: datetime, time_zone: str | None = None) -> None:
    """The person's own choice of pace, channels, times and topics; in force at once.

    `time_zone` is where they say they live; None leaves it.
    """
    with transaction.atomic():
        terms = locked_terms(candidate)
        former = asdict(reach_of(terms))
        if former != asdict(reach) or time_zone not in (None, candidate.time_zone):
            chosen = terms.chosen_at.isoformat() if terms.chosen_at else ""
            terms.reach_before = {**former, "chosen_at": chosen, "time_zone": candidate.time_zone}
        for name, value in asdict(reach).items():
            setattr(terms, name, value)
        terms.chosen_at = now
        terms.save(update_fields=[*REACH_FIELDS, "chosen_at", "reach_before"])
        if time_zone is not None:
            set_time_zone(candidate, time_zone, now=now)
        append(candidate, "chose_reach", at=now, direction="in", data={"pace": reach.pace})
        record(PERSON, "reach_chosen", now=now, subject=("candidate", candidate.pk))


def reach_of(terms: ContactTerms) -> Reach:
    """What these terms say of how to reach the person."""
    return Reach(**{name: getattr(terms, name) for name in REACH_FIELDS})


def note_objection(candidate: Candidate, *, purpose: str, text_version: str, language: str, now: datetime) -> None:
    """Keeps in the ledger that the person objects to a purpose; what follows from it is the caller's."""
    ConsentEvent.objects.create(
        candidate=candidate,
        decision="objected",
        purpose=purpose,
        channel="link",
        text_version=text_version,
        language=language,
        at=now,
    )


def note_permission_ask(candidate: Candidate, *, now: datetime) -> None:
    """Counts one request for permission (the first, or the one reminder)."""
    terms = locked_terms(candidate)
    terms.permission_asks = [*terms.permission_asks, now.isoformat()]
    terms.save(update_fields=["permission_asks"])


def forget_permission_ask(candidate: Candidate, at: datetime) -> None:
    """The request of that moment did not go out, so it counts no longer."""
    terms = locked_terms(candidate)
    terms.permission_asks = [one for one in terms.permission_asks if datetime.fromisoformat(one) != at]
    terms.save(update_fields=["permission_asks"])


def reason_of(by: Member, words: str) -> NamedReason | None:
    """This member's reason as the send check reads it; None without words."""
    words = words.strip()
    return NamedReason(by.user.name or by.user.email, words) if words else None


def note_reason(candidate: Candidate, rule: str | None, words: str, *, by: Member, now: datetime) -> None:
    """Keeps the reason that let a message past this rule on the timeline; without a rule there is nothing to keep."""
    if rule is None:
        return
    append(candidate, "went_on", at=now, by=by, data={"rule": str(rule), "text": words.strip()})
    record(actor_of(by), "went_on_with_reason", now=now, subject=("candidate", candidate.pk))


def is_same_ask(terms: ContactTerms, *, now: datetime) -> bool:
    """Whether copying again now belongs to the ask just made (the first copy was lost, say), not a new one."""
    if terms.permission != ContactTerms.Permission.NONE or not terms.permission_asks:
        return False
    return now - datetime.fromisoformat(terms.permission_asks[-1]) < SAME_ASK


def locked_terms(candidate: Candidate) -> ContactTerms:
    """The state in force, its row locked until the caller's transaction ends."""
    terms_of(candidate)
    return ContactTerms.objects.select_for_update().get(candidate=candidate)


def lock_terms(*ids: int) -> dict[int, ContactTerms]:
    """The states of these people (internal ids) that there are, locked in one order.

    Whoever locks a record too locks the terms first: the person's taps and every copy do, and two acts that lock in
    opposite orders end with one of them lost.
    """
    rows = ContactTerms.objects.select_for_update().filter(candidate_id__in=ids).order_by("pk")
    return {row.candidate_id: row for row in rows}


def _note_stop(terms: ContactTerms, decision: str, *, now: datetime) -> None:
    """A stop, or its end, outlives the restore of a backup that is older."""
    if STOPPED in (terms.permission, decision):
        person = terms.candidate
        replay_list.note(
            replay_list.STOP, workspace_id=current_workspace_id(), row=person.public_id, now=now, state=decision
        )


def _put_in_force(terms: ContactTerms, decision: str, *, now: datetime) -> None:
    _note_stop(terms, decision, now=now)
    terms.permission_before, terms.permission, terms.decided_at = terms.permission, decision, now
    terms.save(update_fields=["permission_before", "permission", "decided_at"])
