"""A person, what happened with them, and the doors we gave them."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from xinqiao.foundation.tenancy.constraints import SameWorkspace
from xinqiao.foundation.tenancy.models import AppendOnlyManager, TenantModel, workspace_key


class Candidate(TenantModel):
    """One person. Source and legal basis are required; e-mail and phone also stand normalised, for duplicates."""

    display_name = models.CharField(max_length=120)
    sort_name = models.CharField(max_length=240)
    email = models.CharField(max_length=254, blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    email_key = models.CharField(max_length=254, null=True)
    phone_key = models.CharField(max_length=20, null=True)
    company = models.CharField(max_length=120, blank=True, default="")
    title = models.CharField(max_length=120, blank=True, default="")
    city = models.CharField(max_length=60, blank=True, default="")
    role_family = models.CharField(max_length=30, blank=True, default="")
    seniority = models.CharField(max_length=20, blank=True, default="")
    language = models.CharField(max_length=10, default="zh-hans")
    source = models.CharField(max_length=30)
    source_detail = models.CharField(max_length=200, blank=True, default="")
    legal_basis = models.CharField(max_length=30)
    stage = models.CharField(max_length=12, default="outreach")
    owner = models.ForeignKey("workspaces.Member", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    opening = models.ForeignKey(
        "content.Opening",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_constraint=False,
    )
    is_sample = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            *workspace_key("candidates_candidate"),
            SameWorkspace(field="owner", table="workspaces_member", name="candidates_candidate_owner"),
            SameWorkspace(field="opening", table="content_opening", name="candidates_candidate_opening"),
            # One record per address and workspace; other workspaces never learn of it.
            models.UniqueConstraint(fields=["workspace", "email_key"], name="candidates_candidate_email"),
            models.UniqueConstraint(fields=["workspace", "phone_key"], name="candidates_candidate_phone"),
            models.CheckConstraint(
                condition=~models.Q(source="") & ~models.Q(legal_basis=""), name="candidates_candidate_basis"
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "sort_name", "id"], name="candidates_by_name"),
            models.Index(fields=["workspace", "-created_at", "-id"], name="candidates_newest"),
        ]


class TimelineEntry(TenantModel):
    """One thing that happened, in either direction. Append-only; never holds a score."""

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="timeline", db_constraint=False)
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


class CandidateLink(TenantModel):
    """A door for the person, without an account. The address is derived from id and key, never stored."""

    class Purpose(models.TextChoices):
        PERMISSION = "permission"
        QUESTIONNAIRE = "questionnaire"

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="links", db_constraint=False)
    purpose = models.CharField(max_length=14, choices=Purpose.choices)
    created_by = models.ForeignKey("workspaces.Member", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *workspace_key("candidates_link"),
            SameWorkspace(field="candidate", table="candidates_candidate", name="candidates_link_candidate"),
            SameWorkspace(field="created_by", table="workspaces_member", name="candidates_link_member"),
        ]
