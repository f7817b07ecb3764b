"""Pages of the list, and everybody that a filter means: by keys, never by counting, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from xinqiao.capabilities.candidates.filters import ListFilter
from xinqiao.capabilities.candidates.matching import Wanted, newest
from xinqiao.capabilities.candidates.models import Candidate, Pool, Tag
from xinqiao.domain.search_terms import Term, mark, terms_of, without_addresses
from xinqiao.foundation.tenancy.prepared import PreparedSelect
from xinqiao.foundation.tenancy.scope import current_workspace_id
from xinqiao.foundation.workspaces.models import Member

PAGE_SIZE: Final = 50
BLOCK: Final = 1_000
_FIRST_BY_NAME = PreparedSelect(lambda: Candidate.objects.order_by("sort_name", "id")[: PAGE_SIZE + 1])
_NEWEST = PreparedSelect(lambda ids: Candidate.objects.filter(pk__among=ids).order_by("-id"), list)


@dataclass(frozen=True)
class Page:
    """One page of people, and the keys of the pages after and before it (empty where there is none)."""

    candidates: list[Candidate]
    after: str
    before: str = ""


@dataclass(frozen=True)
class _Key:
    """Where a page begins: behind this person, or in front of them."""

    sort_name: str
    pk: int
    is_backwards: bool


class _Nobody(Exception):
    """The filter names a tag, pool or colleague that is not there."""


def page_of(
    chosen: ListFilter,
    *,
    after: str = "",
    before: str = "",
    member_id: int,
    now: datetime | None = None,
    reads_addresses: bool = True,
) -> Page:
    """Fifty people. By name for everybody, else newest first. `after` and `before` are public ids of people.

    Who does not read addresses and numbers finds nobody by them either.
    """
    key = _key(after, before)
    try:
        wanted = _wanted(
            chosen, member_id=member_id, now=now or timezone.now(), terms=_terms(chosen.text, reads_addresses)
        )
    except _Nobody:
        return Page([], "")
    found = _by_name(key) if chosen.is_by_name else _newest_first(wanted, key)
    has_more = len(found) > PAGE_SIZE
    if key is not None and key.is_backwards:
        shown = found[-PAGE_SIZE:]
        has_before, has_after = has_more, bool(shown)
    else:
        shown = found[:PAGE_SIZE]
        has_before, has_after = key is not None and bool(shown), has_more
    return Page(
        shown,
        after=shown[-1].public_id if has_after else "",
        before=shown[0].public_id if has_before else "",
    )


def ids_of(chosen: ListFilter, limit: int, *, member_id: int | None = None, now: datetime | None = None) -> list[int]:
    """Internal ids of the people a filter means, newest first, at most `limit`."""
    found: list[int] = []
    for block in each(chosen, member_id=member_id, now=now):
        found += block
        if len(found) >= limit:
            break
    return found[:limit]


def each(chosen: ListFilter, *, member_id: int | None = None, now: datetime | None = None) -> Iterator[list[int]]:
    """Internal ids of everybody a filter means, newest first, in blocks: memory stays flat however many there are."""
    try:
        wanted = _wanted(chosen, member_id=member_id, now=now or timezone.now(), terms=_terms(chosen.text))
    except _Nobody:
        return
    last: int | None = None
    while block := _ids(wanted, limit=BLOCK, below=last):
        yield block
        last = block[-1]


def ids_of_pool(public_id: str, *, limit: int, now: datetime) -> list[int]:
    """Internal ids of a pool's people, newest first, at most `limit`, at once: memory is the caller's matter."""
    try:
        wanted = _wanted(ListFilter(pool=public_id), member_id=None, now=now, terms=())
    except _Nobody:
        return []
    return _ids(wanted, limit=limit)


def _ids(wanted: Wanted, *, limit: int, below: int | None = None, above: int | None = None) -> list[int]:
    if not wanted.is_everybody:
        return newest(wanted, limit=limit, below=below, above=above)
    rows = Candidate.objects.order_by("-id" if above is None else "id")
    if below is not None:
        rows = rows.filter(id__lt=below)
    if above is not None:
        rows = rows.filter(id__gt=above)
    found = list(rows.values_list("id", flat=True)[:limit])
    return found[::-1] if above is not None else found


def _newest_first(wanted: Wanted, key: _Key | None) -> list[Candidate]:
    below = key.pk if key and not key.is_backwards else None
    above = key.pk if key and key.is_backwards else None
    ids = _ids(wanted, limit=PAGE_SIZE + 1, below=below, above=above)
    return _NEWEST.all(ids)


def _by_name(key: _Key | None) -> list[Candidate]:
    if key is None:
        return _FIRST_BY_NAME.all()
    rows = Candidate.objects.all()
    if key.is_backwards:
        # One range and an exception: a plain "or" would make SQLite sort the whole list.
        rows = rows.filter(sort_name__lte=key.sort_name).exclude(sort_name=key.sort_name, id__gte=key.pk)
        return list(rows.order_by("-sort_name", "-id")[: PAGE_SIZE + 1])[::-1]
    rows = rows.filter(sort_name__gte=key.sort_name).exclude(sort_name=key.sort_name, id__lte=key.pk)
    return list(rows.order_by("sort_name", "id")[: PAGE_SIZE + 1])


def _key(after: str, before: str) -> _Key | None:
    if not (after or before):
        return None
    found = Candidate.objects.filter(public_id=after or before).values_list("sort_name", "id").first()
    return _Key(*found, is_backwards=not after) if found else None


def _terms(text: str, reads_addresses: bool = True) -> tuple[Term, ...]:
    terms = terms_of(text) if text else ()
    if terms and not reads_addresses:
        terms = without_addresses(terms)
    if terms is None:
        raise _Nobody
    return terms


def _wanted(chosen: ListFilter, *, member_id: int | None, now: datetime, terms: tuple[Term, ...]) -> Wanted:
    marks = [
        mark(kind, value)
        for kind, value in (
            ("stage", chosen.stage),
            ("source", chosen.source),
            ("basis", chosen.basis),
            ("skill", chosen.skill),
        )
        if value
    ]
    if chosen.notice:
        marks.append("notice:due")
    if chosen.mine:
        if member_id is None:
            raise ValueError("Only a member's own list can be narrowed to what is kept by them.")
        marks.append(f"owner:{member_id}")
    marks += _named_marks(chosen)
    days = int(chosen.contacted) if chosen.contacted.isdigit() else None
    own = Wanted(
        terms=terms,
        marks=tuple(marks),
        not_since=now - timedelta(days=days) if days else None,
        never=chosen.contacted == "never",
    )
    return _and_pool(own, chosen.pool, member_id=member_id, now=now)


def _named_marks(chosen: ListFilter) -> Iterator[str]:
    if chosen.owner:
        # Members are known to the whole installation; this one must be of this workspace.
        members = Member.objects.filter(workspace_id=current_workspace_id(), public_id=chosen.owner)
        yield f"owner:{_only(members.values_list('pk', flat=True).first())}"
    if chosen.tag:
        yield f"tag:{_only(Tag.objects.filter(public_id=chosen.tag).values_list('pk', flat=True).first())}"


def _and_pool(own: Wanted, pool_id: str, *, member_id: int | None, now: datetime) -> Wanted:
    if not pool_id:
        return own
    pool = Pool.objects.filter(public_id=pool_id).first()
    if pool is None:
        raise _Nobody
    if not pool.rule:
        return replace(own, marks=(*own.marks, f"pool:{pool.pk}"))
    # A rule means the same people to everybody, and never leads to another pool.
    rule = replace(ListFilter.from_query(pool.rule), pool="", mine=False)
    theirs = _wanted(rule, member_id=member_id, now=now, terms=_terms(rule.text))
    since = [moment for moment in (own.not_since, theirs.not_since) if moment]
    return Wanted(
        terms=(*own.terms, *theirs.terms),
        marks=tuple(dict.fromkeys((*own.marks, *theirs.marks))),
        not_since=min(since, default=None),
        never=own.never or theirs.never,
    )


def _only(found: int | None) -> int:
    if found is None:
        raise _Nobody
    return found
