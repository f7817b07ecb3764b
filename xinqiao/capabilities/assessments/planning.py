"""Planning lists: whose released result speaks of which level. For their keepers, to choose tone and small try."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db.models import OuterRef, Q, Subquery

from xinqiao.capabilities.assessments.keys import team_key
from xinqiao.capabilities.assessments.models import Response, Score
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.domain.levels import Level, totals_of

PAGE_SIZE: Final = 50


@dataclass(frozen=True)
class PlanningPage:
    """People by name, and the key that continues after them (empty at the end)."""

    candidates: list[Candidate]
    after: str


def page_of_released(level: Level, *, kept_by: int | None, after: str = "") -> PlanningPage:
    """People whose newest released result is of this level, by name. `kept_by` narrows to one member's people."""
    latest = Score.objects.filter(
        scoring_key=team_key().id,
        response__state=Response.State.SHARED,
        # A doubtful response waits for a person's word.
        response__doubt__in=(Response.Doubt.NONE, Response.Doubt.ACCEPTED),
        response__candidate=OuterRef("pk"),
    ).order_by("-response__finished_at", "-id")
    low, high = totals_of(level)
    # Without the first filter the newest result of every person of the workspace would be looked for.
    rows = (
        Candidate.objects.select_related("owner__user")
        .filter(pk__in=Response.shared.order_by().values("candidate_id"))
        # Whoever wants to be left alone is in no plan.
        .exclude(terms__permission="stopped")
        .exclude(stage__in=("paused", "closed"))
        .alias(total=Subquery(latest.values("total")[:1]))
        .filter(total__gte=low, total__lt=high)
        .order_by("sort_name", "id")
    )
    if kept_by is not None:
        rows = rows.filter(owner_id=kept_by)
    last = Candidate.objects.filter(public_id=after).values_list("sort_name", "id").first() if after else None
    if last is not None:
        rows = rows.filter(Q(sort_name__gt=last[0]) | Q(sort_name=last[0], id__gt=last[1]))
    found: list[Candidate] = [*rows[: PAGE_SIZE + 1]]
    page = found[:PAGE_SIZE]
    return PlanningPage(page, page[-1].public_id if len(found) > PAGE_SIZE else "")
