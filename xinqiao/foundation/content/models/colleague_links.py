"""Doors for colleagues without an account."""

from __future__ import annotations

from django.db import models

from xinqiao.foundation.tenancy.constraints import SameWorkspace
from xinqiao.foundation.tenancy.models import TenantModel, workspace_key


class ColleagueLink(TenantModel):
    """Lets one colleague check one wording of the company card, or consent to a story of theirs.

    The address is derived from id and key, never stored. Past its date it still takes back what was said.
    """

    card = models.ForeignKey(
        "content.CompanyCard", on_delete=models.CASCADE, null=True, related_name="links", db_constraint=False
    )
    story = models.ForeignKey(
        "content.Story", on_delete=models.CASCADE, null=True, related_name="links", db_constraint=False
    )
    for_whom = models.CharField(max_length=80)
    created_by = models.ForeignKey("workspaces.Member", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    # The person said no to their story; a later yes clears it.
    declined_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *workspace_key("content_colleaguelink"),
            SameWorkspace(field="card", table="content_companycard", name="content_colleaguelink_card"),
            SameWorkspace(field="story", table="content_story", name="content_colleaguelink_story"),
            SameWorkspace(field="created_by", table="workspaces_member", name="content_colleaguelink_member"),
            models.CheckConstraint(
                condition=models.Q(card__isnull=False, story__isnull=True)
                | models.Q(card__isnull=True, story__isnull=False),
                name="content_colleaguelink_for_one",
            ),
        ]
