"""Openings with their fact sheet."""

from __future__ import annotations

from django.db import models

from xinqiao.foundation.tenancy.constraints import SameWorkspace
from xinqiao.foundation.tenancy.models import TenantModel, workspace_key


class Opening(TenantModel):
    """What the company could offer, as facts that a person gets whether or not they answer anything."""

    title = models.CharField(max_length=120)
    team = models.CharField(max_length=120, blank=True, default="")
    city = models.CharField(max_length=60, blank=True, default="")
    pay_range = models.CharField(max_length=120)
    reports_to = models.CharField(max_length=120)
    scope = models.TextField(max_length=1000)
    # One real drawback is required: a sheet of praise is no fact sheet.
    drawback = models.TextField(max_length=600)
    vouched_by = models.CharField(max_length=120)
    vouched_on = models.DateField()
    created_by = models.ForeignKey("workspaces.Member", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    is_sample = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        constraints = [
            *workspace_key("content_opening"),
            SameWorkspace(field="created_by", table="workspaces_member", name="content_opening_creator"),
        ]
        indexes = [models.Index(fields=["workspace", "-id"], name="content_opening_newest")]
