"""Answers that a member brings in for a person, from paper or with a list: shared ones, with proof of the yes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction

from xinqiao.capabilities.assessments.models import HandEntry, Response
from xinqiao.capabilities.assessments.scoring import store_scores
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.candidates.operations import append
from xinqiao.capabilities.candidates.told import require_told
from xinqiao.capabilities.candidates.use import require_usable
from xinqiao.capabilities.consent.queries import terms_in_force
from xinqiao.domain.occasions import USUAL_ZONE, day_of, noon_of
from xinqiao.domain.scale import Answer, score
from xinqiao.foundation.audit.operations import record
from xinqiao.foundation.workspaces.models import Member
from xinqiao.foundation.workspaces.operations import actor_of

LARGEST_PROOF: Final = 500
# A list does not say which wording its people read.
UNKNOWN_VERSION: Final = "imported"


class AgreementMissing(ValueError):
    """Answers count as shared only with how the person agreed to it."""


class TooFewAnswers(ValueError):
    """With two or more missing there is no total, so there is nothing to keep."""


class DayToCome(ValueError):
    """Nobody has answered on a day that is still to come."""


class PersonStopped(Exception):
    """They asked us to stop; nothing new is measured of them."""


@dataclass(frozen=True)
class Agreement:
    """How the person agreed to share: by which way, on which day, in which words or where it stands."""

    way: str
    on: date
    words: str


def record_from_paper(
    candidate: Candidate,
    answers: Sequence[Answer],
    *,
    answered_on: date,
    language: str,
    scale_version: str,
    agreement: Agreement,
    by: Member,
    now: datetime,
) -> Response:
    """Stores the five answers of a sheet (None = left blank) as a shared response of that day, and scores them.

    The same answers of the same day are the same sheet, sent twice: the response that is there is returned.
    Raises AgreementMissing, TooFewAnswers, DayToCome, PersonStopped, candidates.NotToldYet or a `scale.BadAnswers`.
    """
    if not agreement.words.strip():
        raise AgreementMissing
    if score(answers).total is None:
        raise TooFewAnswers
    if answered_on > day_of(now, candidate.time_zone):
        raise DayToCome(answered_on)
    with transaction.atomic():
        _require_willing(candidate)
        response = _shared_response(
            candidate, answered_on, mode=Response.Mode.PAPER, language=language, version=scale_version, now=now
        )
        _fill(response, answers)
        same = _same_sheet(response)
        if same is not None:
            return same
        response.save()
        store_scores(response, now=now)
        _sign(response, agreement, by=by, now=now)
        append(candidate, "answered_on_paper", at=now, by=by, data={"day": answered_on.isoformat()})
        record(actor_of(by), "paper_entered", now=now, subject=("candidate", candidate.pk))
    return response


def record_from_list(
    candidate: Candidate,
    answers: Sequence[Answer],
    *,
    stated_total: int | None,
    answered_on: date,
    agreed: str,
    data: dict[str, Any],
    by: Member,
    now: datetime,
) -> Response:
    """Stores what a list says of a person who agreed to share it, in the caller's transaction.

    Five answers are scored like any others. A bare total (`stated_total`) is kept as it is and never scored: without
    the answers nobody knows by which key it was counted. `data` goes onto the timeline entry. Raises DayToCome.
    """
    if answered_on > day_of(now, candidate.time_zone):
        raise DayToCome(answered_on)
    response = _shared_response(
        candidate,
        answered_on,
        mode=Response.Mode.IMPORT,
        language=candidate.language,
        version=UNKNOWN_VERSION,
        now=now,
    )
    _fill(response, answers)
    response.stated_total = stated_total
    response.save()
    if stated_total is None:
        store_scores(response, now=now)
    _sign(response, Agreement("import", answered_on, agreed), by=by, now=now)
    said = {"day": answered_on.isoformat(), "only_total": stated_total is not None, **data}
    append(candidate, "answers_imported", at=now, by=by, data=said)
    return response


def take_back_paper(response: Response, *, by: Member, now: datetime) -> bool:
    """Undo of `record_from_paper`: the answers leave the file, a new entry says so; False when they had left it."""
    with transaction.atomic():
        rows = Response.objects.filter(pk=response.pk, mode=Response.Mode.PAPER, link=None)
        if not rows.delete()[0]:
            return False
        append(response.candidate, "paper_taken_back", at=now, by=by)
        record(actor_of(by), "paper_taken_back", now=now, subject=("candidate", response.candidate_id))
    return True


def _same_sheet(response: Response) -> Response | None:
    answers = {f"item{item}": answer for item, answer in enumerate(response.answers, start=1)}
    rows = Response.shared.filter(candidate_id=response.candidate_id, mode=response.mode, **answers)
    return rows.filter(finished_at=response.finished_at).first()


def _fill(response: Response, answers: Sequence[Answer]) -> None:
    for item, answer in enumerate(answers, start=1):
        setattr(response, f"item{item}", answer)


def _sign(response: Response, agreement: Agreement, *, by: Member, now: datetime) -> None:
    HandEntry.objects.create(
        response=response,
        entered_by=by,
        entered_at=now,
        agreed_by=agreement.way,
        agreed_on=agreement.on,
        proof=agreement.words.strip()[:LARGEST_PROOF],
    )


def _require_willing(candidate: Candidate) -> None:
    # Held, so that nobody takes "told" back at the same moment.
    require_told(Candidate.objects.select_for_update().get(pk=candidate.pk))
    require_usable(candidate)
    terms = terms_in_force(candidate)
    if terms is not None and terms.permission == "stopped":
        raise PersonStopped


def _shared_response(
    candidate: Candidate, day: date, *, mode: str, language: str, version: str, now: datetime
) -> Response:
    noon = noon_of(day, candidate.time_zone)
    return Response(
        candidate=candidate,
        scale_version=version,
        language=language,
        mode=mode,
        state=Response.State.SHARED,
        browser_key="",
        started_at=noon,
        finished_at=noon,
        answered_on=day if candidate.time_zone not in ("", USUAL_ZONE) else None,
        decided_at=now,
    )
