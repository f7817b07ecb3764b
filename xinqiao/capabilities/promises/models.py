"""Promises to people, everything that happened to each, and which browser may read them."""

from __future__ import annotations

from typing import ClassVar, Final, Self

from django.db import models

from xinqiao.domain.promises import CLOSED, DEFAULT_ZONE, Facts, Offer, Origin, State
from xinqiao.foundation.tenancy.constraints import SameWorkspace
from xinqiao.foundation.tenancy.models import AppendOnlyManager, TenantModel, workspace_key

# Plain values: a migration keeps them as they were.
_OFFERS: Final = ["", *(one.value for one in Offer)]
_STATES: Final = [one.value for one in State]
_ORIGINS: Final = [one.value for one in Origin]
_CLOSED: Final = [one.value for one in CLOSED]


class Promise(TenantModel):
    """A dated commitment to a person, who can always read it. What became of it stands in its events."""

    candidate = models.ForeignKey(
        "candidates.Candidate", on_delete=models.CASCADE, related_name="promises", db_constraint=False
    )
    # Empty only where the person wrote nothing about a private contact.
    text = models.CharField(max_length=300, blank=True, default="")
    origin = models.CharField(max_length=15)
    owner = models.ForeignKey("workspaces.Member", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    # Nobody of ours for what the person reported.
    made_by = models.ForeignKey(
        "workspaces.Member", on_delete=models.PROTECT, related_name="+", null=True, db_constraint=False
    )
    made_at = models.DateTimeField()
    # The person's day: the last one on which it is kept; for a report the last one to answer it.
    due_on = models.DateField()
    # By when it was promised, as the person says.
    said_day = models.DateField(null=True)
    state = models.CharField(max_length=7, default="open")
    # What waits for the person's word; empty when nothing does.
    offer = models.CharField(max_length=7, blank=True, default="")
    offered_day = models.DateField(null=True)
    offer_words = models.CharField(max_length=500, blank=True, default="")
    # The first time that it was missed; made good or not, that stays.
    missed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *workspace_key("promises_promise"),
            SameWorkspace(field="candidate", table="candidates_candidate", name="promises_promise_candidate"),
            SameWorkspace(field="owner", table="workspaces_member", name="promises_promise_owner"),
            SameWorkspace(field="made_by", table="workspaces_member", name="promises_promise_maker"),
            models.CheckConstraint(
                condition=models.Q(offer__in=_OFFERS, state__in=_STATES, origin__in=_ORIGINS), name="promises_known"
            ),
            models.CheckConstraint(
                condition=models.Q(offer="new_day", offered_day__isnull=False)
                | (~models.Q(offer="new_day") & models.Q(offered_day=None)),
                name="promises_offered_day",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="missed") | models.Q(missed_at__isnull=False), name="promises_missed_when"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=_CLOSED, closed_at__isnull=False)
                | (~models.Q(state__in=_CLOSED) & models.Q(closed_at=None)),
                name="promises_closed_when",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "candidate", "-id"], name="promises_of_candidate"),
            models.Index(fields=["workspace", "state", "due_on", "id"], name="promises_by_day"),
            models.Index(fields=["workspace", "owner", "state", "due_on"], name="promises_of_owner"),
        ]

    @property
    def facts(self) -> Facts:
        """What the rules ask of it."""
        return Facts(State(self.state), Origin(self.origin), self.due_on, self.offer)

    @property
    def zone(self) -> str:
        """Whose days count."""
        return self.candidate.time_zone or DEFAULT_ZONE


class PromiseEvent(TenantModel):
    """One thing that happened to a promise. Append-only; `before` holds what taking it back needs."""

    promise = models.ForeignKey(Promise, on_delete=models.CASCADE, related_name="events", db_constraint=False)
    at = models.DateTimeField()
    # made, kept, missed, offered, accepted, declined, disputed, let_go, lapsed, handed_over, taken_back
    kind = models.CharField(max_length=12)
    # "us", "them" or "time"
    actor = models.CharField(max_length=4)
    by = models.ForeignKey(
        "workspaces.Member", on_delete=models.PROTECT, related_name="+", null=True, db_constraint=False
    )
    # Evidence, or the words of an offer.
    words = models.CharField(max_length=500, blank=True, default="")
    day = models.DateField(null=True)
    before = models.JSONField(default=dict)

    objects: ClassVar[AppendOnlyManager[Self]] = AppendOnlyManager()

    class Meta(TenantModel.Meta):
        constraints = [
            *workspace_key("promises_event"),
            SameWorkspace(field="promise", table="promises_promise", name="promises_event_promise"),
            SameWorkspace(field="by", table="workspaces_member", name="promises_event_member"),
        ]
        indexes = [models.Index(fields=["workspace", "promise", "-id"], name="promises_events")]
