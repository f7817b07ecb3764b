"""A file opened as a table: what was recognised, its header, and its rows as a stream."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from xinqiao.capabilities.importing.formats.detect import Kind
from xinqiao.capabilities.importing.formats.errors import EmptyFile, NoRows, NoSuchRow, TooManyColumns, TooManyRows
from xinqiao.capabilities.importing.formats.header_row import TOP_ROWS, Record, guess_header_row
from xinqiao.capabilities.importing.formats.limits import MAX_COLUMNS, MAX_ROWS


@dataclass(frozen=True, slots=True)
class Source:
    """Where the records come from. `records` starts anew at each call and gives every row of the file."""

    kind: Kind
    records: Callable[[], Iterator[Record]]
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheet_names: tuple[str, ...] = ()
    # Columns that are always the same, so that no row needs to name them.
    header: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """The rows below the header. Row numbers are those that a spreadsheet program shows for the file."""

    source: Source
    header_row: int
    header: tuple[str, ...]

    @property
    def kind(self) -> Kind:
        """What the file turned out to be."""
        return self.source.kind

    @property
    def encoding(self) -> str:
        """One of `text_encoding.ENCODINGS`; empty for a workbook."""
        return self.source.encoding

    @property
    def delimiter(self) -> str:
        """The character between cells; empty for a workbook."""
        return self.source.delimiter

    @property
    def sheet(self) -> str:
        """The sheet being read; empty for text."""
        return self.source.sheet

    @property
    def sheet_names(self) -> tuple[str, ...]:
        """All sheets that can be chosen."""
        return self.source.sheet_names

    def rows(self, *, after: int = 0) -> Iterator[Record]:
        """Yield number and cells of every row below the header (blank ones too), beyond row `after`.

        Short rows are filled up to the header's width; longer ones keep their surplus cells. May raise
        `UnreadableFile` on the way: `count()` beforehand makes sure that it will not.
        """
        width = len(self.header)
        filled = 0
        for number, cells in self.source.records():
            if number <= self.header_row:
                continue
            filled += any(cells)
            if filled > MAX_ROWS:
                raise TooManyRows(limit=MAX_ROWS, row=number)
            if number > after:
                yield number, cells if len(cells) >= width else cells + [""] * (width - len(cells))

    def preview(self, n: int) -> list[Record]:
        """Return the first n rows that are not blank."""
        return list(islice((record for record in self.rows() if any(record[1])), n))

    def top(self, n: int) -> list[Record]:
        """Return the first n rows of the file itself, with what stands above the header."""
        return list(islice(self.source.records(), n))

    def count(self) -> int:
        """Read the whole file once and return how many rows are not blank; raises what `rows` would."""
        return sum(1 for _, cells in self.rows() if any(cells))


def table_from(source: Source, header_row: int | None) -> Table:
    """Find or take the header row (0 = the file has none) and make sure that there are rows below it."""
    if source.header:
        table = Table(source, 0, source.header)
        if not table.preview(1):
            raise NoRows(row=0)
        return table
    top = [(number, _trimmed(cells)) for number, cells in islice(source.records(), TOP_ROWS)]
    if not any(cells for _, cells in top):
        # Blank as far as we look; a file that goes on after that is not worth an exception of its own.
        raise EmptyFile
    if header_row is None:
        header_row = guess_header_row(top)
    names = _header_cells(source, top, header_row)
    width = max((len(cells) for number, cells in top if number > header_row), default=0)
    width = max(width, len(names))
    if width > MAX_COLUMNS:
        raise TooManyColumns(found=width, limit=MAX_COLUMNS)
    table = Table(source, header_row, tuple(names + [""] * (width - len(names))))
    if not table.preview(1):
        raise NoRows(row=header_row)
    return table


def _header_cells(source: Source, top: list[Record], header_row: int) -> list[str]:
    if header_row == 0:
        return []
    below_top = islice(source.records(), header_row) if header_row > len(top) else iter(top)
    for number, cells in below_top:
        if number == header_row:
            return _trimmed(cells)
    raise NoSuchRow(row=header_row)


def _trimmed(cells: list[str]) -> list[str]:
    """Drop the empty cells at the right end."""
    end = len(cells)
    while end and not cells[end - 1]:
        end -= 1
    return cells[:end]
