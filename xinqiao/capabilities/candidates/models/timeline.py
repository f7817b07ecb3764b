"""What happened with a person, and what they did in sight of us."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from xinqiao.capabilities.candidates.models.person import Candidate
from xinqiao.foundation.tenancy.constraints import SameWorkspace
from xinqiao.foundation.tenancy.models import AppendOnlyManager, TenantModel, workspace_by_keys, workspace_key


class TimelineEntry(TenantModel):
    """One thing that happened, in either direction. Append-only; never holds a score."""

    workspace = workspace_by_keys()
    candidate = models.ForeignKey(
        Candidate, on_delete=models.CASCADE, related_name="timeline", db_constraint=False, db_index=False
    )
    at = models.DateTimeField()
    kind = models.CharField(max_length=40)
    # "in" from the person, "out" from us, "" neither.
    direction = models.CharField(max_length=3, blank=True, default="")
    by = models.ForeignKey(
        "workspaces.Member", on_delete=models.PROTECT, related_name="+", null=True, db_constraint=False
    )
    data = models.JSONField(default=dict)

    objects: ClassVar[AppendOnlyManager[Self]] = AppendOnlyManager()

    class Meta(TenantModel.Meta):
        constraints = [
            *workspace_key("candidates_timelineentry"),
            SameWorkspace(field="candidate", table="candidates_candidate", name="candidates_timeline_candidate"),
            SameWorkspace(field="by", table="workspaces_member", name="candidates_timeline_member"),
        ]
        indexes = [models.Index(fields=["workspace", "candidate", "-at", "-id"], name="candidates_timeline")]


class Sign(TenantModel):
    """A dated, observable act of the person (沟通线索). Shown to them, expires after 90 days, enters no score."""

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="signs", db_constraint=False)
    kind = models.CharField(max_length=40)
    observed_on = models.DateField()
    noted_by = models.ForeignKey("workspaces.Member", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            *workspace_key("candidates_sign"),
            SameWorkspace(field="candidate", table="candidates_candidate", name="candidates_sign_candidate"),
            SameWorkspace(field="noted_by", table="workspaces_member", name="candidates_sign_member"),
        ]
