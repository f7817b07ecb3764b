"""Two people become one, or two again: what they said of talks and tries goes with them."""

from __future__ import annotations

from typing import Any

from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.engagement.models import ThreeTapCard
from xinqiao.foundation.tenancy.row_copies import hand_over, ids_of


def merge_people(keep: Candidate, other: Candidate) -> dict[str, Any]:
    """Hands every card to `keep`."""
    cards = ids_of(ThreeTapCard, other.pk)
    hand_over(ThreeTapCard, cards, candidate_id=keep.pk)
    return {"cards": cards}


def unmerge_people(keep: Candidate, other: Candidate, copy: dict[str, Any]) -> None:
    """Gives them back, and with them cards behind links that go back."""
    behind_links = ids_of(ThreeTapCard, keep.pk, link__candidate=other)
    still = ids_of(ThreeTapCard, keep.pk, pk__in=copy.get("cards", []))
    hand_over(ThreeTapCard, {*behind_links, *still}, candidate_id=other.pk)
