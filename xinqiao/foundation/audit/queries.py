"""Reading the audit log."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import Count

from xinqiao.foundation.audit.models import AuditEntry
from xinqiao.foundation.tenancy.prepared import PreparedSelect


@dataclass(frozen=True)
class View:
    """One look at a person's file, told by role."""

    at: datetime
    role: str


def entries(*, before_id: int | None = None, limit: int = 50, without: Collection[str] = ()) -> list[AuditEntry]:
    """The workspace's newest entries, keyset-paged by `before_id`; acts named in `without` are left out."""
    rows = AuditEntry.objects.exclude(action__in=without).order_by("-id")
    if before_id is not None:
        rows = rows.filter(id__lt=before_id)
    return list(rows[:limit])


def views_of(candidate_id: int, *, limit: int = 20) -> list[View]:
    """Who (by role) opened this person's file, newest first."""
    return [View(row.at, row.actor_role) for row in _views(limit).all(candidate_id)]


@cache
def _views(limit: int) -> PreparedSelect[AuditEntry]:
    return PreparedSelect(
        lambda candidate_id: AuditEntry.objects.filter(
            action="candidate_viewed", subject_type="candidate", subject_id=candidate_id
        ).order_by("-id")[:limit],
        int,
    )


def happened(action: str, *, candidate_ids: Iterable[int]) -> bool:
    """Whether this act is on record for one of these people."""
    return AuditEntry.objects.filter(
        action=action, subject_type="candidate", subject_id__in=list(candidate_ids)
    ).exists()


def counts_by_detail(*names: str, actions: Iterable[str]) -> dict[tuple[Any, ...], int]:
    """How often each of these acts is on record, by the act and by what its detail says under these names."""
    keys = [f"detail__{name}" for name in names]
    rows = AuditEntry.objects.filter(action__in=list(actions)).order_by().values("action", *keys)
    return {tuple(row[key] for key in ("action", *keys)): row["n"] for row in rows.annotate(n=Count("id"))}
