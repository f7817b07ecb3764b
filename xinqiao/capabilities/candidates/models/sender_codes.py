"""Codes by which a person checks that a message is ours."""

from __future__ import annotations

from django.db import models

from xinqiao.capabilities.candidates.models.link import CandidateLink
from xinqiao.foundation.tenancy.constraints import SameWorkspace
from xinqiao.foundation.tenancy.models import TenantModel, workspace_key


class SenderCode(TenantModel):
    """Says who of us wrote: together with a link, whose end is then its end, or a member's own (`link` is empty).

    It opens nothing and says nothing of the person it was given to.
    """

    code = models.CharField(max_length=8)
    member = models.ForeignKey("workspaces.Member", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    link = models.ForeignKey(
        CandidateLink, on_delete=models.CASCADE, null=True, related_name="sender_codes", db_constraint=False
    )
    created_at = models.DateTimeField()
    # Of a member's own code; the other ones end with their link.
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *workspace_key("candidates_sendercode"),
            SameWorkspace(field="member", table="workspaces_member", name="candidates_sendercode_member"),
            SameWorkspace(field="link", table="candidates_candidatelink", name="candidates_sendercode_link"),
            models.UniqueConstraint(fields=["workspace", "code"], name="candidates_sendercode_code"),
            models.UniqueConstraint(fields=["workspace", "link", "member"], name="candidates_sendercode_once"),
            models.UniqueConstraint(
                fields=["workspace", "member"],
                condition=models.Q(link=None, revoked_at=None),
                name="candidates_sendercode_own",
            ),
        ]
