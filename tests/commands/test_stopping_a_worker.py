"""A worker that is told to stop leaves its job at the next safe point, as if it had not begun."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.commands.homes import REPOSITORY, variables
from tests.factories import NOW
from xinqiao.foundation.jobs.models import Job
from xinqiao.foundation.jobs.operations import enqueue
from xinqiao.foundation.jobs.runner import Lease, Worker

WORKERS: list[Worker] = []
STEPS: list[int] = []


def three_steps(lease: Lease) -> None:
    """A task of three transactions; the stop comes during the second."""
    for step in (1, 2, 3):
        with lease.transaction(done_count=step):
            STEPS.append(step)
        if step == 2 and WORKERS:
            WORKERS.pop().stopping = True


@pytest.mark.django_db
def test_the_job_goes_back_and_the_stop_counts_as_no_attempt() -> None:
    STEPS.clear()
    enqueue(f"{__name__}:three_steps", now=NOW)
    first = Worker(clock=lambda: NOW)
    WORKERS.append(first)
    while not first.stopping:
        first.run_once()
    job = Job.objects.get(task__contains="three_steps")
    assert (STEPS, job.state, job.attempts, job.done_count, job.error) == ([1, 2], "waiting", 0, 2, "")
    second = Worker(clock=lambda: NOW)
    while second.run_once():
        pass
    job.refresh_from_db()
    assert (STEPS, job.state, job.attempts) == ([1, 2, 1, 2, 3], "done", 1)


@pytest.mark.sqlite
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_an_idle_worker_ends_at_once_with_status_0(home: Path, number: int) -> None:
    process = start_worker(home)
    wait_for_first_plan(home)
    process.send_signal(number)
    assert process.wait(timeout=5) == 0


@pytest.mark.sqlite
def test_a_worker_waits_for_an_older_database_and_refuses_a_newer_one(tmp_path: Path, home: Path) -> None:
    waiting = start_worker(tmp_path)
    assert "Waiting for the database" in read_line(waiting)
    waiting.terminate()
    assert waiting.wait(timeout=5) == 0
    make_newer(home)
    refused = start_worker(home)
    assert refused.wait(timeout=20) == 3
    assert "newer release" in read_line(refused)


def start_worker(home: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "xinqiao.cli", "worker"],
        env=variables(home),
        cwd=REPOSITORY,
        stderr=subprocess.PIPE,
        text=True,
    )


def read_line(process: Any) -> str:
    return str(process.stderr.readline())


def wait_for_first_plan(home: Path) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        with sqlite3.connect(home / "xinqiao.sqlite3") as link:
            if link.execute("SELECT count(*) FROM jobs_job WHERE state = 'done'").fetchone()[0]:
                return
        time.sleep(0.05)
    raise AssertionError("the worker did nothing")


def make_newer(home: Path) -> None:
    with sqlite3.connect(home / "xinqiao.sqlite3") as link:
        link.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('jobs', '0999_tomorrow', '2030-01-01')"
        )
