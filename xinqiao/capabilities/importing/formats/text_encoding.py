"""Which encoding a text file is in: its mark, else what decodes without an error, in the order of likelihood."""

import codecs
import re
from pathlib import Path
from typing import Final

from xinqiao.capabilities.importing.formats.detect import CHUNK_BYTES, HEAD_BYTES, utf16_order
from xinqiao.capabilities.importing.formats.errors import MixedEncodings, NulBytes, Undecodable, UnreadableCell
from xinqiao.capabilities.importing.formats.limits import MAX_LINE

# What a person can choose, and the codec that reads it (with or without its mark).
ENCODINGS: Final[dict[str, str]] = {
    "utf-8": "utf-8-sig",
    "gb18030": "gb18030",
    "utf-16": "utf-16",
    "windows-1252": "cp1252",
}

_MARKS: Final[tuple[tuple[bytes, str], ...]] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Two characters of three bytes each, or one between ASCII: GBK looks like that by the rarest chance only, while
# single pairs do at times (联通 in GBK is valid UTF-8).
_SURELY_UTF8: Final = re.compile(
    rb"(?:[\xe3-\xe9][\x80-\xbf]{2}){2}|(?<![\x80-\xff])[\xe3-\xe9][\x80-\xbf]{2}(?![\x80-\xff])"
)


def decide_encoding(path: Path) -> str:
    """Return one of `ENCODINGS`; Windows-1252 is never guessed, as every file could be read as that.

    Raises `NulBytes`, `MixedEncodings` or `Undecodable`.
    """
    head = _head(path)
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    if utf16_order(head):
        return "utf-16"
    return "utf-8" if _is_utf8(path) else _checked_gb18030(path)


def codec_of(path: Path, encoding: str) -> str:
    """Return the codec for one of `ENCODINGS`; UTF-16 without its mark needs the order of its bytes named."""
    head = _head(path)
    if encoding != "utf-16" or head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ENCODINGS[encoding]
    order = utf16_order(head)
    if not order:
        raise Undecodable(row=1)
    return order


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD_BYTES)


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    lines = 0
    with path.open("rb") as file:
        while True:
            chunk = file.read(CHUNK_BYTES)
            if b"\0" in chunk:
                raise NulBytes(row=lines + chunk[: chunk.index(b"\0")].count(b"\n") + 1)
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError:
                return False
            lines += chunk.count(b"\n")
            if not chunk:
                return True


def _checked_gb18030(path: Path) -> str:
    """Look at every line of a file that is not UTF-8 as a whole: two files pasted together read as GB18030 too,
    half of them as nonsense."""
    utf8_lines: list[int] = []
    other_lines: list[int] = []
    strange: int | None = None
    with path.open("rb") as file:
        for number, line in enumerate(iter(lambda: file.readline(MAX_LINE), b""), start=1):
            if len(line) == MAX_LINE:
                raise UnreadableCell(row=number)
            if line.isascii():
                _refuse_nul(line, number)
            elif _SURELY_UTF8.search(line) and _decodes(line, "utf-8"):
                utf8_lines.append(number)
            elif _decodes(line, "gb18030"):
                other_lines.append(number)
            else:
                strange = strange or number
    if utf8_lines and other_lines:
        raise MixedEncodings(row=min(utf8_lines, other_lines, key=len)[0])
    if strange is not None or utf8_lines:
        raise Undecodable(row=strange or utf8_lines[0])
    return "gb18030"


def _refuse_nul(line: bytes, number: int) -> None:
    if b"\0" in line:
        raise NulBytes(row=number)


def _decodes(line: bytes, codec: str) -> bool:
    try:
        line.decode(codec)
    except UnicodeDecodeError:
        return False
    return True
