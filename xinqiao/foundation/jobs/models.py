"""Due work as rows: the only truth about what is still to be done. Ids only, never personal data."""

from __future__ import annotations

from django.db import models


class Job(models.Model):
    """One piece of due work. Installation-level, so that any worker can claim it."""

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        CANCELLED = "cancelled"

    public_id = models.CharField(max_length=16, unique=True)
    workspace_id = models.BigIntegerField(null=True, db_index=True)
    task = models.CharField(max_length=120)
    arguments = models.JSONField(default=dict)
    unique_key = models.CharField(max_length=120, null=True, unique=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=8)
    # The fence: a worker may write only while owner and fence are still its own.
    fence = models.BigIntegerField(default=0)
    lease_owner = models.CharField(max_length=64, default="")
    lease_until = models.DateTimeField(null=True)
    cancel_requested = models.BooleanField(default=False)
    shown = models.BooleanField(default=False)
    done_count = models.PositiveIntegerField(default=0)
    total_count = models.PositiveIntegerField(default=0)
    look_count = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=80, default="")
    result = models.JSONField(default=dict)
    created_by = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="jobs_due", condition=models.Q(state__in=["waiting", "running"])),
            models.Index(fields=["workspace_id", "-id"], name="jobs_of_workspace", condition=models.Q(shown=True)),
        ]
