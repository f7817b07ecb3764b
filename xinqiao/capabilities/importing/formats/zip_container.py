"""The zip around a workbook: checked as a whole first, then unpacked part by part with a watch on the size."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO, Final

from xinqiao.capabilities.importing.formats.errors import BadZip, EncryptedFile, ZipBomb
from xinqiao.capabilities.importing.formats.limits import (
    HARMLESS_UNPACKED_BYTES,
    MAX_PACKING_RATIO,
    MAX_UNPACKED_BYTES,
    MAX_ZIP_ENTRIES,
)

CHUNK_BYTES: Final = 64 * 1024

_LOCAL_HEADER: Final = struct.Struct("<4s22xHH")
_LOCAL_MAGIC: Final = b"PK\x03\x04"
_ENCRYPTED: Final = 0x1


def checked_parts(file: BinaryIO) -> dict[str, zipfile.ZipInfo]:
    """Return the entries by name in lower case (readers of workbooks ignore case).

    Raises `BadZip`, `EncryptedFile` or `ZipBomb` for what no honest program writes.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, OSError, EOFError) as error:
        raise BadZip from error
    if len(entries) > MAX_ZIP_ENTRIES:
        raise ZipBomb(found=len(entries), limit=MAX_ZIP_ENTRIES)
    parts = {entry.filename.replace("\\", "/").lower(): entry for entry in entries}
    if len(parts) < len(entries) or any(entry.header_offset < 0 for entry in entries):
        raise BadZip
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise EncryptedFile
    _refuse_bombs(entries)
    return parts


def _refuse_bombs(entries: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if unpacked > MAX_UNPACKED_BYTES:
        raise ZipBomb(found=unpacked, limit=MAX_UNPACKED_BYTES)
    if unpacked > HARMLESS_UNPACKED_BYTES and unpacked > packed * MAX_PACKING_RATIO:
        raise ZipBomb(found=unpacked // max(packed, 1), limit=MAX_PACKING_RATIO)


def unpacked(file: BinaryIO, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield the bytes of an entry in chunks, and refuse an entry that holds more than it declares.

    zipfile itself would stop at the declared size; another reader need not.
    """
    name = entry.filename[:100]
    file.seek(entry.header_offset)
    header = file.read(_LOCAL_HEADER.size)
    if len(header) < _LOCAL_HEADER.size:
        raise BadZip(name=name)
    magic, name_length, extra_length = _LOCAL_HEADER.unpack(header)
    if magic != _LOCAL_MAGIC or entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise BadZip(name=name)
    file.seek(name_length + extra_length, 1)
    chunks = _packed(file, entry)
    if entry.compress_type == zipfile.ZIP_DEFLATED:
        chunks = _inflated(chunks, name)
    produced = 0
    for chunk in chunks:
        produced += len(chunk)
        if produced > entry.file_size:
            raise ZipBomb(name=name, found=produced, limit=entry.file_size)
        yield chunk
    if produced < entry.file_size:
        raise BadZip(name=name)


def _packed(file: BinaryIO, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    left = entry.compress_size
    while left:
        chunk = file.read(min(CHUNK_BYTES, left))
        if not chunk:
            raise BadZip(name=entry.filename[:100])
        left -= len(chunk)
        yield chunk


def _inflated(packed: Iterator[bytes], name: str) -> Iterator[bytes]:
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for chunk in packed:
            while chunk:
                yield inflate.decompress(chunk, CHUNK_BYTES)
                chunk = inflate.unconsumed_tail
        yield inflate.flush()
    except zlib.error as error:
        raise BadZip(name=name) from error
