"""What people ask us to do with their data, and everything that happened to each request."""

from __future__ import annotations

from typing import ClassVar, Final, Self

from django.db import models

from xinqiao.domain.request_deadlines import IdentityCheck, RequestKind, RequestState
from xinqiao.foundation.tenancy.constraints import SameWorkspace
from xinqiao.foundation.tenancy.models import AppendOnlyManager, TenantModel, workspace_key

# Plain values: a migration keeps them as they were.
_KINDS: Final = [one.value for one in RequestKind]
_STATES: Final = [one.value for one in RequestState]
_CHECKS: Final = ["", *(one.value for one in IdentityCheck)]


class PersonRequest(TenantModel):
    """One request of a person, with its last day. The person reads `answer`; what became of it stands in its events."""

    candidate = models.ForeignKey(
        "candidates.Candidate", on_delete=models.CASCADE, related_name="requests", db_constraint=False
    )
    kind = models.CharField(max_length=12)
    # In the person's words, or as a member wrote them down.
    words = models.CharField(max_length=1000, blank=True, default="")
    # "link" where the person made it on their own page, else how it came.
    channel = models.CharField(max_length=20)
    # Nobody of ours for what the person made.
    recorded_by = models.ForeignKey(
        "workspaces.Member", on_delete=models.PROTECT, related_name="+", null=True, db_constraint=False
    )
    received_on = models.DateField()
    # The law by which its last day was counted.
    profile = models.CharField(max_length=2)
    due_on = models.DateField()
    # The last day before it was extended, and why; extended at most once.
    first_due_on = models.DateField(null=True)
    extension_reason = models.CharField(max_length=500, blank=True, default="")
    identity_check = models.CharField(max_length=10, blank=True, default="")
    identity_words = models.CharField(max_length=300, blank=True, default="")
    state = models.CharField(max_length=9, default="open")
    answer = models.CharField(max_length=1000, blank=True, default="")
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *workspace_key("consent_request"),
            SameWorkspace(field="candidate", table="candidates_candidate", name="consent_request_candidate"),
            SameWorkspace(field="recorded_by", table="workspaces_member", name="consent_request_recorder"),
            models.CheckConstraint(
                condition=models.Q(kind__in=_KINDS, state__in=_STATES, identity_check__in=_CHECKS),
                name="consent_request_known",
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", closed_at=None)
                | (~models.Q(state="open") & models.Q(closed_at__isnull=False)),
                name="consent_request_closed_when",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="refused") | ~models.Q(answer=""), name="consent_request_refused_why"
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "candidate", "-id"], name="consent_requests_of"),
            models.Index(fields=["workspace", "state", "due_on", "id"], name="consent_requests_by_day"),
            models.Index(fields=["workspace", "-closed_at", "-id"], name="consent_requests_closed"),
        ]


class RequestEvent(TenantModel):
    """One thing that happened to a request. Append-only; `before` holds what taking it back needs."""

    request = models.ForeignKey(PersonRequest, on_delete=models.CASCADE, related_name="events", db_constraint=False)
    at = models.DateTimeField()
    # received, identified, extended, done, refused, withdrawn, taken_back
    kind = models.CharField(max_length=12)
    by = models.ForeignKey(
        "workspaces.Member", on_delete=models.PROTECT, related_name="+", null=True, db_constraint=False
    )
    words = models.CharField(max_length=1000, blank=True, default="")
    before = models.JSONField(default=dict)

    objects: ClassVar[AppendOnlyManager[Self]] = AppendOnlyManager()

    class Meta(TenantModel.Meta):
        constraints = [
            *workspace_key("consent_request_event"),
            SameWorkspace(field="request", table="consent_personrequest", name="consent_request_event_request"),
            SameWorkspace(field="by", table="workspaces_member", name="consent_request_event_member"),
        ]
        indexes = [models.Index(fields=["workspace", "request", "-id"], name="consent_request_events")]
