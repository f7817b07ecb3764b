"""Two records that are, or may be, one person; and what can be undone."""

from __future__ import annotations

from django.db import models

from xinqiao.capabilities.candidates.models.person import Candidate
from xinqiao.foundation.tenancy.constraints import SameWorkspace
from xinqiao.foundation.tenancy.models import TenantModel, workspace_key


class ProbableDuplicate(TenantModel):
    """Two records that may be one person: same name and company. A person decides."""

    class State(models.TextChoices):
        OPEN = "open"
        MERGED = "merged"
        DIFFERENT = "different"

    # The older record first.
    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    other = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    reason = models.CharField(max_length=20)
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    found_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        "workspaces.Member", on_delete=models.PROTECT, related_name="+", null=True, db_constraint=False
    )
    decided_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *workspace_key("candidates_probable"),
            SameWorkspace(field="candidate", table="candidates_candidate", name="candidates_probable_candidate"),
            SameWorkspace(field="other", table="candidates_candidate", name="candidates_probable_other"),
            SameWorkspace(field="decided_by", table="workspaces_member", name="candidates_probable_member"),
            models.UniqueConstraint(fields=["workspace", "candidate", "other"], name="candidates_probable_once"),
        ]
        indexes = [models.Index(fields=["workspace", "state", "id"], name="candidates_probable_open")]


class Merge(TenantModel):
    """Two records made one. `before` holds what un-merging needs: the other record, and which rows moved."""

    survivor = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="merges", db_constraint=False)
    # The record that is gone: its address goes on leading to the survivor.
    other_public_id = models.CharField(max_length=16, default="", editable=False)
    before = models.JSONField()
    merged_by = models.ForeignKey("workspaces.Member", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    merged_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *workspace_key("candidates_merge"),
            SameWorkspace(field="survivor", table="candidates_candidate", name="candidates_merge_survivor"),
            SameWorkspace(field="merged_by", table="workspaces_member", name="candidates_merge_member"),
        ]
        indexes = [models.Index(fields=["workspace", "other_public_id"], name="candidates_merge_other")]


class BulkAct(TenantModel):
    """One act on many people, with what was before, so that it can be undone."""

    kind = models.CharField(max_length=20)
    before = models.JSONField()
    count = models.PositiveIntegerField()
    done_by = models.ForeignKey("workspaces.Member", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    done_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *workspace_key("candidates_bulkact"),
            SameWorkspace(field="done_by", table="workspaces_member", name="candidates_bulkact_member"),
        ]
