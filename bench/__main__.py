"""`make bench`: measures, prints, writes docs/benchmarks.md. `--smoke`: each part once, small, nothing written."""

from __future__ import annotations

import argparse
import os
import platform
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from bench import (
    curves,
    duplicates,
    erasing,
    house,
    importing,
    lighthouse,
    measuring,
    people,
    portal,
    questionnaire,
    send_check,
)
from bench.questionnaire import Result
from bench.server import Server

REPORT = Path(__file__).parents[1] / "docs" / "benchmarks.md"
GROWTH = (1_000, 10_000, 100_000)
PEOPLE = (1_000, 10_000, 100_000, 1_000_000)
PORTAL = (1_000, 100_000)
WEB_PROCESSES = 2
DUPLICATES = (10_000, 100_000)
ERASED = (10_000, 100_000, 1_000_000)
MEASURED = (10_000, 100_000, 1_000_000)
IMPORTED = (10_000, importing.UNDONE_ROWS, 100_000, 1_000_000)


def main() -> int:
    """Runs what was asked for."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="each part once at its smallest size")
    parser.add_argument("--no-cold", action="store_true", help="leave out the cold start, which downloads")
    parser.add_argument("--home", type=Path, help="a prepared home to copy, instead of making one")
    args = parser.parse_args()
    with nullcontext(args.home) if args.home else _prepared_home() as home:
        if args.smoke:
            lines = [*_heading(), *_journeys((1_000,), 16, home), *_people((1_000,), 4, home)]
        else:
            lines = [*_heading(), *_journeys(GROWTH, 240, home), *_people(PEOPLE, people.REQUESTS, home)]
        lines += _portal(PORTAL[:1] if args.smoke else PORTAL, 16 if args.smoke else portal.REQUESTS, home)
        lines += _imports((10_000,) if args.smoke else IMPORTED, home)
        lines += _duplicates((1_000,) if args.smoke else DUPLICATES, home, smoke=args.smoke)
        lines += _erasures((1_000,) if args.smoke else ERASED, home)
    lines += send_check.lines(1_000 if args.smoke else 200_000)
    lines += _reads(2_000 if args.smoke else 1_000_000)
    lines += curves.lines(curves.SIZES[:1] if args.smoke else curves.SIZES)
    lines += measuring.lines((10_000,) if args.smoke else MEASURED)
    if not args.smoke:
        lines += [*_pages(), *_house(cold=not args.no_cold)]
    report = "\n".join(lines) + "\n"
    sys.stdout.write(report)
    if not args.smoke:
        REPORT.write_text(report)
    return 0


def _heading() -> list[str]:
    return [
        "# Benchmarks",
        "",
        (
            f"Written by `make bench` on {datetime.now(UTC):%Y-%m-%d}: {os.cpu_count()} cores,"
            f" Python {platform.python_version()}, load {os.getloadavg()[0]:.1f} at the start. Clients run on the same"
            " machine. CPU = user + system time of all server and database processes, by the kernel's count."
        ),
        "",
    ]


@contextmanager
def _prepared_home() -> Iterator[Path]:
    """What a server makes before it listens, once for all of them."""
    server = Server()
    try:
        line = [sys.executable, "-m", "xinqiao.commands.preparation"]
        subprocess.run(line, env=server.environment, check=True)
        yield server.home
    finally:
        server.remove()


def _journeys(sizes: tuple[int, ...], journeys: int, home: Path | None = None) -> list[str]:
    lines = [
        "## Questionnaire journeys",
        "",
        (
            "A journey = first page, start, five answers each stored by its own POST, the unscored question, result,"
            " decision: 17 requests, fresh cookies and connection. Goal: ≤ 4 ms server CPU a request,"
            " ≥ 30 journeys/s with 8 clients."
        ),
        "",
        "| database | people | web processes | clients | journeys/s | CPU ms/request | p50 ms | p95 ms |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name, url in _databases(lines, columns=6):
        with Server(database_url=url, web_processes=WEB_PROCESSES, prepared=home) as server:
            lines += [_row(name, WEB_PROCESSES, result) for result in _grow(server, sizes, journeys)]
    return [*lines, ""]


def _grow(server: Server, sizes: tuple[int, ...], journeys: int) -> Iterator[Result]:
    people = 0
    for size in sizes:
        tokens = questionnaire.prepare(server, size - people, journeys + 16)
        people = size
        # A few journeys first: templates are compiled on their first use.
        questionnaire.run(server, tokens[:16], people=people)
        yield questionnaire.run(server, tokens[16:], people=people)


def _row(name: str, processes: int, result: Result) -> str:
    return (
        f"| {name} | {result.people:,} | {processes} | {result.clients} | {result.journeys_per_second:.1f} |"
        f" {result.cpu_ms_per_request:.2f} | {result.p50_ms:.1f} | {result.p95_ms:.1f} |"
    )


def _people(sizes: tuple[int, ...], requests: int, home: Path | None = None) -> list[str]:
    lines = [
        "## List, search and detail page",
        "",
        (
            "Server CPU ms a request (median time in brackets), one member on one connection; columns: people in the"
            " workspace. Goal: ≤ 15 ms at every size."
        ),
        "",
        f"| database | page | {' | '.join(f'{size:,}' for size in sizes)} |",
        "| --- | --- |" + " --- |" * len(sizes),
    ]
    for name, url in _databases(lines, columns=0):
        with Server(database_url=url, prepared=home) as server:
            lines += people.lines(name, server, url, sizes, requests)
    return [*lines, ""]


def _reads(rows: int) -> list[str]:
    lines = send_check.heading_of_reads()
    for name, url in _databases(lines, columns=3):
        with Server(database_url=url) as server:
            lines.append(send_check.reads(name, server, rows))
    return [*lines, ""]


def _portal(sizes: tuple[int, ...], requests: int, home: Path | None = None) -> list[str]:
    lines = [
        "## A person's own pages",
        "",
        (
            "Server CPU ms a request (median time in brackets) and weight before packing, one person with twelve notes"
            " on one connection; columns: people in the workspace. Goal: ≤ 10 ms, ≤ 60 KB."
        ),
        "",
        f"| database | page | {' | '.join(f'{size:,}' for size in sizes)} |",
        "| --- | --- |" + " --- |" * len(sizes),
    ]
    for name, url in _databases(lines, columns=0):
        with Server(database_url=url, prepared=home) as server:
            lines += portal.lines(name, server, url, sizes, requests)
    return [*lines, ""]


def _imports(sizes: tuple[int, ...], home: Path | None = None) -> list[str]:
    lines = [
        "## Import of a list and its undo",
        "",
        (
            "A CSV of invented people, two in a hundred twice, into an empty database: reading, recognising by contact"
            " point, name and company, records, contact points, tags, timeline, search text, every row's fate. Rows/s"
            " from the first byte of the upload to the end of the job; CPU of the job's processes alone. Goal: ≥ 8,000"
            " rows/s at 100,000, ≥ 80 % of that at 1,000,000, flat memory; undo of 50,000 rows ≤ 60 s."
        ),
        "",
        "| database | rows | rows/s | CPU µs/row | peak MiB | undo s |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for name in ("SQLite", "PostgreSQL"):
        lines += _imports_into(name, sizes, home)
    return [*lines, ""]


def _imports_into(name: str, sizes: tuple[int, ...], home: Path | None) -> Iterator[str]:
    if not importing.available():
        yield f"| {name} | – | not measured: the generator of invented people is not here | | | |"
        return
    for size in sizes:
        with _database(name) as url:
            if url is None:
                yield f"| {name} | – | not measured: no server (`scripts/with_postgres.sh`) | | | |"
                return
            result = importing.run(size, database_url=url, undo=size <= importing.UNDONE_ROWS, prepared=home)
            undo = f"{result.undo_seconds:.1f}" if size <= importing.UNDONE_ROWS else "–"
            yield (
                f"| {name} | {result.rows:,} | {result.rows_per_second:,.0f} | {result.cpu_us_per_row:.0f} |"
                f" {result.peak_mib:.0f} | {undo} |"
            )


def _erasures(sizes: tuple[int, ...], home: Path | None = None) -> list[str]:
    lines = [
        "## Erasing one person",
        "",
        (
            "Median of 20 people, each with a note and a link: out of every use, taken back, and destroyed at once, ms."
            " Then the bytes that SQLite keeps of deleted rows: the search index is rewritten in steps of 2 MB between"
            " which others write, and the log emptied; once for all who are due. Goal: ≤ 2 s at 1,000,000."
        ),
        "",
        "| database | people | out of use ms | back ms | destroyed ms | overwritten s | longest step ms |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name, url in _databases(lines, columns=5):
        lines += erasing.lines(name, url, sizes, home)
    return [*lines, ""]


def _duplicates(sizes: tuple[int, ...], home: Path | None = None, *, smoke: bool) -> list[str]:
    lines = [
        "## Duplicates",
        "",
        (
            "Near copies of the generator (two in a hundred rows) against its truth, by a whole import into an empty"
            " SQLite. Goal: recall ≥ 0.98 at precision ≥ 0.99."
        ),
        "",
        "| rows | known of each person | near copies | recall | precision |",
        "| --- | --- | --- | --- | --- |",
    ]
    if not importing.available():
        return [*lines, "| – | not measured: the generator of invented people is not here | | | |", ""]
    kinds = {"addresses, name, company": True, "name and company only": False}
    for size in sizes:
        for known, with_addresses in list(kinds.items())[: 1 if smoke else 2]:
            found = duplicates.run(size, prepared=home, with_addresses=with_addresses)
            lines.append(f"| {size:,} | {known} | {found.copies:,} | {found.recall:.4f} | {found.precision:.4f} |")
    return [*lines, ""]


def _pages() -> list[str]:
    lines = ["## A candidate's first page, Lighthouse mobile, median of three", ""]
    if not lighthouse.available():
        return [*lines, "Not measured: node, npm or Chromium is missing.", ""]
    with Server() as server:
        token = questionnaire.prepare(server, 20, 1)[0]
        found = lighthouse.measure(server, f"/c/{token}/")
    lines += ["| measure | value |", "| --- | --- |", *(f"| {name} | {value:.0f} |" for name, value in found.items())]
    return [*lines, ""]


def _house(*, cold: bool) -> list[str]:
    lines = ["## The house", "", "| measure | value | goal |", "| --- | --- | --- |"]
    with Server(demo=True) as server:
        token = questionnaire.prepare(server, 100_000, 40)
        questionnaire.run(server, token, people=100_000)
        lines.append(f"| whole stack in memory at 100,000 people, after use | {server.memory_mib():.0f} MiB | ≤ 300 |")
    if cold:
        seconds = house.cold_and_warm()
        lines.append(f"| `make run` to first page, cold, downloads included | {seconds[0]:.1f} s | ≤ 60 |")
        lines.append(f"| `make run` to first page, warm | {seconds[1]:.1f} s | ≤ 5 |")
    return [*lines, ""]


def _databases(lines: list[str], *, columns: int) -> Iterator[tuple[str, str]]:
    """Each database that is here, while it is; of one that is not, the table of so many further columns says so."""
    for name in ("SQLite", "PostgreSQL"):
        with _database(name) as url:
            if url is None:
                lines.append(f"| {name} | not measured: no server (`scripts/with_postgres.sh`) |" + " |" * columns)
            else:
                yield name, url


@contextmanager
def _database(name: str) -> Iterator[str | None]:
    """SQLite's empty address, or a fresh database in the cluster of DATABASE_URL."""
    url = os.environ.get("DATABASE_URL", "")
    if name == "SQLite":
        yield ""
    elif not url.startswith(("postgresql://", "postgres://")):
        yield None
    else:
        database = f"bench_{secrets.token_hex(6)}"
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {database}")
            yield urlunsplit(urlsplit(url)._replace(path=f"/{database}"))
            connection.execute(f"DROP DATABASE {database} WITH (FORCE)")


if __name__ == "__main__":
    sys.exit(main())
