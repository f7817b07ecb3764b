"""Whole questionnaire journeys against the running product: journeys a second, server CPU a request, growth."""

from __future__ import annotations

import json
import multiprocessing
import statistics
import time
from dataclasses import dataclass

from bench.http import Browser
from bench.server import Server, postgres_cpu_seconds

CLIENTS = 8

# People with a yes and a link, written in bulk; the tokens of the last `links` are printed.
PREPARE = """
import json, sys
from datetime import timedelta
from django.utils import timezone
from xinqiao.capabilities.candidates.models import CandidateLink
from xinqiao.capabilities.candidates.operations import PersonFacts, add_many, token_of
from xinqiao.capabilities.consent.models import ContactTerms
from xinqiao.foundation.tenancy.identifiers import link_hash
from xinqiao.foundation.tenancy.models import LinkAddress
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Member, User, Workspace
from xinqiao.foundation.workspaces.operations import create_workspace
people, wanted, now = int(sys.argv[1]), int(sys.argv[2]), timezone.now()
user = User.objects.filter(email="bench@example.test").first()
if user is None:
    user = User.objects.create_user("bench@example.test", None, name="Bench")
    create_workspace(user, name="Bench", slug="bench", now=now)
workspace = Workspace.objects.get(slug="bench")
owner = Member.objects.get(workspace=workspace, user=user)
links = []
for start in range(0, people, 5000):
    size = min(5000, people - start)
    with scope(workspace.pk):
        facts = [PersonFacts(f"person {n}", source="other", legal_basis="consent") for n in range(size)]
        rows = add_many(facts, owner=owner, now=now)
        ContactTerms.objects.bulk_create(
            [ContactTerms(candidate=row, permission="granted", decided_at=now) for row in rows]
        )
        links = CandidateLink.objects.bulk_create(
            [
                CandidateLink(candidate=row, purpose="questionnaire", created_by=owner, created_at=now,
                              expires_at=now + timedelta(days=30))
                for row in rows
            ]
        )
        LinkAddress.objects.bulk_create(
            [LinkAddress(link_hash=link_hash(link.public_id), workspace_id=workspace.pk) for link in links]
        )
print(json.dumps([token_of(link) for link in links[-wanted:]]))
"""


@dataclass(frozen=True)
class Result:
    """One run: rates, CPU and times."""

    people: int
    clients: int
    journeys: int
    seconds: float
    requests: int
    cpu_ms_per_request: float
    p50_ms: float
    p95_ms: float

    @property
    def journeys_per_second(self) -> float:
        """Whole journeys, first page to decision, a second."""
        return self.journeys / self.seconds


def prepare(server: Server, people: int, wanted: int) -> list[str]:
    """Adds people and returns tokens of unused questionnaire links."""
    tokens: list[str] = json.loads(server.run(PREPARE, str(people), str(wanted)))
    server.settle()
    return tokens


def run(server: Server, tokens: list[str], *, people: int, clients: int = CLIENTS) -> Result:
    """Answers every questionnaire once, `clients` at a time, each visitor with fresh cookies and connection."""
    shares = [tokens[number::clients] for number in range(clients)]
    results: multiprocessing.Queue[tuple[int, list[float]]] = multiprocessing.Queue()
    visitors = [multiprocessing.Process(target=_visit, args=(server.port, share, results)) for share in shares]
    cpu, begun = server.cpu_seconds() + postgres_cpu_seconds(), time.monotonic()
    for visitor in visitors:
        visitor.start()
    answers = [results.get() for _ in visitors]
    seconds = time.monotonic() - begun
    cpu = server.cpu_seconds() + postgres_cpu_seconds() - cpu
    for visitor in visitors:
        visitor.join()
    times = sorted(one for _, share in answers for one in share)
    requests = sum(count for count, _ in answers)
    return Result(
        people=people,
        clients=clients,
        journeys=len(tokens),
        seconds=seconds,
        requests=requests,
        cpu_ms_per_request=cpu / requests * 1000,
        p50_ms=statistics.median(times) * 1000,
        p95_ms=times[int(len(times) * 0.95)] * 1000,
    )


def _visit(port: int, tokens: list[str], results: multiprocessing.Queue[tuple[int, list[float]]]) -> None:
    requests, times = 0, []
    for token in tokens:
        browser = Browser(port)
        for method, path, body in _journey(token):
            begun = time.monotonic()
            status, headers, page = browser.get(path) if method == "GET" else browser.post(path, body)
            times.append(time.monotonic() - begun)
            if status not in (200, 302, 303):
                raise RuntimeError(f"{method} {path} answered {status}: {page[:200]!r} {headers}")
        requests += browser.requests
        browser.close()
    results.put((requests, times))


def _journey(token: str) -> list[tuple[str, str, str]]:
    base = f"/c/{token}/"
    steps = [("GET", base, ""), ("POST", f"{base}begin/", "choice=start"), ("GET", f"{base}q/1/", "")]
    for item in range(1, 6):
        after = f"q/{item + 1}/" if item < 5 else "one-more/"
        steps += [("POST", f"{base}q/{item}/", f"answer={item}"), ("GET", base + after, "")]
    steps += [("POST", f"{base}one-more/", ""), ("GET", f"{base}result/", "")]
    return [*steps, ("POST", f"{base}decide/", "choice=share_result"), ("GET", f"{base}result/", "")]
