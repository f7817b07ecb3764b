"""The list people live in, against the running product: server CPU a request, as the number of people grows."""

from __future__ import annotations

import os
import re
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg

from bench.http import Browser
from bench.server import TICK, Server

BASE = "/w/list/candidates/"
REQUESTS = 40
# Several of each, so that one lucky word says nothing. The six kinds of the goal, then pages that search nothing.
KINDS: dict[str, list[str]] = {
    "list by name": ["", "?stage=building", "?mine=1"],
    "name of two hanzi": ["?q=王伟", "?q=张敏", "?q=孙思"],
    "surname": ["?q=王", "?q=孙", "?q=欧"],
    "pinyin": ["?q=wangwei", "?q=sun", "?q=zhangsi"],
    "initials": ["?q=ww", "?q=zsy", "?q=szm"],
    "company": ["?q=云帆数据", "?q=harrow", "?q=青石"],
    "phone tail": ["?q=8000", "?q=4711", "?q=123"],
}


@dataclass(frozen=True)
class Row:
    """One kind of page at one size."""

    people: int
    kind: str
    cpu_ms: float
    p50_ms: float


def grow(server: Server, database_url: str, sizes: tuple[int, ...], requests: int = REQUESTS) -> Iterator[Row]:
    """Adds people step by step and measures every kind of page at each size."""
    people = 0
    for size in sizes:
        cookies = _fill(server, people + 1, size)
        server.settle()
        people = size
        with cpu_clock(server, database_url) as clock:
            browser = Browser(server.port, cookies=dict(cookies))
            for kind, queries in KINDS.items():
                paths = [BASE + _quoted(query) for query in queries]
                yield Row(people, kind, *_measured(browser, clock, paths, requests))
            yield Row(people, "detail page", *_measured(browser, clock, _records(browser), requests))
            browser.close()


def lines(name: str, server: Server, database_url: str, sizes: tuple[int, ...], requests: int = REQUESTS) -> list[str]:
    """The table's rows for one database: a kind of page a row, a size a column."""
    found = list(grow(server, database_url, sizes, requests))
    kinds = dict.fromkeys(row.kind for row in found)
    return [
        f"| {name} | {kind} | "
        + " | ".join(f"{row.cpu_ms:.1f} ({row.p50_ms:.1f})" for row in found if row.kind == kind)
        + " |"
        for kind in kinds
    ]


def _quoted(query: str) -> str:
    return quote(query, safe="?=&")


def _fill(server: Server, first: int, last: int) -> list[tuple[str, str]]:
    printed = server.run("from bench.people_rows import main; main()", str(first), str(last))
    return [tuple(one.split("=", 1)) for one in printed.split("; ")]  # type: ignore[misc]


def _measured(browser: Browser, clock: _Clock, paths: list[str], requests: int) -> tuple[float, float]:
    """CPU ms a request, and the median of their times in ms."""
    for path in paths:
        _read(browser, path)
    times, cpu = [], clock.seconds()
    for number in range(requests):
        begun = time.monotonic()
        _read(browser, paths[number % len(paths)])
        times.append(time.monotonic() - begun)
    return (clock.seconds() - cpu) / requests * 1000, statistics.median(times) * 1000


def _read(browser: Browser, path: str) -> bytes:
    status, headers, body = browser.get(path)
    if status != 200:
        raise RuntimeError(f"{path} answered {status}: {headers}")
    return body


def _records(browser: Browser) -> list[str]:
    page = _read(browser, BASE).decode()
    return list(dict.fromkeys(re.findall(rf'href="({BASE}[A-Za-z0-9]{{16}}/)[?"]', page)))[:5]


@dataclass
class _Clock:
    """CPU time of server and database; `postmaster` is None on SQLite, which runs inside the server."""

    server: Server
    postmaster: int | None

    def seconds(self) -> float:
        """User and system time so far, of database processes that have ended too."""
        total = self.server.cpu_seconds()
        if self.postmaster is not None:
            total += _tree_seconds(self.postmaster)
        return total


@contextmanager
def cpu_clock(server: Server, database_url: str) -> Iterator[_Clock]:
    """Counts what server and database spend."""
    if not database_url:
        yield _Clock(server, None)
        return
    with psycopg.connect(database_url) as connection:
        backend = connection.info.backend_pid
        yield _Clock(server, int(_stat(backend)[1]))


def _tree_seconds(pid: int) -> float:
    # Own time of each process, and of the postmaster's children that have ended.
    ticks = sum(int(field) for field in _stat(pid)[11:15])
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        if os.path.exists(f"/proc/{child}/stat"):
            ticks += sum(int(field) for field in _stat(int(child))[11:13])
    return ticks / TICK


def _stat(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
