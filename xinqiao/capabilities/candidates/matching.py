"""Asks the search index of either database for people, newest first. Both answer alike; a test compares them.

SQLite: FTS5 walks the rows of a token backwards. PostgreSQL: the condition is carried by the table's read policy
(docs/decisions/search.md), so that the planner may choose between the GIN index and a walk through the workspace.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any, Final

from django.db import connection

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
        return not (self.terms or self.marks or self.asks_for_contact)

    @property
    def asks_for_contact(self) -> bool:
        """The record itself must be looked at."""
        return self.never or self.not_since is not None


@dataclass(frozen=True, slots=True)
class _Window:
    limit: int
    below: int | None
    above: int | None


def newest(wanted: Wanted, *, limit: int, below: int | None = None, above: int | None = None) -> list[int]:
    """Internal ids of the wanted people, newest first: those next below `below`, or those next above `above`."""
    window = _Window(limit, below, above)
    found = _on_sqlite(wanted, window) if connection.vendor == "sqlite" else _on_postgresql(wanted, window)
    return found[::-1] if above is not None else found


def _on_sqlite(wanted: Wanted, window: _Window) -> list[int]:
    # One file may hold many workspaces, so a token says whose person it is; the join makes sure of it.
    own = ((Token(f"w:{current_workspace_id()}"),),)
    return _ask(
        "SELECT c.id FROM candidates_search CROSS JOIN candidates_candidate c"
        " ON c.id = candidates_search.rowid AND c.workspace_id = %s WHERE candidates_search MATCH %s",
        [current_workspace_id(), fts5_query([*_terms(wanted), own])],
        wanted,
        window,
        key="candidates_search.rowid",
    )


def _on_postgresql(wanted: Wanted, window: _Window) -> list[int]:
    query = tsquery(_terms(wanted))
    contact = "JOIN candidates_candidate c ON c.id = s.candidate_id AND c.workspace_id = s.workspace_id"
    with _search(query):
        return _ask(
            # The comment gives every search a statement of its own, so that nothing keeps the plan of another one.
            f"/* {blake2b(query.encode(), digest_size=8).hexdigest()} */ SELECT s.candidate_id"
            f" FROM candidates_searchtext s {contact if wanted.asks_for_contact else ''} WHERE s.workspace_id = %s",
            [current_workspace_id()],
            wanted,
            window,
            key="s.candidate_id",
        )


def _ask(select: str, values: list[Any], wanted: Wanted, window: _Window, *, key: str) -> list[int]:
    parts = [select]
    if window.below is not None:
        parts.append(f"AND {key} < %s")
        values.append(window.below)
    if window.above is not None:
        parts.append(f"AND {key} > %s")
        values.append(window.above)
    if wanted.never:
        parts.append("AND c.last_contact_at IS NULL")
    if wanted.not_since is not None:
        parts.append("AND (c.last_contact_at IS NULL OR c.last_contact_at < %s)")
        values.append(connection.ops.adapt_datetimefield_value(wanted.not_since))
    parts.append(f"ORDER BY {key} {'DESC' if window.above is None else 'ASC'} LIMIT %s")
    with connection.cursor() as cursor:
        cursor.execute(" ".join(parts), [*values, window.limit])
        return [pk for (pk,) in cursor.fetchall()]


def _terms(wanted: Wanted) -> list[Term]:
    return [*wanted.terms, *(((Token(mark),),) for mark in wanted.marks)]


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
