"""Django for commands, and what must hold before the product serves anybody."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

OLDEST_POSTGRESQL = 15
# Any number will do as long as no other product in the same database takes it.
_MIGRATION_LOCK = 0x58494E51


class UnsafeDatabase(Exception):
    """A protection that the product relies on is not in force; the message says which."""


def set_up_django() -> None:
    """Loads the settings (SettingsError for an unusable one) and the applications."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xinqiao.config.settings")
    import django

    django.setup()


def act_as_application() -> None:
    """From here on this process has the rights of web and worker, not of the owner of the tables."""
    from django.conf import settings
    from django.db import connection

    if connection.vendor == "postgresql":
        connection.close()
        connection.settings_dict["OPTIONS"]["assume_role"] = settings.DATABASE_APP_ROLE


def require_safe_database() -> None:
    """Raises UnsafeDatabase naming every protection that is not in force."""
    if problems := database_problems():
        raise UnsafeDatabase(" ".join(problems))


def database_problems() -> list[str]:
    """What is wrong with durability, locking or separation right now, in words; empty when all holds."""
    from django.db import connection

    if connection.vendor == "postgresql":
        return _postgresql_problems()
    return _sqlite_problems()


def _postgresql_problems() -> list[str]:
    from django.db import connection

    from xinqiao.foundation.tenancy import row_security

    connection.ensure_connection()
    found = row_security.problems()
    version = connection.pg_version // 10000  # type: ignore[attr-defined]
    if version < OLDEST_POSTGRESQL:
        found.append(f"PostgreSQL {version} is too old; version {OLDEST_POSTGRESQL} or newer is needed.")
    return found


def _sqlite_problems() -> list[str]:
    from django.db import connection

    found = []
    with connection.cursor() as cursor:
        if _pragma(cursor, "journal_mode") != "wal":
            found.append("The SQLite file is not in WAL mode; is it on a network drive?")
        if _pragma(cursor, "synchronous") != 2:
            found.append("SQLite does not wait for the disk (synchronous is not FULL).")
        if _pragma(cursor, "foreign_keys") != 1:
            found.append("SQLite does not check foreign keys.")
    if connection.settings_dict["OPTIONS"].get("transaction_mode") != "IMMEDIATE":
        found.append("SQLite transactions do not begin IMMEDIATE.")
    return found


def _pragma(cursor: object, name: str) -> object:
    cursor.execute(f"PRAGMA {name}")  # type: ignore[attr-defined]
    row = cursor.fetchone()  # type: ignore[attr-defined]
    return row[0] if row else None


@contextmanager
def database_lock() -> Iterator[None]:
    """On PostgreSQL one process at a time, across all machines; elsewhere the data directory's lock does it."""
    from django.db import connection

    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_MIGRATION_LOCK])
    try:
        yield
    finally:
        if connection.connection is not None and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_MIGRATION_LOCK])
