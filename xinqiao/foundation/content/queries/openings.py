"""Reads on openings."""

from __future__ import annotations

from xinqiao.foundation.content.models import Opening


def openings(*, include_closed: bool = False) -> list[Opening]:
    """The workspace's openings, newest first."""
    rows = Opening.objects.order_by("-id")
    return list(rows if include_closed else rows.filter(closed_at=None))


def opening_of(public_id: str) -> Opening:
    """One opening of the current workspace; raises Opening.DoesNotExist for any other."""
    return Opening.objects.get(public_id=public_id)
