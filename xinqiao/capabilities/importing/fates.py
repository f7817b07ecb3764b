"""What becomes of a row: judged alone and against the rows above it. `settling` adds the people already there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from xinqiao.capabilities.importing.arrivals import Arrival, arrival_of, name_in_any_order
from xinqiao.capabilities.importing.formats.header_row import Record
from xinqiao.capabilities.importing.headings import Field
from xinqiao.capabilities.importing.mapping import ColumnMapping
from xinqiao.capabilities.importing.people import PHONE, Point, points_of
from xinqiao.capabilities.importing.ready_rows import Ready
from xinqiao.capabilities.importing.rows import PersonRow, RowCode, RowProblem, read_person
from xinqiao.capabilities.importing.seen_keys import SeenKeys

SHOWN_NAME: Final = 120


class Fate(StrEnum):
    """How a row ended."""

    NEW = "new"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    PROBABLE = "probable"
    REFUSED = "refused"
    SKIPPED = "skipped"


class JudgedRow(NamedTuple):
    """A row as far as the file alone can tell.

    `name` is what the row calls the person, also where it is refused; `same_as_row` is the row above of the same
    person, `perhaps_row` one with the same number under another name; `points` are all contact points that the row
    gives, kept or not; `blank_to` is the last row of a run of blank ones; `reasons` say why the row is no person, or
    what of the person could not be used. Where the row comes from another process, `read` is how to read the cells
    again: hardly anybody asks for the person, because `ready` holds what is stored of a new one. (A tuple, because it
    is made a million times.)
    """

    number: int
    name: str = ""
    reasons: tuple[RowProblem, ...] = ()
    same_as_row: int | None = None
    blank_to: int | None = None
    points: Sequence[Point] = ()
    arrival: Arrival | None = None
    cells: Sequence[str] = ()
    read: PersonRow | ColumnMapping | None = None
    ready: Ready | None = None
    perhaps_row: int | None = None

    @property
    def is_person(self) -> bool:
        """Whether the row is a person at all."""
        return self.arrival is not None

    @property
    def person(self) -> PersonRow | None:
        """The person, unless the row is none."""
        if not isinstance(self.read, ColumnMapping):
            return self.read
        result = read_person(self.cells, self.read)
        return result if isinstance(result, PersonRow) else None

    @property
    def last_number(self) -> int:
        """The last row of the file that this judgement covers."""
        return self.blank_to or self.number

    @property
    def blank_rows(self) -> int:
        """How many blank rows it stands for."""
        return self.blank_to - self.number + 1 if self.blank_to else 0


def judge(
    records: Iterable[Record], mapping: ColumnMapping, seen: SeenKeys, *, told: bool, above: int = 0
) -> Iterator[JudgedRow]:
    """Yield a judgement for every row that holds something, and one for each run of blank rows between them.

    What is blank below the last row is no row: spreadsheets carry thousands of them. `told` = these people know of
    us. Rows up to `above` are only remembered: they are settled already.
    """
    first_blank = 0
    for number, cells in records:
        result = read_person(cells, mapping)
        if isinstance(result, RowProblem):
            if result.code is RowCode.BLANK:
                first_blank = first_blank or number
                continue
            judged = JudgedRow(number, _name_in(cells, mapping), (result,))
        else:
            judged = _judged(number, cells, result, seen, told=told)
        if first_blank:
            if number - 1 > above:
                yield JudgedRow(first_blank, reasons=(RowProblem(RowCode.BLANK),), blank_to=number - 1)
            first_blank = 0
        if number > above:
            yield judged


def judge_alone(number: int, cells: Sequence[str], mapping: ColumnMapping, *, told: bool) -> JudgedRow:
    """A judgement for one row that was kept for a decision, whatever stood above it."""
    result = read_person(list(cells), mapping)
    if isinstance(result, RowProblem):
        return JudgedRow(number, _name_in(cells, mapping), (result,))
    return _judged(number, cells, result, SeenKeys(), told=told)


def _judged(number: int, cells: Sequence[str], person: PersonRow, seen: SeenKeys, *, told: bool) -> JudgedRow:
    points = points_of(person)
    arrival = arrival_of(person, points, told=told)
    same_as = perhaps = None
    if points:
        same_as, perhaps = seen.first_rows(
            number,
            [point[0] + point[2] for point in points if point[0] != PHONE],
            [point[2] for point in points if point[0] == PHONE],
            name=name_in_any_order(arrival.sort_name),
            has_mail=bool(person.emails),
        )
    return JudgedRow(
        number,
        person.display_name,
        person.warnings,
        same_as,
        None,
        points,
        arrival,
        cells,
        person,
        perhaps_row=perhaps,
    )


def _name_in(cells: Sequence[str], mapping: ColumnMapping) -> str:
    columns = (mapping.index_of(field) for field in (Field.NAME, Field.LAST_NAME, Field.FIRST_NAME))
    parts = [cells[index].strip() for index in columns if index is not None and index < len(cells)]
    return " ".join(part for part in parts if part)[:SHOWN_NAME]
