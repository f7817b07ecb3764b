"""Writes on imports: upload, how the file is read, columns, start, discard, and what is kept how long."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Q

from xinqiao.capabilities.importing import remembered
from xinqiao.capabilities.importing.fates import Fate
from xinqiao.capabilities.importing.formats import Table, open_table
from xinqiao.capabilities.importing.formats.limits import MAX_FILE_BYTES
from xinqiao.capabilities.importing.mapping import ColumnMapping, guess
from xinqiao.capabilities.importing.models import ImportBatch, ImportRow
from xinqiao.capabilities.importing.people import SOURCE_DETAIL
from xinqiao.capabilities.importing.queries import ENDED, UNDER_WAY, UNDO_MARK, present_state
from xinqiao.capabilities.importing.reading import table_of
from xinqiao.foundation.audit.operations import record
from xinqiao.foundation.gateways import file_store
from xinqiao.foundation.jobs.operations import enqueue
from xinqiao.foundation.workspaces.models import Member
from xinqiao.foundation.workspaces.operations import actor_of

FOLDER: Final = "imports"
TASK: Final = "xinqiao.capabilities.importing.tasks:import_batch"
GUESSED_FROM: Final = 50
KEEP_FILE: Final = timedelta(days=30)
KEEP_UNSTARTED: Final = timedelta(days=7)

_State = ImportBatch.State
# Columns can be chosen as long as nobody came in.
_CHANGEABLE: Final = Q(state__in=(_State.UPLOADED, _State.CHECKED)) | Q(
    state__in=(_State.FAILED, _State.CANCELLED), is_dry_run=True
)
_STARTABLE: Final = Q(state__in=(_State.UPLOADED, _State.CHECKED, _State.FAILED, _State.CANCELLED))
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


class NotStartable(Exception):
    """The import is under way, done, or its file is gone."""


class BasisMissing(Exception):
    """Nobody is imported without a source and a legal basis."""


@dataclass(frozen=True)
class Choices:
    """What a member decides about an upload. `columns`: index of the column → value of `headings.Field`."""

    columns: Mapping[int, str]
    source: str
    legal_basis: str
    source_detail: str = ""
    update_mode: str = ImportBatch.Update.LEAVE
    people_know: bool = True


def upload_file(chunks: Iterable[bytes], *, file_name: str, by: Member, now: datetime) -> ImportBatch:
    """Keeps a file that can be read to its end, with the columns that were chosen for its headings before, or guessed.

    Raises UnreadableFile, file_store.FileOverLimit or file_store.StoreFull; nothing is kept then.
    """
    name = file_store.save(chunks, folder=FOLDER, limit=MAX_FILE_BYTES)
    try:
        table = open_table(file_store.path_of(name))
        with transaction.atomic():
            batch = ImportBatch(
                file_name=_shown_name(file_name), stored_file=name, created_by=by, created_at=now, **_reading(table)
            )
            remembered.apply(batch)
            batch.save()
            record(actor_of(by), "import_uploaded", now=now, subject=("import", batch.pk))
    except BaseException:
        file_store.delete(name)
        raise
    return batch


def read_again(batch: ImportBatch, *, encoding: str, sheet: str, header_row: int) -> None:
    """Reads an upload differently and chooses its columns anew; raises UnreadableFile and changes nothing then.

    With another encoding or sheet, an unchanged header row is found anew too.
    """
    elsewhere = (encoding, sheet) != (batch.encoding, batch.sheet)
    row = None if elsewhere and header_row == batch.header_row else header_row
    path = file_store.path_of(batch.stored_file)
    values = _reading(open_table(path, encoding=encoding or None, sheet=sheet or None, header_row=row))
    if SOURCE_DETAIL in batch.mapping:
        values["mapping"][SOURCE_DETAIL] = batch.mapping[SOURCE_DETAIL]
    for name, value in values.items():
        setattr(batch, name, value)
    remembered.apply(batch)
    _change(batch, *values)


def forget_columns(batch: ImportBatch) -> None:
    """Forgets the columns chosen for headings like these, and guesses those of this upload."""
    with transaction.atomic():
        remembered.forget(batch.header)
        table = table_of(batch)
        kept = {SOURCE_DETAIL: batch.mapping[SOURCE_DETAIL]} if SOURCE_DETAIL in batch.mapping else {}
        batch.mapping = {**_guessed(table).to_json(), **kept}
        _change(batch, "mapping")


def choose_columns(batch: ImportBatch, choices: Choices) -> None:
    """Stores the choices for an import that has not begun; raises mapping.UnusableMapping or NotStartable.

    What a dry run found is void then.
    """
    columns = ColumnMapping.from_json(batch.mapping).with_choices(choices.columns)
    batch.mapping = {**columns.to_json(), **_beside_columns(batch), SOURCE_DETAIL: choices.source_detail}
    batch.source, batch.legal_basis = choices.source, choices.legal_basis
    batch.update_mode, batch.people_know = choices.update_mode, choices.people_know
    _change(batch, "mapping", "source", "legal_basis", "update_mode", "people_know")


def start(
    batch: ImportBatch, *, by: Member, now: datetime, choices: Choices | None = None, dry_run: bool = False
) -> ImportBatch:
    """Queues the import, or the rest of one that was stopped; a second start raises NotStartable.

    A dry run settles every row on paper and stores nobody; starting afterwards begins at the first row. Raises
    BasisMissing without source and legal basis, UnusableMapping without a column that gives a name.
    """
    with transaction.atomic():
        prepare(batch, now=now, choices=choices, dry_run=dry_run)
        job = enqueue(
            TASK,
            now=now,
            workspace_id=batch.workspace_id,
            arguments={"batch_id": batch.pk},
            shown=True,
            created_by=by.pk,
        )
        ImportBatch.objects.filter(pk=batch.pk).update(job_public_id=job.public_id)
        action = "import_check_started" if dry_run else "import_started"
        record(actor_of(by), action, now=now, subject=("import", batch.pk))
    batch.refresh_from_db()
    return batch


def prepare(batch: ImportBatch, *, now: datetime, choices: Choices | None, dry_run: bool) -> None:
    """Marks an import as queued, in the caller's transaction; raises as `start` does."""
    if choices is not None:
        choose_columns(batch, choices)
    if not batch.source or not batch.legal_basis:
        raise BasisMissing
    ColumnMapping.from_json(batch.mapping).check()
    _reconcile(batch)
    startable = ImportBatch.objects.filter(_STARTABLE, pk=batch.pk).exclude(stored_file="")
    values: dict[str, Any] = {"state": _State.QUEUED, "finished_at": None, "error": "", "is_dry_run": dry_run}
    present = startable.first()
    if present is None or UNDO_MARK in present.counts or (dry_run and present.rows_done and not present.is_dry_run):
        raise NotStartable
    if dry_run or present.is_dry_run:
        values |= {"rows_done": 0, "counts": {}}
    if not startable.update(**values):
        raise NotStartable
    remembered.remember(batch, now=now)


def is_changeable(batch: ImportBatch) -> bool:
    """Whether columns can still be chosen: nobody came in so far."""
    return ImportBatch.objects.filter(_CHANGEABLE, pk=batch.pk).exists()


def _change(batch: ImportBatch, *names: str) -> None:
    values = {name: getattr(batch, name) for name in names}
    values |= {"state": _State.UPLOADED, "is_dry_run": False, "rows_done": 0, "counts": {}, "error": ""}
    if not ImportBatch.objects.filter(_CHANGEABLE, pk=batch.pk).update(**values):
        raise NotStartable
    batch.refresh_from_db()


def _beside_columns(batch: ImportBatch) -> dict[str, Any]:
    return {key: value for key, value in batch.mapping.items() if key in (remembered.REMEMBERED, remembered.CORRECTED)}


def discard(batch: ImportBatch, *, by: Member, now: datetime) -> None:
    """Deletes an upload from which nobody came in, file and all; raises NotStartable for any other."""
    with transaction.atomic():
        deleted, _ = ImportBatch.objects.filter(_CHANGEABLE, pk=batch.pk).delete()
        if not deleted:
            raise NotStartable
        record(actor_of(by), "import_discarded", now=now, subject=("import", batch.pk))
        transaction.on_commit(lambda: file_store.delete(batch.stored_file))


def note_download(batch: ImportBatch, *, by: Member, now: datetime) -> None:
    """Notes that a member took the fates of all rows, with the names in them, out of the product."""
    record(actor_of(by), "import_downloaded", now=now, subject=("import", batch.pk))


def mark_stopped(job_public_id: str, *, now: datetime) -> None:
    """Ends an import whose job was cancelled before it began."""
    waiting = ImportBatch.objects.filter(job_public_id=job_public_id, state=_State.QUEUED)
    waiting.update(state=_State.CANCELLED, finished_at=now)


def forget_old(*, now: datetime) -> list[str]:
    """Applies the periods of keeping in the current workspace; returns the stored files to delete after commit.

    Uploads never started go after 7 days. 30 days after its end an import keeps who came in and how each row
    ended; the file goes, and with it names and values of rows that became nobody.
    """
    for batch in ImportBatch.objects.filter(state__in=UNDER_WAY):
        _reconcile(batch, now=now)
    unstarted = ImportBatch.objects.filter(
        state__in=(_State.UPLOADED, _State.CHECKED), created_at__lt=now - KEEP_UNSTARTED
    )
    ended = ImportBatch.objects.filter(state__in=ENDED, finished_at__lt=now - KEEP_FILE).exclude(stored_file="")
    old = dict(ended.values_list("pk", "stored_file"))
    names = [*unstarted.values_list("stored_file", flat=True), *old.values()]
    unstarted.delete()
    rows = ImportRow.objects.filter(batch_id__in=list(old))
    # Undecided rows are nobody by now: their cells go as well. What an update replaced went with its undo.
    rows.filter(fate=Fate.PROBABLE).update(fate=Fate.SKIPPED, candidate=None)
    rows.update(shown_name="", reasons=[], before=None)
    ImportBatch.objects.filter(pk__in=list(old)).update(stored_file="")
    return names


def _reconcile(batch: ImportBatch, now: datetime | None = None) -> None:
    """Writes down the end of an import whose job ended without a word (its worker was lost at every attempt)."""
    state, job = present_state(batch)
    if state == batch.state:
        return
    finished_at = (job.finished_at if job else None) or now
    ImportBatch.objects.filter(pk=batch.pk, state=batch.state).update(
        state=state, finished_at=finished_at, error=job.error[:40] if job else ""
    )


def _reading(table: Table) -> dict[str, Any]:
    # Counting reads to the end, so that whatever is wrong with the file is known now and not at row 180,000.
    rows_total = table.count()
    mapping = _guessed(table)
    return {
        "encoding": table.encoding,
        "sheet": table.sheet,
        "header_row": table.header_row,
        "header": list(table.header),
        "mapping": mapping.to_json(),
        "profile": mapping.profile,
        "rows_total": rows_total,
    }


def _guessed(table: Table) -> ColumnMapping:
    return guess(table.header, [cells for _, cells in table.preview(GUESSED_FROM)])


def _shown_name(file_name: str) -> str:
    """The last part of the name as sent, without what could hide or reorder it."""
    # On a terminal a name may hold bytes that are no text in UTF-8.
    file_name = file_name.encode("utf-8", "replace").decode()
    plain = _CONTROL.sub("", re.split(r"[/\\]", file_name)[-1]).strip()
    return plain[-200:] or "list"
