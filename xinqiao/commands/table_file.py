"""Reading the named columns of a CSV file, row by row and in constant memory.

A file is refused as a whole (`UnusableFile`) before anything is written when it is missing, empty, not
text, or lacks a column. A row that cannot be read is handed on with its error: every row has its place.
"""

import codecs
import csv
import io
import shutil
import sys
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, Final, TextIO, cast

from xinqiao.commands.wording import phrase

ID: Final = "id"

_CHUNK: Final = 1 << 20
_LONGEST_LINE: Final = 1_000_000
# utf-8-sig also takes UTF-8 without a byte order mark. GB18030 comes second: it accepts much that is not.
_ENCODINGS: Final = ("utf-8-sig", "gb18030")
_WORKBOOKS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_ABSENT: Final = -1
_DELIMITERS: Final = (",", "\t", ";")


class UnusableFile(Exception):
    """The file cannot be used; the message says why and what to do, in the terminal's language."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a command, by name: those that must be there, and those that may be.

    Names are compared without case and width. With `has_ids` there must be a column `id` too, filled in each row.
    """

    needed: tuple[str, ...]
    optional: tuple[str, ...] = ()
    has_ids: bool = False

    @property
    def first_line(self) -> tuple[str, ...]:
        """What the first line must name."""
        return (ID, *self.needed) if self.has_ids else self.needed


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its id and its other cells as written, in the order of the columns, or what was wrong with it.

    An optional column that the file does not have is an empty cell.
    """

    id: str
    cells: tuple[str, ...]
    error: str


@dataclass(frozen=True, slots=True)
class _Header:
    delimiter: str
    width: int
    id_at: int | None
    cells_at: tuple[int, ...]

    @property
    def last_at(self) -> int:
        return max(-1 if self.id_at is None else self.id_at, *self.cells_at)


@contextmanager
def table_file(path: str, columns: Columns) -> Iterator[Iterator[Row]]:
    """The rows of the file (`-` = standard input); raises `UnusableFile`, also while rows are read."""
    with _opened(path) as source:
        encoding = _encoding(source, columns)
        source.seek(0)
        # newline="" leaves line breaks inside quoted values as they are.
        text = io.TextIOWrapper(source, encoding=encoding, newline="")
        lines = _Lines(text)
        yield _rows(lines, _header(lines, columns))


@contextmanager
def _opened(path: str) -> Iterator[BinaryIO]:
    """The bytes of the file, seekable: pipes are first laid down in a temporary file."""
    with tempfile.SpooledTemporaryFile(max_size=_CHUNK) as laid_down:
        try:
            if path == "-":
                shutil.copyfileobj(sys.stdin.buffer, laid_down)
                source = cast(BinaryIO, laid_down)
            else:
                source = open(path, "rb")  # noqa: SIM115 (closed below)
                if not source.seekable():
                    with source:
                        shutil.copyfileobj(source, laid_down)
                    source = cast(BinaryIO, laid_down)
        except OSError as problem:
            raise UnusableFile(_not_readable(path, problem)) from problem
        with source:
            yield source


def _encoding(source: BinaryIO, columns: Columns) -> str:
    for encoding in _ENCODINGS:
        try:
            source.seek(0)
            _try_decoding(source, encoding, columns)
        except UnicodeDecodeError:
            continue
        except OSError as problem:
            raise UnusableFile(_not_readable(source.name, problem)) from problem
        return encoding
    raise UnusableFile(
        phrase(
            "The file is neither UTF-8 nor GB18030 text. Save it as “CSV UTF-8” and try again.",
            "文件既不是 UTF-8 也不是 GB18030 文本。请另存为“CSV UTF-8”后再试。",
        )
    )


def _try_decoding(source: BinaryIO, encoding: str, columns: Columns) -> None:
    decoder = codecs.getincrementaldecoder(encoding)()
    chunk = source.read(_CHUNK)
    if not chunk:
        raise UnusableFile(_empty(columns))
    if chunk.startswith(_WORKBOOKS):
        raise UnusableFile(
            phrase(
                "This is a workbook, not a CSV file. Open it, save it as “CSV UTF-8” and try again.",
                "这是工作簿，不是 CSV 文件。请打开它，另存为“CSV UTF-8”后再试。",
            )
        )
    if chunk.startswith(_UTF16):
        raise UnusableFile(
            phrase(
                "The file is UTF-16 text. Save it as “CSV UTF-8” and try again.",
                "文件是 UTF-16 文本。请另存为“CSV UTF-8”后再试。",
            )
        )
    while chunk:
        if b"\0" in chunk:
            raise UnusableFile(
                phrase(
                    "This is not a text file. Save the answers as “CSV UTF-8” and try again.",
                    "这不是文本文件。请把答案另存为“CSV UTF-8”后再试。",
                )
            )
        decoder.decode(chunk)
        chunk = source.read(_CHUNK)
    decoder.decode(b"", final=True)


class _Lines:
    """The lines of the file, numbered; one without an end would otherwise fill the memory."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        try:
            line = self._text.readline(_LONGEST_LINE)
        except (OSError, UnicodeDecodeError) as problem:
            raise UnusableFile(
                phrase(
                    f"Reading stopped after line {self.number}: {problem}. Does another program write to it?",
                    f"读到第 {self.number} 行后中断：{problem}。请确认没有别的程序正在改写该文件。",
                )
            ) from problem
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) == _LONGEST_LINE:
            raise UnusableFile(
                phrase(
                    f"Line {self.number} is longer than {_LONGEST_LINE:,} characters; this is no CSV file.",
                    f"第 {self.number} 行超过 {_LONGEST_LINE:,} 个字符，看起来不是 CSV 文件。",
                )
            )
        return line


def _header(lines: _Lines, columns: Columns) -> _Header:
    first = next((line for line in lines if line.strip(" \t\r\n\ufeff")), None)
    if first is None:
        raise UnusableFile(_empty(columns))
    candidates = [(delimiter, _column_names(first, delimiter)) for delimiter in _DELIMITERS]
    delimiter, names = min(candidates, key=lambda candidate: len(_missing(candidate[1], columns)))
    if missing := _missing(names, columns):
        wanted = ", ".join(missing)
        raise UnusableFile(
            phrase(
                f"The first line has no column {wanted}. It must name the columns {', '.join(columns.first_line)}.",
                f"首行缺少这些列：{wanted}。首行须写明列名 {'、'.join(columns.first_line)}。",
            )
        )
    _refuse_repeated(names, columns)
    return _Header(
        delimiter=delimiter,
        width=len(names),
        id_at=names.index(ID) if columns.has_ids else None,
        cells_at=tuple(_place_of(name, names) for name in (*columns.needed, *columns.optional)),
    )


def _refuse_repeated(names: list[str], columns: Columns) -> None:
    counts = Counter(names)
    if repeated := [name for name in (*columns.first_line, *columns.optional) if counts[plain_name(name)] > 1]:
        twice = ", ".join(repeated)
        raise UnusableFile(
            phrase(
                f"The first line names {twice} more than once. Keep one column of that name.",
                f"首行中 {twice} 出现了不止一次。请只保留一列。",
            )
        )


def _place_of(name: str, names: list[str]) -> int:
    plain = plain_name(name)
    return names.index(plain) if plain in names else _ABSENT


def _column_names(line: str, delimiter: str) -> list[str]:
    try:
        cells = next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []
    return [plain_name(cell) for cell in cells]


def plain_name(name: str) -> str:
    """A column's name as it is compared."""
    # NFKC turns full-width letters and digits into plain ones.
    return unicodedata.normalize("NFKC", name).strip(" \t\r\n\ufeff").casefold()


def _missing(names: list[str], columns: Columns) -> list[str]:
    return [name for name in columns.first_line if plain_name(name) not in names]


def _rows(lines: _Lines, header: _Header) -> Iterator[Row]:
    # strict: a stray quotation mark becomes an error instead of a silently different id.
    reader = csv.reader(lines, delimiter=header.delimiter, strict=True)
    while True:
        starts_at = lines.number + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            yield Row(id="", cells=(), error=_unreadable(starts_at, lines.number, problem))
            continue
        if cells:
            yield _row(cells, header)


def _row(cells: list[str], header: _Header) -> Row:
    given = "" if header.id_at is None or header.id_at >= len(cells) else cells[header.id_at]
    error = _error_of(cells, header)
    if not error and header.id_at is not None and not given.strip():
        error = phrase("id is empty", "id 为空")
    if error:
        return Row(id=given, cells=(), error=error)
    return Row(id=given, cells=tuple(["" if at == _ABSENT else cells[at] for at in header.cells_at]), error="")


def _error_of(cells: list[str], header: _Header) -> str:
    if any(cell.strip() for cell in cells[header.width :]):
        return phrase(
            f"the row has {len(cells)} values for {header.width} columns, does a comma lack its quotes?",
            f"这一行有 {len(cells)} 个值，列只有 {header.width} 个；逗号是不是没有加引号？",
        )
    if header.last_at >= len(cells):
        return phrase(
            f"the row ends after {len(cells)} of {header.width} values",
            f"这一行只有 {len(cells)} 个值，应有 {header.width} 个",
        )
    return ""


def _unreadable(first: int, last: int, problem: csv.Error) -> str:
    if first >= last:
        where = phrase(f"line {first}", f"第 {first} 行")
    else:
        where = phrase(f"lines {first} to {last}", f"第 {first} 至 {last} 行")
    return phrase(
        f"{where} could not be read, check the quotation marks ({problem})",
        f"文件{where}读不出来，请检查引号（{problem}）",
    )


def _empty(columns: Columns) -> str:
    return phrase(
        f"The file is empty. Its first line must name the columns {', '.join(columns.first_line)}.",
        f"文件是空的。首行须写明列名 {'、'.join(columns.first_line)}。",
    )


def _not_readable(path: object, problem: OSError) -> str:
    reason = problem.strerror or str(problem)
    return phrase(
        f"Cannot read {path} ({reason}). Check the name and the permissions.",
        f"无法读取 {path}（{reason}）。请核对文件名和权限。",
    )
