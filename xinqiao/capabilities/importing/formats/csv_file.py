"""Text files with one record a line: CSV, TSV and their relatives, in the encodings found in China."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Final, TextIO

from xinqiao.capabilities.importing.formats.cells import clean_row
from xinqiao.capabilities.importing.formats.detect import Kind
from xinqiao.capabilities.importing.formats.errors import (
    NulBytes,
    TooManyColumns,
    UnclosedQuote,
    Undecodable,
    UnknownEncoding,
    UnreadableCell,
)
from xinqiao.capabilities.importing.formats.header_row import Record, known_headings
from xinqiao.capabilities.importing.formats.limits import MAX_COLUMNS, MAX_LINE
from xinqiao.capabilities.importing.formats.table import Source
from xinqiao.capabilities.importing.formats.text_encoding import ENCODINGS, codec_of, decide_encoding

DELIMITERS: Final = (",", "\t", ";", "|")

SNIFFED_CHARS: Final = 256 * 1024
SNIFFED_LINES: Final = 100

_DECLARED_DELIMITER: Final = re.compile(r"sep=(.)\s*$", re.IGNORECASE)
# Read after the last line: where it arrives inside a cell, a quotation mark has been left open.
_END: Final = "\ue000end\ue000"


def open_text(path: Path, *, encoding: str | None) -> Source:
    """Decide encoding and delimiter. Without a chosen encoding the whole file is decoded once to be sure."""
    if encoding is not None and encoding not in ENCODINGS:
        raise UnknownEncoding(name=encoding)
    chosen = encoding or decide_encoding(path)
    codec = codec_of(path, chosen)
    delimiter = _sniff_delimiter(_first_lines(path, codec))

    def records() -> Iterator[Record]:
        return _records(path, codec, delimiter)

    return Source(Kind.TEXT, records, encoding=chosen, delimiter=delimiter)


def _text_of(path: Path, codec: str) -> TextIO:
    return path.open(encoding=codec, errors="strict", newline="")


def _lines(file: TextIO) -> Iterator[str]:
    """Yield the lines, refusing what cannot be text."""
    number = 0
    try:
        while line := file.readline(MAX_LINE):
            number += 1
            if "\0" in line:
                raise NulBytes(row=number)
            if len(line) == MAX_LINE:
                raise UnreadableCell(row=number)
            yield line
    except UnicodeError as error:
        # UnicodeError itself: a UTF-16 file without its mark.
        raise Undecodable(row=number + 1) from error


def _first_lines(path: Path, codec: str) -> list[str]:
    lines: list[str] = []
    taken = 0
    with _text_of(path, codec) as file:
        for line in _lines(file):
            lines.append(line[:SNIFFED_CHARS])
            taken += len(line)
            if len(lines) >= SNIFFED_LINES or taken > SNIFFED_CHARS:
                break
    return lines


def _sniff_delimiter(lines: list[str]) -> str:
    """Return the character that splits the lines into the most known headings, then the evenest rows."""
    declared = _DECLARED_DELIMITER.match(lines[0]) if lines else None
    if declared and declared.group(1) in DELIMITERS:
        return declared.group(1)
    return max(DELIMITERS, key=lambda delimiter: _evidence(lines, delimiter))


def _evidence(lines: list[str], delimiter: str) -> tuple[int, int, int]:
    try:
        rows = [[cell.strip() for cell in row] for row in csv.reader(lines, delimiter=delimiter)]
    except csv.Error:
        return 0, 0, 0
    most_known = max((known_headings(row[:MAX_COLUMNS]) for row in rows[:20]), default=0)
    widths = Counter(len(row) for row in rows if len(row) > 1)
    width = max(widths, key=lambda candidate: (widths[candidate], candidate), default=0)
    return most_known if most_known > 1 else 0, widths[width], width


def _records(path: Path, codec: str, delimiter: str) -> Iterator[Record]:
    number = 0
    with _text_of(path, codec) as file:
        reader = csv.reader(chain(_lines(file), [_END]), delimiter=delimiter)
        try:
            for number, cells in enumerate(reader, start=1):
                if cells and cells[-1].endswith(_END):
                    if len(cells) > 1 or cells[0] != _END:
                        raise UnclosedQuote(row=number)
                    return
                if len(cells) > MAX_COLUMNS:
                    cells = _without_empty_tail(cells, number)
                yield number, clean_row(cells)
        except csv.Error as error:
            # Only a cell above csv.field_size_limit() gets here; that limit is the whole process's.
            raise UnreadableCell(row=number + 1) from error


def _without_empty_tail(cells: list[str], number: int) -> list[str]:
    """Excel may write commas up to column XFD; they are no columns unless something stands in them."""
    filled = [index for index, cell in enumerate(cells) if cell.strip()]
    width = filled[-1] + 1 if filled else 0
    if width > MAX_COLUMNS:
        raise TooManyColumns(found=width, limit=MAX_COLUMNS, row=number)
    return cells[:width]
