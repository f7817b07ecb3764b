"""What touches several capabilities at once: each step is one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from xinqiao.capabilities.assessments import operations as assessments
from xinqiao.capabilities.assessments.models import Response
from xinqiao.capabilities.assessments.queries import response_of_link
from xinqiao.capabilities.candidates.models import Candidate, CandidateLink
from xinqiao.capabilities.candidates.operations import append, open_link, token_of
from xinqiao.capabilities.consent import gate
from xinqiao.capabilities.consent import operations as consent
from xinqiao.capabilities.importing import operations as importing
from xinqiao.foundation.audit.operations import record
from xinqiao.foundation.jobs.models import Job
from xinqiao.foundation.jobs.operations import request_cancel
from xinqiao.foundation.workspaces.models import Member
from xinqiao.foundation.workspaces.operations import actor_of
from xinqiao.playbook.loader import playbook

SCALE = "tos5"


@dataclass(frozen=True)
class Door:
    """A link handed to a member for copying."""

    link: CandidateLink
    token: str
    purpose: str


def hand_out_link(candidate: Candidate, purpose: str, *, by: Member, now: datetime) -> Door:
    """Asks the send check, then gives the person's link for this purpose and notes that it went out.

    Raises gate.Refused with rule, date and what is fine instead; nothing is handed out then.
    """
    with transaction.atomic():
        # The terms' row is locked: two colleagues who copy at the same moment make one ask, not two.
        terms = consent.locked_terms(candidate)
        if purpose == CandidateLink.Purpose.PERMISSION and consent.is_same_ask(terms, now=now):
            return _door(open_link(candidate, purpose, by=by, now=now))
        gate.require_copy(candidate, purpose, now=now)
        link = open_link(candidate, purpose, by=by, now=now)
        if purpose == CandidateLink.Purpose.PERMISSION:
            consent.note_permission_ask(candidate, now=now)
            append(candidate, "permission_asked", at=now, direction="out", by=by)
        elif link.created_at == now or now - link.created_at > consent.SAME_ASK:
            append(candidate, "questionnaire_invited", at=now, direction="out", by=by)
        record(actor_of(by), f"{purpose}_link_copied", now=now, subject=("candidate", candidate.pk))
    return _door(link)


def _door(link: CandidateLink) -> Door:
    return Door(link, token_of(link), link.purpose)


def begin_questionnaire(link: CandidateLink, *, language: str, browser_key: str, now: datetime) -> Response:
    """The filling of this link, begun now or earlier; raises gate.Refused without a yes or after a stop."""
    with transaction.atomic():
        gate.require_yes(link.candidate)
        existing = response_of_link(link)
        if existing is not None:
            return existing
        return assessments.begin(
            link.candidate,
            link,
            scale_version=playbook().scale(SCALE).version,
            language=language,
            browser_key=browser_key,
            now=now,
        )


def response_submitted(response: Response, *, now: datetime) -> None:
    """Closes and scores the answers once. Staff learn nothing yet, not even that it happened."""
    assessments.record_response(response, now=now)


def response_decided(response: Response, state: str, *, now: datetime) -> None:
    """The person shares, shares only how to reach them, or keeps it; a change of mind is another call."""
    was_shared = response.state == Response.State.SHARED
    with transaction.atomic():
        changed = assessments.decide(response, state, now=now)
        if not changed:
            return
        if state == Response.State.SHARED:
            append(response.candidate, "shared_result", at=now, direction="in")
        elif was_shared:
            append(response.candidate, "took_back_result", at=now, direction="in")
        elif state == Response.State.CONTACT_ONLY:
            append(response.candidate, "shared_contact_only", at=now, direction="in")
        else:
            # Kept to themself: not even the audit log may tell staff that there was an answer.
            return
        record(consent.PERSON, "result_decided", now=now, subject=("candidate", response.candidate_id))


def stop_and_delete(link: CandidateLink, *, text_version: str, language: str, now: datetime) -> None:
    """The person stops everything: no contact from now on, and unshared answers are gone at once."""
    with transaction.atomic():
        consent.decide(link.candidate, consent.STOPPED, text_version=text_version, language=language, now=now)
        delete_answers(link, now=now)


def delete_answers(link: CandidateLink, *, now: datetime) -> bool:
    """Deletes the answers of this link at once; True when there were any. A shared result is so taken back."""
    response = response_of_link(link)
    if response is None:
        return False
    with transaction.atomic():
        if response.state == Response.State.SHARED:
            append(link.candidate, "took_back_result", at=now, direction="in")
            record(consent.PERSON, "result_deleted", now=now, subject=("candidate", link.candidate_id))
        assessments.delete_response(response)
    return True


def stop_job(job: Job, *, by: Member, now: datetime) -> None:
    """Asks background work to stop. What it has stored stays; an import that had not begun is closed at once."""
    with transaction.atomic():
        request_cancel(job, now=now)
        job.refresh_from_db()
        if job.state == Job.State.CANCELLED:
            importing.mark_stopped(job.public_id, now=now)
        record(actor_of(by), "job_stopped", now=now, subject=("job", job.pk))
