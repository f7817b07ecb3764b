"""Reads on what else a record holds: tags, pools, the team's own fields, papers, and the date by which it ends."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count, Min, QuerySet

from xinqiao.capabilities.candidates.models import Attachment, Candidate, CandidateTag, CustomField, Pool, Tag
from xinqiao.domain.notice import SOON_DAYS
from xinqiao.foundation.tenancy.prepared import PreparedRows, PreparedSelect

_TAGS = PreparedRows(
    lambda candidate_id: (
        CandidateTag.objects.filter(candidate_id=candidate_id).order_by("tag__key").values_list("tag__name")
    ),
    int,
)
_POOLS = PreparedSelect(
    lambda candidate_id: Pool.objects.filter(people__candidate_id=candidate_id, archived_at=None).order_by(
        "name", "id"
    ),
    int,
)
_ATTACHMENTS = PreparedSelect(
    lambda candidate_id: (
        Attachment.objects.filter(candidate_id=candidate_id, removed_at=None)
        .select_related("added_by__user")
        .order_by("-added_at", "-id")
    ),
    int,
)


def tags_of(candidate: Candidate) -> list[str]:
    """The names of the person's tags."""
    return [name for (name,) in _TAGS.all(candidate.pk)]


def tag_names(*, limit: int = 200) -> list[str]:
    """Tags in use by the team, for completing what is typed."""
    return list(Tag.objects.order_by("key").values_list("name", flat=True)[:limit])


def pools_of(candidate: Candidate) -> list[Pool]:
    """The pools into which somebody put this person by hand."""
    return _POOLS.all(candidate.pk)


def custom_fields(*, archived: bool = False) -> list[CustomField]:
    """The team's own fields in their order, those in use or those put away."""
    rows = CustomField.objects.filter(archived_at__isnull=not archived)
    return list(rows.order_by("position", "id"))


def custom_field_of(public_id: str) -> CustomField:
    """One field; raises CustomField.DoesNotExist."""
    return CustomField.objects.get(public_id=public_id)


def attachments_of(candidate: Candidate) -> list[Attachment]:
    """The person's papers, newest first; those taken away left out."""
    return _ATTACHMENTS.all(candidate.pk)


def attachment_of(candidate: Candidate, public_id: str, *, removed: bool = False) -> Attachment:
    """One paper of this person; raises Attachment.DoesNotExist otherwise."""
    return Attachment.objects.get(candidate=candidate, public_id=public_id, removed_at__isnull=not removed)


def untold_soon(*, now: datetime, kept_by: int | None = None) -> tuple[int, datetime | None]:
    """How many people have to be told, or are deleted, within the coming week, and when the first one is.

    `kept_by` narrows to one member's people.
    """
    rows = _untold(now)
    if kept_by is not None:
        rows = rows.filter(owner_id=kept_by)
    found = rows.aggregate(count=Count("id"), first=Min("notice_due_at"))
    return found["count"], found["first"]


def untold_by_keeper(*, now: datetime) -> dict[int, int]:
    """The same count for every member who keeps such people."""
    rows = _untold(now).order_by().values_list("owner_id")
    return dict(rows.annotate(count=Count("id")))


def _untold(now: datetime) -> QuerySet[Candidate]:
    return Candidate.objects.filter(notice_due_at__lte=now + timedelta(days=SOON_DAYS))
