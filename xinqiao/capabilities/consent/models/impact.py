"""The signed impact assessments of a team, and its restore drills."""

from __future__ import annotations

from django.db import models

from xinqiao.foundation.tenancy.constraints import SameWorkspace
from xinqiao.foundation.tenancy.models import TenantModel, WorkspaceModel, workspace_key


class ImpactSignature(TenantModel):
    """One signature under one content. The newest holds; former ones stay as the record that the law wants."""

    # Both stay when the member leaves.
    signed_by = models.ForeignKey("workspaces.Member", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    signed_name = models.CharField(max_length=80)
    signed_at = models.DateTimeField()
    content = models.JSONField()
    # SHA-256 of the canonical content.
    digest = models.CharField(max_length=64)
    # Since when the settings are seen to differ from the content; the one thing about a signature that changes.
    differs_since = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *workspace_key("consent_impact"),
            SameWorkspace(field="signed_by", table="workspaces_member", name="consent_impact_member"),
            models.CheckConstraint(condition=~models.Q(signed_name=""), name="consent_impact_named"),
        ]
        indexes = [models.Index(fields=["workspace", "-id"], name="consent_impact_newest")]


class RestoreDrill(WorkspaceModel):
    """Somebody tried whether a backup can be restored: when, and what came of it."""

    done_on = models.DateField()
    passed = models.BooleanField()
    words = models.CharField(max_length=500, blank=True, default="")
    recorded_by = models.ForeignKey(
        "workspaces.Member", on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    recorded_at = models.DateTimeField()

    class Meta(WorkspaceModel.Meta):
        constraints = [
            SameWorkspace(field="recorded_by", table="workspaces_member", name="consent_drill_member"),
        ]
        indexes = [models.Index(fields=["workspace", "-id"], name="consent_drills")]
