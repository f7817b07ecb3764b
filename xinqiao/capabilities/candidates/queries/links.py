"""Reads on a person's links."""

from __future__ import annotations

from xinqiao.capabilities.candidates.models import (
    Candidate,
    CandidateLink,
)


def links_of(candidate: Candidate) -> list[CandidateLink]:
    """The person's links, newest first."""
    return list(CandidateLink.objects.filter(candidate=candidate).order_by("-id"))


def has_handed_out_a_link() -> bool:
    """Whether any link went to a person who is not a sample."""
    return CandidateLink.objects.filter(candidate__is_sample=False).exists()
