"""The list: people by filters, in keyset pages and in blocks of ids."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Replace
from django.utils import timezone

from xinqiao.capabilities.candidates.filters import NEVER, ListFilter
from xinqiao.capabilities.candidates.models import Candidate

PAGE_SIZE: Final = 50
BLOCK: Final = 1000


@dataclass(frozen=True)
class Page:
    """One page of people and the keys that continue after and before it (empty at the ends)."""

    candidates: list[Candidate]
    after: str
    before: str


def page_of(chosen: ListFilter, *, after: str = "", before: str = "", member_id: int) -> Page:
    """Fifty people of a list; `after` and `before` are public ids of the last and first person of another page."""
    rows = _found(chosen, member_id)
    forwards = not before
    key = Candidate.objects.filter(public_id=after or before).first() if after or before else None
    if key is not None:
        rows = rows.filter(_beyond(key, chosen, forwards=forwards))
    found = list(_ordered(rows, chosen, forwards=forwards)[: PAGE_SIZE + 1])
    more, page = len(found) > PAGE_SIZE, found[:PAGE_SIZE]
    if not forwards:
        page.reverse()
    if not page:
        return Page([], "", "")
    has_after = more if forwards else True
    has_before = key is not None if forwards else more
    return Page(page, page[-1].public_id if has_after else "", page[0].public_id if has_before else "")


def ids_of(chosen: ListFilter, limit: int) -> list[int]:
    """Up to `limit` people (internal ids) of a list."""
    return list(_ordered(_found(chosen, None), chosen, forwards=True).values_list("pk", flat=True)[:limit])


def each(chosen: ListFilter) -> Iterator[list[int]]:
    """Everybody of a list as blocks of internal ids; every block is a query of its own."""
    below: int | None = None
    while True:
        rows = _found(chosen, None).order_by("-id")
        if below is not None:
            rows = rows.filter(id__lt=below)
        ids = list(rows.values_list("pk", flat=True)[:BLOCK])
        if not ids:
            return
        yield ids
        below = ids[-1]


def _is_by_name(chosen: ListFilter) -> bool:
    return chosen == ListFilter()


def _ordered(rows: QuerySet[Candidate], chosen: ListFilter, *, forwards: bool) -> QuerySet[Candidate]:
    if _is_by_name(chosen):
        return rows.order_by("sort_name", "id") if forwards else rows.order_by("-sort_name", "-id")
    return rows.order_by("-id" if forwards else "id")


def _beyond(key: Candidate, chosen: ListFilter, *, forwards: bool) -> Q:
    if not _is_by_name(chosen):
        return Q(id__lt=key.pk) if forwards else Q(id__gt=key.pk)
    if forwards:
        return Q(sort_name__gt=key.sort_name) | Q(sort_name=key.sort_name, id__gt=key.pk)
    return Q(sort_name__lt=key.sort_name) | Q(sort_name=key.sort_name, id__lt=key.pk)


def _found(chosen: ListFilter, member_id: int | None) -> QuerySet[Candidate]:
    rows = Candidate.objects.select_related("owner__user")
    if chosen.text:
        rows = _matching(rows, chosen.text)
    if chosen.mine:
        rows = rows.filter(owner_id=member_id)
    if chosen.pool:
        rows = rows.filter(pool_rows__pool__public_id=chosen.pool)
    if chosen.tag:
        rows = rows.filter(tag_rows__tag__public_id=chosen.tag)
    if chosen.notice:
        rows = rows.filter(notice_due_at__isnull=False)
    return rows.filter(**_equal(chosen)).filter(_contacted(chosen))


def _equal(chosen: ListFilter) -> dict[str, Any]:
    fields = {
        "stage": chosen.stage,
        "source": chosen.source,
        "legal_basis": chosen.basis,
        "owner__public_id": chosen.owner,
        "skills__icontains": chosen.skill,
    }
    return {field: value for field, value in fields.items() if value}


def _contacted(chosen: ListFilter) -> Q:
    if not chosen.contacted:
        return Q()
    if chosen.contacted == NEVER:
        return Q(last_contact_at=None)
    long_ago = timezone.now() - timedelta(days=int(chosen.contacted))
    return Q(last_contact_at=None) | Q(last_contact_at__lt=long_ago)


def _matching(rows: QuerySet[Candidate], text: str) -> QuerySet[Candidate]:
    # Pinyin is stored with a space between syllables, and typed with or without.
    return rows.alias(letters=Replace("sort_name", Value(" "), Value(""))).filter(
        Q(display_name__icontains=text)
        | Q(letters__icontains=text.replace(" ", ""))
        | Q(company__icontains=text)
        | Q(title__icontains=text)
        | Q(email_key__icontains=text.lower())
        | Q(phone_key__endswith=text)
    )
