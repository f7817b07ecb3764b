"""Lists as XLSX, row by row: memory does not grow with the list."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from xlsxwriter import Workbook

ROWS_A_SHEET: Final = 1_000_000
CELL_AT_MOST: Final = 32_767
_CHUNK: Final = 1 << 16
# XML knows no way to say these.
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def xlsx(heading: Sequence[str], blocks: Iterable[Sequence[Sequence[str]]]) -> Iterator[bytes]:
    """The finished workbook in pieces; every cell is text, never a formula or a link."""
    with tempfile.TemporaryDirectory(prefix="xinqiao-export-") as folder:
        path = Path(folder) / "list.xlsx"
        _write(path, heading, blocks, folder)
        with path.open("rb") as file:
            while piece := file.read(_CHUNK):
                yield piece


def _write(path: Path, heading: Sequence[str], blocks: Iterable[Sequence[Sequence[str]]], folder: str) -> None:
    book = Workbook(str(path), {"constant_memory": True, "tmpdir": folder})
    bold = book.add_format({"bold": True})
    try:
        sheet, row = _sheet(book, heading, bold), 0
        for cells in (line for block in blocks for line in block):
            row += 1
            if row > ROWS_A_SHEET:
                sheet, row = _sheet(book, heading, bold), 1
            _line(sheet, row, cells)
    finally:
        book.close()


def _sheet(book: Any, heading: Sequence[str], bold: Any) -> Any:
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, max(0, len(heading) - 1), 18)
    _line(sheet, 0, heading, bold)
    return sheet


def _line(sheet: Any, row: int, cells: Sequence[str], style: Any = None) -> None:
    for column, cell in enumerate(cells):
        if cell:
            sheet.write_string(row, column, _UNWRITABLE.sub("\ufffd", cell)[:CELL_AT_MOST], style)
