"""The processes below `xinqiao serve`: started, watched, restarted with growing pauses, stopped."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
# A process that ran this long was well; its next fall begins with the shortest pause again.
WELL_AFTER = 60.0
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG


@dataclass
class Child:
    """One process that should always run."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    kept_files: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    restart_at: float = 0.0
    _pause: float = FIRST_PAUSE
    _started: float = field(default=0.0)

    def start(self) -> None:
        """Starts the process in a group of its own."""
        parent = os.getpid()
        self.process = subprocess.Popen(
            self.command,
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=self.kept_files,
            preexec_fn=lambda: _begin(parent),
        )
        self._started = time.monotonic()

    def look(self) -> int | None:
        """The exit status when the process has just ended (its next start is planned), else None."""
        if self.process is None or self.process.poll() is None:
            return None
        status = self.process.returncode
        # What it left behind would hold the port.
        self._signal_group(signal.SIGKILL)
        if status == -signal.SIGKILL or time.monotonic() - self._started > WELL_AFTER:
            # Killed from outside, or well for a while: nothing says that its next start would fail.
            self._pause = FIRST_PAUSE
        self.restart_at = time.monotonic() + self._pause
        self._pause = min(self._pause * 2, LONGEST_PAUSE)
        self.process = None
        return status

    def seconds_to_restart(self) -> float | None:
        """How long until its next start is due; None while it runs."""
        return None if self.process is not None else max(0.0, self.restart_at - time.monotonic())

    def restart_if_due(self) -> None:
        """Starts it again once its pause is over."""
        if self.process is None and time.monotonic() >= self.restart_at:
            self.start()

    def ask_to_stop(self) -> None:
        """SIGTERM to the process itself, which ends its own children in order."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                self.process.terminate()

    def is_gone(self) -> bool:
        """Whether nothing of it runs."""
        return self.process is None or self.process.poll() is not None

    def kill(self) -> None:
        """The process and all that it started, at once."""
        self._signal_group(signal.SIGKILL)
        if self.process is not None:
            self.process.wait()

    def _signal_group(self, number: int) -> None:
        if self.process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)


def _begin(parent: int) -> None:
    """In the new process, before its program: normal signals, and an end together with the supervisor."""
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGTERM)
    if os.getppid() != parent:
        os._exit(0)
