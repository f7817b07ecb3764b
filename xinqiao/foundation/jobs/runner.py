"""The worker: claims due rows, runs their tasks one after another, and writes only while it holds the lease."""

from __future__ import annotations

import importlib
import logging
import os
import secrets
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import DatabaseError, InterfaceError, close_old_connections, transaction

from xinqiao.foundation.jobs import operations, schedule
from xinqiao.foundation.jobs.operations import Claim, JobCancelled, LeaseLost
from xinqiao.foundation.tenancy.scope import scope

log = logging.getLogger("xinqiao.jobs")

Task = Callable[..., dict[str, Any] | None]
POLL_SECONDS = 1.0
SCHEDULE_SECONDS = 30.0


class Interrupted(Exception):
    """The worker is to stop; raised inside the task at its next safe point."""


class UnusableInput(Exception):
    """A task raises it when trying again cannot help; `code` is stored as the job's error."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Lease:
    """What a task gets first: the door to the database and to its own progress."""

    claim: Claim
    clock: Callable[[], datetime]
    duration: timedelta = operations.LEASE
    stopping: Callable[[], bool] = lambda: False

    @property
    def workspace_id(self) -> int:
        """The workspace that the job belongs to."""
        if self.claim.workspace_id is None:
            raise UnusableInput("no_workspace")
        return self.claim.workspace_id

    @contextmanager
    def transaction(self, **progress: Any) -> Iterator[datetime]:
        """One short write transaction that commits only if the lease is still held; yields `now`.

        `progress` (done_count, total_count, look_count) is committed with it, and the job's workspace is
        the scope. Raises LeaseLost, JobCancelled or Interrupted before anything is written.
        """
        if self.stopping():
            raise Interrupted
        now = self.clock()
        with transaction.atomic():
            operations.hold(self.claim, now=now, lease=self.duration, **progress)
            if self.claim.workspace_id is None:
                yield now
            else:
                with scope(self.claim.workspace_id):
                    yield now


def load_task(name: str) -> Task:
    """The function behind "package.module:function"; raises ImportError or AttributeError."""
    module, _, function = name.partition(":")
    task: Task = getattr(importlib.import_module(module), function)
    return task


@dataclass
class Worker:
    """Runs due work until told to stop. `stop` lets the present task end at its next safe point."""

    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    lease: timedelta = operations.LEASE
    owner: str = field(default_factory=lambda: f"{socket.gethostname()[:30]}-{os.getpid()}-{secrets.token_hex(4)}")
    stopping: bool = False
    poll_seconds: float = POLL_SECONDS
    _next_schedule: float = 0.0

    def run_forever(self) -> None:
        """Claims and runs until `stopping`; a database that is away is waited for."""
        while not self.stopping:
            try:
                busy = self.run_once()
            except (DatabaseError, InterfaceError):
                log.exception("database not reachable, trying again")
                close_old_connections()
                busy = False
            if not busy and not self.stopping:
                time.sleep(self.poll_seconds)

    def run_once(self) -> bool:
        """Runs what is due now; True when there was something."""
        self._plan()
        # One at a time: a long import must not sit on the leases of short jobs behind it.
        claims = operations.claim_due(self.owner, now=self.clock(), limit=1, lease=self.lease)
        for claim in claims:
            self.run_claimed(claim)
        return bool(claims)

    def _plan(self) -> None:
        if time.monotonic() >= self._next_schedule:
            self._next_schedule = time.monotonic() + SCHEDULE_SECONDS
            schedule.enqueue_periodic(now=self.clock())

    def run_claimed(self, claim: Claim) -> None:
        """Runs one job that is leased to this worker, and writes down how it ended."""
        facts = {"job": claim.job_id, "task": claim.task}
        try:
            task = load_task(claim.task)
            lease = Lease(claim, self.clock, self.lease, lambda: self.stopping)
            result = task(lease, **claim.arguments)
            operations.finish(claim, now=self.clock(), result=result)
            log.info("job done", extra=facts)
        except JobCancelled:
            operations.mark_cancelled(claim, now=self.clock())
        except Interrupted:
            operations.put_back(claim, now=self.clock())
        except LeaseLost:
            log.warning("lease lost, nothing written", extra=facts)
        except UnusableInput as problem:
            operations.fail(claim, now=self.clock(), error=problem.code)
        except Exception as problem:
            # The outer edge of every task: log, then try again later or give up for a person to see.
            log.exception("job failed", extra=facts)
            operations.retry_or_fail(claim, now=self.clock(), error=type(problem).__name__)
