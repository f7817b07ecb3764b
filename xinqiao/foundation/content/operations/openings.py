"""Writes on openings."""

from __future__ import annotations

from datetime import date, datetime
from typing import TypedDict, Unpack

from django.db import transaction

from xinqiao.foundation.audit.operations import record
from xinqiao.foundation.content.models import Opening
from xinqiao.foundation.workspaces.models import Member
from xinqiao.foundation.workspaces.operations import actor_of


class OpeningFacts(TypedDict):
    """The lines of a fact sheet."""

    title: str
    team: str
    city: str
    pay_range: str
    reports_to: str
    scope: str
    drawback: str
    vouched_by: str
    vouched_on: date


def add_opening(*, by: Member, now: datetime, is_sample: bool = False, **facts: Unpack[OpeningFacts]) -> Opening:
    """Stores an opening with its fact sheet."""
    with transaction.atomic():
        opening = Opening.objects.create(created_by=by, created_at=now, is_sample=is_sample, **facts)
        record(actor_of(by), "opening_added", now=now, subject=("opening", opening.pk))
    return opening


def change_opening(opening: Opening, *, by: Member, now: datetime, **facts: Unpack[OpeningFacts]) -> None:
    """Replaces the facts of an opening."""
    with transaction.atomic():
        for field, value in facts.items():
            setattr(opening, field, value)
        opening.save(update_fields=list(facts))
        record(actor_of(by), "opening_changed", now=now, subject=("opening", opening.pk))


def close_opening(opening: Opening, *, by: Member, now: datetime) -> None:
    """Takes an opening out of the lists; people who were told of it keep their fact sheet."""
    with transaction.atomic():
        opening.closed_at = now
        opening.save(update_fields=["closed_at"])
        record(actor_of(by), "opening_closed", now=now, subject=("opening", opening.pk))


def reopen_opening(opening: Opening, *, by: Member, now: datetime) -> None:
    """Undoes `close_opening`."""
    with transaction.atomic():
        opening.closed_at = None
        opening.save(update_fields=["closed_at"])
        record(actor_of(by), "opening_reopened", now=now, subject=("opening", opening.pk))


def remove_sample_openings(*, keep: set[int]) -> int:
    """Deletes the sample openings of the current workspace except those in `keep`; returns how many."""
    with transaction.atomic():
        rows = Opening.objects.filter(is_sample=True).exclude(pk__in=keep)
        count = rows.count()
        rows.delete()
    return count
