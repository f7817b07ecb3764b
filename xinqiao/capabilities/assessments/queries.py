"""Reads on answers. For staff only what was shared; the person's own page has its own query."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from xinqiao.capabilities.assessments.models import Response, Score
from xinqiao.capabilities.candidates.models import Candidate, CandidateLink
from xinqiao.domain.scale import TOS5_KEYED, printed_total
from xinqiao.foundation.tenancy.prepared import A_PAGE, Ids, PreparedSelect

_OF_LINK = PreparedSelect(lambda link_id: Response.objects.filter(link_id=link_id), int)
_SCORE = PreparedSelect(lambda pk: Score.objects.filter(response_id=pk, scoring_key=TOS5_KEYED.id), int)


def _shared() -> QuerySet[Score]:
    """Scores that staff may see, oldest first, with their fillings."""
    rows = Score.objects.filter(scoring_key=TOS5_KEYED.id, response__state=Response.State.SHARED)
    return rows.select_related("response").order_by("response__finished_at", "id")


_SHARED_OF = PreparedSelect(lambda candidate_id: _shared().filter(response__candidate_id=candidate_id), int)
_SHARED_BY = PreparedSelect(lambda ids: _shared().filter(response__candidate_id__in=ids), Ids(A_PAGE))


@dataclass(frozen=True)
class Reading:
    """One shared, scored filling."""

    response_id: int
    candidate_id: int
    at: datetime
    total: float
    variance: float
    printed: float | None
    flags: tuple[str, ...]
    mode: str


def latest_readings(candidate_ids: Iterable[int]) -> dict[int, Reading]:
    """The newest shared reading of each of these people, in one query."""
    wanted = list(candidate_ids)
    if not wanted:
        return {}
    rows = _SHARED_BY.all(wanted) if len(wanted) <= A_PAGE else _shared().filter(response__candidate_id__in=wanted)
    # The newest comes last.
    return {row.response.candidate_id: _reading(row) for row in rows}


def readings_of(candidate: Candidate) -> list[Reading]:
    """All shared readings of one person, oldest first."""
    return [_reading(row) for row in _SHARED_OF.all(candidate.pk)]


def response_of_link(link: CandidateLink) -> Response | None:
    """The filling behind a link, for the person's own pages."""
    return _OF_LINK.find(link.pk)


def has_shared(candidate: Candidate) -> bool:
    """Whether staff can see a result of this person now."""
    return Response.shared.filter(candidate=candidate).exists()


def score_of(response: Response) -> Score | None:
    """The score of one filling, for the person's own result page."""
    return _SCORE.find(response.pk)


def answered_recently(*, since: datetime, kept_by: int | None = None, limit: int = 5) -> list[Response]:
    """Shared fillings since a moment, newest first, for the desk; `kept_by` narrows to one member's people."""
    rows = Response.shared.filter(decided_at__gte=since).select_related("candidate__owner__user")
    if kept_by is not None:
        rows = rows.filter(candidate__owner_id=kept_by)
    return list(rows.order_by("-decided_at")[:limit])


def any_finished(candidate_ids: Iterable[int]) -> bool:
    """Whether one of these (sample) people finished a filling. Never ask this about anybody real."""
    return Response.objects.filter(
        candidate_id__in=list(candidate_ids), candidate__is_sample=True, finished_at__isnull=False
    ).exists()


def _reading(row: Score) -> Reading:
    response = row.response
    return Reading(
        response_id=response.pk,
        candidate_id=response.candidate_id,
        at=response.finished_at or row.scored_at,
        total=row.total,
        variance=row.variance,
        printed=printed_total(response.answers),
        flags=tuple(row.flags),
        mode=response.mode,
    )
