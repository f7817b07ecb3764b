"""What becomes of a row: judged alone, against the rows above it, and against the people already there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from xinqiao.capabilities.candidates.queries import known_contacts
from xinqiao.capabilities.importing.formats.header_row import Record
from xinqiao.capabilities.importing.headings import Field
from xinqiao.capabilities.importing.mapping import ColumnMapping
from xinqiao.capabilities.importing.rows import DuplicateFinder, PersonRow, RowCode, RowProblem, read_person

SHOWN_NAME: Final = 120


class Fate(StrEnum):
    """How a row ended."""

    NEW = "new"
    DUPLICATE = "duplicate"
    REFUSED = "refused"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class JudgedRow:
    """A row as far as the file alone can tell.

    `name` is what the row calls the person, also where it is refused; `blank_to` is the last row of a run of
    blank ones.
    """

    number: int
    result: PersonRow | RowProblem
    name: str = ""
    same_as_row: int | None = None
    blank_to: int | None = None

    @property
    def person(self) -> PersonRow | None:
        """The person, unless the row is none."""
        return self.result if isinstance(self.result, PersonRow) else None

    @property
    def reasons(self) -> tuple[RowProblem, ...]:
        """Why the row is no person, or what of the person could not be used."""
        return self.result.warnings if isinstance(self.result, PersonRow) else (self.result,)

    @property
    def last_number(self) -> int:
        """The last row of the file that this judgement covers."""
        return self.blank_to or self.number

    @property
    def blank_rows(self) -> int:
        """How many blank rows it stands for."""
        return self.blank_to - self.number + 1 if self.blank_to else 0


def judge(records: Iterable[Record], mapping: ColumnMapping, finder: DuplicateFinder) -> Iterator[JudgedRow]:
    """Yield a judgement for every row that holds something, and one for each run of blank rows between them.

    What is blank below the last row is no row: spreadsheets carry thousands of them.
    """
    first_blank = 0
    for number, cells in records:
        result = read_person(cells, mapping)
        if isinstance(result, RowProblem) and result.code is RowCode.BLANK:
            first_blank = first_blank or number
            continue
        if first_blank:
            yield JudgedRow(first_blank, RowProblem(RowCode.BLANK), blank_to=number - 1)
            first_blank = 0
        same_as = finder.first_row_of(result, number) if isinstance(result, PersonRow) else None
        yield JudgedRow(number, result, _name_in(cells, result, mapping), same_as)


def _name_in(cells: Sequence[str], result: PersonRow | RowProblem, mapping: ColumnMapping) -> str:
    if isinstance(result, PersonRow):
        return result.display_name
    columns = (mapping.index_of(field) for field in (Field.NAME, Field.LAST_NAME, Field.FIRST_NAME))
    parts = [cells[index].strip() for index in columns if index is not None and index < len(cells)]
    return " ".join(part for part in parts if part)[:SHOWN_NAME]


def known_people(rows: Sequence[JudgedRow]) -> dict[str, int]:
    """Which addresses and numbers of these rows belong to a person of the workspace (internal id)."""
    keys = {key for row in rows if row.person for key in row.person.keys}
    if not keys:
        return {}
    emails = {key for key in keys if "@" in key}
    return known_contacts(emails, keys - emails)


def candidate_among(row: JudgedRow, known: dict[str, int]) -> int | None:
    """The person of the workspace that this row speaks of, if there is one."""
    if row.person is None:
        return None
    return next((known[key] for key in row.person.keys if key in known), None)


def fate_of(row: JudgedRow, known: dict[str, int]) -> Fate:
    """How the row ends, given who is there already."""
    if row.person is None:
        problem = row.reasons[0]
        return Fate.SKIPPED if problem.skipped else Fate.REFUSED
    if row.same_as_row is not None or candidate_among(row, known) is not None:
        return Fate.DUPLICATE
    return Fate.NEW
