"""What all shared answers of a workspace say about the scale, counted by the database: never a row per response.

One language at a time, the newest shared filling of each person, and either the sample people or everybody else.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta
from functools import reduce
from operator import add
from typing import Any, Final

import numpy as np
from django.db import connection
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import Lag, RowNumber
from numpy.typing import NDArray

from xinqiao.capabilities.assessments.models import Response, Score
from xinqiao.capabilities.candidates.models import Candidate, TimelineEntry
from xinqiao.domain.reliability import PATTERNS
from xinqiao.domain.scale import HIGHEST_ANSWER, ITEM_COUNT, LOWEST_ANSWER, ScoringKey

_ITEMS: Final = tuple(f"item{number}" for number in range(1, ITEM_COUNT + 1))
_COMPLETE: Final = Q(**{f"{item}__isnull": False for item in _ITEMS})
# After one of these a person is no longer expected to answer as before.
_STAGE_EVENTS: Final = ("stage_changed",)
_OF_PAIRS: Final = ("finished_at", "before", "earliest", "latest", "recalled_until", "staged")


@dataclass(frozen=True)
class Patterns:
    """Newest fillings in one language: counts of the 3,125 complete patterns, and how many lack an answer."""

    counts: NDArray[np.int64]
    incomplete: int

    @property
    def complete(self) -> int:
        """How many people's newest filling has all five answers."""
        return int(self.counts.sum())


def patterns_by_language(scale_version: str, *, samples: bool) -> dict[str, Patterns]:
    """The patterns of answers in each language that somebody shared, in one query of at most 7,776 rows a language."""
    rows = _sure(scale_version, samples=samples).annotate(place=_newest_first(""))
    counts: dict[str, NDArray[np.int64]] = defaultdict(lambda: np.zeros(PATTERNS, dtype=np.int64))
    incomplete: Counter[str] = Counter()
    for language, *answers, people in _counted(rows, "place = 1", "language", *_ITEMS):
        if None in answers:
            incomplete[language] += people
        else:
            counts[language][_place(answers)] += people
    return {language: Patterns(counts[language], incomplete[language]) for language in {*counts, *incomplete}}


def flags_by_language(scale_version: str, key: ScoringKey, *, samples: bool) -> dict[str, Counter[str]]:
    """How many of these people's newest scored fillings carry each flag, in one query."""
    rows = Score.objects.filter(
        scoring_key=key.id, response__in=_shared(scale_version, samples=samples).values("pk")
    ).annotate(place=_newest_first("response__"), language=F("response__language"))
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for language, flags, people in _counted(rows, "place = 1", "language", "flags"):
        for flag in set(json.loads(flags)):
            found[language][flag] += people
    return dict(found)


def retest_differences(
    scale_version: str, key: ScoringKey, *, samples: bool, at_least: timedelta, at_most: timedelta
) -> dict[str, dict[float, int]]:
    """How often each difference of totals occurs between two complete fillings of one person in one language.

    Two that follow one another, so far apart, with no change of stage between, the first of them not itself so soon
    after another that memory answered. One query of at most 41 rows a language.
    """
    staged = TimelineEntry.objects.filter(
        candidate=OuterRef("candidate"), kind__in=_STAGE_EVENTS, at__lte=OuterRef("finished_at")
    ).order_by("-at")
    rows = (
        _sure(scale_version, samples=samples)
        .filter(_COMPLETE)
        .annotate(
            before=_of_the_one_before(F("finished_at")),
            earliest=_of_the_one_before(F("finished_at") + at_least),
            latest=_of_the_one_before(F("finished_at") + at_most),
            recalled_until=_of_the_one_before(F("finished_at") + at_least, back=2),
            difference=_total(key) - _of_the_one_before(_total(key)),
            staged=Subquery(staged.values("at")[:1]),
        )
    )
    apart = (
        "finished_at >= earliest AND finished_at <= latest AND (staged IS NULL OR staged <= before)"
        " AND (recalled_until IS NULL OR before >= recalled_until)"
    )
    found: dict[str, dict[float, int]] = defaultdict(dict)
    for language, difference, pairs in _counted(rows, apart, "language", "difference", also=_OF_PAIRS):
        found[language][float(difference)] = pairs
    return dict(found)


def _shared(scale_version: str, *, samples: bool) -> QuerySet[Response]:
    rows = Response.shared.filter(scale_version=scale_version, finished_at__isnull=False, stated_total__isnull=True)
    rows = rows.order_by()
    # Lists of the few that are invented, or only kept, and no join with everybody.
    invented = Candidate.objects.filter(is_sample=True).values("pk")
    rows = rows.exclude(candidate__in=Candidate.objects.filter(restricted_at__isnull=False).values("pk"))
    return rows.filter(candidate__in=invented) if samples else rows.exclude(candidate__in=invented)


def _sure(scale_version: str, *, samples: bool) -> QuerySet[Response]:
    """Without those that wait for a person's word, or that were left for another time: they would blur the scale."""
    return _shared(scale_version, samples=samples).filter(doubt__in=(Response.Doubt.NONE, Response.Doubt.ACCEPTED))


def _newest_first(response: str) -> Window:
    """One filling a person is counted: repeated ones are not independent, and would weigh for whoever answers often."""
    return Window(
        RowNumber(),
        partition_by=F(f"{response}candidate_id"),
        order_by=[F(f"{response}finished_at").desc(), F(f"{response}id").desc()],
    )


def _of_the_one_before(what: Any, *, back: int = 1) -> Window:
    return Window(
        Lag(what, back),
        partition_by=[F("candidate_id"), F("language")],
        order_by=[F("finished_at").asc(), F("id").asc()],
    )


def _counted(rows: QuerySet[Any], where: str, *by: str, also: tuple[str, ...] = ("place",)) -> list[tuple[Any, ...]]:
    """How many of these rows there are of each kind; `where` may ask for what a window told.

    One pass over the rows and one sort. Django cannot group what a window told, and the same with subqueries that
    look for a later filling took PostgreSQL minutes for 500 people until it had gathered statistics.
    """
    inner, values = rows.values(*by, *also).query.sql_with_params()
    columns = ", ".join(by)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns}, COUNT(*) FROM ({inner}) AS told WHERE {where} GROUP BY {columns}", values)
        return list(cursor.fetchall())


def _place(answers: list[int]) -> int:
    return reduce(lambda place, answer: place * HIGHEST_ANSWER + answer - LOWEST_ANSWER, answers, 0)


def _total(key: ScoringKey) -> Any:
    """The total of complete answers, worked out by the database."""
    turned = LOWEST_ANSWER + HIGHEST_ANSWER
    return reduce(
        add, [F(item) if sign > 0 else turned - F(item) for item, sign in zip(_ITEMS, key.signs, strict=True)]
    )
