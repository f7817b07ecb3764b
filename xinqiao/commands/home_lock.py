"""Who uses the data directory: many may work in it, a restore wants it alone, one at a time changes the schema."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from xinqiao.commands.wording import phrase


class HomeBusy(Exception):
    """Somebody else holds the data directory; the message says so in the terminal's language."""


@contextmanager
def in_use(home: Path) -> Iterator[int]:
    """Marks the directory as used while the block runs; raises HomeBusy during a restore.

    Yields the file number: a child that inherits it keeps the mark also when its parent is killed.
    """
    busy = phrase(
        f"The data directory {home} is being restored. Wait until that is done.",
        f"数据目录 {home} 正在恢复备份，请等它完成。",
    )
    with _locked(home / "in-use.lock", fcntl.LOCK_SH | fcntl.LOCK_NB, busy) as handle:
        yield handle


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """Nobody else uses the directory while the block runs; raises HomeBusy when somebody does."""
    busy = phrase(
        f"The data directory {home} is in use. Stop Xinqiao there first.",
        f"数据目录 {home} 正在使用中。请先停止那里的信桥。",
    )
    with _locked(home / "in-use.lock", fcntl.LOCK_EX | fcntl.LOCK_NB, busy):
        yield


@contextmanager
def working_folder(home: Path, name: str) -> Iterator[Path]:
    """An empty folder in the data directory, for one process at a time, gone afterwards.

    What a killed predecessor left there goes first: it would hold personal data for ever.
    """
    with _locked(home / f"{name}.lock", fcntl.LOCK_EX):
        folder = home / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def preparing(home: Path) -> Iterator[None]:
    """Waits until no other process on this machine changes schema or static files."""
    with _locked(home / "preparing.lock", fcntl.LOCK_EX):
        yield


@contextmanager
def _locked(path: Path, kind: int, busy: str = "") -> Iterator[int]:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, kind)
        except BlockingIOError as problem:
            raise HomeBusy(busy) from problem
        yield handle
    finally:
        os.close(handle)
