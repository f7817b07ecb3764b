"""kill -9 of web and worker while people answer: what was acknowledged is there, exactly once."""

from __future__ import annotations

import json
import os
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.http import Browser
from bench.server import Server
from tests.e2e.product import running_product
from xinqiao.domain.scale import KEYS

pytestmark = pytest.mark.faults

FULL = os.environ.get("XINQIAO_FULL") == "1"
KILLS = 200 if FULL else 3
SEED = int(os.environ.get("XINQIAO_SEED", "20261123"))

MAKE_LINKS = """
import json, sys
from django.utils import timezone
from xinqiao.capabilities.candidates.operations import PersonFacts, add_many, open_link, token_of
from xinqiao.capabilities.consent.operations import record_by_hand
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Member, User
from xinqiao.foundation.workspaces.operations import create_workspace
tokens, now = [], timezone.now()
user = User.objects.create_user("w@example.test", None, name="W")
workspace = create_workspace(user, name="Walk", slug="walk", now=now)
member = Member.objects.select_related("user", "workspace").get(workspace=workspace)
with scope(workspace.pk):
    facts = [PersonFacts(f"walker {n}", source="other", legal_basis="consent") for n in range(int(sys.argv[1]))]
    for person in add_many(facts, owner=member, now=now):
        record_by_hand(person, "granted", proof="said so", by=member, now=now)
        tokens.append(token_of(open_link(person, "questionnaire", by=member, now=now)))
print(json.dumps(tokens))
"""

READ_BACK = """
import json
from xinqiao.capabilities.assessments.models import Response, Score
from xinqiao.capabilities.candidates.models import TimelineEntry
from xinqiao.capabilities.candidates.operations import token_of
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
with scope(Workspace.objects.get().pk):
    found = {}
    for row in Response.objects.filter(candidate__display_name__startswith="walker ").select_related("link"):
        found[token_of(row.link)] = {
            "answers": row.answers,
            "state": row.state,
            "scores": Score.objects.filter(response=row).count(),
            "shared": TimelineEntry.objects.filter(candidate=row.candidate_id, kind="shared_result").count(),
        }
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def product(prepared_home: Path, migrated_database: str) -> Iterator[Server]:
    with running_product(prepared_home, demo=False, template=migrated_database) as server:
        yield server


def pids_running(product: Server, word: str) -> list[int]:
    found = []
    for pid in product.pids()[1:]:
        try:
            command = Path(f"/proc/{pid}/cmdline").read_text()
        except OSError:
            continue
        if word in command:
            found.append(pid)
    return found


def post_until_acknowledged(visitor: Browser, path: str, body: str, *, seconds: float = 40) -> None:
    """As a person (or the page's script) does: try again until the answer comes."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            status = visitor.post(path, body)[0]
        except OSError:
            visitor.close()
            # The web process is being started again; there is nothing to wait on but the port.
            time.sleep(0.05)
            continue
        if status in (302, 303):
            return
        assert status == 503, (path, status)
    raise AssertionError(f"{path} was not acknowledged within {seconds} s")


def test_acknowledged_answers_survive_kill_9_exactly_once(product: Server) -> None:
    dice = random.Random(SEED)
    tokens: list[str] = json.loads(product.run(MAKE_LINKS, str(KILLS)))
    given: dict[str, list[int]] = {}
    for token in tokens:
        visitor = Browser(product.port)
        victim = dice.randint(0, 6)
        answers = [dice.randint(1, 5) for _ in range(5)]
        steps = [
            ("begin/", "choice=start"),
            *((f"q/{item}/", f"answer={answer}") for item, answer in enumerate(answers, start=1)),
            ("decide/", "choice=share_result"),
        ]
        for number, (path, body) in enumerate(steps):
            if number == victim:
                for pid in pids_running(product, dice.choice(["granian", "worker"])):
                    os.kill(pid, signal.SIGKILL)
            post_until_acknowledged(visitor, f"/c/{token}/{path}", body)
        visitor.close()
        given[token] = answers
    stored = json.loads(product.run(READ_BACK))
    assert {token: row["answers"] for token, row in stored.items()} == given
    assert {row["state"] for row in stored.values()} == {"shared"}
    assert {(row["scores"], row["shared"]) for row in stored.values()} == {(len(KEYS), 1)}
