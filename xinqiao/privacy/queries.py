"""Reads on erasures under way. Nobody's name is among them."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from xinqiao.capabilities.candidates.models import Erasure, ErasureLink
from xinqiao.foundation.tenancy.identifiers import link_hash
from xinqiao.privacy.erasing import may_take_back


def erasure_behind(link_id: str, *, now: datetime) -> Erasure | None:
    """The erasure of the person who was given this link, as long as it can be taken back or a legal hold keeps it."""
    found = ErasureLink.objects.select_related("erasure__workspace").filter(link_hash=link_hash(link_id)).first()
    if found is None:
        return None
    erasure = found.erasure
    return erasure if erasure.held_for or may_take_back(erasure, now=now) else None


def erasures_under_way(*, now: datetime) -> list[Erasure]:
    """Those that can still be taken back or that a legal hold keeps, the next one to end first."""
    rows = Erasure.objects.filter(undone_at=None, destroyed_at=None)
    rows = rows.filter(Q(destroy_after__gt=now) | ~Q(held_for=""))
    return list(rows.order_by("destroy_after", "pk"))


def erasure_of(public_id: str) -> Erasure:
    """One of them; raises Erasure.DoesNotExist."""
    return Erasure.objects.get(public_id=public_id, undone_at=None, destroyed_at=None)
