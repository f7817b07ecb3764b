"""What the person allowed, refused and chose: the ledger of their words, and the state that follows from it."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models

from xinqiao.foundation.tenancy.constraints import SameWorkspace
from xinqiao.foundation.tenancy.models import AppendOnlyManager, TenantModel, workspace_key


class ConsentEvent(TenantModel):
    """One decision with its proof: which text, which language, through what, when. Append-only."""

    candidate = models.ForeignKey(
        "candidates.Candidate", on_delete=models.CASCADE, related_name="consent_events", db_constraint=False
    )
    # Of contact: granted, later, stopped, undone, resumed, objected. Of a separate consent: a
    # `separate_consents.Word`. Of the use of the record: restricted, lifted.
    decision = models.CharField(max_length=12)
    purpose = models.CharField(max_length=20, default="contact")
    text_version = models.CharField(max_length=30, blank=True, default="")
    language = models.CharField(max_length=10, blank=True, default="")
    # link (the person's own tap) or by_hand (a member wrote down what the person said)
    channel = models.CharField(max_length=12)
    proof = models.CharField(max_length=500, blank=True, default="")
    recorded_by = models.ForeignKey(
        "workspaces.Member", on_delete=models.PROTECT, related_name="+", null=True, db_constraint=False
    )
    at = models.DateTimeField()
    # Name, contact and what for, where a separate consent is to one recipient only.
    recipient = models.JSONField(default=dict, blank=True)
    # The public id of the separate consent's line that this one takes back.
    undoes = models.CharField(max_length=16, blank=True, default="")

    objects: ClassVar[AppendOnlyManager[Self]] = AppendOnlyManager()

    class Meta(TenantModel.Meta):
        constraints = [
            *workspace_key("consent_event"),
            SameWorkspace(field="candidate", table="candidates_candidate", name="consent_event_candidate"),
            SameWorkspace(field="recorded_by", table="workspaces_member", name="consent_event_member"),
        ]
        indexes = [models.Index(fields=["workspace", "candidate", "-id"], name="consent_event_newest")]


class ContactTerms(TenantModel):
    """The state in force for one person: permission, stop, and the pace and channels they chose themselves."""

    class Permission(models.TextChoices):
        NONE = "none"
        GRANTED = "granted"
        LATER = "later"
        STOPPED = "stopped"

    candidate = models.OneToOneField(
        "candidates.Candidate", on_delete=models.CASCADE, related_name="terms", db_constraint=False
    )
    permission = models.CharField(max_length=8, choices=Permission.choices, default=Permission.NONE)
    decided_at = models.DateTimeField(null=True)
    # What was in force before the last decision, for the 7 days in which it can be taken back.
    permission_before = models.CharField(max_length=8, blank=True, default="")
    pace = models.CharField(max_length=20, blank=True, default="")
    channels = models.JSONField(default=list)
    day_parts = models.JSONField(default=list)
    topics = models.JSONField(default=list)
    reach_note = models.CharField(max_length=300, blank=True, default="")
    chosen_at = models.DateTimeField(null=True)
    # When permission was asked: once, and one reminder.
    permission_asks = models.JSONField(default=list)
    # Weekdays from Monday = 0 on which nothing is to come, and between which hours of the others.
    excluded_weekdays = models.JSONField(default=list)
    hours_from = models.PositiveSmallIntegerField(null=True)
    hours_to = models.PositiveSmallIntegerField(null=True)
    paused_until = models.DateTimeField(null=True)
    # What was chosen before the last choice, for the 7 days in which it can be taken back.
    reach_before = models.JSONField(default=dict)

    class Meta(TenantModel.Meta):
        constraints = [
            *workspace_key("consent_terms"),
            SameWorkspace(field="candidate", table="candidates_candidate", name="consent_terms_candidate"),
            # A way back that leads nowhere would have cost the person their undo.
            models.CheckConstraint(
                condition=~models.Q(permission_before=models.F("permission")), name="consent_terms_before_differs"
            ),
            models.CheckConstraint(
                condition=models.Q(hours_from=None, hours_to=None)
                | models.Q(hours_from__lt=models.F("hours_to"), hours_to__lte=24),
                name="consent_terms_hours",
            ),
        ]
        indexes = [models.Index(fields=["workspace", "permission"], name="consent_terms_permission")]


class NamedRecipient(TenantModel):
    """Somebody of whom a member said that this person's data might go there: then the person can say yes or no to it.

    Never changed: other words are another recipient. Taken back, it leaves the person's page; what was said stays.
    """

    candidate = models.ForeignKey(
        "candidates.Candidate", on_delete=models.CASCADE, related_name="named_recipients", db_constraint=False
    )
    purpose = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    contact = models.CharField(max_length=160)
    what_for = models.CharField(max_length=300)
    named_by = models.ForeignKey("workspaces.Member", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    named_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *workspace_key("consent_recipient"),
            SameWorkspace(field="candidate", table="candidates_candidate", name="consent_recipient_candidate"),
            SameWorkspace(field="named_by", table="workspaces_member", name="consent_recipient_member"),
        ]
