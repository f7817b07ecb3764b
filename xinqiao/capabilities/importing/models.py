"""An import: the file, the chosen columns, and what became of every row."""

from __future__ import annotations

from django.db import models

from xinqiao.foundation.tenancy.constraints import SameWorkspace
from xinqiao.foundation.tenancy.models import TenantModel, workspace_by_keys, workspace_key


class ImportBatch(TenantModel):
    """One file on its way in."""

    class State(models.TextChoices):
        UPLOADED = "uploaded"
        # A dry run has settled every row on paper; nothing is stored yet.
        CHECKED = "checked"
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        CANCELLED = "cancelled"
        UNDOING = "undoing"
        UNDONE = "undone"

    class Update(models.TextChoices):
        """What becomes of people who are there already. An empty cell never erases anything."""

        LEAVE = "leave"
        FILL = "fill"
        OVERWRITE = "overwrite"

    workspace = workspace_by_keys()
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
    # The export that the headings were recognised as, by the id in profiles.yaml.
    profile = models.CharField(max_length=30, blank=True, default="")
    update_mode = models.CharField(max_length=9, choices=Update.choices, default=Update.FILL)
    # False: these people were never told that we hold anything on them (待告知).
    people_know = models.BooleanField(default=True)
    is_dry_run = models.BooleanField(default=False)
    # How many rows of the file are settled; moves in the same transaction as the rows themselves.
    rows_done = models.PositiveIntegerField(default=0)
    rows_total = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    error = models.CharField(max_length=40, blank=True, default="")
    job_public_id = models.CharField(max_length=16, blank=True, default="")
    created_by = models.ForeignKey("workspaces.Member", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *workspace_key("importing_batch"),
            SameWorkspace(field="created_by", table="workspaces_member", name="importing_batch_member"),
        ]


class ImportRow(TenantModel):
    """The fate of one row (`fates.Fate`), with the reason. `before` is what an update replaced, for undo."""

    workspace = workspace_by_keys()
    batch = models.ForeignKey(
        ImportBatch, on_delete=models.CASCADE, related_name="rows", db_constraint=False, db_index=False
    )
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
        db_index=False,
    )
    duplicate_of_row = models.PositiveIntegerField(null=True)
    before = models.JSONField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *workspace_key("importing_row"),
            SameWorkspace(field="batch", table="importing_importbatch", name="importing_row_batch"),
            SameWorkspace(field="candidate", table="candidates_candidate", name="importing_row_candidate"),
            models.UniqueConstraint(fields=["workspace", "batch", "number"], name="importing_row_once"),
        ]
        indexes = [models.Index(fields=["workspace", "candidate"], name="importing_row_person")]


class RememberedMapping(TenantModel):
    """The columns that a member chose for a set of headings, used again when the same headings come."""

    # A digest of the headings in their order.
    header_key = models.CharField(max_length=64)
    mapping = models.JSONField()
    used_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            *workspace_key("importing_remembered"),
            models.UniqueConstraint(fields=["workspace", "header_key"], name="importing_remembered_once"),
        ]
