"""Two people become one, or two again: answers go with them, shared or not."""

from __future__ import annotations

from typing import Any

from xinqiao.capabilities.assessments.models import Response
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.foundation.tenancy.row_copies import hand_over, ids_of


def merge_people(keep: Candidate, other: Candidate) -> dict[str, Any]:
    """Hands every filling to `keep`; scores follow their filling. Nobody learns from it that there are any."""
    responses = ids_of(Response, other.pk)
    hand_over(Response, responses, candidate_id=keep.pk)
    return {"responses": responses}


def unmerge_people(keep: Candidate, other: Candidate, copy: dict[str, Any]) -> None:
    """Gives them back, as far as they were not deleted, and with them fillings behind links that go back."""
    behind_links = ids_of(Response, keep.pk, link__candidate=other)
    still = ids_of(Response, keep.pk, pk__in=copy["responses"])
    hand_over(Response, {*behind_links, *still}, candidate_id=other.pk)
