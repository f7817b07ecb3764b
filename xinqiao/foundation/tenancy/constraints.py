"""Composite foreign keys (workspace_id, x_id), which neither Django nor row-level security gives.

PostgreSQL checks plain foreign keys past row-level security, so a child could point at another workspace's
parent; the composite key refuses it on both databases. Written as a constraint class because raw SQL would
vanish when SQLite rebuilds the table at the next alteration.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


class SameWorkspace(models.BaseConstraint):
    """The row that `field` points to belongs to the same workspace as this row.

    The target is named by its table: while SQLite rebuilds a table, other models are not at hand.
    """

    def __init__(self, *, field: str, table: str, name: str) -> None:
        super().__init__(name=name)
        self.name: str = name
        self.field = field
        self.table = table

    def _clause(self, model: type[models.Model], editor: BaseDatabaseSchemaEditor) -> str:
        quote = editor.quote_name
        return (
            f"CONSTRAINT {quote(self.name)} FOREIGN KEY ({quote('workspace_id')}, {quote(self.field + '_id')}) "
            f"REFERENCES {quote(self.table)} ({quote('workspace_id')}, {quote('id')}) "
            "DEFERRABLE INITIALLY DEFERRED"
        )

    def constraint_sql(self, model: Any, schema_editor: Any) -> str:
        """The clause inside CREATE TABLE."""
        return self._clause(model, schema_editor)

    def create_sql(self, model: Any, schema_editor: Any) -> str:
        """The statement that adds the constraint (PostgreSQL; SQLite rebuilds the table)."""
        return f"ALTER TABLE {schema_editor.quote_name(model._meta.db_table)} ADD {self._clause(model, schema_editor)}"

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        """The statement that drops the constraint."""
        table = schema_editor.quote_name(model._meta.db_table)
        return f"ALTER TABLE {table} DROP CONSTRAINT {schema_editor.quote_name(self.name)}"

    def validate(self, model: Any, instance: Any, exclude: Any = None, using: str = "default") -> None:
        """Forms never set workspaces; the database is the judge."""

    def __eq__(self, other: object) -> bool:
        if isinstance(other, SameWorkspace):
            return (self.name, self.field, self.table) == (other.name, other.field, other.table)
        return NotImplemented

    def __hash__(self) -> int:
        return hash((self.name, self.field, self.table))

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        """For migrations."""
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "field": self.field, "table": self.table}
