"""The doors that we give a person."""

from __future__ import annotations

from django.db import models

from xinqiao.capabilities.candidates.models.person import Candidate
from xinqiao.foundation.tenancy.constraints import SameWorkspace
from xinqiao.foundation.tenancy.models import TenantModel, workspace_key


class CandidateLink(TenantModel):
    """A door for the person, without an account. The address is derived from id and key, never stored."""

    class Purpose(models.TextChoices):
        PERMISSION = "permission"
        QUESTIONNAIRE = "questionnaire"
        THREE_TAPS = "three_taps"

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
