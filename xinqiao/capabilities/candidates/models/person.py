"""A person."""

from __future__ import annotations

from django.db import models

from xinqiao.foundation.tenancy.constraints import SameWorkspace
from xinqiao.foundation.tenancy.models import TenantModel, workspace_by_keys, workspace_key


class Candidate(TenantModel):
    """One person. Source and legal basis are required. `email` and `phone` are the first of their contact points.

    `notice_due_at` is set while the person has never been told that we hold anything on them (待告知): then only
    name, public role, one contact and source are kept, and by that date they are told or deleted.
    """

    workspace = workspace_by_keys()
    display_name = models.CharField(max_length=120)
    sort_name = models.CharField(max_length=240)
    # Syllables in the order of the name, with the surname's own reading; a member may correct them.
    pinyin = models.CharField(max_length=240, blank=True, default="")
    initials = models.CharField(max_length=40, blank=True, default="")
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
    time_zone = models.CharField(max_length=64, blank=True, default="")
    skills = models.JSONField(default=list)
    # Values of the team's own fields, by the field's public id.
    custom = models.JSONField(default=dict)
    # The present employer's mail domain: addresses below it cannot be used. Several, with spaces between, where two
    # records made one named different ones.
    employer_domain = models.TextField(blank=True, default="")
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
    notice_due_at = models.DateTimeField(null=True)
    # Since when the person's data are only kept (GDPR 18): in no message, export, plan, bulk act or statistic.
    restricted_at = models.DateTimeField(null=True)
    last_contact_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    # What `candidates.twins` compares: same name in the same company. Null where too little is known.
    twin_key = models.BigIntegerField(null=True, editable=False)
    twin_written = models.BigIntegerField(default=0, editable=False)
    twin_detail = models.BigIntegerField(default=0, editable=False)

    class Meta(TenantModel.Meta):
        constraints = [
            *workspace_key("candidates_candidate"),
            SameWorkspace(field="owner", table="workspaces_member", name="candidates_candidate_owner"),
            SameWorkspace(field="opening", table="content_opening", name="candidates_candidate_opening"),
            models.CheckConstraint(
                condition=~models.Q(source="") & ~models.Q(legal_basis=""), name="candidates_candidate_basis"
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "sort_name", "id"], name="candidates_by_name"),
            models.Index(fields=["workspace", "-created_at", "-id"], name="candidates_newest"),
            models.Index(fields=["workspace", "last_contact_at", "id"], name="candidates_last_contact"),
            models.Index(
                fields=["workspace", "twin_key"], name="candidates_twins", condition=models.Q(twin_key__isnull=False)
            ),
            models.Index(
                fields=["workspace", "notice_due_at"],
                name="candidates_untold",
                condition=models.Q(notice_due_at__isnull=False),
            ),
            models.Index(
                fields=["workspace", "restricted_at"],
                name="candidates_restricted",
                condition=models.Q(restricted_at__isnull=False),
            ),
        ]
