"""Decisions of the send check a second, in one process, on invented people in every state."""

from __future__ import annotations

import time

from tests.domain.send_check_histories import facts_of, histories
from xinqiao.domain.send_check import may_leave


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
