"""Who said stop after a backup was made must not be contacted again because of a restore (SQLite)."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Final

_CANDIDATES: Final = "candidates_candidate"
_TERMS: Final = "consent_contactterms"
_EVENTS: Final = "consent_consentevent"
# Newer than what the backup knows of the same person. Public ids are random, so another installation's never fit.
_LATER: Final = f"""
    SELECT now.candidate_id, person.id FROM former.{_TERMS} now
    JOIN former.{_CANDIDATES} met ON met.id = now.candidate_id
    JOIN main.{_CANDIDATES} person ON person.workspace_id = met.workspace_id AND person.public_id = met.public_id
    LEFT JOIN main.{_TERMS} then_ ON then_.candidate_id = person.id
    WHERE now.permission = 'stopped' AND COALESCE(then_.permission, '') <> 'stopped'
    AND COALESCE(now.decided_at, '') > COALESCE(then_.decided_at, '')
"""


def carry_later_stops(former: Path, restored: Path) -> int | None:
    """Writes the stops that only the former database knows into the restored one, with their proof.

    Returns how many people that are; None when the former database cannot be read. All or nothing.
    """
    index = former.with_name(f"{former.name}-shm")
    had_index = index.exists()
    try:
        with closing(sqlite3.connect(f"{restored.as_uri()}?mode=rw", uri=True)) as link, link:
            link.execute("ATTACH DATABASE ? AS former", (_untouched(former),))
            link.execute("BEGIN IMMEDIATE")
            people = link.execute(_LATER).fetchall()
            for there, here in people:
                _stop(link, there, here)
            return len(people)
    except sqlite3.Error:
        return None
    finally:
        if not had_index:
            index.unlink(missing_ok=True)


def _untouched(former: Path) -> str:
    """How to open it without leaving files beside it; one with a log of changes cannot be opened as immutable."""
    has_log = former.with_name(f"{former.name}-wal").exists()
    return f"{former.as_uri()}?{'mode=ro' if has_log else 'immutable=1'}"


def _stop(link: sqlite3.Connection, there: int, here: int) -> None:
    events = f"candidate_id = ? AND decision = 'stopped' AND public_id NOT IN (SELECT public_id FROM main.{_EVENTS})"
    for row in _rows(link, _EVENTS, events, there):
        _insert(link, _EVENTS, {**row, "candidate_id": here, "recorded_by_id": _same_member(link, row)})
    [terms] = _rows(link, _TERMS, "candidate_id = ?", there)
    decided = ("stopped", terms["permission_before"], terms["decided_at"], here)
    change = f"UPDATE main.{_TERMS} SET permission = ?, permission_before = ?, decided_at = ? WHERE candidate_id = ?"
    if not link.execute(change, decided).rowcount:
        _insert(link, _TERMS, {**terms, "candidate_id": here})


def _rows(link: sqlite3.Connection, table: str, condition: str, *values: Any) -> list[dict[str, Any]]:
    found = link.execute(f"SELECT * FROM former.{table} WHERE {condition} ORDER BY id", values)
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _same_member(link: sqlite3.Connection, event: dict[str, Any]) -> int | None:
    """Who wrote it down, if the backup knows them already."""
    query = (
        "SELECT here.id FROM main.workspaces_member here JOIN former.workspaces_member there"
        " ON here.public_id = there.public_id AND here.workspace_id = there.workspace_id WHERE there.id = ?"
    )
    row = link.execute(query, (event["recorded_by_id"],)).fetchone()
    return int(row[0]) if row else None


def _insert(link: sqlite3.Connection, table: str, row: dict[str, Any]) -> None:
    """A new row with the columns that an older backup has too; it gets an id of its own."""
    known = {column[1] for column in link.execute(f"PRAGMA main.table_info({table})")} - {"id"}
    names = [name for name in row if name in known]
    places = ", ".join("?" for _ in names)
    link.execute(f"INSERT INTO main.{table} ({', '.join(names)}) VALUES ({places})", [row[name] for name in names])
