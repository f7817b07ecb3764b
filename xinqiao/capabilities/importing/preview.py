"""What an import would do, shown before it does it. Reads, and writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final

from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.candidates.operations import PersonFacts
from xinqiao.capabilities.candidates.queries import candidates_by_id
from xinqiao.capabilities.importing.changes import Change
from xinqiao.capabilities.importing.fates import Fate, judge
from xinqiao.capabilities.importing.formats import Table, open_table
from xinqiao.capabilities.importing.formats.header_row import Record
from xinqiao.capabilities.importing.mapping import Column, ColumnMapping, UnusableMapping
from xinqiao.capabilities.importing.models import ImportBatch
from xinqiao.capabilities.importing.people import facts_of, note_of
from xinqiao.capabilities.importing.rows import RowProblem
from xinqiao.capabilities.importing.seen_keys import SeenKeys
from xinqiao.capabilities.importing.settling import FileTwins, Settled, settle
from xinqiao.foundation.gateways import file_store

SAMPLED_ROWS: Final = 50
SAMPLES: Final = 3
SHOWN_ROWS: Final = 8
SAMPLE_CHARS: Final = 60


@dataclass(frozen=True)
class ColumnSample:
    """A column of the file with its choice and a few of its values; a sensitive one shows none."""

    column: Column
    values: tuple[str, ...]


@dataclass(frozen=True)
class PreviewRow:
    """A row as it would be stored; `candidate` is the person it speaks of, if known already."""

    number: int
    name: str
    fate: Fate
    facts: PersonFacts | None
    note: str
    reasons: tuple[RowProblem, ...]
    same_as_row: int | None
    candidate: Candidate | None
    change: Change | None = None


@dataclass(frozen=True)
class Preview:
    """How the file is read, its columns, and its first rows (none while the columns cannot be used)."""

    table: Table
    columns: list[ColumnSample]
    rows: list[PreviewRow]


def preview(batch: ImportBatch, *, now: datetime) -> Preview:
    """The first rows of an upload under its present choices; raises FileMissing or UnreadableFile."""
    table = open_table(
        file_store.path_of(batch.stored_file),
        encoding=batch.encoding or None,
        sheet=batch.sheet or None,
        header_row=batch.header_row,
    )
    mapping = ColumnMapping.from_json(batch.mapping)
    top = table.preview(SAMPLED_ROWS)
    return Preview(table, [_sample(column, top) for column in mapping.columns], _rows(table, mapping, batch, now=now))


def _sample(column: Column, top: Sequence[Record]) -> ColumnSample:
    values: list[str] = []
    if column.sensitive is None:
        for _, cells in top:
            value = cells[column.index].strip() if column.index < len(cells) else ""
            if value and value[:SAMPLE_CHARS] not in values:
                values.append(value[:SAMPLE_CHARS])
    return ColumnSample(column, tuple(values[:SAMPLES]))


def _rows(table: Table, mapping: ColumnMapping, batch: ImportBatch, *, now: datetime) -> list[PreviewRow]:
    try:
        mapping.check()
    except UnusableMapping:
        return []
    filled = (row for row in judge(table.rows(), mapping, SeenKeys(), told=batch.people_know) if not row.blank_rows)
    judged = list(islice(filled, SHOWN_ROWS))
    if not judged:
        return []
    settled = settle(judged, batch, mapping, FileTwins(), now=now)
    people = candidates_by_id(one.candidate_id for one in settled if one.candidate_id)
    return [_preview_row(one, people, mapping, batch) for one in settled]


def _preview_row(one: Settled, people: dict[int, Candidate], mapping: ColumnMapping, batch: ImportBatch) -> PreviewRow:
    person = one.row.person
    return PreviewRow(
        number=one.row.number,
        name=one.row.name,
        fate=one.fate,
        facts=facts_of(person, batch) if person else None,
        note=note_of(person, mapping) if person and batch.people_know else "",
        reasons=one.reasons,
        same_as_row=one.same_as_row,
        candidate=people.get(one.candidate_id or 0),
        change=one.change,
    )
