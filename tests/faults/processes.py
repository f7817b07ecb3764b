"""Real processes beside the test, forked so that a kill costs no start-up."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from datetime import timedelta

from django.db import connection

from xinqiao.foundation.jobs.runner import Worker

LEASE = timedelta(seconds=0.8)
# For a job that is killed so often that waiting for leases would be most of the test.
BRIEF_LEASE = timedelta(seconds=0.3)


def fork(work: Callable[[], object]) -> int:
    """Runs `work` in a child process with its own database connection; returns its process id."""
    connection.close()
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        work()
        status = 0
    finally:
        # Neither pytest's nor the parent's clean-up may run in the child.
        os._exit(status)


def worker() -> None:
    """A worker with a short lease, as a production one otherwise."""
    Worker(lease=LEASE).run_forever()


def brief_worker() -> None:
    """A worker whose lease ends sooner still; on a busy machine it may lose one while it works."""
    Worker(lease=BRIEF_LEASE, poll_seconds=0.1).run_forever()


def kill(pid: int) -> None:
    """kill -9, and wait until the process is gone."""
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def wait_until(reached: Callable[[], bool], *, seconds: float = 30) -> None:
    """Polls until true; fails with words when it takes too long."""
    end = time.monotonic() + seconds
    while not reached():
        if time.monotonic() > end:
            raise AssertionError(f"not reached within {seconds} s")
        time.sleep(0.02)
