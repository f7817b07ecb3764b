"""A copy of the whole database at one moment, while others go on writing."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

# The columns that name stored files (a test compares them with the models).
STORED_FILES: Final = (
    ("importing_importbatch", "stored_file"),
    ("candidates_attachment", "stored_file"),
    ("candidates_export", "stored_file"),
    ("candidates_erasurefile", "stored_file"),
)
BACKUP_SETTING: Final = "xinqiao.backup"
# Signed-in sessions do not come back with old data: some were ended since.
SESSION_TABLES: Final = ("usersessions_usersession", "django_session")
_BUSY_SECONDS: Final = 60


class SnapshotFailed(Exception):
    """The database could not be copied or put in place; the message is the tool's own."""


class ToolMissing(Exception):
    """A program of PostgreSQL's is not installed."""


class NotTheOwner(Exception):
    """The login does not own the tables, so row-level security hides rows from it."""


@dataclass(frozen=True)
class Snapshot:
    """What the copy holds."""

    migrations: list[str]
    stored_files: set[str]


def copy_sqlite(database: Path, into: Path) -> Snapshot:
    """Copies a SQLite database in one read transaction, without its free pages (deleted data stays behind)."""
    try:
        with closing(sqlite3.connect(f"{database.as_uri()}?mode=rw", uri=True, timeout=_BUSY_SECONDS)) as source:
            source.execute("VACUUM INTO ?", (str(into),))
    except sqlite3.Error as problem:
        raise SnapshotFailed(str(problem)) from problem
    return look_into_sqlite(into)


def look_into_sqlite(database: Path) -> Snapshot:
    """Checks a copy from the first to the last page and says what it holds; raises SnapshotFailed."""
    try:
        with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as copy:
            for check in ("integrity_check", "foreign_key_check"):
                found = copy.execute(f"PRAGMA {check}").fetchone()
                if found is not None and found[0] != "ok":
                    raise SnapshotFailed(f"{check}: {found[0]}")
            rows = copy.execute("SELECT app, name FROM django_migrations").fetchall()
            files: set[str] = set()
            there = {name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            for table, column in STORED_FILES:
                # A backup of an earlier release does not have every table.
                if table in there:
                    files |= {name for (name,) in copy.execute(f"SELECT {column} FROM {table}") if name}
    except sqlite3.Error as problem:
        raise SnapshotFailed(str(problem)) from problem
    return Snapshot(sorted(f"{app}.{name}" for app, name in rows), files)


def end_sqlite_sessions(database: Path) -> None:
    """Nobody stays signed in through a restore."""
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=rw", uri=True)) as copy, copy:
        for table in SESSION_TABLES:
            copy.execute(f"DELETE FROM {table}")


@contextmanager
def postgresql_snapshot(url: str) -> Iterator[tuple[str, Snapshot]]:
    """Holds one moment of the database: its name for `dump_postgresql`, and what it holds."""
    try:
        with psycopg.connect(url) as link:
            link.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            _require_sight(link)
            link.execute("SELECT set_config(%s, 'on', true)", [BACKUP_SETTING])
            name = str(_one(link, "SELECT pg_export_snapshot()"))
            rows = link.execute("SELECT app, name FROM django_migrations").fetchall()
            files: set[str] = set()
            for table, column in STORED_FILES:
                files |= {row[0] for row in link.execute(f"SELECT {column} FROM {table}".encode()) if row[0]}
            yield name, Snapshot(sorted(f"{app}.{row}" for app, row in rows), files)
    except psycopg.Error as problem:
        raise SnapshotFailed(str(problem).strip()) from problem


def dump_postgresql(url: str, snapshot: str, into: Path) -> None:
    """Writes the moment called `snapshot` with pg_dump."""
    command = ["pg_dump", "-Fc", "--enable-row-security", "--no-owner", "--no-acl", f"--snapshot={snapshot}"]
    _run_tool([*command, f"--file={into}"], url, {"PGOPTIONS": f"-c {BACKUP_SETTING}=on"})


def is_empty_postgresql(url: str) -> bool:
    """Whether the database has no table yet."""
    try:
        with psycopg.connect(url) as link:
            return not _one(link, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
    except psycopg.Error as problem:
        raise SnapshotFailed(str(problem).strip()) from problem


def check_dump(dump: Path) -> str:
    """The dump's table of contents without what `migrate` makes anew for the present login; raises SnapshotFailed."""
    listing = _run_tool(["pg_restore", "--list", str(dump)])
    left_out = (" POLICY ", " ROW SECURITY ", " ACL ", " DEFAULT ACL ")
    return "".join(f"{line}\n" for line in listing.splitlines() if not any(word in line for word in left_out))


def restore_postgresql(url: str, dump: Path, contents: str) -> None:
    """Puts a dump into an empty database, wholly or not at all, and ends all sessions."""
    listing = dump.with_suffix(".list")
    listing.write_text(contents)
    command = ["pg_restore", "--no-owner", "--no-acl", "--single-transaction", "--exit-on-error"]
    _run_tool([*command, f"--use-list={listing}", str(dump)], url)
    try:
        with psycopg.connect(url) as link:
            for table in SESSION_TABLES:
                link.execute(f"DELETE FROM {table}".encode())
    except psycopg.Error as problem:
        raise SnapshotFailed(str(problem).strip()) from problem


def require_tools() -> None:
    """Raises ToolMissing when pg_dump or pg_restore is not there."""
    for tool in ("pg_dump", "pg_restore"):
        if shutil.which(tool) is None:
            raise ToolMissing(tool)


def _require_sight(link: psycopg.Connection[Any]) -> None:
    """All rows of all tables must be visible: a dump under row-level security would silently leave some out."""
    if _one(link, "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"):
        return
    hidden = _one(
        link,
        "SELECT count(*) FROM pg_class c WHERE c.relrowsecurity AND c.relnamespace = 'public'::regnamespace"
        " AND NOT EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'backup_by_owner'"
        " AND (SELECT oid FROM pg_roles WHERE rolname = current_user) = ANY (p.polroles))",
    )
    if hidden:
        raise NotTheOwner


def _one(link: psycopg.Connection[Any], query: str) -> Any:
    row = link.execute(query.encode()).fetchone()
    return row[0] if row else None


def _run_tool(command: list[str], url: str = "", variables: dict[str, str] | None = None) -> str:
    environment = {**os.environ, **(variables or {})}
    if url:
        parts = conninfo_to_dict(url)
        # Not on the command line, where every account of the machine could read it.
        if password := parts.pop("password", None):
            environment["PGPASSWORD"] = str(password)
        place = make_conninfo("", **{name: str(value) for name, value in parts.items()})
        command = [*command, f"--dbname={place}"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SnapshotFailed(done.stderr.strip())
    return done.stdout
