"""A person as rows set apart: out of every table, and put back as they were."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Final

from django.db import models

from xinqiao.capabilities.candidates import search
from xinqiao.capabilities.candidates.models import Candidate, ContactPoint, SearchText
from xinqiao.foundation.tenancy.models import ScopedModel
from xinqiao.foundation.tenancy.row_copies import Values, copies_of, from_copy
from xinqiao.privacy.folders import personal_tables

# Follows from the other rows, and is written anew.
_MADE_ANEW: Final = (SearchText,)
Parked = dict[str, list[Values]]


def copy_person(candidate: Candidate) -> Parked:
    """Every row on a person, column by column, by table; parents before children."""
    parked: Parked = {}
    for table in personal_tables():
        if table.model not in _MADE_ANEW:
            parked.setdefault(table.label, []).extend(copies_of(table.rows(candidate.pk)))
    return parked


def put_person_back(parked: Parked) -> Candidate:
    """Stores every row again under its own number, which neither database gives to another row meanwhile.

    What points at something that is gone by now (a tag, a pool, somebody's record) is left out. Columns added by an
    upgrade meanwhile take their default.
    """
    # In the order of the tables: PostgreSQL keeps the copy in an order of its own.
    for label, model in {table.label: table.model for table in personal_tables()}.items():
        _put_back(model, [from_copy(model, one) for one in parked.get(label, ())])
    [record] = parked[Candidate._meta.label]
    search.index([record["id"]])
    return Candidate.objects.get(pk=record["id"])


def _put_back(model: type[ScopedModel], rows: list[Any]) -> None:
    gone = _missing_targets(model, rows)
    kept = []
    for row in rows:
        missing = [field for field, numbers in gone.items() if getattr(row, field.attname) in numbers]
        if any(not field.null for field in missing):
            continue
        for field in missing:
            setattr(row, field.attname, None)
        kept.append(row)
    if model is ContactPoint:
        kept = _still_free(kept)
    model.objects.bulk_create(kept)


def _missing_targets(model: type[ScopedModel], rows: Iterable[Any]) -> dict[models.Field[Any, Any], set[int]]:
    asked: dict[models.Field[Any, Any], set[int]] = defaultdict(set)
    for field in model._meta.concrete_fields:
        if field.is_relation and field.name != "workspace":
            asked[field] = {getattr(row, field.attname) for row in rows} - {None}
    gone = {}
    for field, numbers in asked.items():
        target: Any = field.related_model
        there = set(target._default_manager.filter(pk__in=numbers).values_list("pk", flat=True)) if numbers else set()
        gone[field] = numbers - there
    return gone


def _still_free(points: list[ContactPoint]) -> list[ContactPoint]:
    """An address that somebody else's record has by now stays there."""
    taken = set(ContactPoint.objects.filter(key__in=[one.key for one in points]).values_list("kind", "key"))
    return [one for one in points if (one.kind, one.key) not in taken]
