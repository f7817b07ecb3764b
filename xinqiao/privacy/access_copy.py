"""A person's copy of everything that is kept on them: rows of every folder, who looked, and the papers themselves.

The shape is stable and documented in docs/decisions/privacy.md; `FORMAT` rises when it changes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any, Final, cast
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from xinqiao.capabilities.assessments.privacy import without_unshared
from xinqiao.capabilities.candidates.models import Attachment, Candidate
from xinqiao.foundation.audit.models import AuditEntry
from xinqiao.foundation.audit.operations import Actor, record
from xinqiao.foundation.gateways import file_store
from xinqiao.privacy.folders import FOLDERS

FORMAT: Final = "xinqiao-person-1"
# How a member made sure who asks.
CHECKED: Final = ("known_address", "called_back", "in_person")
_CHUNK: Final = 256 * 1024
# Codes and names of ours that the person's own pages say otherwise.
_SHARED_CODES: Final = {
    "outreach": "meet",
    "building": "learn",
    "validation": "try",
    "conversion": "decide_together",
    "closed": "ended",
    "closed_at": "ended_at",
}
Tables = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Paper:
    """A file of the copy: its name there, and where it lies."""

    name: str
    stored_file: str


@dataclass(frozen=True)
class AccessCopy:
    """Everything on one person: rows by table, what was done with the record and by which role, papers."""

    made_at: datetime
    workspace: str
    tables: Tables
    history: list[dict[str, Any]]
    papers: list[Paper]

    def to_json(self) -> str:
        """The machine-readable part."""
        content = {
            "format": FORMAT,
            "made_at": self.made_at.isoformat(),
            "made_by": self.workspace,
            "tables": self.tables,
            "history": self.history,
            "papers": [paper.name for paper in self.papers],
        }
        return json.dumps(content, ensure_ascii=False, indent=2, default=str)


def copy_of_person(candidate: Candidate, *, now: datetime, by_member: bool = False) -> AccessCopy:
    """Collects the copy; `record_copy` notes that it was made.

    `by_member`: it goes through a colleague's hands, so answers that the person did not share are left out.
    """
    tables: Tables = {}
    for folder in reversed(FOLDERS):
        told = folder.export_person(candidate)
        for label, rows in (without_unshared(told) if by_member else told).items():
            tables.setdefault(label, []).extend(_in_their_words(rows))
    return AccessCopy(now, candidate.workspace.name, tables, list(_history(candidate.pk)), _papers(candidate.pk))


def record_copy(candidate: Candidate, actor: Actor, *, now: datetime, checked: str = "") -> None:
    """Notes that a copy was taken; `checked`: how a member made sure who asks, one of CHECKED."""
    if checked and checked not in CHECKED:
        raise ValueError(checked)
    detail = {"checked": checked} if checked else {}
    record(actor, "copy_made", now=now, subject=("candidate", candidate.pk), detail=detail)


def as_zip(copy: AccessCopy, pages: dict[str, str]) -> Iterator[bytes]:
    """One file, streamed: `copy.json`, the readable `pages` by name, and the papers. Needs no space on the disk."""
    outlet = _Outlet()
    with ZipFile(cast("IO[bytes]", outlet), "w") as archive:
        for name, text in {**pages, "copy.json": copy.to_json()}.items():
            archive.writestr(_entry(name, copy, ZIP_DEFLATED), text)
            yield from outlet.drain()
        for paper in copy.papers:
            yield from _add_paper(archive, outlet, paper, copy)
    yield from outlet.drain()


def _add_paper(archive: ZipFile, outlet: _Outlet, paper: Paper, copy: AccessCopy) -> Iterator[bytes]:
    try:
        path = file_store.path_of(paper.stored_file)
    except file_store.FileMissing:
        return
    entry = _entry(paper.name, copy, ZIP_STORED)
    entry.file_size = path.stat().st_size
    with path.open("rb") as file, archive.open(entry, "w") as target:
        while chunk := file.read(_CHUNK):
            target.write(chunk)
            yield from outlet.drain()


def _entry(name: str, copy: AccessCopy, packing: int) -> ZipInfo:
    entry = ZipInfo(name, date_time=copy.made_at.timetuple()[:6])
    entry.compress_type = packing
    entry.external_attr = 0o600 << 16
    return entry


class _Outlet:
    """What a zip is written to when nobody keeps it: a queue of bytes. Cannot seek, which zip files allow for."""

    def __init__(self) -> None:
        self._waiting: list[bytes] = []

    def write(self, content: bytes) -> int:
        self._waiting.append(bytes(content))
        return len(content)

    def flush(self) -> None:
        """Nothing is held back."""

    def drain(self) -> Iterator[bytes]:
        waiting, self._waiting = self._waiting, []
        yield from waiting


def _history(person: int) -> Iterator[dict[str, Any]]:
    rows = AuditEntry.objects.filter(subject_type="candidate", subject_id=person).order_by("pk")
    for row in rows.iterator(1000):
        role = row.actor_role or row.actor_kind
        yield {"at": row.at.isoformat(), "action": _shared(row.action), "role": role}


def _papers(person: int) -> list[Paper]:
    found, names = [], set[str]()
    for paper in Attachment.objects.filter(candidate_id=person).order_by("pk"):
        name = paper.file_name if paper.file_name not in names else f"{paper.public_id}-{paper.file_name}"
        names.add(name)
        found.append(Paper(f"papers/{name}", paper.stored_file))
    return found


def _in_their_words(value: Any) -> Any:
    """Rows as the person may read them."""
    if isinstance(value, dict):
        return {_shared(key): _in_their_words(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_in_their_words(one) for one in value]
    return _shared(value)


def _shared(value: Any) -> Any:
    return _SHARED_CODES.get(value, value) if isinstance(value, str) else value
