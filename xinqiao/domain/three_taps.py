"""The three-tap card: one question each on satisfaction, being understood and going on, asked after a talk or a try.

It measures us, not the person. Totals are told in blocks of five cards, oldest first: whoever looks before and after
one more card cannot tell from the difference what that person said. A skipped question is no answer and counts nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Final

from xinqiao.domain.small_counts import LEAST

QUESTIONS: Final = ("satisfied", "understood", "would_go_on")
BLOCK: Final = LEAST
INTERVIEW: Final = "interview"


class Tap(StrEnum):
    """What one tap says."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Tally:
    """How often one question got each answer."""

    yes: int = 0
    partly: int = 0
    no: int = 0

    @property
    def answered(self) -> int:
        """Answers without the skipped ones."""
        return self.yes + self.partly + self.no


def tally(answers: Iterable[tuple[str, int]]) -> Tally:
    """Counts answers, each with how many cards gave it; the empty answer is a skip."""
    counts = dict.fromkeys(Tap, 0)
    for answer, cards in answers:
        if answer:
            counts[Tap(answer)] += cards
    return Tally(yes=counts[Tap.YES], partly=counts[Tap.PARTLY], no=counts[Tap.NO])


def quiet_until(occasion: str, happened_on: date, zone: tzinfo) -> datetime | None:
    """Until when an interview of that day is left to settle; None for other occasions.

    Only its day is known, so the 24 quiet hours are counted from that day's end in the person's zone.
    """
    if occasion != INTERVIEW:
        return None
    return datetime.combine(happened_on + timedelta(days=2), time(), zone)
