"""What is past its time: who and what the next run deletes, who stays and why, and the run itself with its proof."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Q

from xinqiao.capabilities.assessments.operations import KEEP_UNSHARED
from xinqiao.capabilities.candidates import blocking
from xinqiao.capabilities.candidates.exporting.operations import KEEP_FILE as KEEP_EXPORT
from xinqiao.capabilities.candidates.models import Candidate, CandidateLink
from xinqiao.capabilities.candidates.operations.attachments import REMOVAL_UNDO
from xinqiao.capabilities.candidates.operations.sender_codes import forget_addresses
from xinqiao.capabilities.consent import keeping
from xinqiao.capabilities.consent.queries import ever_stopped
from xinqiao.capabilities.consent.request_queries import with_open_request
from xinqiao.capabilities.importing.operations import KEEP_FILE as KEEP_UPLOAD
from xinqiao.capabilities.promises.queries import with_open_promise
from xinqiao.domain.retention import Hold, ends_before, hold_of
from xinqiao.foundation.audit.models import AuditEntry
from xinqiao.foundation.audit.operations import SYSTEM, record
from xinqiao.foundation.content.operations.stories import WITHDRAWAL_UNDO
from xinqiao.foundation.gateways import file_store
from xinqiao.privacy.erasing import UNDO as KEEP_ERASURE
from xinqiao.privacy.folders import FOLDERS
from xinqiao.privacy.merging import UNDO as KEEP_MERGES

NEVER_TOLD: Final = "never_told"
NO_CONTACT: Final = "no_contact"
AUDIT: Final = "audit"
PEOPLE_RULES: Final = (NEVER_TOLD, NO_CONTACT)
BATCH: Final = 50
ENTRIES: Final = 2000
# What is deleted by tasks of its own: how long it is kept there, and by which task.
ELSEWHERE: Final = {
    "unshared_answers": (KEEP_UNSHARED, "xinqiao.capabilities.assessments.tasks:delete_unshared_responses"),
    "uploads": (KEEP_UPLOAD, "xinqiao.capabilities.importing.tasks:delete_old_files"),
    "exports": (KEEP_EXPORT, "xinqiao.capabilities.candidates.exporting.tasks:delete_old_files"),
    "removed_papers": (REMOVAL_UNDO, "xinqiao.capabilities.candidates.tasks:delete_old_files"),
    "erasing": (KEEP_ERASURE, "xinqiao.privacy.tasks:destroy_due_people"),
    "merges": (KEEP_MERGES, "xinqiao.privacy.tasks:forget_old_merges"),
    "withdrawn_stories": (WITHDRAWAL_UNDO, "xinqiao.foundation.content.tasks:delete_withdrawn_stories"),
}


@dataclass(frozen=True)
class Due:
    """Somebody whose time is over, by which rule and since when; `hold` is why they stay all the same."""

    candidate: Candidate
    since: datetime
    hold: Hold | None


@dataclass(frozen=True)
class Preview:
    """What a rule would do at the next run: how many are past their time, and the first of them."""

    rule: str
    days: int
    count: int
    people: list[Due]


def next_run(now: datetime) -> datetime:
    """When the daily run comes next: its slots begin at midnight UTC."""
    return datetime.combine(now.astimezone(UTC).date() + timedelta(days=1), time(0), UTC)


def preview(*, now: datetime, limit: int = BATCH) -> list[Preview]:
    """Who would be past their time at the next run, by rule, a fixed number of queries; nothing is changed."""
    at, days = next_run(now), keeping.days_kept()
    found = []
    for rule in PEOPLE_RULES:
        rows = _past(rule, days[rule], now=at)
        people = list(rows.order_by("pk")[:limit])
        found.append(Preview(rule, days[rule], rows.count(), _judged(rule, people)))
    return found


def run_people(rule: str, *, after: int, now: datetime) -> int | None:
    """Destroys the next people of the current workspace whose time is over by this rule, with the proof in the same
    transaction; returns the key that continues after them, None at the end."""
    days = keeping.days_kept()[rule]
    rows = _past(rule, days, now=now).select_for_update(of=("self",)).filter(pk__gt=after).order_by("pk")
    people = list(rows[:BATCH])
    due = _judged(rule, people)
    going = [one.candidate for one in due if one.hold is None]
    gone = [person.public_id for person in going]
    for person in going:
        destroy_person(person, reason=rule, now=now)
    # A day on which nobody's time was over leaves a row too: that the run took place.
    if people or not after:
        keeping.note_run(rule, days, gone, held_back=len(people) - len(gone), now=now)
    return people[-1].pk if len(people) == BATCH else None


def run_audit(*, now: datetime) -> bool:
    """Deletes the oldest entries of the log once their time is over; True when there may be more."""
    days = keeping.days_kept()[AUDIT]
    before = ends_before(now, days)
    oldest = AuditEntry.objects.order_by("id").values_list("pk", "at")[:ENTRIES]
    past = [pk for pk, at in oldest if at < before]
    AuditEntry.objects.filter(pk__in=past).delete()
    keeping.note_run(AUDIT, days, map(str, past), held_back=0, now=now)
    return len(past) == ENTRIES


def destroy_person(candidate: Candidate, *, reason: str, now: datetime) -> None:
    """Deletes a person of the current workspace with everything about them, in the caller's transaction.

    Whoever once asked us to stop does not come in again afterwards. `reason` is the rule by which they go.
    """
    if ever_stopped([candidate.pk]):
        blocking.block(candidate, reason="stopped", now=now)
    forget_addresses(CandidateLink.objects.filter(candidate=candidate))
    subject = ("candidate", candidate.pk)
    files = {name for folder in FOLDERS for name in folder.erase_person(candidate, now=now)}
    transaction.on_commit(lambda: [file_store.delete(name) for name in files])
    if reason == NEVER_TOLD:
        record(SYSTEM, "candidate_expired", now=now, subject=subject)
    else:
        record(SYSTEM, "candidate_retired", now=now, subject=subject, detail={"rule": reason})


def _past(rule: str, days: int, *, now: datetime) -> Any:
    if rule == NEVER_TOLD:
        # Their date was set when the record began.
        return Candidate.objects.filter(notice_due_at__lte=now)
    before = ends_before(now, days)
    silent = Q(last_contact_at=None) | Q(last_contact_at__lt=before)
    # A list may bring people whose last contact lies years back: their time begins with the record.
    return Candidate.objects.filter(silent, created_at__lt=before, notice_due_at=None, is_sample=False)


def _judged(rule: str, people: Sequence[Candidate]) -> list[Due]:
    ids = [person.pk for person in people]
    legal, requests, promises = keeping.with_hold(ids), with_open_request(ids), with_open_promise(ids)
    return [
        Due(
            person,
            _since(rule, person),
            hold_of(legal=person.pk in legal, open_request=person.pk in requests, open_promise=person.pk in promises),
        )
        for person in people
    ]


def _since(rule: str, person: Candidate) -> datetime:
    moments: Iterable[datetime | None] = (person.created_at, None if rule == NEVER_TOLD else person.last_contact_at)
    return max(moment for moment in moments if moment is not None)
