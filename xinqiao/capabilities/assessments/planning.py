"""Planning lists: whose released results speak of which level. For their keepers, to choose tone and small try."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from django.db.models import Q, QuerySet

from xinqiao.capabilities.assessments.models import Response
from xinqiao.capabilities.assessments.standings import levels_of
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.domain.levels import UNMEASURED, Level

PAGE_SIZE: Final = 50
# So many people are looked at for a page; each further look takes so many times as many.
BLOCK: Final = 1_000
GROWTH: Final = 4


@dataclass(frozen=True)
class PlanningPage:
    """People by name, and the key that continues after them (empty at the end)."""

    candidates: list[Candidate]
    after: str


def page_of_released(level: Level, *, kept_by: int | None, after: str = "") -> PlanningPage:
    """People whose released results place them at this level, by name. `kept_by` narrows to one member's people.

    Five queries for up to `BLOCK` people who released something, more only where so many hold no page of the level.
    """
    people = _released(_planned(kept_by)).order_by("sort_name", "id")
    last = Candidate.objects.filter(public_id=after).values_list("sort_name", "id").first() if after else None
    if last is not None:
        people = people.filter(Q(sort_name__gt=last[0]) | Q(sort_name=last[0], id__gt=last[1]))
    found = list(islice(_of_level(level, people), PAGE_SIZE + 1))
    rows = Candidate.objects.filter(pk__in=found[:PAGE_SIZE]).select_related("owner__user")
    page = list(rows.order_by("sort_name", "id"))
    return PlanningPage(page, page[-1].public_id if len(found) > PAGE_SIZE else "")


def _of_level(level: Level, people: QuerySet[Candidate]) -> Iterator[int]:
    """Ids of those who stand at this level, in the order of `people`, of whom only so many are looked at as needed."""
    begin, size = 0, BLOCK
    while some := list(people.values_list("pk", flat=True)[begin : begin + size]):
        stand = levels_of(some)
        yield from (pk for pk in some if stand.get(pk) == level)
        if len(some) < size:
            return
        begin, size = begin + size, size * GROWTH


def people_by_level(
    *, kept_by: int | None, among: Collection[int] | None = None, samples: bool = False
) -> dict[str, int]:
    """How many people the planning lists name; those without a released result as `unmeasured`.

    `kept_by` narrows to one member's people, `among` to these; `samples`: sample people count too. Three queries,
    whatever the number of people.
    """
    people = _planned(kept_by)
    if not samples:
        people = people.filter(is_sample=False)
    if among is not None:
        people = people.filter(pk__among=among)
    stand = Counter(levels_of(_released(people)).values())
    counts = {str(level): stand[level] for level in Level}
    return {**counts, UNMEASURED: people.count() - sum(counts.values())}


def _planned(kept_by: int | None) -> QuerySet[Candidate]:
    # Whoever wants to be left alone, or their data to be only kept, is in no plan.
    rows = (
        Candidate.objects.filter(restricted_at=None)
        .exclude(terms__permission="stopped")
        .exclude(stage__in=("paused", "closed"))
    )
    return rows if kept_by is None else rows.filter(owner_id=kept_by)


def _released(people: QuerySet[Candidate]) -> QuerySet[Candidate]:
    # Without this filter the newest result of every person of the workspace would be looked for.
    return people.filter(pk__in=Response.shared.order_by().values("candidate_id"))
