"""Reads and judges rows in a process beside the one that stores them: half of the work of an import needs no database.

The child is a fork that ends by itself when nobody reads any more. It touches neither connection nor lease.
"""

from __future__ import annotations

import fcntl
import os
import pickle
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, BinaryIO, Final

# So much may wait in the pipe, so that neither side has to wait for the other at every chunk.
_PIPE_BYTES: Final = 1 << 20


def read_ahead(work: Callable[[], Iterator[Any]]) -> Iterator[Any]:
    """Yields what `work` yields, made in a child process; raises what it raises."""
    reading, writing = os.pipe()
    with suppress(OSError, AttributeError):
        fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
    pid = os.fork()
    if not pid:
        os.close(reading)
        _child(work, writing)
    os.close(writing)
    try:
        with os.fdopen(reading, "rb") as answers:
            yield from _answers(answers)
    finally:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


class ReaderLost(Exception):
    """The child ended without a word: killed from outside, or out of memory. The job is tried again."""


def _answers(answers: BinaryIO) -> Iterator[Any]:
    while True:
        try:
            kind, value = pickle.load(answers)
        except EOFError as problem:
            raise ReaderLost from problem
        if kind == "end":
            return
        if kind == "error":
            raise value
        yield value


def _child(work: Callable[[], Iterator[Any]], writing: int) -> None:
    """Never returns: neither the worker's clean-up nor its handlers may run twice."""
    status = 1
    try:
        for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGPIPE):
            signal.signal(name, signal.SIG_DFL)
        with os.fdopen(writing, "wb", buffering=_PIPE_BYTES) as out:
            try:
                for value in work():
                    _send(out, "value", value)
                _send(out, "end", None)
            except Exception as problem:
                # The outer edge of this process: the other side raises it.
                _send(out, "error", problem)
        status = 0
    finally:
        os._exit(status)


def _send(out: BinaryIO, kind: str, value: Any) -> None:
    out.write(pickle.dumps((kind, value), pickle.HIGHEST_PROTOCOL))
    out.flush()
