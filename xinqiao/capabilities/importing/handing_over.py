"""A chunk on its way from the process that reads ahead: with what will be stored of it, as the plainest of values.

Nested objects take longer to pack and unpack than to make. So a row crosses as one flat tuple, without the person as
read: hardly any row is asked for it, and its cells tell it again.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from xinqiao.capabilities.importing.arrivals import Arrival
from xinqiao.capabilities.importing.fates import JudgedRow
from xinqiao.capabilities.importing.mapping import ColumnMapping
from xinqiao.capabilities.importing.people import Point
from xinqiao.capabilities.importing.ready_rows import Ready, ready_row
from xinqiao.capabilities.importing.row_codes import RowCode, RowProblem
from xinqiao.capabilities.importing.shelf import Shelf
from xinqiao.domain.probable_twins import Traits


def pack(rows: Iterable[JudgedRow], shelf: Shelf, *, now: datetime) -> bytes:
    """Works out what is stored of each person, and packs."""
    return marshal.dumps([_flat(row, shelf, now) for row in rows])


def unpack(packed: bytes, mapping: ColumnMapping) -> list[JudgedRow]:
    """The rows that `pack` was given, each person with what is stored of them."""
    return [_row(mapping, *flat) for flat in marshal.loads(packed)]


def _flat(row: JudgedRow, shelf: Shelf, now: datetime) -> tuple[Any, ...]:
    number, name, problems, same_as_row, blank_to, points, arrival, cells, _, _, perhaps_row = row
    reasons = [(one.code.value, one.column, one.value) for one in problems] if problems else ()
    head = (number, name, reasons, same_as_row, blank_to)
    person = row.person
    if arrival is None or person is None:
        return head
    ready = ready_row(shelf, person, arrival, now=now)
    traits = None if arrival.traits is None else tuple(arrival.traits)
    sound = (arrival.sort_name, arrival.pinyin)
    return *head, [tuple(point) for point in points], perhaps_row, sound, traits, list(cells), tuple(ready)


def _row(
    mapping: ColumnMapping,
    number: int,
    name: str,
    problems: Iterable[tuple[str, int | None, str]],
    same_as_row: int | None,
    blank_to: int | None,
    points: Iterable[tuple[str, str, str, str]] = (),
    *person: Any,
) -> JudgedRow:
    reasons = tuple([RowProblem(RowCode(code), column, value) for code, column, value in problems]) if problems else ()
    if not person:
        return JudgedRow(number, name, reasons, same_as_row, blank_to)
    perhaps_row, (sort_name, pinyin), traits, cells, values = person
    arrival = Arrival(sort_name, pinyin, "", traits and Traits(*traits), "")
    made = [Point(*point) for point in points]
    return JudgedRow(
        number, name, reasons, same_as_row, blank_to, made, arrival, cells, mapping, Ready(*values), perhaps_row
    )
