"""How long what is kept: the team's choices, what each run deleted, and who stays because the law wants it."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from xinqiao.foundation.tenancy.constraints import SameWorkspace
from xinqiao.foundation.tenancy.models import AppendOnlyManager, TenantModel, WorkspaceModel, workspace_key


class RetentionChoice(WorkspaceModel):
    """Another number of days than a rule's default, chosen by an owner."""

    rule = models.CharField(max_length=30)
    days = models.PositiveIntegerField()
    chosen_by = models.ForeignKey("workspaces.Member", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    chosen_at = models.DateTimeField()

    class Meta(WorkspaceModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["workspace", "rule"], name="consent_retention_choice_once"),
            SameWorkspace(field="chosen_by", table="workspaces_member", name="consent_retention_choice_member"),
        ]


class RetentionRun(WorkspaceModel):
    """What one run deleted by one rule: how many, and a hash of their sorted public ids. Nothing about any of them."""

    at = models.DateTimeField()
    rule = models.CharField(max_length=30)
    days = models.PositiveIntegerField()
    count = models.PositiveIntegerField()
    # Past their time, and kept for a reason that the preview names.
    held_back = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)

    objects: ClassVar[AppendOnlyManager[Self]] = AppendOnlyManager()

    class Meta(WorkspaceModel.Meta):
        indexes = [models.Index(fields=["workspace", "-id"], name="consent_retention_runs")]


class LegalHold(TenantModel):
    """A person whose record has to stay, by law or for a dispute, whatever its time; until somebody lifts it."""

    candidate = models.ForeignKey(
        "candidates.Candidate", on_delete=models.CASCADE, related_name="legal_holds", db_constraint=False
    )
    reason = models.CharField(max_length=300)
    set_by = models.ForeignKey("workspaces.Member", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    set_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *workspace_key("consent_legal_hold"),
            SameWorkspace(field="candidate", table="candidates_candidate", name="consent_legal_hold_candidate"),
            SameWorkspace(field="set_by", table="workspaces_member", name="consent_legal_hold_member"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="consent_legal_hold_reason"),
        ]
        indexes = [models.Index(fields=["workspace", "candidate", "lifted_at"], name="consent_legal_holds")]
