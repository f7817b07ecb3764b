"""Handing a person to a colleague: when the person counts as introduced, and who may write meanwhile."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from xinqiao.domain.send_facts import Handover

# So long the words stand on the person's own page, unless they say earlier that it is fine.
INTRODUCED_AFTER: Final = timedelta(days=7)
FINE, REFUSED = "fine", "refused"


@dataclass(frozen=True, slots=True)
class Told:
    """One hand-over that the person was told of: from whom to whom (ids), since when, and their word on it."""

    former: int
    to: int
    told_at: datetime
    answer: str = ""
    ended: bool = False

    def is_pending(self, now: datetime) -> bool:
        """Whether the person neither said anything nor had the time to."""
        return not self.ended and not self.answer and now < self.told_at + INTRODUCED_AFTER


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sender stands with a person."""

    by_owner: bool
    handover: Handover = Handover.NONE
    handover_from: datetime | None = None


def place_of(sender: int, owner: int, told: Iterable[Told], *, now: datetime) -> Place:
    """Where `sender` stands with a person whose record `owner` keeps, after these hand-overs.

    While one is pending the former colleague still is the one whom the person knows.
    """
    all_told = list(told)
    to_sender = [one for one in all_told if one.to == sender]
    if any(one.answer == REFUSED for one in to_sender):
        return Place(by_owner=False, handover=Handover.REFUSED)
    pending = [one.told_at for one in to_sender if one.is_pending(now)]
    if pending:
        return Place(by_owner=False, handover_from=max(pending) + INTRODUCED_AFTER)
    if any(one.former == sender and one.is_pending(now) for one in all_told):
        return Place(by_owner=True)
    introduced = any(not one.ended for one in to_sender)
    return Place(by_owner=sender == owner, handover=Handover.INTRODUCED if introduced else Handover.NONE)


def known_to(told: Iterable[Told], *, now: datetime) -> set[int]:
    """Whom the person knows from earlier hand-overs: who wrote before, and who was introduced and not refused."""
    known: set[int] = set()
    for one in told:
        known.add(one.former)
        in_time = one.answer == FINE or (not one.answer and now >= one.told_at + INTRODUCED_AFTER)
        if in_time:
            known.add(one.to)
    return known
