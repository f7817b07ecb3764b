"""Which cards a member's day holds, in which order, and what putting one away means. Pure rules: facts in, cards out.

What we owe a person comes before anything that we want of them. Nothing here knows a score, a level or a sign.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

CARDS_A_DAY: Final = 5
# News of two weeks would otherwise leave no room for anything to do.
ANSWERS_A_DAY: Final = 3
# Further answers wait behind what is to be told or done on this day.
ANSWERS_FIRST: Final = 2
# A suggestion that was left out, or done, does not come again so soon.
SKIPPED_RESTS: Final = timedelta(days=14)
DONE_RESTS: Final = timedelta(days=90)
AHEAD_AT_MOST: Final = timedelta(days=366)
# How long a day's cards are kept at all.
REMEMBERED: Final = DONE_RESTS
_A_DAY: Final = timedelta(days=1)


class Kind(StrEnum):
    """What a card is about, in the order in which cards stand."""

    PROMISE = "promise"
    ANSWER = "answer"
    REQUEST = "request"
    UNTOLD = "untold"
    TASK = "task"
    INVITE = "invite"
    REMIND = "remind"
    ASK = "ask"


class State(StrEnum):
    """What the member did with a card. `gave_way`: it made room for something owed."""

    OPEN = "open"
    DONE = "done"
    SNOOZED = "snoozed"
    SKIPPED = "skipped"
    GAVE_WAY = "gave_way"


class Wish(StrEnum):
    """Until when a card is to rest."""

    TOMORROW = "tomorrow"
    MONDAY = "monday"
    DAY = "day"


PLACE: Final = {kind: place for place, kind in enumerate(Kind)}
# It is fine not to do these; they may be suggested another day, or never.
SUGGESTIONS: Final = frozenset({Kind.INVITE, Kind.REMIND, Kind.ASK})
# What we owe is done where it is kept and nowhere else: a click at the desk keeps no promise.
DONE_ELSEWHERE: Final = frozenset({Kind.PROMISE, Kind.REQUEST, Kind.UNTOLD})

Key = tuple[Kind, int]


class BadDay(ValueError):
    """The day asked for has gone by, is today, or lies more than a year ahead."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that a card may be about: `subject` is the internal id of what it is, `last_day` when it must be done.

    Facts of one kind come in their source's own order; those with a nearer last day go before them.
    """

    kind: Kind
    subject: int
    person: int | None = None
    last_day: date | None = None

    @property
    def key(self) -> Key:
        """What makes two facts the same card."""
        return self.kind, self.subject


@dataclass(frozen=True, slots=True)
class Former:
    """A card as it was chosen for a day, and what became of it."""

    kind: Kind
    subject: int
    day: date
    state: State
    until: date | None = None

    @property
    def key(self) -> Key:
        """As of the fact."""
        return self.kind, self.subject


@dataclass(frozen=True, slots=True)
class Choice:
    """What is new on the desk, and which suggestions give way to it."""

    add: tuple[Fact, ...] = ()
    give_way: tuple[Key, ...] = ()


def ordered(facts: Sequence[Fact]) -> list[Fact]:
    """What is owed first, each kind by its last day, else as it came; of answers two, the others before suggestions."""
    found = sorted(facts, key=lambda fact: (PLACE[fact.kind], fact.last_day or date.max))
    more = [fact for fact in found if fact.kind is Kind.ANSWER][ANSWERS_FIRST:]
    owed = [fact for fact in found if fact.kind not in SUGGESTIONS and fact not in more]
    return [*owed, *more, *(fact for fact in found if fact.kind in SUGGESTIONS)]


def one_each(facts: Sequence[Fact]) -> list[Fact]:
    """Without suggestions about people to whom something is owed, or about whom there is something to do anyway."""
    busy = {fact.person for fact in facts if fact.kind not in SUGGESTIONS}
    return [fact for fact in facts if fact.kind not in SUGGESTIONS or fact.person not in busy]


def may_suggest(former: Sequence[Former], *, today: date) -> bool:
    """Whether this day can still take a suggestion: it has room, and no card was put away yet."""
    here = _on(today, former)
    return len(here) < CARDS_A_DAY and all(one.state is State.OPEN for one in here)


def choose(facts: Sequence[Fact], former: Sequence[Former], *, today: date) -> Choice:
    """The cards to add to this day: five in all, whatever became of those that were there.

    Nothing is suggested any more once the member has put a card away: a day that is finished stays finished. What is
    owed still comes while there is room, or in the place of a suggestion that nobody has touched.
    """
    here = _on(today, former)
    gone = {one.key for one in former if one.day == today} | at_rest(former, today=today)
    suggests = may_suggest(former, today=today)
    untouched = [one.key for one in here if one.kind in SUGGESTIONS and one.state is State.OPEN]
    room = CARDS_A_DAY - len(here)
    answers = sum(one.kind is Kind.ANSWER for one in here)
    add: list[Fact] = []
    give_way: list[Key] = []
    for fact in ordered(facts):
        is_suggestion, is_answer = fact.kind in SUGGESTIONS, fact.kind is Kind.ANSWER
        may_come = suggests and not give_way if is_suggestion else not is_answer or answers < ANSWERS_A_DAY
        if fact.key in gone or not may_come:
            continue
        if len(add) - len(give_way) >= room:
            if is_suggestion or not untouched:
                break
            give_way.append(untouched.pop())
        add.append(fact)
        answers += is_answer
    return Choice(tuple(add), tuple(give_way))


def at_rest(former: Sequence[Former], *, today: date) -> set[Key]:
    """What is not to come back yet; the latest word on each thing counts."""
    latest: dict[Key, Former] = {}
    for one in former:
        if one.state in (State.DONE, State.SNOOZED, State.SKIPPED) and not _is_later(latest.get(one.key), one):
            latest[one.key] = one
    return {key for key, one in latest.items() if _rests(one, today)}


def _on(today: date, former: Sequence[Former]) -> list[Former]:
    """What takes one of this day's places."""
    return [one for one in former if one.day == today and one.state is not State.GAVE_WAY]


def _is_later(one: Former | None, other: Former) -> bool:
    return one is not None and one.day > other.day


def _rests(one: Former, today: date) -> bool:
    if one.state is State.SNOOZED:
        return one.until is None or today < one.until
    if one.state is State.DONE and one.kind is not Kind.TASK:
        # A task that is opened again has not been done; an answer is read once.
        return today < one.day + DONE_RESTS
    if one.state is State.SKIPPED and one.kind in SUGGESTIONS:
        return today < one.day + SKIPPED_RESTS
    return today <= one.day


def due_back(former: Sequence[Former], *, today: date) -> list[int]:
    """People (internal ids) whose suggestion rested until a day that has come."""
    back = {
        one.subject
        for one in former
        if one.kind in SUGGESTIONS and one.state is State.SNOOZED and one.until is not None and one.until <= today
    }
    return sorted(back)


def rests_until(wish: Wish, *, today: date, day: date | None = None, last_day: date | None = None) -> date:
    """The day on which a snoozed card comes back: no later than its last day, no sooner than tomorrow.

    Raises BadDay for a day of one's own that is none ahead.
    """
    tomorrow = today + _A_DAY
    if wish is Wish.TOMORROW:
        wanted = tomorrow
    elif wish is Wish.MONDAY:
        wanted = next_monday(today)
    elif day is None or not tomorrow <= day <= today + AHEAD_AT_MOST:
        raise BadDay(day)
    else:
        wanted = day
    return wanted if last_day is None else max(tomorrow, min(wanted, last_day))


def next_monday(today: date) -> date:
    """The first Monday after this day."""
    return today + timedelta(days=7 - today.weekday())


def still_open(former: Sequence[Former], known: Collection[Key], *, today: date) -> list[Key]:
    """This day's cards that still ask for something, in their order; `known` is what is still so."""
    keys = [one.key for one in former if one.day == today and one.state is State.OPEN and one.key in known]
    return sorted(keys, key=lambda key: PLACE[key[0]])
