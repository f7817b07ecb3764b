"""Rows as plain JSON values and back, and rows handed to another parent: what merging and its undo are made of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, TypeVar

from xinqiao.foundation.tenancy.models import AppendOnlyQuerySet, ScopedModel

M = TypeVar("M", bound=ScopedModel)
Values = dict[str, Any]


def copy_of(row: ScopedModel) -> Values:
    """Every column of a row, as JSON can hold it."""
    return {field.attname: _plain(getattr(row, field.attname)) for field in row._meta.concrete_fields}


def copies_of(rows: Iterable[ScopedModel]) -> list[Values]:
    """`copy_of` for many."""
    return [copy_of(row) for row in rows]


def from_copy(model: type[M], values: Values, **changed: Any) -> M:
    """The row as it was copied, not saved; `changed` replaces columns. Columns added since take their default."""
    known = {field.attname: field for field in model._meta.concrete_fields}
    row = model(**{name: known[name].to_python(value) for name, value in values.items() if name in known})
    for name, value in changed.items():
        setattr(row, name, value)
    return row


def put_back(model: type[M], copies: Iterable[Values], **changed: Any) -> list[M]:
    """Stores copied rows again under their own ids."""
    return model.objects.bulk_create([from_copy(model, values, **changed) for values in copies])


def about(model: type[ScopedModel], candidate_id: int, **more: Any) -> Any:
    """The rows of one person, of any model that names its person `candidate`."""
    return model.objects.filter(**{"candidate_id": candidate_id, **more}).order_by("pk")


def ids_of(model: type[ScopedModel], candidate_id: int, **more: Any) -> list[int]:
    """The ids of those rows."""
    return list(about(model, candidate_id, **more).values_list("pk", flat=True))


def hand_over(model: type[ScopedModel], ids: Iterable[int], *, candidate_id: int) -> int:
    """Gives these rows to another person; returns how many there still were."""
    rows: Any = model.objects.filter(pk__in=list(ids))
    person = {"candidate_id": candidate_id}
    return int(rows.reassign(**person) if isinstance(rows, AppendOnlyQuerySet) else rows.update(**person))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
