"""The company card: what is good here and what is not, and what colleagues say of it."""

from __future__ import annotations

from django.db import models

from xinqiao.foundation.tenancy.constraints import SameWorkspace
from xinqiao.foundation.tenancy.models import TenantModel, workspace_key


class CompanyCard(TenantModel):
    """One wording in one language: never changed, only followed by the next one, which begins without any check."""

    language = models.CharField(max_length=2)
    good = models.TextField(max_length=1500)
    # Required, as an opening's drawback: a card of praise proves nothing.
    not_good = models.TextField(max_length=1500)
    facts = models.TextField(max_length=1500)
    is_latest = models.BooleanField(default=True)
    by = models.ForeignKey("workspaces.Member", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        constraints = [
            *workspace_key("content_companycard"),
            SameWorkspace(field="by", table="workspaces_member", name="content_companycard_member"),
            models.UniqueConstraint(
                fields=["workspace", "language"],
                condition=models.Q(is_latest=True),
                name="content_companycard_one_latest",
            ),
        ]


class CardCheck(TenantModel):
    """What a colleague said of one wording, under the name or role that they chose; shown as they wrote it."""

    card = models.ForeignKey(CompanyCard, on_delete=models.CASCADE, related_name="checks", db_constraint=False)
    shown_as = models.CharField(max_length=80)
    agrees = models.BooleanField()
    words = models.TextField(max_length=600, blank=True, default="")
    said_on = models.DateField()
    # Through a link of their own, or written down by a member with what shows it.
    link = models.OneToOneField(
        "content.ColleagueLink", on_delete=models.CASCADE, null=True, related_name="check_said", db_constraint=False
    )
    recorded_by = models.ForeignKey(
        "workspaces.Member", on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    proof = models.CharField(max_length=300, blank=True, default="")
    taken_back_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *workspace_key("content_cardcheck"),
            SameWorkspace(field="card", table="content_companycard", name="content_cardcheck_card"),
            SameWorkspace(field="link", table="content_colleaguelink", name="content_cardcheck_link"),
            SameWorkspace(field="recorded_by", table="workspaces_member", name="content_cardcheck_member"),
            models.CheckConstraint(
                condition=models.Q(agrees=True) | ~models.Q(words=""), name="content_cardcheck_says_what"
            ),
            models.CheckConstraint(
                condition=models.Q(link__isnull=False) | models.Q(recorded_by__isnull=False),
                name="content_cardcheck_from_somebody",
            ),
        ]
