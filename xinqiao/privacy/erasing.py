"""Erasing a person: out of every use at once, destroyed after seven days with an undo until then, or at once.

Asked for, every row of the person is set apart as one copy that nothing reads but the undo, so no list, search, figure,
export or message can meet them, in tables of today or of tomorrow. Their addresses are on the list of those who stay
out from that moment on, as digests. Destroyed, only numbers and times are left. Under a legal hold the copy is stored,
and used for nothing, until the hold is lifted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from xinqiao.capabilities.candidates.blocking import newly_blocked, unblock
from xinqiao.capabilities.candidates.models import (
    Candidate,
    CandidateLink,
    Erasure,
    ErasureFile,
    ErasureLink,
    Merge,
    SenderCode,
)
from xinqiao.capabilities.candidates.operations.sender_codes import code_hash
from xinqiao.capabilities.consent.keeping import hold_reasons
from xinqiao.capabilities.consent.models import LegalHold
from xinqiao.capabilities.consent.operations import lock_terms
from xinqiao.capabilities.importing.privacy import forget_lists, lists_with
from xinqiao.foundation.audit.operations import SYSTEM, Actor, record
from xinqiao.foundation.gateways import file_store, replay_list
from xinqiao.foundation.jobs.operations import enqueue
from xinqiao.foundation.tenancy.identifiers import link_hash
from xinqiao.foundation.tenancy.models import LinkAddress
from xinqiao.foundation.tenancy.scope import current_workspace_id
from xinqiao.foundation.workspaces.models import Member
from xinqiao.foundation.workspaces.operations import actor_of
from xinqiao.privacy.folders import FOLDERS
from xinqiao.privacy.parking import copy_person, put_person_back

UNDO: Final = timedelta(days=7)
TASK: Final = "xinqiao.privacy.tasks:destroy_due_people"
PERSON: Final = Actor("candidate")
# The states of the replay list.
ASKED, UNDONE, DESTROYED = "asked", "undone", "destroyed"


class ProofMissing(ValueError):
    """A member who carries an erasure out, or takes one back, needs to say how the person asked."""


class NothingToTakeBack(Exception):
    """The person is erased for good, or was taken back already."""


class AlreadyAsked(Exception):
    """A colleague, or the person in another tab, was faster: the record is not there any more."""


@dataclass(frozen=True)
class Ask:
    """How the erasure was asked for.

    `by` and `proof`: a member for a person who asked otherwise, and the person's words. `browser_key`: the browser in
    which the person asked. `since`: when, if that was not now (a backup was older than the wish). `past_holds`: they
    were destroyed once, so whatever held them in that backup was lifted since.
    """

    at_once: bool = False
    by: Member | None = None
    proof: str = ""
    browser_key: str = ""
    since: datetime | None = None
    past_holds: bool = False


def erase(candidate: Candidate, ask: Ask, *, now: datetime) -> Erasure:
    """Takes the person out of every use; with `at_once` nothing can be taken back. A legal hold defers the destroying.

    Raises ProofMissing and AlreadyAsked.
    """
    if ask.by is not None and not ask.proof.strip():
        raise ProofMissing
    with transaction.atomic():
        lock_terms(candidate.pk)
        person = Candidate.objects.select_for_update().filter(pk=candidate.pk).first()
        if person is None:
            raise AlreadyAsked
        erasure = _set_apart(person, ask, now=now)
        for folder in FOLDERS:
            for name in folder.erase_person(person, now=now):
                ErasureFile.objects.create(erasure=erasure, stored_file=name)
        record(_actor(ask.by), "erasure_asked", now=now, subject=("candidate", erasure.person))
        if ask.at_once and not erasure.held_for:
            destroy(erasure, now=now)
        else:
            _list(erasure, ASKED, now=erasure.asked_at)
        enqueue(TASK, now=now, due_at=erasure.destroy_after, unique_key=f"erasure:{erasure.public_id}")
    return erasure


def take_back(erasure: Erasure, *, now: datetime, by: Member | None = None, proof: str = "") -> Candidate:
    """The person is back as they were; raises NothingToTakeBack, and ProofMissing of a member without their words.

    `now`: when they said so; from the seventh day on there is no way back, whether or not the job has come by.
    """
    if by is not None and not proof.strip():
        raise ProofMissing
    with transaction.atomic():
        erasure = Erasure.objects.select_for_update().get(pk=erasure.pk)
        if not may_take_back(erasure, now=now):
            raise NothingToTakeBack
        person = put_person_back(erasure.rows)
        unblock(erasure.blocked)
        ErasureFile.objects.filter(erasure=erasure).delete()
        ErasureLink.objects.filter(erasure=erasure).delete()
        erasure.undone_at = now
        _forget(erasure, "undone_at", lists=[])
        record(_actor(by), "erasure_taken_back", now=now, subject=("candidate", erasure.person))
        _list(erasure, UNDONE, now=now)
    return person


def may_take_back(erasure: Erasure, *, now: datetime) -> bool:
    """Whether `take_back` would do it now."""
    return erasure.destroyed_at is None and erasure.undone_at is None and now < erasure.destroy_after


def lift_hold(erasure: Erasure, *, by: Member, now: datetime) -> bool:
    """Whatever holds the person is lifted and their time runs: destroyed when it is over, or next if it is.

    False when nothing holds them (any more).
    """
    with transaction.atomic():
        erasure = Erasure.objects.select_for_update().get(pk=erasure.pk)
        if not erasure.held_for:
            return False
        for hold in erasure.rows.get(LegalHold._meta.label, ()):
            hold["lifted_at"] = hold["lifted_at"] or now.isoformat()
        erasure.held_for = ""
        erasure.save(update_fields=["held_for", "rows"])
        record(actor_of(by), "legal_hold_lifted", now=now, subject=("candidate", erasure.person))
        due = max(now, erasure.destroy_after)
        enqueue(TASK, now=now, due_at=due, unique_key=f"erasure-lifted:{erasure.public_id}")
    return True


def destroy(erasure: Erasure, *, now: datetime) -> None:
    """Nothing is left but numbers and times; does nothing when it was taken back, is held, or done already.

    What a list under way still needs stays in `lists`: ask again (`forget_open_lists`).
    """
    with transaction.atomic():
        erasure = Erasure.objects.select_for_update().get(pk=erasure.pk)
        if erasure.destroyed_at is not None or erasure.undone_at is not None or erasure.held_for:
            return
        doors = ErasureLink.objects.filter(erasure=erasure)
        LinkAddress.objects.filter(link_hash__in=list(doors.values_list("link_hash", flat=True))).delete()
        doors.delete()
        papers = ErasureFile.objects.filter(erasure=erasure)
        files = set(papers.values_list("stored_file", flat=True))
        papers.delete()
        lists, later = forget_lists(erasure.lists)
        erasure.destroyed_at = now
        _forget(erasure, "destroyed_at", lists=later)
        record(SYSTEM, "person_erased", now=now, subject=("candidate", erasure.person))
        # Before the list: a full disk must not keep the files.
        _delete_after_commit(files | lists)
        _list(erasure, DESTROYED, now=now)


def forget_open_lists(erasure: Erasure) -> bool:
    """Once more for imports that were under way; True when no list that speaks of the person is kept any more."""
    with transaction.atomic():
        erasure = Erasure.objects.select_for_update().get(pk=erasure.pk)
        files, later = forget_lists(erasure.lists)
        if later != erasure.lists:
            erasure.lists = later
            erasure.save(update_fields=["lists"])
        _delete_after_commit(files)
    return not later


def due_erasures(*, now: datetime, limit: int = 20) -> list[Erasure]:
    """People of the current workspace whose seven days are over and whom no legal hold keeps."""
    waiting = Erasure.objects.filter(undone_at=None, cleaned_at=None, destroyed_at=None, destroy_after__lte=now)
    waiting = waiting.filter(held_for="")
    return list(waiting.order_by("destroy_after", "pk")[:limit])


def uncleaned_erasures() -> list[Erasure]:
    """People of the current workspace who are destroyed, but of whom the database may still keep bytes."""
    return list(Erasure.objects.filter(undone_at=None, cleaned_at=None).exclude(destroyed_at=None).order_by("pk"))


def note_cleaned(pk: int, *, now: datetime) -> None:
    """Notes that the last bytes are overwritten."""
    Erasure.objects.filter(pk=pk, cleaned_at=None).update(cleaned_at=now)


def list_again(newest: Mapping[str, str]) -> int:
    """Adds to the replay list what a kill or a full disk kept from it; returns how many lines that were.

    `newest`: the time of the newest line on each person of the current workspace, by public id. A later line stays: the
    database is the older one of the two then.
    """
    latest = {erasure.person_public_id: erasure for erasure in Erasure.objects.order_by("pk")}
    missing = 0
    for erasure in latest.values():
        state, at = _last_step(erasure)
        known = newest.get(erasure.person_public_id)
        if known is None or datetime.fromisoformat(known) < at:
            _list(erasure, state, now=at)
            missing += 1
    return missing


def _last_step(erasure: Erasure) -> tuple[str, datetime]:
    if erasure.undone_at is not None:
        return UNDONE, erasure.undone_at
    return (ASKED, erasure.asked_at) if erasure.destroyed_at is None else (DESTROYED, erasure.destroyed_at)


def _set_apart(person: Candidate, ask: Ask, *, now: datetime) -> Erasure:
    links = CandidateLink.objects.filter(candidate=person).values_list("public_id", flat=True)
    codes = SenderCode.objects.filter(link__candidate=person).values_list("code", flat=True)
    doors = [*map(link_hash, links), *map(code_hash, codes)]
    asked_at = ask.since or now
    held_for = "" if ask.past_holds else "\n".join(hold_reasons(person))
    erasure = Erasure.objects.create(
        person=person.pk,
        person_public_id=person.public_id,
        language=person.language,
        asked_at=asked_at,
        destroy_after=asked_at if ask.at_once else asked_at + UNDO,
        asked_by=ask.by,
        proof=ask.proof.strip(),
        browser_key=ask.browser_key,
        rows={} if ask.at_once and not held_for else copy_person(person),
        held_for=held_for,
        lists=lists_with(person),
        merged_public_ids=_merged_into(person),
        blocked=newly_blocked(person, reason="erased", now=now),
    )
    ErasureLink.objects.bulk_create(ErasureLink(erasure=erasure, link_hash=one) for one in doors)
    return erasure


def _merged_into(person: Candidate) -> list[str]:
    merges = Merge.objects.filter(survivor=person, undone_at=None).exclude(other_public_id="")
    return list(merges.values_list("other_public_id", flat=True))


def _forget(erasure: Erasure, *more: str, lists: list[str]) -> None:
    """Whatever told of the person leaves the row."""
    values: dict[str, Any] = {"rows": {}, "proof": "", "browser_key": "", "held_for": "", "blocked": [], "lists": lists}
    for name, value in values.items():
        setattr(erasure, name, value)
    erasure.save(update_fields=[*values, *more])


def _delete_after_commit(names: set[str]) -> None:
    def delete() -> None:
        for name in names:
            file_store.delete(name)

    transaction.on_commit(delete)


def _list(erasure: Erasure, state: str, *, now: datetime) -> None:
    replay_list.note(
        replay_list.ERASURE,
        workspace_id=current_workspace_id(),
        row=erasure.person_public_id,
        now=now,
        state=state,
        merged=erasure.merged_public_ids,
        at_once=erasure.destroy_after <= erasure.asked_at,
    )


def _actor(by: Member | None) -> Actor:
    return actor_of(by) if by is not None else PERSON
