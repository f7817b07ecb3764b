"""A member's day: small tasks about people, the cards that were chosen, and the letters that told of it."""

from __future__ import annotations

from typing import Final

from django.db import models

from xinqiao.domain.desk_cards import Kind, State
from xinqiao.foundation.tenancy.constraints import SameWorkspace
from xinqiao.foundation.tenancy.models import TenantModel, WorkspaceModel, workspace_key

# Plain values: a migration keeps them as they were.
_KINDS: Final = [one.value for one in Kind]
_STATES: Final = [one.value for one in State]


class Task(TenantModel):
    """Something small that a member means to do about a person, by a day. The person may read it."""

    candidate = models.ForeignKey(
        "candidates.Candidate", on_delete=models.CASCADE, related_name="tasks", db_constraint=False
    )
    text = models.CharField(max_length=200)
    # The owner's day.
    due_on = models.DateField()
    owner = models.ForeignKey("workspaces.Member", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    made_by = models.ForeignKey("workspaces.Member", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        "workspaces.Member", on_delete=models.PROTECT, related_name="+", null=True, db_constraint=False
    )

    class Meta(TenantModel.Meta):
        constraints = [
            *workspace_key("journeys_task"),
            SameWorkspace(field="candidate", table="candidates_candidate", name="journeys_task_candidate"),
            SameWorkspace(field="owner", table="workspaces_member", name="journeys_task_owner"),
            SameWorkspace(field="made_by", table="workspaces_member", name="journeys_task_maker"),
            SameWorkspace(field="done_by", table="workspaces_member", name="journeys_task_doer"),
            models.CheckConstraint(
                condition=models.Q(done_at=None, done_by=None) | models.Q(done_at__isnull=False, done_by__isnull=False),
                name="journeys_task_done",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "candidate", "-id"], name="journeys_tasks_of"),
            models.Index(
                fields=["workspace", "owner", "due_on"], name="journeys_tasks_due", condition=models.Q(done_at=None)
            ),
        ]


class DeskCard(TenantModel):
    """One card of a member's day. What it shows is read anew each time; here stands only what became of it."""

    member = models.ForeignKey("workspaces.Member", on_delete=models.CASCADE, related_name="+", db_constraint=False)
    # The member's own calendar day.
    day = models.DateField()
    kind = models.CharField(max_length=8)
    # The internal id of what it is about: a promise, answers, a task, else the person; 0 for a group of people.
    subject = models.BigIntegerField()
    candidate = models.ForeignKey(
        "candidates.Candidate", on_delete=models.CASCADE, related_name="+", null=True, db_constraint=False
    )
    # When it has to be done; nothing rests beyond that.
    last_day = models.DateField(null=True)
    state = models.CharField(max_length=8, default="open")
    until = models.DateField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *workspace_key("journeys_deskcard"),
            SameWorkspace(field="member", table="workspaces_member", name="journeys_deskcard_member"),
            SameWorkspace(field="candidate", table="candidates_candidate", name="journeys_deskcard_candidate"),
            models.UniqueConstraint(
                fields=["workspace", "member", "day", "kind", "subject"], name="journeys_deskcard_once"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=_KINDS, state__in=_STATES), name="journeys_deskcard_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state="snoozed", until__isnull=False)
                | (~models.Q(state="snoozed") & models.Q(until=None)),
                name="journeys_deskcard_until",
            ),
        ]
        indexes = [models.Index(fields=["day"], name="journeys_deskcard_day")]


class Digest(WorkspaceModel):
    """That a letter about this day was begun for a member. It stands before the mail leaves, so none leaves twice."""

    member = models.ForeignKey("workspaces.Member", on_delete=models.CASCADE, related_name="+", db_constraint=False)
    day = models.DateField()
    begun_at = models.DateTimeField()

    class Meta(WorkspaceModel.Meta):
        constraints = [
            SameWorkspace(field="member", table="workspaces_member", name="journeys_digest_member"),
            models.UniqueConstraint(fields=["workspace", "member", "day"], name="journeys_digest_once"),
        ]
        indexes = [models.Index(fields=["day"], name="journeys_digest_day")]
