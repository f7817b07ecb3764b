"""Lists as CSV, in UTF-8 for everything and in GB18030 for the Excel of older Chinese Windows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from xinqiao.domain.spreadsheet_cells import harmless

BOM: Final = "\ufeff".encode()
# What stands in place of a character that the file cannot hold.
INSTEAD: Final = "\u3013"


@dataclass
class Lost:
    """How many characters could not be written."""

    count: int = field(default=0)


def utf8_csv(heading: Sequence[str], blocks: Iterable[Sequence[Sequence[str]]]) -> Iterator[bytes]:
    """A CSV that Excel opens with the right letters."""
    yield BOM + _csv([heading]).encode()
    for block in blocks:
        yield _csv(block).encode("utf-8", "replace")


def gb18030_csv(
    heading: Sequence[str], blocks: Iterable[Sequence[Sequence[str]]], lost: Lost | None = None
) -> Iterator[bytes]:
    """The same for programs that expect GBK. What they could not show is replaced visibly and counted."""
    lost = lost or Lost()
    yield _gbk(_csv([heading]), lost)
    for block in blocks:
        yield _gbk(_csv(block), lost)


def _gbk(text: str, lost: Lost) -> bytes:
    try:
        return text.encode("gbk")
    except UnicodeEncodeError:
        return b"".join(_one(character, lost) for character in text)


def _one(character: str, lost: Lost) -> bytes:
    # GB18030 has four bytes for every rare character, but the programs that this file is for read two at a time
    # and would show letters of somebody else's name.
    try:
        return character.encode("gbk")
    except UnicodeEncodeError:
        pass
    try:
        raw = character.encode("gb18030")
    except UnicodeEncodeError:
        raw = b"1234"
    if len(raw) == 2:
        return raw
    lost.count += 1
    return INSTEAD.encode("gbk")


def _csv(rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue()
