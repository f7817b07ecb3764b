"""The form of a backup: one .tar.gz whose manifest, at the end, names every member with its size and SHA-256.

It appears under its name whole or not at all, and nothing that was read back is used before all of it is checked.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import re
import tarfile
import tempfile
import zlib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any, Final, cast

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
KEY: Final = "secret_key"
DATABASES: Final = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}
_MEMBER: Final = re.compile(r"database\.(?:sqlite3|pgdump)|secret_key|manifest\.json|files/[a-z]{1,20}/[0-9a-f]{32}")
_LONGEST_MANIFEST: Final = 256 * 1024 * 1024
_CHUNK: Final = 1024 * 1024


class UnusableBackup(Exception):
    """The file cannot be restored; `code` says why: `not_a_backup`, `damaged`, `newer`, `unsafe`."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


@dataclass(frozen=True)
class Manifest:
    """What a backup says about itself."""

    product: str
    made_at: str
    database: str
    migrations: list[str]
    key_mark: str
    format: int = FORMAT
    members: dict[str, dict[str, Any]] = field(default_factory=dict)


def key_mark(key: str) -> str:
    """Tells two secret keys apart without giving either away."""
    return hashlib.sha256(b"xinqiao backup\0" + key.encode()).hexdigest()[:16]


def write_archive(target: Path, contents: Iterable[tuple[str, Path]], manifest: Manifest) -> Manifest:
    """Writes the backup with these named files; `target` is replaced only when all is on the disk."""
    handle, temporary = tempfile.mkstemp(prefix=".xinqiao-backup-", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as raw:
            # The default level: the highest takes three times as long for two per cent less.
            with (
                gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=raw, mtime=0) as packed,
                tarfile.open(fileobj=cast(IO[bytes], packed), mode="w", format=tarfile.PAX_FORMAT) as tar,
            ):
                for name, path in contents:
                    manifest.members[name] = _add(tar, name, path)
                _add_bytes(tar, MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False).encode())
            raw.flush()
            os.fsync(raw.fileno())
        os.replace(temporary, target)
        sync_folder(target.parent)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(temporary)
    return manifest


def unpack(archive: Path, into: Path) -> Manifest:
    """Unpacks a backup into an empty folder and checks every byte; raises UnusableBackup."""
    found: dict[str, dict[str, Any]] = {}
    text = b""
    try:
        # Opened as gzip by ourselves: its checksum is only compared when the stream is read to its end.
        with gzip.open(archive, "rb") as packed:
            with tarfile.open(fileobj=cast(IO[bytes], packed), mode="r|") as tar:
                for member in tar:
                    _require_safe(member, found)
                    source = tar.extractfile(member)
                    assert source is not None
                    if member.name == MANIFEST:
                        text = source.read(_LONGEST_MANIFEST)
                    else:
                        found[member.name] = _extract(source, into / member.name)
            while packed.read(_CHUNK):
                pass
    except (EOFError, zlib.error, gzip.BadGzipFile, tarfile.TarError, UnicodeError, ValueError) as problem:
        raise UnusableBackup("damaged" if found else "not_a_backup", str(problem)) from problem
    return _checked(text, found)


def sync_folder(folder: Path) -> None:
    """Makes renames inside a folder survive a loss of power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _add(tar: tarfile.TarFile, name: str, path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        member = tarfile.TarInfo(name)
        member.size = os.fstat(file.fileno()).st_size
        member.mode = 0o600
        reader = _Hashing(file)
        tar.addfile(member, cast(IO[bytes], reader))
    return {"size": member.size, "sha256": reader.digest.hexdigest()}


def _add_bytes(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(content), 0o600
    tar.addfile(member, io.BytesIO(content))


class _Hashing:
    """Hashes what is read, so that a large file is read once."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self.file.read(size)
        self.digest.update(chunk)
        return chunk


def _require_safe(member: tarfile.TarInfo, found: dict[str, dict[str, Any]]) -> None:
    if not member.isreg() or not _MEMBER.fullmatch(member.name):
        raise UnusableBackup("unsafe", member.name[:80])
    if member.name in found:
        raise UnusableBackup("damaged", member.name)


def _extract(source: IO[bytes], target: Path) -> dict[str, Any]:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest, size = hashlib.sha256(), 0
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return {"size": size, "sha256": digest.hexdigest()}


def _checked(text: bytes, found: dict[str, dict[str, Any]]) -> Manifest:
    try:
        said = json.loads(text)
        version = said["format"]
        if not isinstance(version, int) or version > FORMAT:
            raise UnusableBackup("newer", str(version))
        manifest = Manifest(**said)
        database = DATABASES[manifest.database]
    except (ValueError, TypeError, KeyError) as problem:
        raise UnusableBackup("damaged" if text else "not_a_backup", MANIFEST) from problem
    if manifest.members != found or database not in found:
        wrong = sorted(name for name in {*manifest.members, *found} if manifest.members.get(name) != found.get(name))
        raise UnusableBackup("damaged", ", ".join(wrong[:3]) or database)
    return manifest
