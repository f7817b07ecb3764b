"""The export itself: blocks of people, each read in a short transaction, written to a file that grows with them.

A worker that dies leaves an unfinished file, which the daily sweep takes away; the next attempt begins anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Final, Protocol

from django.utils import translation

from xinqiao.capabilities.candidates.exporting.columns import Person, layout, load
from xinqiao.capabilities.candidates.exporting.csv_lines import Lost, gb18030_csv, utf8_csv
from xinqiao.capabilities.candidates.exporting.operations import FOLDER, Wish
from xinqiao.capabilities.candidates.exporting.vcards import vcards
from xinqiao.capabilities.candidates.exporting.xlsx_book import xlsx
from xinqiao.capabilities.candidates.filters import ListFilter
from xinqiao.capabilities.candidates.models import Export
from xinqiao.capabilities.candidates.queries import listing
from xinqiao.foundation.gateways import file_store
from xinqiao.foundation.jobs.operations import JobCancelled
from xinqiao.foundation.jobs.runner import Lease, UnusableInput
from xinqiao.foundation.tenancy.scope import scope

LARGEST: Final = 4 << 30
STORE_FULL: Final = "store_full"
EXPORT_GONE: Final = "export_gone"

_Format = Export.Format
_State = Export.State


class Reading(Protocol):
    """Opens one short transaction in the workspace's scope and yields the time."""

    def __call__(self, **progress: Any) -> AbstractContextManager[datetime]: ...


class Progress:
    """How many people are in the file, and how many characters could not be."""

    def __init__(self) -> None:
        self.people = 0
        self.lost = Lost()


def run(lease: Lease, export_id: int) -> dict[str, Any]:
    """Writes the file of one export; one that is done stays as it is."""
    with lease.transaction():
        export = Export.objects.filter(pk=export_id).first()
        if export is None:
            raise UnusableInput(EXPORT_GONE)
        if export.state == _State.DONE:
            return {"people": export.people}
        Export.objects.filter(pk=export_id).update(state=_State.RUNNING)
    progress = Progress()
    wish = Wish(export.query, export.format, export.language, export.columns)
    try:
        name = file_store.save(contents(wish, lease.transaction, progress), folder=FOLDER, limit=LARGEST)
    except JobCancelled:
        _end(lease, export_id, _State.CANCELLED)
        raise
    except (file_store.StoreFull, file_store.FileOverLimit) as problem:
        _end(lease, export_id, _State.FAILED)
        raise UnusableInput(STORE_FULL) from problem
    try:
        with lease.transaction(done_count=progress.people, total_count=progress.people) as now:
            Export.objects.filter(pk=export_id).update(
                state=_State.DONE,
                people=progress.people,
                stored_file=name,
                size=file_store.path_of(name).stat().st_size,
                finished_at=now,
            )
    except BaseException:
        file_store.delete(name)
        raise
    return {"people": progress.people, "lost": progress.lost.count}


def contents(wish: Wish, reading: Reading, progress: Progress) -> Iterator[bytes]:
    """The file in pieces."""
    people = _people(wish, reading, progress)
    with translation.override(wish.language):
        if wish.format == _Format.VCARD:
            yield from vcards(people)
            return
        with reading():
            columns = layout(wish.columns)
        blocks = ([columns.cells(person) for person in block] for block in people)
        heading = columns.headings()
        if wish.format == _Format.XLSX:
            yield from xlsx(heading, blocks)
        elif wish.format == _Format.CSV_GB18030:
            yield from gb18030_csv(heading, blocks, progress.lost)
        else:
            yield from utf8_csv(heading, blocks)


def _people(wish: Wish, reading: Reading, progress: Progress) -> Iterator[list[Person]]:
    blocks = listing.each(ListFilter.from_query(wish.query))
    while True:
        # Every block of ids is a query of its own, so none of them needs a transaction that stays open.
        with reading(done_count=progress.people):
            ids = next(blocks, None)
            if ids is None:
                return
            people = load(ids)
        progress.people += len(people)
        yield people


def _end(lease: Lease, export_id: int, state: Export.State) -> None:
    with scope(lease.workspace_id):
        Export.objects.filter(pk=export_id).update(state=state, finished_at=lease.clock())
