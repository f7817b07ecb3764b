"""Uploaded files, below `settings.FILES_ROOT`: random names, readable by this account alone, never served."""

from __future__ import annotations

import errno
import os
import re
import secrets
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from django.conf import settings

_NAME: Final = re.compile(r"[a-z]{1,20}/[0-9a-f]{32}")
_UNFINISHED: Final = ".part"
_FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class FileOverLimit(Exception):
    """More bytes came than allowed; nothing was kept."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


class StoreFull(Exception):
    """The disk or the quota is full; nothing was kept."""


class FileMissing(Exception):
    """There is no such file, or the name is none that the store gave."""


def save(chunks: Iterable[bytes], *, folder: str, limit: int) -> str:
    """Writes a new file and returns its name; what is returned survives a loss of power.

    Raises FileOverLimit or StoreFull and leaves nothing behind then, nor when `chunks` itself raises.
    """
    name = f"{folder}/{secrets.token_hex(16)}"
    final = _place(name)
    unfinished = final.with_name(final.name + _UNFINISHED)
    try:
        final.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write(unfinished, chunks, limit)
        os.replace(unfinished, final)
        _sync_folder(final.parent)
    except OSError as problem:
        unfinished.unlink(missing_ok=True)
        if problem.errno in _FULL:
            raise StoreFull from problem
        raise
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    return name


def path_of(name: str) -> Path:
    """Where a stored file lies, for readers that need a path; raises FileMissing."""
    path = _place(name)
    if not path.is_file():
        raise FileMissing(name)
    return path


def delete(name: str) -> bool:
    """Removes a file; False when it was gone already."""
    try:
        _place(name).unlink()
    except FileNotFoundError:
        return False
    return True


def names_before(folder: str, moment: datetime) -> Iterator[str]:
    """The folder's files last written before `moment`, unfinished ones included: what a sweep looks at."""
    root = Path(settings.FILES_ROOT) / folder
    if not root.is_dir():
        return
    for path in root.iterdir():
        try:
            written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        except FileNotFoundError:
            continue
        if written < moment:
            yield f"{folder}/{path.name}"


def _place(name: str) -> Path:
    if not _NAME.fullmatch(name.removesuffix(_UNFINISHED)):
        raise FileMissing(name)
    return Path(settings.FILES_ROOT) / name


def _write(path: Path, chunks: Iterable[bytes], limit: int) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    size = 0
    with os.fdopen(handle, "wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > limit:
                raise FileOverLimit(limit)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
