"""The real product as a process tree, with its CPU time and memory as the kernel counts them."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg

TICK = os.sysconf("SC_CLK_TCK")


class Server:
    """`xinqiao serve` on a free port with a home of its own; use as a context manager.

    The home begins empty, or as a copy of `prepared`, which spares the preparation.
    """

    def __init__(
        self, *, database_url: str = "", demo: bool = False, web_processes: int = 1, prepared: Path | None = None
    ) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="xinqiao-bench-"))
        if prepared is not None:
            shutil.copytree(prepared, self.home, dirs_exist_ok=True)
        self.port = _free_port()
        self.demo = demo
        self.environment = {
            **os.environ,
            "XINQIAO_HOME": str(self.home),
            "PORT": str(self.port),
            "PUBLIC_URL": f"http://localhost:{self.port}",
            "SECRET_KEY": secrets.token_urlsafe(40),
            "DATABASE_URL": database_url,
            "WEB_PROCESSES": str(web_processes),
            "LOG_LEVEL": "WARNING",
            "DJANGO_SETTINGS_MODULE": "xinqiao.config.settings",
        }
        self.seconds_to_first_page = 0.0
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self.remove()

    def start(self) -> None:
        """Starts and waits for the first page; keeps how long that took."""
        self.start_with([sys.executable, "-m", "xinqiao.cli", "serve", *(["--demo"] if self.demo else [])])

    def start_with(self, command: list[str], *, folder: Path | None = None) -> None:
        """As `start`, with another command."""
        log = (self.home / "serve.log").open("ab")
        begun = time.monotonic()
        self._process = subprocess.Popen(
            command, env=self.environment, stdout=log, stderr=log, cwd=folder, start_new_session=True
        )
        while not _answers(self.port):
            if self._process.poll() is not None:
                raise RuntimeError((self.home / "serve.log").read_text()[-2000:])
            time.sleep(0.02)
        self.seconds_to_first_page = time.monotonic() - begun

    def stop(self) -> None:
        """Asks politely, then waits."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(timeout=20)
        self._process = None

    def remove(self) -> None:
        """Deletes the home."""
        shutil.rmtree(self.home, ignore_errors=True)

    def run(self, code: str, *arguments: str) -> str:
        """Runs Python beside the server with its settings; returns what it printed."""
        preamble = "import django; django.setup()\n"
        done = subprocess.run(
            [sys.executable, "-c", preamble + code, *arguments],
            env={**self.environment, "DATABASE_AS_OWNER": "0"},
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout

    def settle(self) -> None:
        """After many new rows: what PostgreSQL's own vacuum does within a minute, done before anything is measured."""
        if url := self.environment["DATABASE_URL"]:
            with psycopg.connect(url, autocommit=True) as link:
                link.execute("VACUUM ANALYZE")

    def pids(self) -> list[int]:
        """The supervisor and everything below it."""
        assert self._process is not None
        found, waiting = [], [self._process.pid]
        while waiting:
            pid = waiting.pop()
            found.append(pid)
            for children in Path(f"/proc/{pid}/task").glob("*/children"):
                waiting.extend(int(child) for child in children.read_text().split())
        return found

    def cpu_seconds(self) -> float:
        """User and system time of the whole tree so far."""
        return sum(cpu_seconds_of(pid) for pid in self.pids())

    def memory_mib(self) -> float:
        """Proportional set size of the whole tree."""
        return sum(_pss(pid) for pid in self.pids()) / 1024


def cpu_seconds_of(pid: int) -> float:
    """User and system time of one process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def postgres_cpu_seconds() -> float:
    """User and system time of every PostgreSQL process that runs now, and of ended ones below them."""
    total = 0.0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = stat.read_text()
        except OSError:
            continue
        if "(postgres)" in text:
            fields = text.rsplit(")", 1)[1].split()
            # Own time, plus that of children that have ended and been waited for.
            total += sum(int(fields[index]) for index in (11, 12, 13, 14)) / TICK
    return total


def _pss(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/account/login/", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
