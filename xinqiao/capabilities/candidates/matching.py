"""Asks the search index of either database for people, newest first. Both answer alike; a test compares them.

SQLite: FTS5 walks the rows of a token backwards. PostgreSQL: the condition is carried by the table's read policy
(docs/decisions/search.md), so that the planner may choose between the GIN index and a walk through the workspace.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection
from django.db.models import Q

from xinqiao.capabilities.candidates.models import SearchText
from xinqiao.domain.search_terms import Term, Token, Way
from xinqiao.foundation.tenancy.scope import current_workspace_id

SETTING: Final = "xinqiao.search"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom a list shows: all terms and all marks. `not_since` and `never` are about the last contact."""

    terms: tuple[Term, ...] = ()
    marks: tuple[str, ...] = ()
    not_since: datetime | None = None
    never: bool = False

    @property
    def is_everybody(self) -> bool:
        """Nothing narrows the list."""
        return not (self.terms or self.marks or self.not_since or self.never)


def newest(wanted: Wanted, *, limit: int, below: int | None = None, above: int | None = None) -> list[int]:
    """Internal ids of the wanted people, newest first: those next below `below`, or those next above `above`."""
    if connection.vendor == "sqlite":
        found = _on_sqlite(wanted, limit=limit, below=below, above=above)
    else:
        found = _on_postgresql(wanted, limit=limit, below=below, above=above)
    return found[::-1] if above is not None else found


def _terms(wanted: Wanted) -> list[Term]:
    marks = (f"w:{current_workspace_id()}", *wanted.marks)
    return [*wanted.terms, *(((Token(mark),),) for mark in marks)]


def _on_sqlite(wanted: Wanted, *, limit: int, below: int | None, above: int | None) -> list[int]:
    parts = [
        "SELECT f.rowid FROM candidates_search f",
        # In this order: the index leads, and each person found is looked up in their workspace.
        "CROSS JOIN candidates_candidate c ON c.id = f.rowid AND c.workspace_id = %s",
        "WHERE candidates_search MATCH %s",
    ]
    values: list[int | str] = [current_workspace_id(), fts5_query(_terms(wanted))]
    if below is not None:
        parts.append("AND f.rowid < %s")
        values.append(below)
    if above is not None:
        parts.append("AND f.rowid > %s")
        values.append(above)
    if wanted.never:
        parts.append("AND c.last_contact_at IS NULL")
    if wanted.not_since is not None:
        parts.append("AND (c.last_contact_at IS NULL OR c.last_contact_at < %s)")
        values.append(str(connection.ops.adapt_datetimefield_value(wanted.not_since)))
    parts.append(f"ORDER BY f.rowid {'DESC' if above is None else 'ASC'} LIMIT %s")
    with connection.cursor() as cursor:
        cursor.execute(" ".join(parts), [*values, limit])
        return [pk for (pk,) in cursor.fetchall()]


def _on_postgresql(wanted: Wanted, *, limit: int, below: int | None, above: int | None) -> list[int]:
    rows = SearchText.objects.order_by("-candidate_id" if above is None else "candidate_id")
    if below is not None:
        rows = rows.filter(candidate_id__lt=below)
    if above is not None:
        rows = rows.filter(candidate_id__gt=above)
    if wanted.never:
        rows = rows.filter(candidate__last_contact_at=None)
    if wanted.not_since is not None:
        old = Q(candidate__last_contact_at=None) | Q(candidate__last_contact_at__lt=wanted.not_since)
        rows = rows.filter(old)
    with _search(tsquery(_terms(wanted))):
        return list(rows.values_list("candidate_id", flat=True)[:limit])


@contextmanager
def _search(query: str) -> Iterator[None]:
    """The table shows only what matches, inside. After an error the transaction is over, and the setting with it."""
    _tell_database(query)
    yield
    _tell_database("")


def _tell_database(query: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, query])


def fts5_query(terms: list[Term]) -> str:
    """The terms in the words of SQLite's FTS5."""
    return _rendered(terms, _fts5_token, both=" AND ", either=" OR ")


def tsquery(terms: list[Term]) -> str:
    """The terms as PostgreSQL's tsquery."""
    return _rendered(terms, _tsquery_token, both=" & ", either=" | ")


def _rendered(terms: list[Term], token_of: Callable[[Token], str], *, both: str, either: str) -> str:
    def way_of(way: Way) -> str:
        return "(" + both.join(token_of(token) for token in way) + ")"

    return both.join("(" + either.join(way_of(way) for way in term) + ")" for term in terms)


def _fts5_token(token: Token) -> str:
    quoted = '"' + token.text.replace('"', '""') + '"'
    return quoted + " *" if token.is_prefix else quoted


def _tsquery_token(token: Token) -> str:
    quoted = "'" + token.text.replace("\\", "\\\\").replace("'", "''") + "'"
    return quoted + ":*" if token.is_prefix else quoted
