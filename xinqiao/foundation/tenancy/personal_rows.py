"""The tables in which a folder keeps something on a person: named once, deleted and told from the same list.

Every folder that stores something on a person has a module `privacy` with `TABLES`, `erase_person` and
`export_person` (docs/decisions/privacy.md); tests compare the lists with the models, table by table, column by column.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.db import models

from xinqiao.foundation.tenancy.models import ScopedModel
from xinqiao.foundation.tenancy.row_copies import Values

# Columns that say nothing about anybody. Everything else is told, or a table says why not.
NOT_ABOUT_PEOPLE: Final = {
    "id": "the number of the row; the copy names rows by their public id",
    "workspace_id": "the team that holds the whole copy",
}
# Lists of a folder's rows stay short in memory whatever their number.
_CHUNK: Final = 500


@dataclass(frozen=True)
class PersonalTable:
    """A table with rows about people. `person` is the look-up of the candidate, seen from the model.

    `names`: for a key to something of the team's, the column of the target that is told (a tag's name). Keys to members
    are told as roles, keys to other rows about the person as their public id. `left_out`: columns that the copy does
    not tell, each with its reason.
    """

    model: type[ScopedModel]
    person: str = "candidate"
    names: Mapping[str, str] = field(default_factory=dict)
    left_out: Mapping[str, str] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """The table's name in a copy: "consent.ContactTerms"."""
        return self.model._meta.label

    def rows(self, candidate_id: int) -> Any:
        """What it holds on this person, oldest first."""
        return self.model.objects.filter(**{self.person: candidate_id}).order_by("pk")

    def is_told(self, column: models.Field[Any, Any]) -> bool:
        """Whether a copy for the person has this column."""
        return column.name != self.person and column.attname not in {*NOT_ABOUT_PEOPLE, *self.left_out}


def erase(tables: Iterable[PersonalTable], candidate_id: int) -> None:
    """Deletes every row of these tables on a person, the last table first."""
    for table in reversed(tuple(tables)):
        table.rows(candidate_id).delete()


def told(tables: Iterable[PersonalTable], candidate_id: int) -> dict[str, list[Values]]:
    """What these tables hold on a person, as JSON can hold it: by table, a dict of columns for each row."""
    copy: dict[str, list[Values]] = {}
    for table in tables:
        copy.setdefault(table.label, []).extend(_told_row(table, row) for row in _with_keys(table, candidate_id))
    return copy


def _with_keys(table: PersonalTable, candidate_id: int) -> Iterable[ScopedModel]:
    keys = [column.name for column in table.model._meta.concrete_fields if column.is_relation and table.is_told(column)]
    rows = table.rows(candidate_id)
    found: Iterable[ScopedModel] = (rows.select_related(*keys) if keys else rows).iterator(_CHUNK)
    return found


def _told_row(table: PersonalTable, row: ScopedModel) -> Values:
    values: Values = {}
    for column in table.model._meta.concrete_fields:
        if not table.is_told(column):
            continue
        if column.is_relation:
            values[column.name] = _told_key(table, column.name, getattr(row, column.name))
        else:
            value = getattr(row, column.attname)
            values[column.name] = value.isoformat() if isinstance(value, date) else value
    return values


def _told_key(table: PersonalTable, name: str, target: Any) -> Any:
    """A colleague is a role; what belongs to the team has a name; the rest are rows of the same copy."""
    if target is None:
        return None
    if name in table.names:
        return getattr(target, table.names[name])
    return {"role": target.role} if hasattr(target, "role") else target.public_id
