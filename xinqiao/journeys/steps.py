"""What touches several capabilities at once: each step is one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from xinqiao.capabilities.assessments import operations as assessments
from xinqiao.capabilities.assessments.models import Response
from xinqiao.capabilities.assessments.queries import readings_of, response_of_link
from xinqiao.capabilities.assessments.standings import standing_of
from xinqiao.capabilities.candidates.models import Candidate, CandidateLink
from xinqiao.capabilities.candidates.operations import append, mark_told, note_copy, open_link, token_of
from xinqiao.capabilities.candidates.operations.sender_codes import sender_code
from xinqiao.capabilities.candidates.queries import happened_since
from xinqiao.capabilities.consent import gate
from xinqiao.capabilities.consent import operations as consent
from xinqiao.capabilities.engagement import operations as engagement
from xinqiao.capabilities.importing import operations as importing
from xinqiao.domain.levels import LevelState
from xinqiao.foundation.audit.operations import record
from xinqiao.foundation.jobs.models import Job
from xinqiao.foundation.jobs.operations import request_cancel
from xinqiao.foundation.workspaces.models import Member
from xinqiao.foundation.workspaces.operations import actor_of
from xinqiao.journeys import retests
from xinqiao.journeys.queries import tempo_of
from xinqiao.playbook.loader import playbook

SCALE = "tos5"
ANSWERED = ("shared_result", "shared_contact_only")
# Which message a copy was: the first, and every further one.
MESSAGES = {
    "permission_asked": ("permission_ask", "permission_reminder"),
    "questionnaire_invited": ("questionnaire_invitation", "questionnaire_invitation"),
}


@dataclass(frozen=True)
class Door:
    """A link handed to a member for copying, and the code that proves who sends it."""

    link: CandidateLink
    token: str
    purpose: str
    code: str


def hand_out_link(
    candidate: Candidate, purpose: str, *, by: Member, now: datetime, channel: str = "", reason: str = ""
) -> Door:
    """Asks the send check, then gives the person's link for this purpose and notes that it went out.

    A copy that belongs to the ask just made adds nothing to the timeline; the audit log knows every copy.
    `channel` is the way it is to go ("email", "wechat", …). For whoever keeps the relationship the rules for answering
    once more hold too; to others a refusal would tell that there are answers. The request for permission also tells a
    person of their record. With a `reason` of the member's own it may go on after a no; where that decides, the reason
    stays on the timeline. Raises gate.Refused with rule, date and what is fine instead; nothing is handed out then.
    """
    with transaction.atomic():
        # The terms' row is locked: two colleagues who copy at the same moment make one ask, not two.
        terms = consent.locked_terms(candidate)
        asks = purpose == CandidateLink.Purpose.PERMISSION
        keeps = by.keeps(candidate.owner_id)
        again = consent.is_same_ask(terms, now=now) if asks else _waits_since_just_now(candidate, keeps=keeps, now=now)
        once_more = keeps and not asks and not again
        copy = gate.Copy(
            purpose,
            channel,
            _tempo_of(candidate),
            again,
            sees_answers=keeps,
            answers_again_from=retests.answers_again_from(candidate, now=now) if once_more else None,
            by=by.pk,
            reason=consent.reason_of(by, reason),
        )
        consent.note_reason(candidate, gate.require_copy(candidate, copy, now=now), reason, by=by, now=now)
        link = open_link(candidate, purpose, by=by, now=now, same_if_answered=again and not keeps)
        kind = "permission_asked" if asks else "questionnaire_invited"
        entry = None
        if not again:
            if asks:
                consent.note_permission_ask(candidate, now=now)
            entry = append(candidate, kind, at=now, direction="out", by=by)
        copied = MESSAGES[kind][min(len(terms.permission_asks) if asks and not again else 0, 1)]
        note_copy(candidate, copied, channel=channel, entry=entry, kind=kind, by=by, now=now)
        if asks:
            mark_told(candidate, "permission_message", by=by, now=now)
        record(actor_of(by), f"{purpose}_link_copied", now=now, subject=("candidate", candidate.pk))
        code = sender_code(link, by=by, now=now)
    return Door(link, token_of(link), link.purpose, code)


def hand_out_card(
    candidate: Candidate,
    occasion: str,
    *,
    happened_on: date,
    zone: str,
    by: Member,
    now: datetime,
    channel: str = "",
    reason: str = "",
) -> engagement.AskedCard:
    """As `hand_out_link`, for a three-tap card on something that took place; `zone` is the person's.

    Raises gate.Refused, or engagement.AlreadyAsked when this occasion was asked about before.
    """
    with transaction.atomic():
        tempo = _tempo_of(candidate)
        return engagement.ask(
            candidate,
            occasion,
            happened_on=happened_on,
            zone=zone,
            tempo=tempo,
            by=by,
            now=now,
            channel=channel,
            reason=reason,
        )


def _tempo_of(candidate: Candidate) -> LevelState:
    return tempo_of(standing_of(readings_of(candidate)))


def _waits_since_just_now(candidate: Candidate, *, keeps: bool, now: datetime) -> bool:
    """Whether an invitation went out within the hour; answered, as far as a keeper may know, it waits no longer."""
    since = now - consent.SAME_ASK
    if not happened_since(candidate, "questionnaire_invited", since=since):
        return False
    return not (keeps and any(happened_since(candidate, kind, since=since) for kind in ANSWERED))


def begin_questionnaire(link: CandidateLink, *, language: str, browser_key: str, now: datetime) -> Response:
    """The filling of this link, begun now or earlier; raises gate.Refused without a yes or after a stop."""
    with transaction.atomic():
        # Locked: of a stop at the same moment either this act knows, or it deletes what this act began.
        consent.lock_terms(link.candidate_id)
        gate.require_yes(link.candidate)
        return assessments.begin(
            link.candidate,
            link,
            scale_version=playbook().scale(SCALE).version,
            language=language,
            browser_key=browser_key,
            now=now,
        )


def response_submitted(
    response: Response, *, now: datetime, last: tuple[int, int] | None = None, zone: str = ""
) -> None:
    """Closes and scores the answers once. Staff learn nothing yet, not even that it happened.

    `last` is the item that was still missing and its answer, stored in the same act; `zone` is the person's. Raises
    assessments.AnswersClosed when the answers were deleted meanwhile, or closed before `last` came.
    """
    assessments.record_response(response, now=now, last=last, zone=zone)


def response_decided(response: Response, state: str, *, now: datetime) -> None:
    """The person shares, shares only how to reach them, or keeps it; a change of mind is another call.

    Raises assessments.NothingToDecide for answers that are unfinished, or deleted meanwhile.
    """
    with transaction.atomic():
        former = assessments.decide(response, state, now=now)
        if former is None:
            return
        if state == Response.State.SHARED:
            append(response.candidate, "shared_result", at=now, direction="in")
        elif former == Response.State.SHARED:
            append(response.candidate, "took_back_result", at=now, direction="in")
        elif state == Response.State.CONTACT_ONLY:
            append(response.candidate, "shared_contact_only", at=now, direction="in")
        else:
            # Kept to themself: not even the audit log may tell staff that there was an answer.
            return
        record(consent.PERSON, "result_decided", now=now, subject=("candidate", response.candidate_id))


def stop(candidate: Candidate, *, text_version: str, language: str, now: datetime) -> None:
    """The person's own stop: no contact from now on, and all their unshared answers, behind any link, are gone.

    A result that they shared stays shared: they may want it to be known how to treat them later.
    """
    with transaction.atomic():
        consent.decide(candidate, consent.STOPPED, text_version=text_version, language=language, now=now)
        assessments.delete_unshared_of(candidate)


def written_down(candidate: Candidate, decision: str, *, proof: str, by: Member, now: datetime) -> None:
    """What the person said elsewhere, as a member tells it; a stop does what their own would, see `stop`.

    Raises consent.ProofMissing and consent.OnlyThePersonCan as `record_by_hand` does.
    """
    with transaction.atomic():
        consent.record_by_hand(candidate, decision, proof=proof, by=by, now=now)
        if decision == consent.STOPPED:
            assessments.delete_unshared_of(candidate)


def stop_and_delete(candidate: Candidate, *, text_version: str, language: str, now: datetime) -> bool:
    """As `stop`, and all they ever answered is deleted too, what they said in three taps with it.

    True when there was a result that they had shared.
    """
    with transaction.atomic():
        stop(candidate, text_version=text_version, language=language, now=now)
        engagement.take_back_all_of(candidate, now=now)
        return _note_deleted(candidate, assessments.delete_all_of(candidate, now=now), now=now)


def delete_answers(link: CandidateLink, *, now: datetime) -> bool:
    """Deletes the answers of this link at once; True when a shared result was so taken back."""
    response = response_of_link(link)
    if response is None:
        return False
    with transaction.atomic():
        return _note_deleted(link.candidate, assessments.delete_response(response, now=now), now=now)


def _note_deleted(candidate: Candidate, states: list[str], *, now: datetime) -> bool:
    # Of answers that nobody shared, staff may not even learn that they were there.
    was_shared = Response.State.SHARED in states
    if was_shared:
        append(candidate, "took_back_result", at=now, direction="in")
        record(consent.PERSON, "result_deleted", now=now, subject=("candidate", candidate.pk))
    return was_shared


def stop_job(job: Job, *, by: Member, now: datetime) -> None:
    """Asks background work to stop. What it has stored stays; an import that had not begun is closed at once."""
    with transaction.atomic():
        request_cancel(job, now=now)
        job.refresh_from_db()
        if job.state == Job.State.CANCELLED:
            importing.mark_stopped(job.public_id, now=now)
        record(actor_of(by), "job_stopped", now=now, subject=("job", job.pk))
