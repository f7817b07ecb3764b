"""Contacts outside the product (WeChat, Maimai, a call, in person) and what follows from them for the send check.

An entry of the timeline is `contact_` and the outcome; its side says who began. Times are aware.
"""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from xinqiao.domain.send_facts import REMINDER_AFTER

# A text of ours that was passed on by hand and that nobody answered waits as long as a request for permission does.
OPEN_BY_HAND: Final = REMINDER_AFTER
# So long after it was written a copy asks which way it went.
WORD_WITHIN: Final = timedelta(hours=24)
# From this hour on, in the member's own zone.
EVENING_FROM: Final = 17
# After an interview only they begin; the quiet day of rule 6.
QUIET_FOR: Final = timedelta(hours=24)
CALLED: Final = "call_started"
_PREFIX: Final = "contact_"


class Began(StrEnum):
    """Who turned to whom; the values are those of the timeline."""

    US = "out"
    THEM = "in"


class Outcome(StrEnum):
    """What came of a contact."""

    WROTE = "wrote"
    NO_ANSWER = "no_answer"
    TALKED = "talked"
    INTERVIEWED = "interviewed"
    ASKED = "asked"
    PROPOSED = "proposed"
    NOT_NOW = "not_now"
    NO = "no"
    STOP = "stop"


TWO_WAY: Final = frozenset(Outcome) - {Outcome.WROTE, Outcome.NO_ANSWER}
# Whoever turns to us in order to say no opens no door.
_OPENS: Final = frozenset(Outcome) - {Outcome.NOT_NOW, Outcome.NO, Outcome.STOP}


def kind_of(outcome: Outcome) -> str:
    """How the timeline names such a contact."""
    return f"{_PREFIX}{outcome}"


KINDS: Final = tuple(kind_of(outcome) for outcome in Outcome)
TWO_WAY_KINDS: Final = tuple(kind_of(outcome) for outcome in Outcome if outcome in TWO_WAY)
Last = Mapping[tuple[str, str], datetime]


@dataclass(frozen=True, slots=True)
class Between:
    """What contacts by hand say of two people; None of a time means that it never happened."""

    our_last_at: datetime | None = None
    they_began_at: datetime | None = None
    two_way_at: datetime | None = None
    said_no_at: datetime | None = None
    said_later_at: datetime | None = None
    open_until: datetime | None = None
    quiet_until: datetime | None = None


def between(last: Last, *, granted_at: datetime | None = None) -> Between:
    """What follows from when each kind of contact was last, by (kind, side).

    A no ends with what the person does after it: they turn to us, or say yes (`granted_at`).
    """
    ours = [*_moments(last, frozenset(Outcome), Began.US), *_moments(last, (Outcome.NOT_NOW,), *Began)]
    if (CALLED, Began.US) in last:
        ours.append(last[CALLED, Began.US])
    began = _latest(last, _OPENS, Began.THEM)
    two_way = _latest(last, TWO_WAY, *Began)
    no = _latest(last, (Outcome.NO,), *Began)
    wrote = _latest(last, (Outcome.WROTE,), Began.US)
    interview = _latest(last, (Outcome.INTERVIEWED,), *Began)
    return Between(
        our_last_at=max(ours, default=None),
        they_began_at=began,
        two_way_at=two_way,
        said_no_at=None if _is_before(no, began, granted_at) else no,
        said_later_at=_latest(last, (Outcome.NOT_NOW,), *Began),
        open_until=wrote + OPEN_BY_HAND if wrote and not _has_answer(wrote, began, two_way, granted_at) else None,
        quiet_until=interview + QUIET_FOR if interview else None,
    )


def _is_before(moment: datetime | None, *others: datetime | None) -> bool:
    return moment is not None and any(other is not None and other > moment for other in others)


def _has_answer(wrote: datetime, *theirs: datetime | None) -> bool:
    return any(one is not None and one >= wrote for one in theirs)


def _latest(last: Last, outcomes: Container[Outcome], *sides: Began) -> datetime | None:
    return max(_moments(last, outcomes, *sides), default=None)


def _moments(last: Last, outcomes: Container[Outcome], *sides: Began) -> list[datetime]:
    wanted = [(kind_of(one), side) for one in Outcome if one in outcomes for side in sides]
    return [last[key] for key in wanted if key in last]
