"""Decisions of the send check a second, in one process, on invented people in every state."""

from __future__ import annotations

import json
import time

from bench.server import Server
from tests.domain.send_check_histories import facts_of, histories
from xinqiao.domain.send_check import may_leave

READS = "from bench.send_check_rows import main; main()"


def lines(many: int) -> list[str]:
    """A section of the report."""
    asked = [(facts_of(one), one.now) for one in histories(many, seed=1)]
    begun = time.process_time()
    allowed = sum(may_leave(facts, now).allowed for facts, now in asked)
    seconds = time.process_time() - begun
    return [
        "## The send check",
        "",
        (
            "Messages of all kinds to invented people in every state; a refusal includes the search for the first"
            " moment at which every rule passes. Seconds are those of the processor. Goal: ≥ 20,000 decisions/s."
        ),
        "",
        "| decisions | decisions/s | allowed |",
        "| --- | --- | --- |",
        f"| {many:,} | {many / seconds:,.0f} | {allowed / many:.0%} |",
        "",
    ]


def heading_of_reads() -> list[str]:
    """Above the rows of `reads`."""
    return [
        (
            "With its reads (choices, addresses, promises, hand-overs, the timeline), twenty entries of each person;"
            " milliseconds of the clock in one process, and of what a page of fifty people asks. Goal: ≤ 2 ms a"
            " decision at 1,000,000 rows."
        ),
        "",
        "| database | rows of the timeline | median ms | 95 % below | a page of 50, ms |",
        "| --- | --- | --- | --- | --- |",
    ]


def reads(name: str, server: Server, rows: int) -> str:
    """One row of the report."""
    found = json.loads(server.run(READS, str(rows)))
    return f"| {name} | {rows:,} | {found['median']:.2f} | {found['p95']:.2f} | {found['page']:.1f} |"
