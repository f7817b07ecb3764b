"""Writes on answers. The person decides at the end; until then, and after a no, staff see nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from xinqiao.capabilities.assessments.models import Response, Score
from xinqiao.capabilities.candidates.models import Candidate, CandidateLink
from xinqiao.domain.scale import TOS5_KEYED, score

KEEP_UNSHARED = timedelta(days=7)
ITEMS = 5


class AnswersClosed(Exception):
    """The questionnaire was already finished; its answers can no longer change."""


class NothingToDecide(Exception):
    """There is no finished questionnaire to share or keep."""


def begin(
    candidate: Candidate,
    link: CandidateLink,
    *,
    scale_version: str,
    language: str,
    browser_key: str,
    now: datetime,
) -> Response:
    """The filling that belongs to this link, begun now or earlier."""
    response, _ = Response.objects.get_or_create(
        link=link,
        defaults={
            "candidate": candidate,
            "scale_version": scale_version,
            "language": language,
            "browser_key": browser_key,
            "started_at": now,
            "delete_after": now + KEEP_UNSHARED,
        },
    )
    return response


def give_answer(response: Response, item: int, answer: int | None) -> None:
    """Stores or skips one item; raises AnswersClosed after the end. Giving it twice is harmless."""
    if not 1 <= item <= ITEMS or not (answer is None or 1 <= answer <= 5):
        raise ValueError((item, answer))
    changed = Response.objects.filter(pk=response.pk, state=Response.State.DRAFT).update(
        **{f"item{item}": answer}, reached=Greatest(F("reached"), item)
    )
    if not changed:
        raise AnswersClosed


def record_response(response: Response, *, now: datetime) -> bool:
    """Closes the answers and scores them once; False when a second submit came after the first."""
    with transaction.atomic():
        closed = Response.objects.filter(pk=response.pk, state=Response.State.DRAFT).update(
            state=Response.State.ANSWERED, finished_at=now, delete_after=now + KEEP_UNSHARED
        )
        response.refresh_from_db()
        if closed:
            _store_score(response, now=now)
    return bool(closed)


def decide(response: Response, state: str, *, now: datetime) -> bool:
    """The person's choice: shared, contact_only or private; it can be changed later.

    False when it is already so. Raises NothingToDecide for an unfinished one.
    """
    target = Response.State(state)
    undecided = (Response.State.DRAFT, Response.State.ANSWERED)
    if target in undecided or response.state == Response.State.DRAFT:
        raise NothingToDecide
    keep = None if target == Response.State.SHARED else now + KEEP_UNSHARED
    with transaction.atomic():
        changed = (
            Response.objects.filter(pk=response.pk)
            .exclude(state__in=[Response.State.DRAFT, target])
            .update(state=target, decided_at=now, delete_after=keep)
        )
        response.refresh_from_db()
    return bool(changed)


def delete_response(response: Response) -> None:
    """Removes answers and score at once."""
    response.delete()


def delete_unshared(*, now: datetime) -> int:
    """Deletes what nobody shared within 7 days; returns how many fillings went."""
    rows = Response.objects.filter(delete_after__lte=now).exclude(state=Response.State.SHARED)
    with transaction.atomic():
        count = rows.count()
        rows.delete()
    return count


def _store_score(response: Response, *, now: datetime) -> None:
    result = score(response.answers, TOS5_KEYED)
    if result.total is None or result.variance is None:
        return
    Score.objects.get_or_create(
        response=response,
        scoring_key=TOS5_KEYED.id,
        defaults={
            "total": result.total,
            "variance": result.variance,
            "flags": [str(flag) for flag in result.flags],
            "scored_at": now,
        },
    )
