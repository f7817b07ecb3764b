"""What a file is, told from its content; names and types sent by browsers are not believed."""

import re
from enum import StrEnum
from pathlib import Path
from typing import Final

from xinqiao.capabilities.importing.formats.errors import (
    BinaryFile,
    EmptyFile,
    EncryptedFile,
    FileTooLarge,
    OldWorkbook,
    WebPage,
)
from xinqiao.capabilities.importing.formats.limits import MAX_FILE_BYTES


class Kind(StrEnum):
    """The families of files that can be opened."""

    TEXT = "csv"
    WORKBOOK = "xlsx"
    CARDS = "vcf"


HEAD_BYTES: Final = 4096
# A few come with text copied from elsewhere.
STRAY_CONTROLS: Final = 8
CHUNK_BYTES: Final = 1024 * 1024
# Lists in UTF-16 have a separator or a line end at least every so many signs.
LEAST_COMMON: Final = 0.03

_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS: Final[tuple[tuple[bytes, str], ...]] = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "gif"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf", "7z"),
    (b"Rar!", "rar"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
    (b"\x7fELF", "program"),
    (b"MZ\x90", "program"),
    (b"SQLite format 3", "sqlite"),
    (b"{\\rtf", "rtf"),
)
_UTF16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
_MARKUP: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|meta|table|\?xml|div|style)", re.IGNORECASE)
_CARD: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*BEGIN\s*:\s*VCARD\b", re.IGNORECASE)
_IN_EVERY_LIST: Final = "\n\r\t,;| .@0123456789"
_PRINTABLE_PAIR: Final = re.compile(rb"[\x20-\x7e]{2}")
_CONTROL: Final = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")


def kind_of(path: Path) -> Kind:
    """Say how to read the file. Raises the `UnreadableFile` that fits when it is none of ours."""
    size = path.stat().st_size
    if size > MAX_FILE_BYTES:
        raise FileTooLarge(found=size, limit=MAX_FILE_BYTES)
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if head.startswith(_OLE):
        raise _ole_problem(path)
    if head.startswith(_ZIP):
        return Kind.WORKBOOK
    if _CARD.match(head) or (head.startswith(_UTF16_MARKS) and _CARD.match(head.replace(b"\0", b"")[2:])):
        return Kind.CARDS
    _refuse_what_is_no_text(head)
    return Kind.TEXT


def utf16_order(head: bytes) -> str:
    """Return the codec of text in UTF-16 that begins without a mark; empty for anything else."""
    if b"\0" not in head:
        return ""
    even = head[: len(head) // 2 * 2]
    shares = {codec: _share_of_common(even, codec) for codec in ("utf-16-le", "utf-16-be")}
    best = max(shares, key=lambda codec: shares[codec])
    return best if shares[best] >= LEAST_COMMON and (len(head) % 2 == 0 or len(head) == HEAD_BYTES) else ""


def _share_of_common(even: bytes, codec: str) -> float:
    """Line ends, digits and what separates cells are ASCII in every list. (Letters do not count: 一, read in the
    wrong order, is an N.) None at all where the rest betrays that these are other bytes, read in pairs: NUL
    characters, or signs that two letters side by side would give."""
    # The last sign may be half of a pair that the head cuts in two.
    text = even.decode(codec, "ignore")
    others = [sign for sign in text if not sign.isascii()]
    pairs = sum(1 for sign in others if _PRINTABLE_PAIR.fullmatch(sign.encode(codec, "replace")))
    if "\0" in text or not text or pairs * 2 > len(others):
        return 0
    return sum(map(text.count, _IN_EVERY_LIST)) / len(text)


def _refuse_what_is_no_text(head: bytes) -> None:
    if not head.strip():
        raise EmptyFile
    for magic, name in _OTHERS:
        if head.startswith(magic):
            raise BinaryFile(name=name)
    if _MARKUP.match(head):
        raise WebPage
    controls = 0 if head.startswith(_UTF16_MARKS) or utf16_order(head) else len(_CONTROL.findall(head))
    if controls > STRAY_CONTROLS + len(head) // 50:
        raise BinaryFile(name="")


def _ole_problem(path: Path) -> EncryptedFile | OldWorkbook | BinaryFile:
    """Tell apart the three things that Microsoft's old container holds, by the names of its streams."""
    found = _names_within(path, ("EncryptedPackage", "Workbook", "Book"))
    if "EncryptedPackage" in found:
        return EncryptedFile()
    return OldWorkbook() if found else BinaryFile(name="ole")


def _names_within(path: Path, names: tuple[str, ...]) -> set[str]:
    wanted = {name: name.encode("utf-16-le") for name in names}
    found: set[str] = set()
    overlap = b""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            window = overlap + chunk
            found.update(name for name, pattern in wanted.items() if pattern in window)
            overlap = window[-64:]
    return found
