"""Writes on a team's own fields, and the check of their values."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction

from xinqiao.capabilities.candidates.custom_values import BadValue, as_text, read_value
from xinqiao.capabilities.candidates.models import Candidate, CustomField
from xinqiao.foundation.audit.operations import record
from xinqiao.foundation.workspaces.models import Member
from xinqiao.foundation.workspaces.operations import actor_of

FIELDS_AT_MOST: Final = 40
CHOICES_AT_MOST: Final = 50


class NameTaken(Exception):
    """There is a field of this name; `archived` when it was put away and can be brought back."""

    def __init__(self, *, archived: bool) -> None:
        super().__init__()
        self.archived = archived


class TooManyFields(Exception):
    """A record with more fields than this is read by nobody."""


class UnusableValue(ValueError):
    """The value does not fit the field; `field` is its public id."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def add_field(name: str, kind: str, *, choices: Sequence[str] = (), by: Member, now: datetime) -> CustomField:
    """A new field at the end of the record; raises NameTaken, TooManyFields."""
    plain = field_name(name)
    with transaction.atomic():
        present = list(CustomField.objects.select_for_update())
        _require_free(plain, present)
        active = [one for one in present if one.archived_at is None]
        if len(active) >= FIELDS_AT_MOST:
            raise TooManyFields
        last = max((one.position for one in present), default=-1)
        try:
            with transaction.atomic():
                field = CustomField.objects.create(
                    name=plain,
                    kind=CustomField.Kind(kind),
                    choices=list(choices) if kind == CustomField.Kind.CHOICE else [],
                    position=last + 1,
                    created_at=now,
                )
        except IntegrityError:
            raise NameTaken(archived=False) from None
        record(actor_of(by), "custom_field_added", now=now, subject=("custom_field", field.pk))
    return field


def change_field(
    field: CustomField, *, name: str, choices: Sequence[str] = (), by: Member, now: datetime
) -> CustomField:
    """Another name, and for a choice other options; what people have stays, also where its option is gone."""
    plain = field_name(name)
    with transaction.atomic():
        _require_free(plain, [one for one in CustomField.objects.select_for_update() if one.pk != field.pk])
        field.name = plain
        if field.kind == CustomField.Kind.CHOICE:
            field.choices = list(choices)
        field.save(update_fields=["name", "choices"])
        record(actor_of(by), "custom_field_changed", now=now, subject=("custom_field", field.pk))
    return field


def move_field(field: CustomField, *, up: bool, by: Member, now: datetime) -> None:
    """One place up or down among the fields in use; at the end it stays where it is."""
    with transaction.atomic():
        rows = list(CustomField.objects.select_for_update().filter(archived_at=None).order_by("position", "id"))
        at = next((index for index, row in enumerate(rows) if row.pk == field.pk), None)
        if at is None or not 0 <= at + (-1 if up else 1) < len(rows):
            return
        rows.insert(at + (-1 if up else 1), rows.pop(at))
        for position, row in enumerate(rows):
            row.position = position
        CustomField.objects.bulk_update(rows, ["position"])
        record(actor_of(by), "custom_field_changed", now=now, subject=("custom_field", field.pk))


def archive_field(field: CustomField, *, by: Member, now: datetime) -> None:
    """Takes the field off all records; its values stay, unseen, until it comes back."""
    _set_archived(field, now, action="custom_field_archived", by=by, now=now)


def restore_field(field: CustomField, *, by: Member, now: datetime) -> None:
    """Undo of `archive_field`, also much later."""
    if CustomField.objects.filter(archived_at=None).count() >= FIELDS_AT_MOST:
        raise TooManyFields
    _set_archived(field, None, action="custom_field_restored", by=by, now=now)


def field_name(name: str) -> str:
    """The name as it is stored and compared."""
    return " ".join(unicodedata.normalize("NFKC", name).split())[:60]


def own_values(given: Mapping[str, Any] | None, *, present: Candidate | None) -> dict[str, Any]:
    """What the record will hold in the team's own fields; raises UnusableValue.

    Values of archived fields stay as they are. An option that is no longer offered may stay where it stood.
    """
    before = dict(present.custom) if present is not None else {}
    if given is None:
        return before
    if not given and not before:
        return {}
    for field in CustomField.objects.filter(archived_at=None):
        before_now = before.pop(field.public_id, None)
        text = as_text(given.get(field.public_id))
        if text and text == as_text(before_now):
            before[field.public_id] = before_now
            continue
        try:
            value = read_value(field.kind, text, choices=field.choices)
        except BadValue as problem:
            raise UnusableValue(field.public_id) from problem
        if value is not None:
            before[field.public_id] = value
    return before


def _require_free(name: str, others: Sequence[CustomField]) -> None:
    for other in others:
        if other.name.casefold() == name.casefold():
            raise NameTaken(archived=other.archived_at is not None)


def _set_archived(field: CustomField, at: datetime | None, *, action: str, by: Member, now: datetime) -> None:
    with transaction.atomic():
        field.archived_at = at
        field.save(update_fields=["archived_at"])
        record(actor_of(by), action, now=now, subject=("custom_field", field.pk))
