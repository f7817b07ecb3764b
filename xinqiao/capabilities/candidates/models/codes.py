"""One-time codes: whoever opens a person's data shows that they read their mail, or are known to a colleague."""

from __future__ import annotations

from django.db import models

from xinqiao.capabilities.candidates.models.link import CandidateLink
from xinqiao.capabilities.candidates.models.person import Candidate
from xinqiao.foundation.tenancy.constraints import SameWorkspace
from xinqiao.foundation.tenancy.models import TenantModel, workspace_key


class OneTimeCode(TenantModel):
    """A code that was asked for. The six digits follow from `public_id` and the installation's key: none are stored."""

    class Way(models.TextChoices):
        MAIL = "mail"
        # Nothing can be mailed: whoever keeps in touch reads it out.
        READ_OUT = "read_out"

    candidate = models.ForeignKey(
        Candidate, on_delete=models.CASCADE, related_name="codes", db_constraint=False, db_index=False
    )
    link = models.ForeignKey(CandidateLink, on_delete=models.CASCADE, related_name="codes", db_constraint=False)
    way = models.CharField(max_length=8, choices=Way.choices)
    # The contact point it goes to; a plain number, as the point may be gone before the code is.
    point_id = models.BigIntegerField(null=True)
    # Only the browser that asked can use it.
    browser_key = models.CharField(max_length=64)
    language = models.CharField(max_length=10)
    asked_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *workspace_key("candidates_code"),
            SameWorkspace(field="candidate", table="candidates_candidate", name="candidates_code_candidate"),
            SameWorkspace(field="link", table="candidates_candidatelink", name="candidates_code_link"),
        ]
        indexes = [models.Index(fields=["workspace", "candidate", "-asked_at"], name="candidates_code_newest")]
