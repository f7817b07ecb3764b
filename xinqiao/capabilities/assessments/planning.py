"""Planning lists: whose released result speaks of which level. For their keepers, to choose tone and small try."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from xinqiao.capabilities.assessments.keys import team_key
from xinqiao.capabilities.assessments.models import Response
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.domain.levels import UNMEASURED, Level, level_of, totals_of

PAGE_SIZE: Final = 50


@dataclass(frozen=True)
class PlanningPage:
    """People by name, and the key that continues after them (empty at the end)."""

    candidates: list[Candidate]
    after: str


def page_of_released(level: Level, *, kept_by: int | None, after: str = "") -> PlanningPage:
    """People whose newest released result is of this level, by name. `kept_by` narrows to one member's people."""
    low, high = totals_of(level)
    rows = _released(_planned(kept_by)).alias(total=_newest_total()).filter(total__gte=low, total__lt=high)
    rows = rows.select_related("owner__user").order_by("sort_name", "id")
    last = Candidate.objects.filter(public_id=after).values_list("sort_name", "id").first() if after else None
    if last is not None:
        rows = rows.filter(Q(sort_name__gt=last[0]) | Q(sort_name=last[0], id__gt=last[1]))
    found: list[Candidate] = [*rows[: PAGE_SIZE + 1]]
    page = found[:PAGE_SIZE]
    return PlanningPage(page, page[-1].public_id if len(found) > PAGE_SIZE else "")


def people_by_level(
    *, kept_by: int | None, among: Collection[int] | None = None, samples: bool = False
) -> dict[str, int]:
    """How many people the planning lists name; those without a released result as `unmeasured`.

    `kept_by` narrows to one member's people, `among` to these; `samples`: sample people count too. Two queries,
    whatever the number of people.
    """
    people = _planned(kept_by)
    if not samples:
        people = people.filter(is_sample=False)
    if among is not None:
        people = people.filter(pk__among=among)
    # Totals are few: answers of five statements, and of four worked out to five.
    rows = (
        _released(people).annotate(total=_newest_total()).order_by().values_list("total").annotate(people=Count("pk"))
    )
    counts = {str(level): 0 for level in Level}
    for total, number in rows:
        if total is not None:
            counts[str(level_of(total))] += number
    return {**counts, UNMEASURED: people.count() - sum(counts.values())}


def _planned(kept_by: int | None) -> QuerySet[Candidate]:
    # Whoever wants to be left alone is in no plan.
    rows = Candidate.objects.exclude(terms__permission="stopped").exclude(stage__in=("paused", "closed"))
    return rows if kept_by is None else rows.filter(owner_id=kept_by)


def _released(people: QuerySet[Candidate]) -> QuerySet[Candidate]:
    # Without this filter the newest result of every person of the workspace would be looked for.
    return people.filter(pk__in=Response.shared.order_by().values("candidate_id"))


def _newest_total() -> Subquery:
    """The total of a person's newest released result."""
    # From the person's own answers: begun at the scores, the look-up would walk those of the whole workspace.
    rows = Response.shared.filter(
        candidate=OuterRef("pk"),
        scores__scoring_key=team_key().id,
        # A doubtful response waits for a person's word.
        doubt__in=(Response.Doubt.NONE, Response.Doubt.ACCEPTED),
    )
    return Subquery(rows.order_by("-finished_at", "-scores__id").values("scores__total")[:1])
