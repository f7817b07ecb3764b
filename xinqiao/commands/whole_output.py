"""Output that arrives whole: a file appears under its name complete or not at all."""

import io
import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

from xinqiao.commands.wording import phrase


class OutputFailed(Exception):
    """Nothing was written under the name; the message says why and what to do, in the terminal's language."""


@contextmanager
def whole_output(path: str | None, *, source: str) -> Iterator[TextIO]:
    """A UTF-8 text stream to standard output, or to a file that replaces `path` once it is complete."""
    if path is None or path == "-":
        with _standard_output() as out:
            yield out
        return
    target = os.path.realpath(path)
    _refuse_unsafe(path, target, source)
    try:
        with _renamed_at_the_end(target) as out:
            yield out
    except OSError as problem:
        raise OutputFailed(
            phrase(
                f"Could not write {path} ({problem.strerror or problem}). Nothing there was changed. "
                "Make room or choose another place.",
                f"无法写入 {path}（{problem.strerror or problem}）。原有文件没有改动。请腾出空间或换一个位置。",
            )
        ) from problem


@contextmanager
def _standard_output() -> Iterator[TextIO]:
    # Always UTF-8 and always plain line ends, whatever the terminal's locale says.
    out = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="")
    try:
        yield out
        out.flush()
    except BrokenPipeError:
        raise
    except OSError as problem:
        raise OutputFailed(
            phrase(
                f"Could not write the result ({problem.strerror or problem}). What came out is incomplete.",
                f"无法写出结果（{problem.strerror or problem}）。已写出的部分不完整。",
            )
        ) from problem
    finally:
        with suppress(OSError):
            out.detach()


@contextmanager
def _renamed_at_the_end(target: str) -> Iterator[TextIO]:
    handle, temporary = tempfile.mkstemp(prefix=".xinqiao-", suffix=".tmp", dir=os.path.dirname(target))
    try:
        with open(handle, "w", encoding="utf-8", newline="") as out:
            os.fchmod(handle, _mode_for(target))
            yield out
            out.flush()
            os.fsync(handle)
        os.replace(temporary, target)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(temporary)


def _refuse_unsafe(path: str, target: str, source: str) -> None:
    if not os.path.exists(target):
        return
    if not stat.S_ISREG(os.stat(target).st_mode):
        raise OutputFailed(
            phrase(
                f"{path} is not an ordinary file. Name a file, or leave out -o to write to standard output.",
                f"{path} 不是普通文件。请写一个文件名，或去掉 -o，结果会写到标准输出。",
            )
        )
    if source != "-" and os.path.exists(source) and os.path.samefile(source, target):
        raise OutputFailed(
            phrase(
                f"{path} is the file with the answers itself. Choose another name for the result.",
                f"{path} 就是答案文件，写入会覆盖它。请给结果换一个文件名。",
            )
        )


def _mode_for(target: str) -> int:
    try:
        return stat.S_IMODE(os.stat(target).st_mode)
    except FileNotFoundError:
        # There is no way to read the umask without setting it.
        umask = os.umask(0o077)
        os.umask(umask)
        return 0o666 & ~umask
