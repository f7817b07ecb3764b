"""An import: the file, the chosen columns, and what became of every row."""

from __future__ import annotations

from django.db import models

from xinqiao.foundation.tenancy.constraints import SameWorkspace
from xinqiao.foundation.tenancy.models import TenantModel, workspace_key


class ImportBatch(TenantModel):
    """One file on its way in."""

    class State(models.TextChoices):
        UPLOADED = "uploaded"
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        CANCELLED = "cancelled"

    file_name = models.CharField(max_length=200)
    stored_file = models.CharField(max_length=80)
    state = models.CharField(max_length=10, choices=State.choices, default=State.UPLOADED)
    encoding = models.CharField(max_length=20, blank=True, default="")
    sheet = models.CharField(max_length=120, blank=True, default="")
    header_row = models.PositiveIntegerField(default=0)
    header = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    source = models.CharField(max_length=30, blank=True, default="")
    legal_basis = models.CharField(max_length=30, blank=True, default="")
    # How many rows of the file are settled; moves in the same transaction as the rows themselves.
    rows_done = models.PositiveIntegerField(default=0)
    rows_total = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    error = models.CharField(max_length=40, blank=True, default="")
    job_public_id = models.CharField(max_length=16, blank=True, default="")
    created_by = models.ForeignKey("workspaces.Member", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *workspace_key("importing_batch"),
            SameWorkspace(field="created_by", table="workspaces_member", name="importing_batch_member"),
        ]


class ImportRow(TenantModel):
    """The fate of one row: new, duplicate, refused or skipped, with the reason."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows", db_constraint=False)
    number = models.PositiveIntegerField()
    fate = models.CharField(max_length=10)
    reasons = models.JSONField(default=list)
    shown_name = models.CharField(max_length=120, blank=True, default="")
    candidate = models.ForeignKey(
        "candidates.Candidate",
        on_delete=models.CASCADE,
        related_name="import_rows",
        null=True,
        db_constraint=False,
    )
    duplicate_of_row = models.PositiveIntegerField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *workspace_key("importing_row"),
            SameWorkspace(field="batch", table="importing_importbatch", name="importing_row_batch"),
            SameWorkspace(field="candidate", table="candidates_candidate", name="importing_row_candidate"),
            models.UniqueConstraint(fields=["workspace", "batch", "number"], name="importing_row_once"),
        ]
