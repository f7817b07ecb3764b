"""Writing many rows of one table at once, past the ORM: a row costs a tenth of what bulk_create takes.

PostgreSQL refuses COPY into a table with row-level security, so rows are copied into a table of the session and
inserted from there, under the policies. SQLite takes them in long lists. The caller holds the transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from datetime import datetime
from itertools import chain
from typing import Any, Final

from django.db import connection, models

# SQLite takes 250,000 parameters at most in Debian's build, 32,766 in others.
KEYS_AT_ONCE: Final = 10_000
MOST_PARAMETERS: Final = 30_000


def insert(model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Adds rows given as values in the order of `columns` (database names; datetimes through `stamp`)."""
    if not rows:
        return
    if connection.vendor == "postgresql":
        _copy(model, columns, rows)
    else:
        _insert_lists(model, columns, rows)


def _insert_lists(model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Few statements with many rows each: after every statement with a trigger FTS5 writes out what it gathered."""
    quote = connection.ops.quote_name
    table, names = quote(model._meta.db_table), ", ".join(map(quote, columns))
    place = f"({', '.join('?' * len(columns))})"
    at_once = MOST_PARAMETERS // len(columns)
    connection.ensure_connection()
    # The driver's own cursor: rewriting %s to ? thirty thousand times costs as much as the insertion.
    with connection.wrap_database_errors, closing(connection.connection.cursor()) as cursor:
        for start in range(0, len(rows), at_once):
            portion = rows[start : start + at_once]
            places = ", ".join([place] * len(portion))
            cursor.execute(f"INSERT INTO {table} ({names}) VALUES {places}", list(chain.from_iterable(portion)))


def _copy(model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    quote = connection.ops.quote_name
    table, names = quote(model._meta.db_table), ", ".join(map(quote, columns))
    with connection.cursor() as cursor:
        stage = quote(f"stage_{model._meta.db_table}")
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


def plan_anew() -> None:
    """Lets PostgreSQL forget how it checks foreign keys: what it planned for an empty table scans a full one.

    It would notice at the next ANALYZE, which is its owner's, or an automatic one that comes minutes later.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
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


def in_portions(values: Iterable[Any]) -> Iterator[list[Any]]:
    """The values in lists short enough for one statement."""
    listed = list(values)
    for start in range(0, len(listed), KEYS_AT_ONCE):
        yield listed[start : start + KEYS_AT_ONCE]
