"""The one door: a path in, a table out, or a named reason why not."""

from pathlib import Path

from xinqiao.capabilities.importing.formats.csv_file import open_text
from xinqiao.capabilities.importing.formats.detect import Kind, kind_of
from xinqiao.capabilities.importing.formats.table import Table, table_from
from xinqiao.capabilities.importing.formats.vcard_file import open_cards
from xinqiao.capabilities.importing.formats.xlsx_file import open_workbook


def open_table(
    path: Path, *, encoding: str | None = None, sheet: str | None = None, header_row: int | None = None
) -> Table:
    """Open a CSV, TSV, XLSX or vCard file, told apart by content.

    What is None is guessed: the encoding (text only), the sheet (workbooks only), and the number of the row
    that names the columns, where 0 means that none does. Raises `UnreadableFile`.
    """
    kind = kind_of(path)
    if kind is Kind.CARDS:
        return table_from(open_cards(path, encoding=encoding), header_row)
    if kind is Kind.WORKBOOK:
        return table_from(open_workbook(path, sheet=sheet), header_row)
    return table_from(open_text(path, encoding=encoding), header_row)
