"""A member's day: the cards that were chosen for it, as things stand now, and whom we wait for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Final

from django.db import transaction

from xinqiao.capabilities.assessments import queries as assessments
from xinqiao.capabilities.assessments.models import Response
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.candidates.queries import untold_soon
from xinqiao.capabilities.consent import queries as consent
from xinqiao.capabilities.consent.models import PersonRequest
from xinqiao.capabilities.consent.request_queries import requests_due
from xinqiao.capabilities.promises.models import Promise
from xinqiao.capabilities.promises.queries import to_keep_soon
from xinqiao.domain.desk_cards import (
    CARDS_A_DAY,
    REMEMBERED,
    SUGGESTIONS,
    Fact,
    Former,
    Key,
    Kind,
    State,
    at_rest,
    choose,
    due_back,
    may_suggest,
    one_each,
    still_open,
)
from xinqiao.domain.promises import day_of, zone_of
from xinqiao.foundation.workspaces.models import Member
from xinqiao.foundation.workspaces.queries import members_without
from xinqiao.foundation.workspaces.roles import Role
from xinqiao.journeys.desk import Row, Step, rows
from xinqiao.journeys.models import DeskCard, Task
from xinqiao.journeys.operations import store_cards
from xinqiao.journeys.queries import NEW_ANSWERS
from xinqiao.journeys.task_queries import tasks_due

# Whoever only reads has nothing to do here.
HAS_A_DESK: Final = frozenset({Role.OWNER, Role.ADMIN, Role.RECRUITER})
ASKED_AT_MOST: Final = 50
OWED_AT_MOST: Final = 50
# With all suggestions and those we wait for still no more people than one page of a list.
ANSWERS_AT_MOST: Final = 15
SUGGESTED_BY: Final = {Step.INVITE: Kind.INVITE, Step.REMIND: Kind.REMIND, Step.ASK: Kind.ASK}


@dataclass(frozen=True)
class Card:
    """One thing for the day and all that is shown of it; `about` depends on the kind.

    A Promise, a PersonRequest, a Task, a Row (answers and suggestions), or how many people there are (those not told).
    `public_id` is that of the chosen card.
    """

    fact: Fact
    about: Promise | PersonRequest | Task | Row | int
    public_id: str = ""


@dataclass(frozen=True)
class Day:
    """At most five cards, whom we wait for, and whether anything was on the desk today that is done by now."""

    cards: list[Card] = field(default_factory=list)
    waiting: list[Row] = field(default_factory=list)
    is_finished: bool = False


@dataclass(frozen=True)
class Asking:
    """Whose day it is, and what is not to come yet."""

    member: Member
    samples: bool
    now: datetime
    today: date
    former: tuple[Former, ...]
    resting: frozenset[Key]

    @property
    def keeper(self) -> int | None:
        """Whose people count: an owner's desk is the whole team's."""
        return None if self.member.role == Role.OWNER else self.member.pk

    @cached_property
    def owners(self) -> list[int]:
        """As `stands_for`."""
        return stands_for(self.member)

    def asleep(self, *kinds: Kind) -> list[int]:
        """What of these kinds rests, by internal id."""
        return [subject for kind, subject in self.resting if kind in kinds]


def stands_for(member: Member) -> list[int]:
    """For whose promises and tasks the member stands (internal ids).

    The workspace's owner for those of everybody who left, or has no desk any more: nobody else would meet them.
    """
    if member.role != Role.OWNER:
        return [member.pk]
    return [member.pk, *members_without(HAS_A_DESK, workspace_id=member.workspace_id)]


def today_of(member: Member, now: datetime) -> date:
    """The calendar day where the member lives."""
    return now.astimezone(zone_of(member.user.time_zone)).date()


def day_of_member(member: Member, *, samples: bool, now: datetime) -> Day:
    """The member's desk. The first look of a day chooses its cards; later looks add only what has room.

    A fixed number of queries however many rows there are.
    """
    if member.role not in HAS_A_DESK:
        return Day()
    today = today_of(member, now)
    stored = _stored(member, today)
    former = tuple(_former(one) for one in stored)
    asking = Asking(member, samples, now, today, former, frozenset(at_rest(former, today=today)))
    found, waiting = _found(asking)
    facts = one_each([card.fact for card in found.values()])
    if choose(facts, former, today=today).add:
        stored = _chosen(member, facts, today=today, now=now)
    ids = {_former(one).key: one.public_id for one in stored if one.day == today}
    keys = still_open([_former(one) for one in stored], {fact.key for fact in facts}, today=today)
    cards = [Card(found[key].fact, found[key].about, ids[key]) for key in keys]
    return Day(cards, waiting, is_finished=not cards and bool(ids))


def _chosen(member: Member, facts: Sequence[Fact], *, today: date, now: datetime) -> list[DeskCard]:
    """Chooses the day's cards and stores them; returns all that the member had of late."""
    with transaction.atomic():
        # Two windows opened at once choose one after the other, and the second one finds the cards of the first.
        Member.objects.select_for_update().get(pk=member.pk)
        choice = choose(facts, [_former(one) for one in _stored(member, today)], today=today)
        store_cards(member, choice, today=today, now=now)
    return _stored(member, today)


def _stored(member: Member, today: date) -> list[DeskCard]:
    rows = DeskCard.objects.filter(member_id=member.pk, day__gt=today - REMEMBERED).order_by("id")
    return list(rows.only("public_id", "workspace_id", "kind", "subject", "day", "state", "until"))


def _former(card: DeskCard) -> Former:
    return Former(Kind(card.kind), card.subject, card.day, State(card.state), card.until)


def _promises(asking: Asking) -> Iterable[Card]:
    for one in to_keep_soon(asking.owners, samples=asking.samples, now=asking.now, limit=OWED_AT_MOST):
        yield Card(Fact(Kind.PROMISE, one.pk, one.candidate_id, one.due_on), one)


def _requests(asking: Asking) -> Iterable[Card]:
    # What people ask of their data is for the workspace's owner to answer.
    if asking.keeper is None:
        for one in requests_due(samples=asking.samples, now=asking.now, limit=OWED_AT_MOST):
            yield Card(Fact(Kind.REQUEST, one.pk, one.candidate_id, one.due_on), one)


def _tasks(asking: Asking) -> Iterable[Card]:
    for one in tasks_due(asking.owners, today=asking.today, samples=asking.samples, limit=OWED_AT_MOST):
        yield Card(Fact(Kind.TASK, one.pk, one.candidate_id, one.due_on), one)


def _untold(asking: Asking) -> Iterable[Card]:
    count, first = untold_soon(now=asking.now, kept_by=asking.keeper)
    if first is not None:
        yield Card(Fact(Kind.UNTOLD, 0, None, day_of(first, asking.member.user.time_zone)), count)


# What puts cards on the desk besides answers and suggestions, which share one read of people. Another source is one
# more line here, and its words in web/recruiter/today_words.py.
SOURCES: Final[tuple[Callable[[Asking], Iterable[Card]], ...]] = (_promises, _requests, _tasks, _untold)


def _found(asking: Asking) -> tuple[dict[Key, Card], list[Row]]:
    """Everything that a card may be about, in the order of its source, and whom we wait for."""
    cards = [card for source in SOURCES for card in source(asking)]
    of_people, waiting = _of_people(asking)
    return {card.fact.key: card for card in [*cards, *of_people]}, waiting


def _of_people(asking: Asking) -> tuple[list[Card], list[Row]]:
    member_id, samples, resting = asking.member.pk, asking.samples, asking.asleep(*SUGGESTIONS)
    answered = assessments.answered_recently(
        since=asking.now - NEW_ANSWERS,
        kept_by=asking.keeper,
        limit=ANSWERS_AT_MOST,
        without=asking.asleep(Kind.ANSWER),
    )
    suggested = _suggested(asking, resting)
    asked = consent.asked_once(member_id, samples=samples, limit=ASKED_AT_MOST)
    invited = consent.invited_without_word(member_id, samples=samples, limit=CARDS_A_DAY)
    everyone = _once([*(one.candidate for one in answered), *suggested, *asked, *invited])
    # All of them are kept by this member, or the member is the workspace's owner.
    known = {
        row.candidate.pk: row
        for row in rows(everyone, visible={one.pk for one in everyone}, now=asking.now, by=member_id)
    }
    waiting = [
        *(known[one.pk] for one in invited if known[one.pk].next.step is Step.INVITED),
        *[known[one.pk] for one in asked if known[one.pk].next.step is Step.WAIT][:CARDS_A_DAY],
    ]
    awake = [known[one.pk] for one in _once([*suggested, *asked]) if one.pk not in set(resting)]
    return [*_answers(answered, known), *_suggestions(awake)], waiting


def _answers(answered: Sequence[Response], known: Mapping[int, Row]) -> list[Card]:
    """The newest answers of each person, save of those who have stopped since."""
    newest = {one.candidate_id: one for one in reversed(answered)}
    return [
        Card(Fact(Kind.ANSWER, one.pk, person), known[person])
        for person, one in reversed(newest.items())
        if known[person].next.step is not Step.STOPPED
    ]


def _suggestions(awake: Iterable[Row]) -> Iterable[Card]:
    for row in awake:
        if (kind := SUGGESTED_BY.get(row.next.step)) is not None:
            yield Card(Fact(kind, row.candidate.pk, row.candidate.pk), row)


def _suggested(asking: Asking, resting: Sequence[int]) -> list[Candidate]:
    """Whose suggestion comes back today or stands on the desk, then a yes to follow up, then whoever was not asked."""
    member_id, samples = asking.member.pk, asking.samples
    on_desk = [one.subject for one in asking.former if one.day == asking.today and one.kind in SUGGESTIONS]
    named = list(dict.fromkeys([*due_back(asking.former, today=asking.today), *on_desk]))
    standing = consent.kept_people(named, member_id, samples=samples)
    if not may_suggest(asking.former, today=asking.today):
        return standing
    return [
        *standing,
        *consent.granted_not_invited(member_id, samples=samples, limit=CARDS_A_DAY, without=resting),
        *consent.not_asked_yet(member_id, samples=samples, limit=CARDS_A_DAY, without=resting),
    ]


def _once(people: Iterable[Candidate]) -> list[Candidate]:
    return list({person.pk: person for person in people}.values())
