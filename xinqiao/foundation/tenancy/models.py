"""The base of every row that a workspace owns: reads and writes outside the workspace fail closed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Self, TypeVar

from django.db import models

from xinqiao.foundation.tenancy import many_values as many_values
from xinqiao.foundation.tenancy.identifiers import new_public_id
from xinqiao.foundation.tenancy.scope import ScopeError, current_workspace_id

M = TypeVar("M", bound=models.Model)


class ScopedQuerySet(models.QuerySet[M]):
    """A queryset that refuses to carry rows across workspaces."""

    def update(self, **kwargs: Any) -> int:
        """As Django's; a row never changes its workspace."""
        if {"workspace", "workspace_id"} & kwargs.keys():
            raise ScopeError("A row cannot move to another workspace.")
        return super().update(**kwargs)

    def bulk_create(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> list[M]:
        """As Django's, for rows of the current workspace only."""
        rows = list(objs)
        for row in rows:
            _check_owner(row)
        return super().bulk_create(rows, *args, **kwargs)

    def bulk_update(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> int:
        """As Django's, for rows of the current workspace only."""
        rows = list(objs)
        for row in rows:
            _check_owner(row)
        return super().bulk_update(rows, *args, **kwargs)


class AppendOnlyQuerySet(ScopedQuerySet[M]):
    """Rows that are only ever added (timeline, audit, consent); erasing a person is the one deletion."""

    def update(self, **kwargs: Any) -> int:
        """Always refused."""
        raise TypeError(f"{self.model.__name__} rows are append-only.")

    def reassign(self, **parent: int) -> int:
        """Hands rows to another parent and leaves what they say: two records become one, or two again."""
        if set(parent) - {field.attname for field in self.model._meta.concrete_fields if field.is_relation}:
            raise TypeError(f"{self.model.__name__} rows are append-only.")
        return super().update(**parent)


class ScopedManager(models.Manager[M]):
    """Filters by the current workspace; without one, every query raises ScopeError."""

    queryset_class: type[ScopedQuerySet[Any]] = ScopedQuerySet

    def get_queryset(self) -> ScopedQuerySet[M]:
        """The current workspace's rows."""
        return self.queryset_class(self.model, using=self._db).filter(workspace_id=current_workspace_id())


class AppendOnlyManager(ScopedManager[M]):
    """`ScopedManager` without updates."""

    queryset_class = AppendOnlyQuerySet


class ScopedModel(models.Model):
    """A row with a `workspace_id`. Below the workspaces folder it is a plain number, above a foreign key."""

    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As Django's, inside the row's own workspace only."""
        _check_owner(self)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """As Django's, inside the row's own workspace only."""
        _check_owner(self)
        return super().delete(*args, **kwargs)


def workspace_by_keys(*, leads: bool = True) -> models.ForeignKey[Any, Any]:
    """The workspace of a table with many rows or many that point to it; other indexes begin with it.

    `leads`: a composite key of each row leads to the workspace already, so that no check of its own is needed. An index
    on it alone costs every insertion, and draws PostgreSQL's key checks into reading a whole workspace
    (docs/decisions/import-run.md).
    """
    return models.ForeignKey(
        "workspaces.Workspace",
        on_delete=models.CASCADE,
        related_name="+",
        default=current_workspace_id,
        db_constraint=not leads,
        db_index=False,
    )


class WorkspaceModel(ScopedModel):
    """A row owned by a workspace that is only ever reached through another one, so it needs no address.

    Each concrete model lists a `SameWorkspace` for every foreign key to another such row.
    """

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+", default=current_workspace_id
    )

    class Meta(ScopedModel.Meta):
        abstract = True


class TenantModel(WorkspaceModel):
    """A row owned by a workspace, with a random id for addresses; lists `workspace_key()` besides."""

    public_id = models.CharField(max_length=16, default=new_public_id, editable=False)

    class Meta(WorkspaceModel.Meta):
        abstract = True


def workspace_key(table: str) -> list[models.BaseConstraint]:
    """The two keys that every tenant table has: the target of composite keys, and the public id."""
    return [
        models.UniqueConstraint(fields=["workspace", "id"], name=f"{table}_workspace_id"),
        models.UniqueConstraint(fields=["workspace", "public_id"], name=f"{table}_public_id"),
    ]


class LinkAddress(models.Model):
    """Installation-level: which workspace a link belongs to, known by the hash of its id and nothing else."""

    link_hash = models.CharField(max_length=64, unique=True)
    workspace_id = models.BigIntegerField(db_index=True)


def _check_owner(row: models.Model) -> None:
    if getattr(row, "workspace_id", None) != current_workspace_id():
        raise ScopeError(f"{type(row).__name__} belongs to another workspace than the current scope.")
