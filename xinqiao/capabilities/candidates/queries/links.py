"""Reads on a person's links."""

from __future__ import annotations

from datetime import datetime

from xinqiao.capabilities.candidates.models import (
    Candidate,
    CandidateLink,
)
from xinqiao.foundation.tenancy.prepared import PreparedSelect

_LINKS = PreparedSelect(
    lambda candidate_id: CandidateLink.objects.filter(candidate_id=candidate_id).order_by("-id"), int
)

_OPEN = PreparedSelect(
    lambda candidate_id, purpose, now: CandidateLink.objects.filter(
        candidate_id=candidate_id, purpose=purpose, revoked_at=None, expires_at__gt=now
    ).order_by("-expires_at")[:1],
    int,
    str,
    datetime,
)


def links_of(candidate: Candidate) -> list[CandidateLink]:
    """The person's links, newest first."""
    return _LINKS.all(candidate.pk)


def has_handed_out_a_link() -> bool:
    """Whether any link went to a person who is not a sample."""
    return CandidateLink.objects.filter(candidate__is_sample=False).exists()


def door_open_until(candidate: Candidate, purpose: str, *, now: datetime) -> datetime | None:
    """Until when the person can still use a link for this purpose; None when no such link is open."""
    link = _OPEN.find(candidate.pk, str(purpose), now)
    return None if link is None else link.expires_at
