"""Word documents: the zip is checked as a whole before anything is unpacked, and only its text is ever read."""

from __future__ import annotations

import struct
import zipfile
import zlib
from typing import BinaryIO, Final
from xml.parsers import expat

from xinqiao.capabilities.candidates.papers.refused import PaperRefused, Why

BODY: Final = "word/document.xml"
TYPES: Final = "[content_types].xml"
MAX_ENTRIES: Final = 2_000
MAX_UNPACKED: Final = 200 * 1024 * 1024
MAX_BODY: Final = 30 * 1024 * 1024
# Real documents pack 5 to 30 times; small ones may pack better without doing harm.
MAX_RATIO: Final = 200
HARMLESS: Final = 10 * 1024 * 1024
MAX_TEXT: Final = 100_000
_CHUNK: Final = 64 * 1024
_ENCRYPTED: Final = 0x1
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
    EOFError,
)
_ACTIVE: Final = ("vbaproject.bin", "vbadata.xml")


def check_docx(file: BinaryIO) -> None:
    """Raises PaperRefused unless this is a Word document without macros that one can safely unpack."""
    try:
        with zipfile.ZipFile(file) as archive:
            parts = _parts(archive)
            if BODY not in parts or TYPES not in parts:
                raise PaperRefused(Why.OTHER_KIND)
            types = _read(archive, parts[TYPES], limit=1024 * 1024)
            if any(_is_active(name) for name in parts) or _names_macros(types):
                raise PaperRefused(Why.MACROS)
            _text(_read(archive, parts[BODY], limit=MAX_BODY))
    except PaperRefused:
        raise
    except _BROKEN as problem:
        raise PaperRefused(Why.DAMAGED) from problem


def docx_text(file: BinaryIO) -> str:
    """The words of a Word document, a line per paragraph, cut at 100,000 characters; raises PaperRefused."""
    try:
        with zipfile.ZipFile(file) as archive:
            return _text(_read(archive, _parts(archive)[BODY], limit=MAX_BODY))
    except PaperRefused:
        raise
    except (*_BROKEN, KeyError) as problem:
        raise PaperRefused(Why.DAMAGED) from problem


def _parts(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise PaperRefused(Why.TOO_LARGE_INSIDE)
    parts = {entry.filename.replace("\\", "/").lower(): entry for entry in entries}
    if len(parts) < len(entries):
        raise PaperRefused(Why.DAMAGED)
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise PaperRefused(Why.ENCRYPTED)
    unpacked, packed = sum(one.file_size for one in entries), sum(one.compress_size for one in entries)
    if unpacked > MAX_UNPACKED or (unpacked > HARMLESS and unpacked > packed * MAX_RATIO):
        raise PaperRefused(Why.TOO_LARGE_INSIDE)
    return parts


def _is_active(name: str) -> bool:
    return name.rpartition("/")[2] in _ACTIVE or name.startswith("word/activex/")


def _names_macros(types: bytes) -> bool:
    """A part with macros may be called anything, but has to state what it is; without NULs UTF-16 reads as well."""
    plain = types.replace(b"\0", b"").lower()
    return b"macroenabled" in plain or b"vbaproject" in plain


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, *, limit: int) -> bytes:
    with archive.open(entry) as part:
        content = part.read(limit + 1)
    if len(content) > limit:
        raise PaperRefused(Why.TOO_LARGE_INSIDE)
    return content


class _Words:
    """Collects the text runs; a deleted passage or a field's code is no text of the paper."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.length = 0
        self._in_text = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """A text run, a tab or a line break begins."""
        local = name.rpartition(":")[2]
        self._in_text = local == "t"
        if local == "tab":
            self._add("\t")
        elif local in ("br", "cr"):
            self._add("\n")

    def end(self, name: str) -> None:
        """A paragraph ends its line."""
        self._in_text = False
        if name.rpartition(":")[2] == "p":
            self._add("\n")

    def data(self, text: str) -> None:
        """Letters, which count inside a text run only."""
        if self._in_text:
            self._add(text)

    def _add(self, text: str) -> None:
        if self.length < MAX_TEXT:
            self.pieces.append(text)
            self.length += len(text)


def _text(body: bytes) -> str:
    words, parser = _Words(), expat.ParserCreate()

    def no_doctype(*_: object) -> None:
        # Entities could grow without end or reach for other files; no word processor writes any.
        raise PaperRefused(Why.DAMAGED)

    parser.StartDoctypeDeclHandler = no_doctype
    parser.StartElementHandler, parser.EndElementHandler = words.start, words.end
    parser.CharacterDataHandler = words.data
    try:
        for start in range(0, len(body), _CHUNK):
            parser.Parse(body[start : start + _CHUNK], False)
        parser.Parse(b"", True)
    except expat.ExpatError as problem:
        raise PaperRefused(Why.DAMAGED) from problem
    return "".join(words.pieces)[:MAX_TEXT].strip()
