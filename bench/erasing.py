"""Erasing one person among many: out of use, taken back, destroyed at once, and the bytes that are left overwritten."""

from __future__ import annotations

import json
from pathlib import Path

from bench.server import Server


def lines(name: str, database_url: str, sizes: tuple[int, ...], prepared: Path | None = None) -> list[str]:
    """The table's rows for one database, a size each."""
    found, people = [], 0
    with Server(database_url=database_url, prepared=prepared) as server:
        for size in sizes:
            server.run("from bench.people_rows import main; main()", str(people + 1), str(size))
            server.settle()
            people = size
            once = json.loads(server.run("from bench.erasing_people import main; main()"))
            found.append(
                f"| {name} | {size:,} | {once['ask']:.0f} | {once['take_back']:.0f} | {once['at_once']:.0f} |"
                f" {once['clean']:.1f} | {once['longest']:.0f} |"
            )
    return found
