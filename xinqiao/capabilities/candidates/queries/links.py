"""Reads on a person's links."""

from __future__ import annotations

from xinqiao.capabilities.candidates.models import (
    Candidate,
    CandidateLink,
)
from xinqiao.foundation.tenancy.prepared import PreparedSelect

_LINKS = PreparedSelect(
    lambda candidate_id: CandidateLink.objects.filter(candidate_id=candidate_id).order_by("-id"), int
)


def links_of(candidate: Candidate) -> list[CandidateLink]:
    """The person's links, newest first."""
    return _LINKS.all(candidate.pk)


def has_handed_out_a_link() -> bool:
    """Whether any link went to a person who is not a sample."""
    return CandidateLink.objects.filter(candidate__is_sample=False).exists()
