"""From stored answers to stored scores, one for each key. The answers themselves are never touched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from xinqiao.capabilities.assessments.models import Response, Score
from xinqiao.domain.response_quality import is_doubtful, signs_of, variance_factor
from xinqiao.domain.scale import KEYS, ScoringKey, score


def flags_of(response: Response) -> list[str]:
    """What a reader must know about these answers: missing ones, and signs of carelessness. No key changes them."""
    signs = signs_of(response.answers, mode=response.mode, seconds=response.seconds)
    return [str(flag) for flag in (*score(response.answers).flags, *signs)]


def scores_of(
    response: Response, flags: Sequence[str], *, now: datetime, keys: Iterable[ScoringKey] = tuple(KEYS.values())
) -> list[Score]:
    """Unsaved scores of one response; none where two or more answers are missing."""
    rows = []
    for key in keys:
        result = score(response.answers, key)
        if result.total is not None and result.variance is not None:
            rows.append(
                Score(
                    response=response,
                    scoring_key=key.id,
                    total=result.total,
                    variance=result.variance * variance_factor(flags),
                    flags=list(flags),
                    scored_at=now,
                )
            )
    return rows


def store_scores(response: Response, *, now: datetime) -> bool:
    """A score for every key, so that a later switch finds none missing; False when there is no total.

    A doubtful response is marked so: it waits for a person's word.
    """
    flags = flags_of(response)
    rows = scores_of(response, flags, now=now)
    if not rows:
        return False
    Score.objects.bulk_create(rows)
    if is_doubtful(flags):
        response.doubt = Response.Doubt.OPEN
        response.save(update_fields=["doubt"])
    return True
