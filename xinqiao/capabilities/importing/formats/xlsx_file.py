"""Workbooks (.xlsx): the values of one sheet as texts."""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xinqiao.capabilities.importing.formats.cells import clean
from xinqiao.capabilities.importing.formats.detect import Kind
from xinqiao.capabilities.importing.formats.errors import (
    DamagedWorkbook,
    EmptyFile,
    EncryptedFile,
    NoSuchSheet,
    UnknownErrorValue,
    UnreadableFile,
)
from xinqiao.capabilities.importing.formats.header_row import Record
from xinqiao.capabilities.importing.formats.table import Source
from xinqiao.capabilities.importing.formats.workbook_guard import WorkbookGuard

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

# Spreadsheet programs allow 31 characters; an upload keeps the name to find its sheet again.
MAX_SHEET_NAME: Final = 120
_ERROR_VALUE: Final = re.compile(r"Unsupported cell error value '(.{1,30})'")

Value = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta


def open_workbook(path: Path, *, sheet: str | None) -> Source:
    """Open the named sheet, or the first visible one with anything in it. Formulas give their last value."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    with WorkbookGuard(path) as guard:
        parts = guard.sheet_parts()
        try:
            with CalamineWorkbook.from_path(str(path)) as workbook:
                names = _sheet_names(workbook, parts)
                chosen = _checked_sheet(guard, parts, names, sheet)
                loaded = workbook.get_sheet_by_name(chosen)
        except PasswordError as error:
            raise EncryptedFile from error
        except CalamineError as error:
            raise _named(error) from error

    def records() -> Iterator[Record]:
        return _records(loaded)

    return Source(Kind.WORKBOOK, records, sheet=chosen, sheet_names=names)


def _named(error: Exception) -> UnreadableFile:
    """The reader knows the errors of older formulas only, and gives the sheet up at any other."""
    strange = _ERROR_VALUE.fullmatch(str(error))
    return UnknownErrorValue(name=strange[1]) if strange else DamagedWorkbook(name=str(error)[:100])


def _sheet_names(workbook: "CalamineWorkbook", parts: dict[str, str]) -> tuple[str, ...]:
    """Visible sheets first; charts and hidden helper sheets of the program itself are left out."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    sheets = [
        (meta.visible != SheetVisibleEnum.Visible, meta.name)
        for meta in workbook.sheets_metadata
        if meta.typ == SheetTypeEnum.WorkSheet and meta.name in parts
    ]
    return tuple(name for _, name in sorted(sheets, key=lambda sheet: sheet[0]))


def _checked_sheet(guard: WorkbookGuard, parts: dict[str, str], names: tuple[str, ...], wanted: str | None) -> str:
    if wanted is not None and wanted not in names:
        raise NoSuchSheet(name=wanted[:100])
    for name in names if wanted is None else (wanted,):
        if len(name) > MAX_SHEET_NAME:
            raise DamagedWorkbook(name=name[:100])
        extent = guard.extent(parts[name])
        if extent.rows:
            extent.check()
            return name
    raise EmptyFile


def _records(sheet: "CalamineSheet") -> Iterator[Record]:
    if sheet.start is None:
        return
    for number, values in enumerate(sheet.iter_rows(), start=1):
        yield number, [_text(value) for value in values]


def _text(value: Value) -> str:
    """Write a cell as a person would type it: whole numbers without a point, dates as ISO dates."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, dt.datetime):
        at_midnight = value.time() == dt.time()
        return value.date().isoformat() if at_midnight else value.isoformat(" ", "seconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value)
