"""Writes on answers. The person decides at the end; until then, and after a no, staff see nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Greatest

from xinqiao.capabilities.assessments.models import Response
from xinqiao.capabilities.assessments.queries import response_of_link
from xinqiao.capabilities.assessments.scoring import store_scores
from xinqiao.capabilities.candidates.models import Candidate, CandidateLink
from xinqiao.domain.occasions import USUAL_ZONE, day_of
from xinqiao.foundation.gateways import replay_list
from xinqiao.foundation.tenancy.prepared import PreparedSelect, PreparedUpdate
from xinqiao.foundation.tenancy.scope import current_workspace_id

KEEP_UNSHARED = timedelta(days=7)
ITEMS = 5
# On the replay list, for answers that are not there any more.
DELETED = "deleted"

_CLOSING = PreparedUpdate(
    lambda pk, now, delete_after: (
        Response.objects.filter(pk=pk, state=Response.State.DRAFT),
        {"state": Response.State.ANSWERED, "finished_at": now, "delete_after": delete_after},
    ),
    int,
    datetime,
    datetime,
)
_LOCKED = PreparedSelect(lambda pk: Response.objects.select_for_update().only("state").filter(pk=pk), int)
_DECIDING = PreparedUpdate(
    lambda pk, state, now, delete_after: (
        Response.objects.filter(pk=pk),
        {"state": state, "decided_at": now, "delete_after": delete_after},
    ),
    int,
    str,
    datetime,
    datetime,
)


class AnswersClosed(Exception):
    """The questionnaire was already finished, or its answers are deleted; nothing can change any more."""


class NothingToDecide(Exception):
    """There is no finished questionnaire (any more) to share or keep."""


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
    existing = response_of_link(link)
    if existing is not None:
        return existing
    try:
        with transaction.atomic():
            return Response.objects.create(
                link=link,
                candidate=candidate,
                scale_version=scale_version,
                language=language,
                browser_key=browser_key,
                started_at=now,
                delete_after=now + KEEP_UNSHARED,
            )
    except IntegrityError:
        # The same person pressed start in two tabs at once.
        return Response.objects.get(link=link)


def give_answer(response: Response, item: int, answer: int | None, *, now: datetime) -> None:
    """Stores or skips one item and when it came; raises AnswersClosed after the end. Giving it twice is harmless."""
    if not 1 <= item <= ITEMS or not (answer is None or 1 <= answer <= 5):
        raise ValueError((item, answer))
    # A transaction stands in the queue of those who write; inside another one it costs nothing.
    with transaction.atomic(savepoint=False):
        stored = _storing(item).run(response.pk, answer, now)
    if not stored:
        raise AnswersClosed


@cache
def _storing(item: int) -> PreparedUpdate:
    def build(pk: int, answer: int, now: datetime) -> tuple[QuerySet[Response], dict[str, Any]]:
        changes = {f"item{item}": answer, f"item{item}_at": now, "reached": Greatest(F("reached"), item)}
        return Response.objects.filter(pk=pk, state=Response.State.DRAFT), changes

    return PreparedUpdate(build, int, int, datetime)


def record_response(response: Response, *, now: datetime, last: tuple[int, int] | None = None, zone: str = "") -> bool:
    """Closes the answers and scores them once; False when a second submit came after the first.

    `last` is an item with its answer, stored before; `zone` is the person's, whose day counts. Raises AnswersClosed
    when the answers were deleted meanwhile, or closed before `last` came.
    """
    with transaction.atomic():
        if last is not None:
            give_answer(response, *last, now=now)
        closed = _CLOSING.run(response.pk, now, now + KEEP_UNSHARED)
        try:
            response.refresh_from_db()
        except Response.DoesNotExist:
            raise AnswersClosed from None
        if closed:
            store_scores(response, now=now)
            _note_day(response, zone)
    return bool(closed)


def decide(response: Response, state: str, *, now: datetime) -> str | None:
    """The person's choice: shared, contact_only or private; it can be changed later.

    Returns the state that it replaces, None when it is already so. Raises NothingToDecide for answers that
    are unfinished, or deleted meanwhile.
    """
    target = Response.State(state)
    if target in (Response.State.DRAFT, Response.State.ANSWERED):
        raise NothingToDecide
    with transaction.atomic():
        # Another tab may have decided since `response` was read.
        locked = _LOCKED.find(response.pk)
        if locked is None or locked.state == Response.State.DRAFT:
            raise NothingToDecide
        if locked.state == target:
            return None
        response.state, response.decided_at = target, now
        response.delete_after = None if target == Response.State.SHARED else now + KEEP_UNSHARED
        _DECIDING.run(response.pk, target, now, response.delete_after)
        if locked.state == Response.State.SHARED:
            _note_taken_back(response.public_id, target, now=now)
    return locked.state


def say_hold_back(response: Response, option: str) -> None:
    """What would hold the person back first (a playbook id, "" for skipped). Unscored; kept until they decide."""
    with transaction.atomic(savepoint=False):
        Response.objects.filter(pk=response.pk, state=Response.State.ANSWERED).update(hold_back=option)


def delete_response(response: Response, *, now: datetime) -> list[str]:
    """Removes answers and score at once; returns the state they were in, if they were still there."""
    return _taken_back(_delete(Response.objects.filter(pk=response.pk)), now=now)


def delete_all_of(candidate: Candidate, *, now: datetime) -> list[str]:
    """Removes every answer and score of a person, shared or not; returns the states they were in."""
    return _taken_back(_delete(Response.objects.filter(candidate=candidate)), now=now)


def delete_unshared_of(candidate: Candidate) -> None:
    """Removes every answer and score that this person has not shared."""
    _delete(Response.objects.filter(candidate=candidate).exclude(state=Response.State.SHARED))


def delete_unshared(*, now: datetime) -> int:
    """Deletes what nobody shared within 7 days; returns how many fillings went."""
    return len(_delete(Response.objects.filter(delete_after__lte=now).exclude(state=Response.State.SHARED)))


def _delete(rows: QuerySet[Response]) -> list[tuple[str, str]]:
    with transaction.atomic():
        # Locked first: what the person shares between finding and deleting is no longer found, and stays.
        found = list(rows.select_for_update().order_by("pk").values_list("pk", "public_id", "state"))
        rows.filter(pk__in=[pk for pk, _, _ in found]).delete()
    return [(public_id, state) for _, public_id, state in found]


def _taken_back(deleted: list[tuple[str, str]], *, now: datetime) -> list[str]:
    for public_id, state in deleted:
        if state == Response.State.SHARED:
            _note_taken_back(public_id, DELETED, now=now)
    return [state for _, state in deleted]


def _note_taken_back(public_id: str, state: str, *, now: datetime) -> None:
    """What a person no longer shares stays so when an older backup is restored."""
    replay_list.note(replay_list.ANSWERS, workspace_id=current_workspace_id(), row=public_id, now=now, state=str(state))


def _note_day(response: Response, zone: str) -> None:
    """Keeps the person's own day where it may differ from the usual zone's, which is what no day stands for."""
    if response.finished_at is None or zone in ("", USUAL_ZONE):
        return
    response.answered_on = day_of(response.finished_at, zone)
    response.save(update_fields=["answered_on"])
