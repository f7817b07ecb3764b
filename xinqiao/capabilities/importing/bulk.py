"""Writing many rows of one table at once, past the ORM: a row costs a tenth of what bulk_create takes.

PostgreSQL refuses COPY into a table with row-level security, so rows are copied into a table of the session and
inserted from there, under the policies. SQLite takes them in short lists. The caller holds the transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from itertools import chain
from typing import Any, Final

from django.db import connection, models

# SQLite takes 250,000 parameters at most in Debian's build, 32,766 in others.
KEYS_AT_ONCE: Final = 10_000
# Below 32,766 parameters with the widest table.
ROWS_A_STATEMENT: Final = 50


def insert(model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Adds rows given as values in the order of `columns` (database names; datetimes through `stamp`)."""
    if not rows:
        return
    if connection.vendor == "postgresql":
        _copy(model, columns, rows)
        return
    with _bare_cursor() as cursor:
        _insert_lists(cursor, _quoted(model._meta.db_table), _names(columns), rows)


def insert_as_one(model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """As `insert`, for a table with triggers: FTS5 writes out what it gathered after each statement, so one it is."""
    if not rows or connection.vendor == "postgresql":
        insert(model, columns, rows)
        return
    table, names = _quoted(model._meta.db_table), _names(columns)
    stage = f"temp.{_quoted(f'stage_{model._meta.db_table}')}"
    with _bare_cursor() as cursor:
        # Of this connection only; what a rollback takes away is made again.
        cursor.execute(f"CREATE TABLE IF NOT EXISTS {stage} AS SELECT {names} FROM {table} LIMIT 0")
        _insert_lists(cursor, stage, names, rows)
        cursor.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM {stage} ORDER BY rowid")
        cursor.execute(f"DELETE FROM {stage}")


@contextmanager
def _bare_cursor() -> Iterator[sqlite3.Cursor]:
    """The driver's own: rewriting %s to ? for every value costs as much as the insertion."""
    connection.ensure_connection()
    with connection.wrap_database_errors, closing(connection.connection.cursor()) as cursor:
        yield cursor


def _insert_lists(cursor: sqlite3.Cursor, table: str, names: str, rows: Sequence[Sequence[Any]]) -> None:
    """Some rows a statement, always as many: the driver keeps each text that it has seen, compiled.

    A statement for each row takes half as long again. One for all of them is compiled anew at each chunk, since their
    number differs, and a hundred of those were kept: 150 MB.
    """
    place = f"({', '.join('?' * len(rows[0]))})"
    one = f"INSERT INTO {table} ({names}) VALUES {place}"
    some = ", ".join([one, *[place] * (ROWS_A_STATEMENT - 1)])
    whole = len(rows) - len(rows) % ROWS_A_STATEMENT
    for start in range(0, whole, ROWS_A_STATEMENT):
        cursor.execute(some, list(chain.from_iterable(rows[start : start + ROWS_A_STATEMENT])))
    cursor.executemany(one, rows[whole:])


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _names(columns: Sequence[str]) -> str:
    return ", ".join(map(_quoted, columns))


def _copy(model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    table, names = _quoted(model._meta.db_table), _names(columns)
    with connection.cursor() as cursor:
        stage = _quoted(f"stage_{model._meta.db_table}")
        # Seen by this session only, empty after each commit, gone with the connection.
        cursor.execute(
            f"CREATE TEMPORARY TABLE IF NOT EXISTS {stage} ON COMMIT DELETE ROWS"
            f" AS SELECT {names} FROM {table} WITH NO DATA"
        )
        with cursor.copy(f"COPY {stage} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM {stage}")
        cursor.execute(f"TRUNCATE {stage}")


def plan_anew(*, grown: bool) -> None:
    """Lets PostgreSQL forget what it planned for a smaller table, and if this one has grown, how large it thinks it is.

    Without statistics it takes a workspace for a two-hundredth of its table and reads all of it to check a key or to
    find a few people. It would notice by itself minutes later, when the import is over.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            if grown:
                cursor.execute("SELECT xinqiao_renew_statistics()")
            cursor.execute("DISCARD PLANS")


def reserve_ids(model: type[models.Model], count: int) -> Sequence[int]:
    """Ids that nobody else will get, in rising order; on SQLite inside the transaction that uses them.

    Never an id that was used before: SQLite's own count of a table outlives its rows.
    """
    if not count:
        return []
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [connection.ops.quote_name(table), count],
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
    first = (found[0] if found else 0) + 1
    return range(first, first + count)


def stamp(moment: datetime | None) -> Any:
    """A moment as the database's driver takes it."""
    return connection.ops.adapt_datetimefield_value(moment) if moment else None
