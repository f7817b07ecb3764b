"""People who asked to be erased: out of every table at once, kept apart until nothing can be taken back any more."""

from __future__ import annotations

from django.db import models

from xinqiao.foundation.tenancy.constraints import SameWorkspace
from xinqiao.foundation.tenancy.models import TenantModel, WorkspaceModel, workspace_key


class Erasure(TenantModel):
    """One erasure. Until it is done `rows` holds the person as they were, which nothing but the undo reads.

    Afterwards only numbers and times are left, as proof and for backups that are older.
    """

    # Without a key: the record is not there.
    person = models.BigIntegerField()
    person_public_id = models.CharField(max_length=16)
    language = models.CharField(max_length=10)
    asked_at = models.DateTimeField()
    destroy_after = models.DateTimeField()
    # Who carried it out for a person who asked otherwise, and how they asked; nobody where the person did it themself.
    asked_by = models.ForeignKey(
        "workspaces.Member", on_delete=models.PROTECT, related_name="+", null=True, db_constraint=False
    )
    proof = models.CharField(max_length=500, blank=True, default="")
    # The browser in which the person asked is the one in which they can take it back.
    browser_key = models.CharField(max_length=64, blank=True, default="")
    rows = models.JSONField(default=dict)
    # Why the law keeps the rows stored past their time; while it stands, nothing is destroyed.
    held_for = models.TextField(blank=True, default="")
    # Addresses of this person on the list of those who stay out that were not there before.
    blocked = models.JSONField(default=list)
    # Imports whose file speaks of them.
    lists = models.JSONField(default=list)
    # Further records that became one with this one: an older backup has them apart.
    merged_public_ids = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True)
    destroyed_at = models.DateTimeField(null=True)
    # When the last trace in files, index and log of the database was overwritten.
    cleaned_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *workspace_key("candidates_erasure"),
            SameWorkspace(field="asked_by", table="workspaces_member", name="candidates_erasure_member"),
            models.UniqueConstraint(
                fields=["workspace", "person_public_id"],
                condition=models.Q(undone_at=None),
                name="candidates_erasure_once",
            ),
            models.CheckConstraint(
                condition=models.Q(destroyed_at=None) | models.Q(undone_at=None), name="candidates_erasure_one_end"
            ),
        ]
        indexes = [
            models.Index(
                fields=["workspace", "destroy_after"],
                name="candidates_erasure_due",
                condition=models.Q(undone_at=None, cleaned_at=None),
            )
        ]


class ErasureFile(WorkspaceModel):
    """A stored file of a person who is being erased."""

    erasure = models.ForeignKey(Erasure, on_delete=models.CASCADE, related_name="files", db_constraint=False)
    stored_file = models.CharField(max_length=80)

    class Meta(WorkspaceModel.Meta):
        constraints = [
            SameWorkspace(field="erasure", table="candidates_erasure", name="candidates_erasurefile_erasure"),
        ]


class ErasureLink(WorkspaceModel):
    """A door of a person who is being erased: it opens one page that says so. Known by the hash of its id."""

    erasure = models.ForeignKey(Erasure, on_delete=models.CASCADE, related_name="links", db_constraint=False)
    link_hash = models.CharField(max_length=64)

    class Meta(WorkspaceModel.Meta):
        constraints = [
            SameWorkspace(field="erasure", table="candidates_erasure", name="candidates_erasurelink_erasure"),
            models.UniqueConstraint(fields=["workspace", "link_hash"], name="candidates_erasurelink_once"),
        ]
