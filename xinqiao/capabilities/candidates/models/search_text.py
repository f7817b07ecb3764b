"""The one table that search and filters of the list read."""

from __future__ import annotations

from django.db import models

from xinqiao.capabilities.candidates.models.person import Candidate
from xinqiao.foundation.tenancy.constraints import SameWorkspace
from xinqiao.foundation.tenancy.models import WorkspaceModel, workspace_by_keys


class SearchText(WorkspaceModel):
    """A person as tokens, separated by single spaces: written by `candidates.search`, never by hand.

    `words` follow from the record, `marks` are what the list filters by (stage, owner, tag, pool …). Migrations add
    the index that each database knows: FTS5 with triggers on SQLite, a tsvector column with GIN on PostgreSQL.
    """

    workspace = workspace_by_keys()
    candidate = models.OneToOneField(
        Candidate, on_delete=models.CASCADE, primary_key=True, related_name="search_text", db_constraint=False
    )
    words = models.TextField()
    marks = models.TextField(default="")

    # For `tenancy.row_security`: the search itself. Empty setting = every row; migration 0012 makes the function.
    read_condition = "document @@ xinqiao_search()"

    class Meta(WorkspaceModel.Meta):
        constraints = [
            SameWorkspace(field="candidate", table="candidates_candidate", name="candidates_search_candidate"),
        ]
        indexes = [models.Index(fields=["workspace", "-candidate"], name="candidates_search_newest")]
