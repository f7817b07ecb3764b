"""What time does: last days go by, and so do days that we offered."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction

from xinqiao.capabilities.promises.models import Promise
from xinqiao.capabilities.promises.operations.changing import NO_OFFER, TIME, change, mark_if_missed
from xinqiao.domain.promises import RUNNING, day_of, has_lapsed


def mark_missed(ids: Collection[int], *, now: datetime) -> int:
    """Marks those of these promises whose last day has gone by where the person lives; returns how many.

    Doing it twice changes nothing.
    """
    with transaction.atomic():
        return sum(mark_if_missed(row, now=now) for row in _locked(pk__in=ids, state__in=RUNNING))


def lapse_offers(ids: Collection[int], *, now: datetime) -> int:
    """Withdraws those of these promises' offered days that nobody accepted and that have gone by; returns how many."""
    with transaction.atomic():
        rows = _locked(pk__in=ids, offered_day__isnull=False)
        lapsed = [row for row in rows if has_lapsed(row.offered_day, today=day_of(now, row.zone))]
        for row in lapsed:
            change(row, "lapsed", actor=TIME, now=now, day=row.offered_day, **NO_OFFER)
    return len(lapsed)


def _locked(**which: Any) -> Any:
    rows = Promise.objects.select_for_update(of=("self",)).select_related("candidate")
    return rows.filter(**which).order_by("pk")
