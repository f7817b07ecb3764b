"""What the import pages show, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from xinqiao.capabilities.importing.fates import Fate, judge_alone
from xinqiao.capabilities.importing.mapping import ColumnMapping
from xinqiao.capabilities.importing.queries import UNDO_MARK, people_above
from xinqiao.capabilities.importing.row_store import CELLS
from xinqiao.capabilities.importing.running import BLANK
from xinqiao.capabilities.importing.undoing import KEPT, PUT_BACK, REMOVED, can_undo
from xinqiao.web.recruiter.import_forms import ColumnsForm, column_name
from xinqiao.web.recruiter.import_words import (
    CHANGED,
    DELIMITERS,
    ENCODINGS,
    FATES,
    REASONS,
    SENSITIVE,
    STATES,
    column_letter,
    figure,
    row_reason,
    unreadable,
)
from xinqiao.web.recruiter.words import joined

if TYPE_CHECKING:
    from django.forms import BoundField

    from xinqiao.capabilities.candidates.models import Candidate
    from xinqiao.capabilities.importing.formats import Table
    from xinqiao.capabilities.importing.models import ImportBatch, ImportRow
    from xinqiao.capabilities.importing.preview import ColumnSample, PreviewRow
    from xinqiao.capabilities.importing.queries import BatchLine

UNDER_WAY: Final = ("queued", "running", "undoing")
RESUMABLE: Final = ("failed", "cancelled")
# Enough to find the cell again; a whole cell would break the page.
VALUE_SHOWN: Final = 40


@dataclass(frozen=True)
class ColumnLine:
    """A column of the file beside the choice for it."""

    letter: str
    heading: str
    samples: tuple[str, ...]
    field: BoundField
    reason: str
    sensitive: bool


@dataclass(frozen=True)
class RowLine:
    """A row and how it ends or ended."""

    number: int
    name: str
    about: str
    contact: tuple[str, ...]
    note: str
    fate: str
    fate_words: str
    reasons: tuple[str, ...]
    same_as: str
    candidate_url: str
    changes: tuple[str, ...] = ()


@dataclass(frozen=True)
class BatchSummary:
    """An import in the history and on its own page."""

    public_id: str
    file_name: str
    state: str
    state_words: str
    fault: str
    by: str
    created_at: datetime
    finished_at: datetime | None
    done: int
    total: int
    figures: tuple[tuple[str, str, int], ...]
    blank: int
    under_way: bool
    can_resume: bool
    file_kept: bool
    job_public_id: str
    can_stop: bool
    is_dry_run: bool
    can_undo: bool
    undo_begun: bool
    to_decide: int
    refused: int
    removed: int
    kept: int
    put_back: int
    untold: bool


def column_lines(samples: list[ColumnSample], form: ColumnsForm) -> list[ColumnLine]:
    """Every column with its values, the choice, and why it was guessed so."""
    return [
        ColumnLine(
            letter=column_letter(sample.column.index),
            heading=sample.column.heading,
            samples=sample.values,
            field=form[column_name(sample.column.index)],
            reason=_column_reason(sample),
            sensitive=sample.column.sensitive is not None,
        )
        for sample in samples
    ]


def _column_reason(sample: ColumnSample) -> str:
    column = sample.column
    return str(SENSITIVE[column.sensitive] if column.sensitive else REASONS[column.reason])


def preview_lines(rows: list[PreviewRow], slug: str) -> list[RowLine]:
    """The first rows as they would be stored."""
    return [_preview_line(row, slug) for row in rows]


def _preview_line(row: PreviewRow, slug: str) -> RowLine:
    facts = row.facts
    return RowLine(
        number=row.number,
        name=row.name,
        about=" · ".join(part for part in (facts.title, facts.company, facts.city) if part) if facts else "",
        contact=tuple(part for part in (facts.email, facts.phone) if part) if facts else (),
        note=row.note,
        fate=row.fate,
        fate_words=str(FATES[row.fate]),
        reasons=tuple(
            row_reason(reason.code, column=reason.column, value=_cut(reason.value)) for reason in row.reasons
        ),
        same_as=_same_as(row.fate, row.same_as_row),
        candidate_url=reverse("candidate", args=[slug, row.candidate.public_id]) if row.candidate else "",
        changes=changed_words(row.change.to_json() if row.change else None),
    )


def fate_lines(rows: list[ImportRow], slug: str) -> list[RowLine]:
    """Stored rows with their fate."""
    return [
        RowLine(
            number=row.number,
            name=row.shown_name or (row.candidate.display_name if row.candidate else ""),
            about="",
            contact=(),
            note="",
            fate=row.fate,
            fate_words=fate_words(row.fate),
            reasons=stored_reasons(row),
            same_as=_same_as(row.fate, same_as_row(row)),
            candidate_url=reverse("candidate", args=[slug, row.candidate.public_id]) if row.candidate else "",
            changes=changed_words(row.before) if row.fate == Fate.UPDATED else (),
        )
        for row in rows
    ]


def same_as_row(row: ImportRow) -> int | None:
    """The row above that is, or may be, the same person; none once somebody decided that it is another."""
    return None if row.fate == Fate.NEW else row.duplicate_of_row


def _same_as(fate: str, number: int | None) -> str:
    if number is None:
        return ""
    if fate == Fate.PROBABLE:
        return _("Perhaps the same person as row %(n)s") % {"n": number}
    return _("Same person as row %(n)s") % {"n": number}


@dataclass(frozen=True)
class DecisionLine:
    """A row that waits, beside whom it resembles: a record, or a row above that waits itself."""

    number: int
    name: str
    about: str
    contact: tuple[str, ...]
    known_name: str
    known_about: str
    known_contact: tuple[str, ...]
    known_url: str
    same_as_row: int | None


def decision_lines(rows: list[ImportRow], batch: ImportBatch, slug: str) -> list[DecisionLine]:
    """What the row says on one side, what the record says on the other."""
    mapping = ColumnMapping.from_json(batch.mapping)
    above = people_above(batch, rows)
    return [_decision_line(row, row.candidate or above.get(row.duplicate_of_row or 0), mapping, slug) for row in rows]


def _decision_line(row: ImportRow, known: Candidate | None, mapping: ColumnMapping, slug: str) -> DecisionLine:
    judged = judge_alone(row.number, (row.before or {}).get(CELLS, ()), mapping, told=True)
    person = judged.person
    parts = (person.title, person.company, person.city) if person else ()
    return DecisionLine(
        number=row.number,
        name=row.shown_name,
        about=" · ".join(filter(None, parts)),
        contact=tuple(point.value for point in judged.points),
        known_name=known.display_name if known else "",
        known_about=" · ".join(filter(None, (known.title, known.company, known.city))) if known else "",
        known_contact=tuple(filter(None, (known.email, known.phone))) if known else (),
        known_url=reverse("candidate", args=[slug, known.public_id]) if known else "",
        same_as_row=row.duplicate_of_row,
    )


def changed_words(before: dict[str, Any] | None) -> tuple[str, ...]:
    """What an update changed, field by field."""
    kept = before or {}
    names = [name for name in kept.get("fields", {}) if name in CHANGED]
    names += [kind for kind, _ in kept.get("points", [])]
    names += [name for name in ("tags", "note") if kept.get(name)]
    return tuple(str(CHANGED[name]) for name in dict.fromkeys(names))


def fate_words(fate: str) -> str:
    """How a row ended, in a word."""
    return str(FATES[Fate(fate)])


def stored_reasons(row: ImportRow) -> tuple[str, ...]:
    """The remarks on a stored row."""
    return tuple(
        row_reason(reason["code"], column=reason["column"], value=_cut(reason["value"]), to=reason.get("to"))
        for reason in row.reasons
    )


def _cut(value: str) -> str:
    return value if len(value) <= VALUE_SHOWN else value[: VALUE_SHOWN - 1] + "…"


def batch_summary(line: BatchLine) -> BatchSummary:
    """One import with its counts."""
    batch, job, counts = line.batch, line.job, line.batch.counts
    done = sum(counts.get(fate.value, 0) for fate in Fate)
    under_way = line.state in UNDER_WAY
    undo_begun = UNDO_MARK in counts
    return BatchSummary(
        public_id=batch.public_id,
        file_name=batch.file_name,
        state=line.state,
        state_words=_state_words(line),
        fault=_fault(line),
        by=batch.created_by.user.name or batch.created_by.user.email,
        created_at=batch.created_at,
        finished_at=batch.finished_at or (job.finished_at if job else None),
        done=done,
        total=max(batch.rows_total, done),
        figures=tuple((fate.value, str(FATES[fate]), counts.get(fate.value, 0)) for fate in Fate),
        blank=counts.get(BLANK, 0),
        under_way=under_way,
        can_resume=line.state in RESUMABLE and bool(batch.stored_file) and not batch.error and not undo_begun,
        file_kept=bool(batch.stored_file),
        job_public_id=batch.job_public_id,
        can_stop=under_way and job is not None and not job.cancel_requested,
        is_dry_run=batch.is_dry_run,
        can_undo=can_undo(batch, line.state),
        undo_begun=undo_begun,
        to_decide=counts.get(Fate.PROBABLE, 0) if line.state == "done" else 0,
        refused=counts.get(Fate.REFUSED, 0),
        removed=counts.get(REMOVED, 0),
        kept=counts.get(KEPT, 0),
        put_back=counts.get(PUT_BACK, 0),
        untold=not batch.people_know,
    )


def _state_words(line: BatchLine) -> str:
    if line.job is not None and line.state in UNDER_WAY and line.job.cancel_requested:
        return _("stopping after the rows at hand")
    return str(STATES[line.state])


def _fault(line: BatchLine) -> str:
    if line.state != "failed":
        return ""
    if line.batch.error:
        return unreadable(line.batch.error)
    return _("The work was interrupted again and again. What was stored stays; you can let it go on.")


def reading_words(table: Table, rows_total: int) -> str:
    """How the file was read, in one line."""
    heads = _("headings in row %(n)s") % {"n": table.header_row} if table.header_row else _("no headings")
    how = ENCODINGS.get(table.encoding, table.encoding)
    if table.delimiter in DELIMITERS:
        how = _("%(encoding)s, separated by %(delimiter)s") % {
            "encoding": how,
            "delimiter": DELIMITERS[table.delimiter],
        }
    if table.sheet:
        how = _("sheet “%(name)s”") % {"name": table.sheet}
    rows = ngettext("%(n)s row", "%(n)s rows", rows_total) % {"n": figure(rows_total)}
    return joined([how, heads, rows])
