"""What one import needs at every chunk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from xinqiao.capabilities.candidates.models import Tag
from xinqiao.capabilities.importing.mapping import ColumnMapping
from xinqiao.capabilities.importing.models import ImportBatch
from xinqiao.capabilities.importing.people import MOST_TAG_CHARS, language_of_list, tag_key
from xinqiao.foundation.workspaces.models import Member
from xinqiao.foundation.workspaces.queries import members
from xinqiao.foundation.workspaces.roles import Role


@dataclass
class Shelf:
    """The batch, its columns, who may be an owner, and the tags that came up so far."""

    batch: ImportBatch
    mapping: ColumnMapping
    _tags: dict[str, int] = field(default_factory=dict)

    @cached_property
    def owners(self) -> dict[str, int]:
        """Members who may look after people, by address."""
        able = (Role.OWNER, Role.ADMIN, Role.RECRUITER)
        found = members(self.batch.created_by.workspace)
        return {member.user.email.casefold(): member.pk for member in found if member.role in able}

    @cached_property
    def language(self) -> str:
        """In which language the list is written."""
        return language_of_list(self.mapping)

    def load_owners(self) -> None:
        """Asks now for what would be asked at the first row."""
        self.owners  # noqa: B018

    @property
    def by(self) -> Member:
        """Who imports."""
        return self.batch.created_by

    def entry_data(self, **values: Any) -> dict[str, Any]:
        """Data of a timeline entry that says which import wrote it."""
        return {**values, "import": self.batch.public_id}

    def tag_ids(self, names: Iterable[str], *, now: datetime) -> dict[str, int]:
        """The tags (internal ids) of these names by key; makes those that are missing."""
        wanted = {tag_key(name): " ".join(name.split())[:MOST_TAG_CHARS] for name in names}
        missing = {key: name for key, name in wanted.items() if key and key not in self._tags}
        if missing:
            rows = [Tag(name=name, key=key, created_at=now) for key, name in missing.items()]
            Tag.objects.bulk_create(rows, ignore_conflicts=True)
            self._tags.update(Tag.objects.filter(key__in=list(missing)).values_list("key", "pk"))
        return self._tags
