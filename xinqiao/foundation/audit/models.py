"""Who did or saw what. Ids without foreign keys, so that an entry outlives what it speaks of."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from xinqiao.foundation.tenancy.models import AppendOnlyManager, ScopedModel
from xinqiao.foundation.tenancy.scope import current_workspace_id


class AuditEntry(ScopedModel):
    """One act, written in the same transaction as the act itself. No personal payload."""

    workspace_id = models.BigIntegerField(default=current_workspace_id)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_id = models.BigIntegerField(null=True)
    actor_role = models.CharField(max_length=12, default="")
    action = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=30, default="")
    subject_id = models.BigIntegerField(null=True)
    detail = models.JSONField(default=dict)

    objects: ClassVar[AppendOnlyManager[Self]] = AppendOnlyManager()

    class Meta(ScopedModel.Meta):
        indexes = [
            models.Index(fields=["workspace_id", "-id"], name="audit_newest"),
            models.Index(fields=["workspace_id", "subject_type", "subject_id", "-id"], name="audit_of_subject"),
        ]
