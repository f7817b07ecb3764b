"""A person's own pages against the running product: server CPU a request and weight, as the number of people grows."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bench import questionnaire
from bench.http import Browser
from bench.people import cpu_clock
from bench.server import Server

REQUESTS: Final = 200
PAGES: Final = {"what is held, with a code": "held/", "pace and ways": "reach/"}

# A person of whom much is held, and the mark of a browser in which a code was typed in.
PREPARE: Final = """
import json, sys
from django.core import signing
from django.utils import timezone
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.candidates.operations import (
    PointFacts, add_note, add_point, add_sign, link_of, set_tags, workspace_of_token,
)
from xinqiao.foundation.audit.operations import record
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Member
from xinqiao.foundation.workspaces.operations import actor_of
token, now = sys.argv[1], timezone.now()
workspace_id, link_id = workspace_of_token(token)
with scope(workspace_id):
    link = link_of(link_id)
    person, owner = link.candidate, Member.objects.get(workspace_id=workspace_id)
    Candidate.objects.filter(pk=person.pk).update(company="Acme", title="Architect", city="Hangzhou")
    for number in range(12):
        add_note(person, f"A note of some length, number {number}: they asked about the team.", by=owner, now=now)
        record(actor_of(owner), "candidate_viewed", now=now, subject=("candidate", person.pk))
    add_sign(person, "asked_question", observed_on=now.date(), by=owner, now=now)
    set_tags(person, ["one", "two", "three"], by=owner, now=now)
    for kind, value in (("email", f"{token}@example.test"), ("link", f"https://github.com/{token[:12]}")):
        add_point(person, PointFacts(kind, value), by=owner, now=now)
    at = int(now.timestamp())
    seen = {"l": link.public_id, "p": person.public_id, "o": at, "s": at}
print(json.dumps(signing.dumps(seen, salt="xinqiao.known-browser")))
"""


@dataclass(frozen=True)
class Row:
    """One page at one size."""

    people: int
    page: str
    cpu_ms: float
    p50_ms: float
    kib: float


def grow(server: Server, database_url: str, sizes: tuple[int, ...], requests: int = REQUESTS) -> Iterator[Row]:
    """Adds people step by step and measures both pages of one of them at each size."""
    people = 0
    for size in sizes:
        [token] = questionnaire.prepare(server, size - people, 1)
        people = size
        browser = Browser(server.port, cookies={"known": json.loads(server.run(PREPARE, token))})
        with cpu_clock(server, database_url) as clock:
            for page, path in PAGES.items():
                address, times = f"/c/{token}/{path}", []
                for _ in range(8):
                    _read(browser, address)
                cpu = clock.seconds()
                for _ in range(requests):
                    begun = time.monotonic()
                    body = _read(browser, address)
                    times.append(time.monotonic() - begun)
                spent = (clock.seconds() - cpu) / requests * 1000
                yield Row(people, page, spent, statistics.median(times) * 1000, len(body) / 1024)
        browser.close()


def lines(name: str, server: Server, database_url: str, sizes: tuple[int, ...], requests: int = REQUESTS) -> list[str]:
    """The table's rows for one database: a page a row, a size a column."""
    found = list(grow(server, database_url, sizes, requests))
    return [
        f"| {name} | {page} | "
        + " | ".join(f"{row.cpu_ms:.1f} ({row.p50_ms:.1f}), {row.kib:.0f} KiB" for row in found if row.page == page)
        + " |"
        for page in PAGES
    ]


def _read(browser: Browser, path: str) -> bytes:
    status, headers, body = browser.get(path)
    if status != 200 or (path.endswith("held/") and b"Acme" not in body):
        raise RuntimeError(f"{path} answered {status}: {headers}")
    return body
