"""What the import pages show, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from xinqiao.capabilities.importing.fates import Fate
from xinqiao.capabilities.importing.profiles import profile_by_id
from xinqiao.capabilities.importing.running import BLANK
from xinqiao.capabilities.importing.undoing import can_undo
from xinqiao.web.recruiter.import_forms import ColumnsForm, column_name
from xinqiao.web.recruiter.import_words import (
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

    from xinqiao.capabilities.importing.formats import Table
    from xinqiao.capabilities.importing.models import ImportRow
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
    same_as_row: int | None
    candidate_url: str


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
    can_undo: bool
    is_checked: bool
    to_decide: int
    profile: str


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
        same_as_row=row.same_as_row,
        candidate_url=reverse("candidate", args=[slug, row.candidate.public_id]) if row.candidate else "",
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
            same_as_row=row.duplicate_of_row,
            candidate_url=reverse("candidate", args=[slug, row.candidate.public_id]) if row.candidate else "",
        )
        for row in rows
    ]


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
        can_resume=line.state in RESUMABLE and bool(batch.stored_file) and not batch.error,
        file_kept=bool(batch.stored_file),
        job_public_id=batch.job_public_id,
        can_stop=under_way and job is not None and not job.cancel_requested,
        can_undo=can_undo(batch, line.state),
        is_checked=line.state == "checked",
        to_decide=0 if batch.is_dry_run else counts.get(Fate.PROBABLE.value, 0),
        profile=_profile_name(batch.profile),
    )


def _profile_name(profile_id: str) -> str:
    profile = profile_by_id(profile_id) if profile_id else None
    if profile is None:
        return ""
    return profile.name_zh if get_language() == "zh-hans" else profile.name_en


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
