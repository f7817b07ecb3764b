"""Writing the audit log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from xinqiao.foundation.audit.models import AuditEntry
from xinqiao.foundation.tenancy.prepared import PreparedRows

# One look at a person's file, however often the page is reloaded meanwhile.
SAME_VIEW = timedelta(minutes=30)
_VIEWED = PreparedRows(
    lambda candidate_id, actor_id, since: AuditEntry.objects.filter(
        action="candidate_viewed",
        subject_type="candidate",
        subject_id=candidate_id,
        actor_id=actor_id,
        at__gt=since,
    ).values_list("pk")[:1],
    int,
    int,
    datetime,
)


@dataclass(frozen=True)
class Actor:
    """Who acts: a member (with role), the candidate, or the system itself."""

    kind: str
    id: int | None = None
    role: str = ""


SYSTEM = Actor("system")


def record(
    actor: Actor,
    action: str,
    *,
    now: datetime,
    subject: tuple[str, int] | None = None,
    detail: dict[str, Any] | None = None,
) -> None:
    """Adds an entry in the caller's transaction and workspace. `detail` holds codes and ids, never personal data."""
    AuditEntry.objects.create(
        at=now,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_role=actor.role,
        action=action,
        subject_type=subject[0] if subject else "",
        subject_id=subject[1] if subject else None,
        detail=detail or {},
    )


def record_view(actor: Actor, candidate_id: int, *, now: datetime) -> None:
    """Notes that a member opened a candidate's file, once per half hour; the candidate sees it by role."""
    if not _VIEWED.all(candidate_id, actor.id, now - SAME_VIEW):
        record(actor, "candidate_viewed", now=now, subject=("candidate", candidate_id))
