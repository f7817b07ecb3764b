"""Files about people: what came with them, and what was taken out."""

from __future__ import annotations

from django.db import models

from xinqiao.capabilities.candidates.models.person import Candidate
from xinqiao.foundation.tenancy.constraints import SameWorkspace
from xinqiao.foundation.tenancy.models import TenantModel, workspace_key


class Attachment(TenantModel):
    """A résumé or another paper of a person, in the private store. `kind` was read from its content."""

    class Kind(models.TextChoices):
        PDF = "pdf"
        DOCX = "docx"

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="attachments", db_constraint=False)
    file_name = models.CharField(max_length=200)
    stored_file = models.CharField(max_length=80)
    kind = models.CharField(max_length=4, choices=Kind.choices)
    size = models.PositiveIntegerField()
    added_by = models.ForeignKey("workspaces.Member", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    added_at = models.DateTimeField()
    # Taken away, but still in the store until the undo is over.
    removed_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *workspace_key("candidates_attachment"),
            SameWorkspace(field="candidate", table="candidates_candidate", name="candidates_attachment_candidate"),
            SameWorkspace(field="added_by", table="workspaces_member", name="candidates_attachment_member"),
        ]


class Export(TenantModel):
    """A list taken out of the product as a file: who took which view when. The file itself goes after 7 days."""

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        CANCELLED = "cancelled"

    class Format(models.TextChoices):
        CSV = "csv"
        CSV_GB18030 = "csv_gb"
        XLSX = "xlsx"
        VCARD = "vcard"

    format = models.CharField(max_length=6, choices=Format.choices)
    query = models.CharField(max_length=1000, blank=True, default="")
    columns = models.JSONField(default=list)
    language = models.CharField(max_length=10, default="zh-hans")
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    people = models.PositiveIntegerField(default=0)
    stored_file = models.CharField(max_length=80, blank=True, default="")
    size = models.PositiveBigIntegerField(default=0)
    job_public_id = models.CharField(max_length=16, blank=True, default="")
    created_by = models.ForeignKey("workspaces.Member", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *workspace_key("candidates_export"),
            SameWorkspace(field="created_by", table="workspaces_member", name="candidates_export_member"),
        ]
