"""Two people become one, or two again: tasks about them go with them, and so do cards of the day."""

from __future__ import annotations

from typing import Any

from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.foundation.tenancy.row_copies import hand_over, ids_of
from xinqiao.journeys.models import DeskCard, Task


def merge_people(keep: Candidate, other: Candidate) -> dict[str, Any]:
    """Hands tasks and cards to `keep`; a card goes on naming what it was about, so it finds nobody meanwhile."""
    tasks, cards = ids_of(Task, other.pk), ids_of(DeskCard, other.pk)
    hand_over(Task, tasks, candidate_id=keep.pk)
    hand_over(DeskCard, cards, candidate_id=keep.pk)
    return {"tasks": tasks, "cards": cards}


def unmerge_people(keep: Candidate, other: Candidate, copy: dict[str, Any]) -> None:
    """Gives them back; what was noted since stays with the survivor."""
    for model, name in ((Task, "tasks"), (DeskCard, "cards")):
        still = ids_of(model, keep.pk, pk__in=copy.get(name, []))
        hand_over(model, still, candidate_id=other.pk)
