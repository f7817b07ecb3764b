"""After a destruction: the bytes that a database keeps of deleted rows are overwritten (SQLite).

`secure_delete` overwrites rows as they go. Two places are left: the search index, where words stay until its parts are
rewritten, and the log of changes, which is emptied. PostgreSQL has no such means (docs/limits.md).
"""

from __future__ import annotations

from typing import Final, Protocol

from django.db import connection

from xinqiao.capabilities.candidates.search import rewrite_index

# 2 MB of index a step: nobody who wants to write waits long.
PAGES_AT_ONCE: Final = 500
_TRIES: Final = 3


class Pausing(Protocol):
    """Called between two steps, to keep a lease and to stop where asked."""

    def __call__(self) -> None: ...


def clean(pausing: Pausing) -> bool:
    """Overwrites what is left; False when somebody still reads an older state, so that it has to be asked again."""
    if connection.vendor != "sqlite":
        return True
    while rewrite_index(PAGES_AT_ONCE):
        pausing()
    return any(_empty_log() for _ in range(_TRIES))


def _empty_log() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy, _, _ = cursor.fetchone()
    return not busy
