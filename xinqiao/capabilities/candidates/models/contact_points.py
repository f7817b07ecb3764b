"""How a person can be reached or recognised: addresses, numbers, profiles, foreign ids. And who must stay out."""

from __future__ import annotations

from django.db import models

from xinqiao.capabilities.candidates.models.person import Candidate
from xinqiao.foundation.tenancy.constraints import SameWorkspace
from xinqiao.foundation.tenancy.models import WorkspaceModel, workspace_by_keys


class ContactPoint(WorkspaceModel):
    """One address, number, profile link or foreign id. `key` is its normalised form, once per workspace.

    The workspace learns through the key that a person is there already; other workspaces never do.
    """

    class Kind(models.TextChoices):
        EMAIL = "email"
        PHONE = "phone"
        LINK = "link"
        WECHAT = "wechat"
        # An id in the system that a list came from: "hubspot:123".
        EXTERNAL = "external"

    workspace = workspace_by_keys()
    candidate = models.ForeignKey(
        Candidate, on_delete=models.CASCADE, related_name="contact_points", db_constraint=False, db_index=False
    )
    kind = models.CharField(max_length=8, choices=Kind.choices)
    value = models.CharField(max_length=300)
    key = models.CharField(max_length=254)
    label = models.CharField(max_length=20, blank=True, default="")
    # Among those of its kind; 0 is the one that is used first.
    position = models.PositiveSmallIntegerField(default=0)
    # What was sent there came back: nothing goes there until a member takes that back.
    dead_at = models.DateTimeField(null=True)

    class Meta(WorkspaceModel.Meta):
        constraints = [
            SameWorkspace(field="candidate", table="candidates_candidate", name="candidates_contact_candidate"),
            models.UniqueConstraint(fields=["workspace", "kind", "key"], name="candidates_contact_once"),
        ]
        indexes = [models.Index(fields=["workspace", "candidate"], name="candidates_contact_person")]


class BlockedIdentity(WorkspaceModel):
    """An address or number that must not come in again: of a person who was erased or blocked.

    Only a keyed digest is kept, so the list itself names nobody.
    """

    class Reason(models.TextChoices):
        ERASED = "erased"
        STOPPED = "stopped"
        EXPIRED = "expired"

    digest = models.CharField(max_length=64)
    reason = models.CharField(max_length=8, choices=Reason.choices)
    blocked_at = models.DateTimeField()

    class Meta(WorkspaceModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace", "digest"], name="candidates_blocked_once")]


class BlockingSalt(WorkspaceModel):
    """The random key of a workspace's digests. Not derived from the installation's key: a block outlives any change."""

    salt = models.CharField(max_length=64)

    class Meta(WorkspaceModel.Meta):
        constraints = [models.UniqueConstraint(fields=["workspace"], name="candidates_salt_once")]
