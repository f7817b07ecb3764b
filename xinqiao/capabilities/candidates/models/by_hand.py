"""What goes past the product: texts that were copied, and people handed to a colleague."""

from __future__ import annotations

from django.db import models

from xinqiao.capabilities.candidates.models.person import Candidate
from xinqiao.foundation.tenancy.constraints import SameWorkspace
from xinqiao.foundation.tenancy.models import TenantModel, workspace_key


class CopiedText(TenantModel):
    """A text that a member copied to pass it on by hand, and their word on whether it went out.

    `which` is the message and its way ("permission_ask.wechat"), `kind` and `entry` the timeline's: its kind, and the
    public id of the entry, empty for a copy that added none.
    """

    class Word(models.TextChoices):
        NONE = ""
        SENT = "sent"
        NOT_SENT = "not_sent"

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="copies", db_constraint=False)
    by = models.ForeignKey("workspaces.Member", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    at = models.DateTimeField()
    which = models.CharField(max_length=60)
    channel = models.CharField(max_length=20, blank=True, default="")
    kind = models.CharField(max_length=40)
    entry = models.CharField(max_length=16, blank=True, default="")
    word = models.CharField(max_length=8, choices=Word.choices, blank=True, default="")
    word_at = models.DateTimeField(null=True)
    # What `NOT_SENT` took off, as its undo needs it.
    before = models.JSONField(default=dict)

    class Meta(TenantModel.Meta):
        constraints = [
            *workspace_key("candidates_copy"),
            SameWorkspace(field="candidate", table="candidates_candidate", name="candidates_copy_candidate"),
            SameWorkspace(field="by", table="workspaces_member", name="candidates_copy_member"),
        ]
        indexes = [models.Index(fields=["workspace", "by", "-at"], name="candidates_copies_of")]


class HandOver(TenantModel):
    """A person with whom we were in contact, handed to a colleague: told on their own page, and refusable there."""

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="hand_overs", db_constraint=False)
    former = models.ForeignKey("workspaces.Member", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    to = models.ForeignKey("workspaces.Member", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    by = models.ForeignKey("workspaces.Member", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    told_at = models.DateTimeField()
    # "", fine, refused
    answer = models.CharField(max_length=8, blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    # Overtaken by another hand-over, or taken back. A refusal goes on binding all the same.
    ended_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *workspace_key("candidates_handover"),
            SameWorkspace(field="candidate", table="candidates_candidate", name="candidates_handover_candidate"),
            SameWorkspace(field="former", table="workspaces_member", name="candidates_handover_former"),
            SameWorkspace(field="to", table="workspaces_member", name="candidates_handover_to"),
            SameWorkspace(field="by", table="workspaces_member", name="candidates_handover_by"),
            models.CheckConstraint(
                condition=models.Q(answer__in=["", "fine", "refused"]), name="candidates_handover_answer"
            ),
        ]
        indexes = [models.Index(fields=["workspace", "candidate", "-id"], name="candidates_handovers_of")]
