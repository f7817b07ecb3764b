"""Reads on three-tap cards. Answers of one person are for the keepers; totals come in blocks of five."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber

from xinqiao.capabilities.candidates.models import Candidate, CandidateLink
from xinqiao.capabilities.engagement.models import ThreeTapCard
from xinqiao.domain.small_counts import in_whole_blocks
from xinqiao.domain.three_taps import BLOCK, QUESTIONS, Tally, tally
from xinqiao.foundation.tenancy.prepared import PreparedSelect

_OF_LINK = PreparedSelect(lambda link_id: ThreeTapCard.objects.filter(link_id=link_id), int)
_OF_PERSON = PreparedSelect(
    lambda candidate_id: ThreeTapCard.objects.filter(candidate_id=candidate_id).order_by("-id"), int
)
_SAID: Final = ("occasion", *QUESTIONS)


@dataclass(frozen=True)
class OccasionTotals:
    """What people said of one kind of occasion; `waiting` answers stand in no total yet."""

    occasion: str
    cards: int
    waiting: int
    tallies: dict[str, Tally]


def card_of_link(link: CandidateLink) -> ThreeTapCard | None:
    """The card behind a link, for the person's own page."""
    return _OF_LINK.find(link.pk)


def cards_of(candidate: Candidate) -> list[ThreeTapCard]:
    """One person's cards, newest first, for those who keep the relationship."""
    return _OF_PERSON.all(candidate.pk)


def has_answered_a_card(candidate: Candidate) -> bool:
    """Whether this person said something that stands."""
    return ThreeTapCard.objects.filter(candidate=candidate, answered_at__isnull=False).exists()


def totals(*, samples: bool) -> list[OccasionTotals]:
    """What people said by occasion, in two queries at any size; `samples`: sample people count too."""
    answered = ThreeTapCard.objects.filter(answered_at__isnull=False, candidate__restricted_at=None)
    if not samples:
        answered = answered.filter(candidate__is_sample=False)
    counted = _counts(answered.values(*_SAID).annotate(cards=Count("id")).values_list(*_SAID, "cards"))
    newest = answered.annotate(
        place=Window(RowNumber(), partition_by=[F("occasion")], order_by=[F("answered_at").desc(), F("id").desc()])
    ).filter(place__lt=BLOCK)
    late = list(newest.order_by("occasion", "place").values_list(*_SAID))
    return [_totals_of(occasion, counts, late) for occasion, counts in sorted(counted.items())]


def _counts(rows: QuerySet[Any, tuple[Any, ...]]) -> dict[str, Counter[tuple[str, ...]]]:
    found: dict[str, Counter[tuple[str, ...]]] = {}
    for occasion, *said, cards in rows:
        found.setdefault(occasion, Counter())[tuple(said)] += cards
    return found


def _totals_of(occasion: str, counts: Counter[tuple[str, ...]], late: Iterable[tuple[str, ...]]) -> OccasionTotals:
    cards = counts.total()
    waiting = cards - in_whole_blocks(cards)
    told = counts.copy()
    told.subtract([tuple(said) for place, *said in late if place == occasion][:waiting])
    tallies = {
        name: tally((said[number], times) for said, times in told.items()) for number, name in enumerate(QUESTIONS)
    }
    return OccasionTotals(occasion, cards=cards - waiting, waiting=waiting, tallies=tallies)
