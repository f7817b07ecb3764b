"""The team's own words in place of the playbook's."""

from __future__ import annotations

from django.db import models

from xinqiao.foundation.tenancy.constraints import SameWorkspace
from xinqiao.foundation.tenancy.models import TenantModel, workspace_key
from xinqiao.playbook import own_words


class OwnText(TenantModel):
    """One wording of a playbook text by the team: never changed, only followed by the next one.

    An empty `text` means that the shipped one holds again.
    """

    # Kind, entry and field are the stable ids of `xinqiao.playbook.own_words.Place`.
    kind = models.CharField(max_length=30)
    entry = models.CharField(max_length=60)
    field = models.CharField(max_length=60)
    language = models.CharField(max_length=2)
    text = models.TextField(blank=True, default="")
    # The shipped text that this wording was written against; another one today means it changed in an upgrade.
    shipped_hash = models.CharField(max_length=64)
    is_latest = models.BooleanField(default=True)
    by = models.ForeignKey("workspaces.Member", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            *workspace_key("content_owntext"),
            SameWorkspace(field="by", table="workspaces_member", name="content_owntext_member"),
            models.UniqueConstraint(
                fields=["workspace", "kind", "entry", "field", "language"],
                condition=models.Q(is_latest=True),
                name="content_owntext_one_latest",
            ),
        ]
        indexes = [
            models.Index(
                fields=["workspace", "kind", "entry", "field", "language", "-id"], name="content_owntext_history"
            )
        ]

    @property
    def place(self) -> own_words.Place:
        """Where it stands in the playbook."""
        return own_words.Place(self.kind, self.entry, self.field)

    @property
    def spoken(self) -> own_words.Language:
        """The language as the playbook names it."""
        return "zh" if self.language == "zh" else "en"
