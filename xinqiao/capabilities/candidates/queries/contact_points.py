"""Reads on contact points: in order, and which of them may be used."""

from __future__ import annotations

from collections.abc import Iterable

from xinqiao.capabilities.candidates.models import Candidate, ContactPoint
from xinqiao.domain.employer_shield import is_with_employer, suggested_employer
from xinqiao.foundation.tenancy.prepared import PreparedSelect

_POINTS = PreparedSelect(
    lambda candidate_id: ContactPoint.objects.filter(candidate_id=candidate_id).order_by("position", "id"), int
)
_KINDS = ("email", "phone", "wechat", "link", "external")


def points_of(candidate: Candidate) -> list[ContactPoint]:
    """The person's contact points: addresses, numbers, WeChat, profiles, foreign ids, each kind in its order."""
    return sorted(_POINTS.all(candidate.pk), key=lambda row: _KINDS.index(row.kind))


def is_shielded(point: ContactPoint, candidate: Candidate) -> bool:
    """Whether this is an address of the present employer, which is never used."""
    return point.kind == ContactPoint.Kind.EMAIL and is_with_employer(point.key, candidate.employer_domain)


def usable_email(candidate: Candidate, points: Iterable[ContactPoint]) -> str:
    """The first address that works and does not lie with the present employer; empty when there is none."""
    for point in points:
        if point.kind == ContactPoint.Kind.EMAIL and point.dead_at is None and not is_shielded(point, candidate):
            return point.value
    return ""


def suggested_employer_domain(candidate: Candidate, points: Iterable[ContactPoint]) -> str:
    """The domain that the addresses suggest as the employer's, while none is set."""
    if candidate.employer_domain:
        return ""
    return suggested_employer(point.key for point in points if point.kind == ContactPoint.Kind.EMAIL)
