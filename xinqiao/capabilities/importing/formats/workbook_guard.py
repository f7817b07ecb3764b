"""Look into a workbook before a reader does, so that no file can take the process down.

The reader allocates the rectangle between the first and the last filled cell: a file of one kilobyte with
cells in A1 and XFD1048576 would ask for 550 GB and abort the process, which no `except` can stop. So the
parts that it will read are unpacked, measured and parsed here first, without keeping anything.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final
from xml.parsers import expat
from zipfile import ZipInfo

from xinqiao.capabilities.importing.formats.errors import DamagedWorkbook, NotAWorkbook, TooManyCells, TooManyColumns
from xinqiao.capabilities.importing.formats.limits import MAX_COLUMNS, MAX_SHEET_CELLS
from xinqiao.capabilities.importing.formats.zip_container import checked_parts, unpacked

WORKBOOK_PART: Final = "xl/workbook.xml"
RELATIONS_PART: Final = "xl/_rels/workbook.xml.rels"
LAST_ROW: Final = 1_048_576
LAST_COLUMN: Final = 16_384

# Other spellings are possible in theory; two readers might then disagree about which part is meant.
_SHEET_TARGET: Final = re.compile(r"(?:/?xl/)?(worksheets/[\w.-]+\.xml)", re.IGNORECASE)
_READ_WITH_ANY_SHEET: Final = re.compile(r"xl/[^/]+\.xml")
_COLUMN_LETTERS: Final = re.compile("[A-Za-z]{1,3}")
_ROW_DIGITS: Final = re.compile("[0-9]{1,7}")

_Start = Callable[[str, dict[str, str]], None]


@dataclass(frozen=True, slots=True)
class Extent:
    """The rectangle of the filled cells of a sheet; all zero for an empty one."""

    rows: int
    columns: int

    def check(self) -> None:
        """Raise when the rectangle is larger than we take."""
        if self.columns > MAX_COLUMNS:
            raise TooManyColumns(found=self.columns, limit=MAX_COLUMNS)
        if self.rows * self.columns > MAX_SHEET_CELLS:
            raise TooManyCells(found=self.rows * self.columns, limit=MAX_SHEET_CELLS)


class WorkbookGuard:
    """The checked container of one workbook. Use as a context manager."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._parts: dict[str, ZipInfo] = {}
        self._shared_parts_checked = False

    def __enter__(self) -> "WorkbookGuard":
        self._file: BinaryIO = self._path.open("rb")
        try:
            self._parts = checked_parts(self._file)
            if WORKBOOK_PART not in self._parts:
                raise NotAWorkbook
        except BaseException:
            self._file.close()
            raise
        return self

    def __exit__(self, *exc: object) -> None:
        self._file.close()

    def sheet_parts(self) -> dict[str, str]:
        """Return which part of the container holds each sheet, by the sheet's name."""
        targets: dict[str, str] = {}
        sheets: dict[str, str] = {}

        def relation(name: str, attributes: dict[str, str]) -> None:
            if _local(name) == "Relationship":
                _once(targets, attributes.get("Id", ""), attributes.get("Target", ""))

        def sheet(name: str, attributes: dict[str, str]) -> None:
            if _local(name) == "sheet":
                ids = [value for key, value in attributes.items() if key.endswith(":id")]
                _once(sheets, attributes.get("name", ""), ids[0] if len(ids) == 1 else "")

        self._parse(RELATIONS_PART, relation)
        self._parse(WORKBOOK_PART, sheet)
        parts = {}
        for name, relation_id in sheets.items():
            match = _SHEET_TARGET.fullmatch(targets.get(relation_id, ""))
            if match:
                parts[name] = f"xl/{match.group(1)}".lower()
        return parts

    def extent(self, part: str) -> Extent:
        """Return the rectangle of filled cells in a sheet's part; raises when the part cannot be trusted."""
        if not self._shared_parts_checked:
            self._check_shared_parts()
        scan = _SheetScan()
        self._parse(part, scan.start)
        return scan.extent()

    def _check_shared_parts(self) -> None:
        """Strings and styles are loaded with any sheet; their number counts like cells."""
        items = 0

        def item(name: str, attributes: dict[str, str]) -> None:
            nonlocal items
            items += _local(name) in {"si", "xf", "numFmt"}
            if items > MAX_SHEET_CELLS:
                raise TooManyCells(found=items, limit=MAX_SHEET_CELLS)

        for part in self._parts:
            if _READ_WITH_ANY_SHEET.fullmatch(part):
                self._parse(part, item)
        self._shared_parts_checked = True

    def _parse(self, part: str, start: _Start) -> None:
        if part not in self._parts:
            raise DamagedWorkbook(name=part)
        # The bytes count as UTF-8 whatever they declare, as they do for the reader.
        parser = expat.ParserCreate("UTF-8")

        def no_doctype(*_: object) -> None:
            raise DamagedWorkbook(name=part)

        parser.StartDoctypeDeclHandler = no_doctype
        parser.StartElementHandler = start
        try:
            for chunk in unpacked(self._file, self._parts[part]):
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise DamagedWorkbook(name=part) from error


class _SheetScan:
    """Follows rows and cells of a sheet. A cell counts once it holds a value, as it does for the reader."""

    def __init__(self) -> None:
        self._row = self._column = 0
        self._first_row = self._first_column = LAST_ROW + 1
        self._last_row = self._last_column = 0
        self._columns: dict[str, int] = {}
        self._digits = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take one opening tag; called for every cell, so the common names come first."""
        if name == "c":
            self._at_cell(attributes.get("r"))
        elif name == "v" or name == "is":
            self._fill()
        elif name == "row":
            self._row = _row_number(attributes.get("r", self._row + 1))
            self._column, self._digits = 0, ""
        elif ":" in name:
            self.start(_local(name), attributes)

    def extent(self) -> Extent:
        """Return the rectangle of what has been seen."""
        if not self._last_row:
            return Extent(0, 0)
        return Extent(self._last_row - self._first_row + 1, self._last_column - self._first_column + 1)

    def _at_cell(self, reference: str | None) -> None:
        if reference is None:
            self._column += 1
            return
        letters = reference.rstrip("0123456789")
        column = self._columns.get(letters)
        if column is None:
            column = self._columns[letters] = _column_number(letters)
        self._column = column
        digits = reference[len(letters) :]
        if digits != self._digits:
            self._row, self._digits = _row_number(digits), digits

    def _fill(self) -> None:
        if self._column < self._first_column:
            self._first_column = self._column
        if self._column > self._last_column:
            self._last_column = self._column
        if self._row < self._first_row:
            self._first_row = self._row
        if self._row > self._last_row:
            self._last_row = self._row


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _row_number(text: str | int) -> int:
    number = text if isinstance(text, int) else int(text) if _ROW_DIGITS.fullmatch(text) else 0
    if not 1 <= number <= LAST_ROW:
        raise DamagedWorkbook(row=number)
    return number


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters.upper() if _COLUMN_LETTERS.fullmatch(letters) else "":
        number = number * 26 + ord(letter) - ord("A") + 1
    if not 1 <= number <= LAST_COLUMN:
        raise DamagedWorkbook(name=letters[:20])
    return number


def _once(into: dict[str, str], key: str, value: str) -> None:
    if key in into:
        raise DamagedWorkbook(name=key[:100])
    into[key] = value
