"""Videos of stories: told by content, kept in the private store together with their captions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final

from xinqiao.foundation.gateways import file_store

FOLDER: Final = "stories"
MAX_BYTES: Final = 60 * 1024 * 1024
TYPES: Final = {"mp4": "video/mp4", "webm": "video/webm"}
_WEBM: Final = b"\x1a\x45\xdf\xa3"
# What browsers on phones play: not QuickTime's own, and no pictures in the same clothes (HEIC, AVIF).
_MP4_BRANDS: Final = (b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"dash", b"MSNV")
_HEAD: Final = 64
_CHUNK: Final = 256 * 1024


class NotAVideo(Exception):
    """Neither MP4 nor WebM, whatever its name says."""


def kind_of(file: BinaryIO) -> str:
    """ "mp4" or "webm", by content; raises NotAVideo. The file stands at its start after."""
    file.seek(0)
    head = file.read(_HEAD)
    file.seek(0)
    if head[4:8] == b"ftyp" and head[8:12] in _MP4_BRANDS:
        return "mp4"
    if head.startswith(_WEBM) and b"webm" in head:
        return "webm"
    raise NotAVideo


def store(file: BinaryIO) -> str:
    """The file's name in the store; raises file_store.FileOverLimit or StoreFull."""
    return file_store.save(_chunks(file), folder=FOLDER, limit=MAX_BYTES)


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk
