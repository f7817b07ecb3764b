"""Taking a list out: who asks for it, who fetches it, and until when the file is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import parse_qsl

from django.db import transaction

from xinqiao.capabilities.candidates.exporting.columns import chosen
from xinqiao.capabilities.candidates.filters import ListFilter
from xinqiao.capabilities.candidates.models import Export
from xinqiao.foundation.audit.operations import record
from xinqiao.foundation.jobs.operations import enqueue
from xinqiao.foundation.workspaces.models import Member
from xinqiao.foundation.workspaces.operations import actor_of
from xinqiao.foundation.workspaces.roles import Role

FOLDER: Final = "exports"
TASK: Final = "xinqiao.capabilities.candidates.exporting.tasks:run_export"
KEEP_FILE: Final = timedelta(days=7)
# What only planning lists know. A query that holds one of these is no view of ours.
PLANNING_ONLY: Final = frozenset({"level", "score", "curve", "risk", "signs"})

_State = Export.State


class NeverLeaves(Exception):
    """A planning list can be neither exported nor kept nor attached to anything."""


@dataclass(frozen=True)
class Wish:
    """What shall be taken out: a list's query, columns, format, and the language of headings and words."""

    query: str
    format: str
    language: str
    columns: Sequence[str] = ()


def require_plain_list(query: str) -> None:
    """Raises NeverLeaves for the query of a planning list."""
    if PLANNING_ONLY & {name for name, _ in parse_qsl(query, keep_blank_values=True)}:
        raise NeverLeaves


def start_export(wish: Wish, *, by: Member, now: datetime) -> Export:
    """Queues the file; raises NeverLeaves for a planning list."""
    require_plain_list(wish.query)
    plain = ListFilter.from_query(wish.query).kept_by(by.public_id).query()
    with transaction.atomic():
        export = Export.objects.create(
            format=Export.Format(wish.format),
            query=plain,
            columns=chosen(wish.columns),
            language=wish.language,
            created_by=by,
            created_at=now,
        )
        job = enqueue(
            TASK,
            now=now,
            workspace_id=export.workspace_id,
            arguments={"export_id": export.pk},
            shown=True,
            created_by=by.pk,
        )
        Export.objects.filter(pk=export.pk).update(job_public_id=job.public_id)
        detail = {"format": export.format}
        record(actor_of(by), "export_started", now=now, subject=("export", export.pk), detail=detail)
    export.refresh_from_db()
    return export


def may_download(export: Export, reader: Member) -> bool:
    """Its maker, and those who run the workspace."""
    return reader.pk == export.created_by_id or reader.role in (Role.OWNER, Role.ADMIN)


def note_download(export: Export, *, by: Member, now: datetime) -> None:
    """Notes that the file left the product."""
    record(actor_of(by), "export_downloaded", now=now, subject=("export", export.pk))


def forget_old(*, now: datetime) -> list[str]:
    """After seven days only the line in the history stays; returns the files to delete after commit."""
    old = Export.objects.filter(created_at__lt=now - KEEP_FILE)
    names = list(old.exclude(stored_file="").values_list("stored_file", flat=True))
    # The query may hold a name that somebody searched for.
    old.exclude(stored_file="", query="").update(stored_file="", query="")
    return names
