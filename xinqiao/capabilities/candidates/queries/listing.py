"""The list of people: a page of fifty in a fixed number of queries, whatever the number of people.

Unfiltered it walks an index by name or by age; anything filtered or searched asks the search table, newest first.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection
from django.db.models import Q, QuerySet

from xinqiao.capabilities.candidates import search
from xinqiao.capabilities.candidates.filters import ListFilter
from xinqiao.capabilities.candidates.models import Candidate, Pool, SearchText, Tag
from xinqiao.capabilities.candidates.models.search_text import SEARCH_SETTING
from xinqiao.domain.search_terms import terms_of
from xinqiao.foundation.tenancy.scope import current_workspace_id
from xinqiao.foundation.workspaces.models import Member

PAGE_SIZE: Final = 50
BLOCK: Final = 1000
# A pool by rule may name another one; further down nobody would understand any more who is in it.
MOST_RULES: Final = 3
_SILENT: Final = "(c.last_contact_at IS NULL OR c.last_contact_at < %s)"


@dataclass(frozen=True)
class Page:
    """One page of people; `after` and `before` are the public ids that lead on and back (empty at the ends)."""

    candidates: list[Candidate]
    after: str
    before: str


@dataclass(frozen=True)
class _Asked:
    """A filter as the search table understands it. `silent_since`: no contact after each of these; None = never."""

    match: str
    silent_since: tuple[datetime | None, ...] = ()


def page_of(wanted: ListFilter, *, member_id: int, now: datetime, after: str = "", before: str = "") -> Page:
    """The page after (or before) a person, by public id; the first page when neither is given or known."""
    edge = _edge(after or before)
    backwards = bool(before) and not after and edge is not None
    if wanted.is_narrowed:
        asked = _asked(wanted, member_id=member_id, now=now)
        ids = _found(asked, edge[1] if edge else None, backwards=backwards, limit=PAGE_SIZE + 1) if asked else []
        found = list(_people().filter(pk__in=ids).order_by("pk" if backwards else "-pk"))
    else:
        found = list(_unfiltered(wanted.order, edge, backwards=backwards)[: PAGE_SIZE + 1])
    more = len(found) > PAGE_SIZE
    page = found[:PAGE_SIZE]
    if backwards:
        page.reverse()
    has_before = more if backwards else edge is not None
    has_after = True if backwards else more
    return Page(
        page,
        page[-1].public_id if page and has_after else "",
        page[0].public_id if page and has_before else "",
    )


def each_id(wanted: ListFilter, *, member_id: int, now: datetime) -> Iterator[int]:
    """The internal ids of everybody the filter finds, newest first, read in blocks."""
    asked = _asked(wanted, member_id=member_id, now=now)
    last: int | None = None
    while asked is not None:
        ids = _found(asked, last, backwards=False, limit=BLOCK)
        yield from ids
        if len(ids) < BLOCK:
            return
        last = ids[-1]


def neighbours(candidate: Candidate, wanted: ListFilter, *, member_id: int, now: datetime) -> tuple[str, str]:
    """The public ids of the person before and after this one in a list (empty at its ends)."""
    edge = (candidate.sort_name, candidate.pk)
    around = []
    for backwards in (True, False):
        if wanted.is_narrowed:
            asked = _asked(wanted, member_id=member_id, now=now)
            ids = _found(asked, candidate.pk, backwards=backwards, limit=1) if asked else []
            rows = Candidate.objects.filter(pk__in=ids)
        else:
            rows = _unfiltered(wanted.order, edge, backwards=backwards)
        around.append(rows.values_list("public_id", flat=True).first() or "")
    return around[0], around[1]


def _people() -> QuerySet[Candidate]:
    return Candidate.objects.select_related("owner__user")


def _edge(public_id: str) -> tuple[str, int] | None:
    return Candidate.objects.filter(public_id=public_id).values_list("sort_name", "id").first() if public_id else None


def _unfiltered(order: str, edge: tuple[str, int] | None, *, backwards: bool) -> QuerySet[Candidate]:
    if order == "newest":
        rows = _people().order_by("pk" if backwards else "-pk")
        if edge is None:
            return rows
        return rows.filter(pk__gt=edge[1]) if backwards else rows.filter(pk__lt=edge[1])
    rows = _people().order_by("-sort_name", "-id") if backwards else _people().order_by("sort_name", "id")
    if edge is None:
        return rows
    name, pk = edge
    if backwards:
        # The plain bound beside the exact one lets the index begin at the right place.
        return rows.filter(sort_name__lte=name).filter(Q(sort_name__lt=name) | Q(id__lt=pk))
    return rows.filter(sort_name__gte=name).filter(Q(sort_name__gt=name) | Q(id__gt=pk))


def _asked(wanted: ListFilter, *, member_id: int, now: datetime, depth: int = 0) -> _Asked | None:
    terms = terms_of(wanted.q)
    if wanted.q and not terms:
        return None
    marks = [
        prefix + value
        for prefix, value in (
            (search.STAGE, wanted.stage),
            (search.SOURCE, wanted.source),
            (search.BASIS, wanted.basis),
            (search.OWNER, str(member_id) if wanted.mine else ""),
        )
        if value
    ]
    if wanted.notice:
        marks.append(search.NOTICE_DUE)
    if wanted.skill:
        marks.append(search.skill_mark(wanted.skill))
    for prefix, value, model in ((search.OWNER, wanted.owner, Member), (search.TAG, wanted.tag, Tag)):
        if value:
            marks.append(f"{prefix}{_internal_id(model, value)}")
    asked = _Asked(search.match(terms, marks), _silent_since(wanted.contacted, now))
    return _inside_pool(wanted.pool, asked, member_id=member_id, now=now, depth=depth) if wanted.pool else asked


def _inside_pool(public_id: str, asked: _Asked, *, member_id: int, now: datetime, depth: int) -> _Asked | None:
    pool = Pool.objects.filter(public_id=public_id).values("pk", "rule").first()
    if pool is None or depth >= MOST_RULES:
        return None
    if not pool["rule"]:
        inside = _Asked(search.match([], [f"{search.POOL}{pool['pk']}"]))
    elif rule := _asked(ListFilter.parse(pool["rule"]), member_id=member_id, now=now, depth=depth + 1):
        inside = rule
    else:
        return None
    return _Asked(search.both(asked.match, inside.match), asked.silent_since + inside.silent_since)


def _internal_id(model: Any, public_id: str) -> int:
    rows = model.objects.filter(public_id=public_id)
    if model is Member:
        rows = rows.filter(workspace_id=current_workspace_id())
    # 0 is nobody's id, so an unknown value finds nobody instead of everybody.
    return rows.values_list("pk", flat=True).first() or 0


def _silent_since(value: str, now: datetime) -> tuple[datetime | None, ...]:
    if not value:
        return ()
    return (None if value == "never" else now - timedelta(days=int(value)),)


def _found(asked: _Asked, edge: int | None, *, backwards: bool, limit: int) -> list[int]:
    rows = SearchText.objects.order_by("candidate_id" if backwards else "-candidate_id")
    if edge is not None:
        rows = rows.filter(candidate_id__gt=edge) if backwards else rows.filter(candidate_id__lt=edge)
    for since in asked.silent_since:
        silent = Q(candidate__last_contact_at=None)
        rows = rows.filter(silent if since is None else silent | Q(candidate__last_contact_at__lt=since))
    if not asked.match:
        return list(rows.values_list("candidate_id", flat=True)[:limit])
    if connection.vendor == "postgresql":
        with _asking_postgresql(asked.match):
            return list(rows.values_list("candidate_id", flat=True)[:limit])
    return _found_by_fts5(asked, edge, backwards=backwards, limit=limit)


@contextmanager
def _asking_postgresql(match: str) -> Iterator[None]:
    """Inside, the search table's read policy asks for this match too (`SearchText.read_condition`)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [SEARCH_SETTING, match])
        yield
        cursor.execute("SELECT set_config(%s, '', true)", [SEARCH_SETTING])


def _found_by_fts5(asked: _Asked, edge: int | None, *, backwards: bool, limit: int) -> list[int]:
    direction, compare = ("ASC", ">") if backwards else ("DESC", "<")
    sql = ["SELECT f.rowid FROM candidates_search f"]
    values: list[Any] = [asked.match]
    where = ["candidates_search MATCH %s"]
    if edge is not None:
        where.append(f"f.rowid {compare} %s")
        values.append(edge)
    if asked.silent_since:
        sql.append("JOIN candidates_candidate c ON c.id = f.rowid AND c.workspace_id = %s")
        values.insert(0, current_workspace_id())
    for since in asked.silent_since:
        where.append("c.last_contact_at IS NULL" if since is None else _SILENT)
        values.extend([] if since is None else [since])
    sql.append(f"WHERE {' AND '.join(where)} ORDER BY f.rowid {direction} LIMIT %s")
    with connection.cursor() as cursor:
        cursor.execute(" ".join(sql), [*values, limit])
        return [row[0] for row in cursor.fetchall()]
