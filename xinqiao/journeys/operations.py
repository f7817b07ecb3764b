"""Writes on a member's day: small tasks about people, and what becomes of the day's cards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction

from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.candidates.operations import require_told
from xinqiao.domain.desk_cards import DONE_ELSEWHERE, REMEMBERED, Choice, Kind, State, Wish, rests_until
from xinqiao.foundation.audit.operations import record
from xinqiao.foundation.workspaces.models import Member
from xinqiao.foundation.workspaces.operations import actor_of
from xinqiao.journeys.models import DeskCard, Digest, Task

TASK_UNDO: Final = timedelta(minutes=15)


class TaskStays(Exception):
    """Only whoever wrote a task takes it back, within 15 minutes and while it is open."""


class CardGone(Exception):
    """There is no such card on this member's desk."""


class CardAway(Exception):
    """The card was put away, or brought back, already: in another window, or by a second click."""


class NotDoneHere(Exception):
    """What we owe is done where it is kept: this card leaves when it is so."""


@dataclass(frozen=True)
class Rest:
    """Until when a card is to rest; `day` for a day of one's own."""

    wish: Wish
    day: date | None = None


def add_task(candidate: Candidate, text: str, *, due_on: date, owner: Member, by: Member, now: datetime) -> Task:
    """Something to do about this person; they may read it. Raises NotToldYet before they know of their record."""
    with transaction.atomic():
        # Held, so that nobody takes "told" back at the same moment.
        require_told(Candidate.objects.select_for_update().get(pk=candidate.pk))
        task = Task.objects.create(candidate=candidate, text=text, due_on=due_on, owner=owner, made_by=by, made_at=now)
        record(actor_of(by), "task_added", now=now, subject=("candidate", candidate.pk))
    return task


def take_back_task(task: Task, *, by: Member, now: datetime) -> None:
    """Undo of `add_task`: the task is gone; raises TaskStays."""
    with transaction.atomic():
        mine = Task.objects.filter(pk=task.pk, made_by=by, made_at__gt=now - TASK_UNDO, done_at=None)
        if not mine.delete()[0]:
            raise TaskStays
        record(actor_of(by), "task_taken_back", now=now, subject=("candidate", task.candidate_id))


def finish_task(task: Task, *, by: Member, now: datetime) -> bool:
    """Marks it done; False when it was done already."""
    with transaction.atomic():
        if not Task.objects.filter(pk=task.pk, done_at=None).update(done_at=now, done_by=by):
            return False
        record(actor_of(by), "task_done", now=now, subject=("candidate", task.candidate_id))
    return True


def reopen_task(task: Task, *, by: Member, now: datetime) -> None:
    """Undo of `finish_task`; an open one stays as it is."""
    with transaction.atomic():
        if Task.objects.filter(pk=task.pk, done_at__isnull=False).update(done_at=None, done_by=None):
            record(actor_of(by), "task_reopened", now=now, subject=("candidate", task.candidate_id))


def store_cards(member: Member, choice: Choice, *, today: date, now: datetime) -> None:
    """Puts the chosen cards on the member's desk, in the caller's transaction; nobody's act, so no audit."""
    mine = DeskCard.objects.filter(member=member, day=today)
    for kind, subject in choice.give_way:
        mine.filter(kind=kind, subject=subject, state=State.OPEN).update(state=State.GAVE_WAY, decided_at=now)
    DeskCard.objects.bulk_create(
        DeskCard(
            member=member,
            day=today,
            kind=fact.kind,
            subject=fact.subject,
            candidate_id=fact.person,
            last_day=fact.last_day if fact.kind in DONE_ELSEWHERE else None,
        )
        for fact in choice.add
    )


def finish_card(member: Member, public_id: str, *, now: datetime) -> DeskCard:
    """Done: a task is done with it. Raises CardGone, CardAway, or NotDoneHere for what we owe."""
    with transaction.atomic():
        card = _card(member, public_id, State.OPEN)
        if card.kind in DONE_ELSEWHERE:
            raise NotDoneHere(card.kind)
        _put_away(card, State.DONE, member, now=now)
        if card.kind == Kind.TASK:
            task = Task.objects.filter(pk=card.subject).first()
            if task is not None:
                finish_task(task, by=member, now=now)
    return card


def snooze_card(member: Member, public_id: str, rest: Rest, *, today: date, now: datetime) -> DeskCard:
    """Not before that day; what is owed comes back on its last day at the latest. Raises CardGone, CardAway, BadDay."""
    with transaction.atomic():
        card = _card(member, public_id, State.OPEN)
        card.until = rests_until(rest.wish, today=today, day=rest.day, last_day=card.last_day)
        _put_away(card, State.SNOOZED, member, now=now)
    return card


def skip_card(member: Member, public_id: str, *, now: datetime) -> DeskCard:
    """Left out: what is owed comes back tomorrow, a suggestion not for two weeks. Raises CardGone, or CardAway."""
    with transaction.atomic():
        card = _card(member, public_id, State.OPEN)
        _put_away(card, State.SKIPPED, member, now=now)
    return card


def bring_card_back(member: Member, public_id: str, *, now: datetime) -> DeskCard:
    """Undo of the three; raises CardGone, or CardAway for a card that is not put away."""
    with transaction.atomic():
        card = _card(member, public_id, State.DONE, State.SNOOZED, State.SKIPPED)
        if card.kind == Kind.TASK and card.state == State.DONE:
            task = Task.objects.filter(pk=card.subject).first()
            if task is not None:
                reopen_task(task, by=member, now=now)
        card.until = None
        _put_away(card, State.OPEN, member, now=now)
    return card


def forget_old_days(*, now: datetime) -> int:
    """Deletes cards and letters once no rule asks for them any more: they would only tell how somebody works."""
    before = now.date() - REMEMBERED - timedelta(days=1)
    letters = Digest.objects.filter(day__lt=before).delete()[0]
    return letters + DeskCard.objects.filter(day__lt=before).delete()[0]


def begin_letter(member: Member, *, day: date, now: datetime) -> bool:
    """Claims the letter about this day in the caller's transaction; False when one was begun before."""
    _, is_new = Digest.objects.get_or_create(member=member, day=day, defaults={"begun_at": now})
    return is_new


_ACTS: Final = {
    State.DONE: "desk_card_done",
    State.SNOOZED: "desk_card_snoozed",
    State.SKIPPED: "desk_card_skipped",
    State.OPEN: "desk_card_brought_back",
}


def _card(member: Member, public_id: str, *states: State) -> DeskCard:
    """Locked, in one of these states."""
    card = DeskCard.objects.select_for_update().filter(member=member, public_id=public_id).first()
    if card is None:
        raise CardGone(public_id)
    if card.state not in states:
        raise CardAway(public_id)
    return card


def _put_away(card: DeskCard, state: State, by: Member, *, now: datetime) -> None:
    card.state = state
    card.decided_at = None if state is State.OPEN else now
    card.save(update_fields=["state", "until", "decided_at"])
    # Whom it is about stays out: that somebody has put answers away would tell others that there are any.
    record(actor_of(by), _ACTS[state], now=now)
