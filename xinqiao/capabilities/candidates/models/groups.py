"""How a team sorts people: tags, pools, saved views, own fields."""

from __future__ import annotations

from django.db import models

from xinqiao.capabilities.candidates.models.person import Candidate
from xinqiao.foundation.tenancy.constraints import SameWorkspace
from xinqiao.foundation.tenancy.models import TenantModel, WorkspaceModel, workspace_by_keys, workspace_key


class Tag(TenantModel):
    """A word that a team puts on people."""

    workspace = workspace_by_keys(leads=False)
    name = models.CharField(max_length=40)
    # The name as compared: NFKC, lower case.
    key = models.CharField(max_length=40)
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            *workspace_key("candidates_tag"),
            models.UniqueConstraint(fields=["workspace", "key"], name="candidates_tag_once"),
        ]


class CandidateTag(WorkspaceModel):
    """A tag on a person."""

    workspace = workspace_by_keys()
    candidate = models.ForeignKey(
        Candidate, on_delete=models.CASCADE, related_name="tag_rows", db_constraint=False, db_index=False
    )
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="people", db_constraint=False)

    class Meta(WorkspaceModel.Meta):
        constraints = [
            SameWorkspace(field="candidate", table="candidates_candidate", name="candidates_tagged_candidate"),
            SameWorkspace(field="tag", table="candidates_tag", name="candidates_tagged_tag"),
            models.UniqueConstraint(fields=["workspace", "candidate", "tag"], name="candidates_tagged_once"),
        ]


class Pool(TenantModel):
    """A set of people: named by hand, or by a rule (the query of a saved view)."""

    name = models.CharField(max_length=80)
    purpose = models.CharField(max_length=300, blank=True, default="")
    # Empty for a pool whose people are chosen by hand; else the list's query, as in its address.
    rule = models.CharField(max_length=1000, blank=True, default="")
    created_by = models.ForeignKey("workspaces.Member", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *workspace_key("candidates_pool"),
            SameWorkspace(field="created_by", table="workspaces_member", name="candidates_pool_member"),
        ]


class PoolMember(WorkspaceModel):
    """A person in a pool chosen by hand."""

    pool = models.ForeignKey(Pool, on_delete=models.CASCADE, related_name="people", db_constraint=False)
    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="pool_rows", db_constraint=False)
    added_by = models.ForeignKey("workspaces.Member", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    added_at = models.DateTimeField()

    class Meta(WorkspaceModel.Meta):
        constraints = [
            SameWorkspace(field="pool", table="candidates_pool", name="candidates_pooled_pool"),
            SameWorkspace(field="candidate", table="candidates_candidate", name="candidates_pooled_candidate"),
            SameWorkspace(field="added_by", table="workspaces_member", name="candidates_pooled_member"),
            models.UniqueConstraint(fields=["workspace", "pool", "candidate"], name="candidates_pooled_once"),
        ]
        indexes = [models.Index(fields=["workspace", "candidate"], name="candidates_pooled_person")]


class SavedView(TenantModel):
    """A list's filters and columns under a name; shared with the team or the member's own."""

    name = models.CharField(max_length=80)
    query = models.CharField(max_length=1000, blank=True, default="")
    columns = models.JSONField(default=list)
    is_shared = models.BooleanField(default=False)
    owner = models.ForeignKey("workspaces.Member", on_delete=models.CASCADE, related_name="+", db_constraint=False)
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            *workspace_key("candidates_savedview"),
            SameWorkspace(field="owner", table="workspaces_member", name="candidates_savedview_member"),
        ]


class CustomField(TenantModel):
    """A field of the team's own on every record."""

    class Kind(models.TextChoices):
        TEXT = "text"
        NUMBER = "number"
        DATE = "date"
        YES_NO = "yes_no"
        CHOICE = "choice"
        LINK = "link"

    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=6, choices=Kind.choices)
    choices = models.JSONField(default=list)
    position = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *workspace_key("candidates_customfield"),
            models.UniqueConstraint(fields=["workspace", "name"], name="candidates_customfield_once"),
        ]
