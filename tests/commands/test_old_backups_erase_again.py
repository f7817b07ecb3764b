"""An old backup put back into service brings nobody back who was erased, stopped, or took an answer back since."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from tests.commands.homes import command, new_name, python

pytestmark = [pytest.mark.django_db]

BEFORE = """
from tests.factories import NOW, make_candidate, make_workspace
from tests.web.cards import tapped
from tests.web.recruiter.desk import answers, says
workspace = make_workspace()
for name in ("asked", "destroyed", "stopped", "took_back", "kept", "changed_mind"):
    person = make_candidate(workspace, name, email=f"{name}@example.test")
    says(person, "granted")
    answers(person)
    tapped(person, "yes")
"""
SINCE = """
from datetime import timedelta
from tests.factories import NOW
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.consent.operations import decide, undo_decision
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
from xinqiao.journeys import steps
from xinqiao.privacy.erasing import Ask, erase, take_back
later, told = NOW + timedelta(days=1), {"text_version": "stop-1", "language": "en"}
with scope(Workspace.objects.latest("pk").pk):
    who = {one.display_name: one for one in Candidate.objects.all()}
    erase(who["asked"], Ask(), now=later)
    erase(who["destroyed"], Ask(at_once=True), now=later)
    decide(who["stopped"], "stopped", now=later, **told)
    steps.delete_answers(who["took_back"].links.filter(purpose="questionnaire").get(), now=later)
    steps.stop_and_delete(who["changed_mind"], now=later, **told)
    undo_decision(who["changed_mind"], expected="stopped", language="en", now=later)
    take_back(erase(who["kept"], Ask(), now=later), now=later)
"""
NOW_THERE = """
from tests.factories import NOW
from xinqiao.capabilities.assessments.models import Response
from xinqiao.capabilities.candidates.blocking import is_blocked
from xinqiao.capabilities.candidates.models import Candidate, Erasure
from xinqiao.capabilities.engagement.models import ThreeTapCard
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
from xinqiao.privacy.replaying import replay
with scope(Workspace.objects.latest("pk").pk):
    for one in Candidate.objects.order_by("display_name"):
        card = ThreeTapCard.objects.filter(candidate=one).exclude(answered_at=None).count()
        print(one.display_name, one.terms.permission, Response.objects.filter(candidate=one).count(), card)
    for one in Erasure.objects.order_by("pk"):
        print(one.destroyed_at is not None, (one.destroy_after - NOW).days if one.rows else "gone")
    print(len(is_blocked([("email", f"{name}@example.test") for name in ("asked", "destroyed", "kept")])))
print(sum(replay(now=NOW).values()))
"""
EXPECTED = ["changed_mind granted 0 0", "kept granted 1 1", "stopped stopped 1 1", "took_back granted 0 1"]


@pytest.fixture
def urls(request: pytest.FixtureRequest) -> Iterator[tuple[str, str]]:
    """Where the data lie, and where they come back: in the home, or in a database of the lane's cluster each."""
    cluster = os.environ.get("DATABASE_URL", "")
    if not cluster.startswith("postgres"):
        yield "", ""
        return
    names = [new_name("older"), new_name("restored")]
    with psycopg.connect(cluster, autocommit=True) as link:
        for name, template in zip(names, (request.getfixturevalue("migrated_database"), "template1"), strict=True):
            link.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
        first, second = (urlunsplit(urlsplit(cluster)._replace(path=f"/{name}")) for name in names)
        yield first, second
        for name in names:
            link.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def test_it_erases_stops_and_takes_back_again(urls: tuple[str, str], home: Path, tmp_path: Path) -> None:
    (first, second), archive = urls, str(tmp_path / "old.tar.gz")
    python(home, BEFORE, DATABASE_URL=first)
    assert command(home, "backup", archive, DATABASE_URL=first).returncode == 0
    python(home, SINCE, DATABASE_URL=first)
    for path in home.glob("xinqiao.sqlite3*"):
        # The disk is lost; only what lies beside the database is left.
        path.unlink()

    restored = command(home, "restore", archive, DATABASE_URL=second)
    assert restored.returncode == 0, restored.stderr
    assert "hold again" in restored.stderr

    *people, asked, destroyed, blocked, once_more = python(home, NOW_THERE, DATABASE_URL=second).splitlines()
    assert people == EXPECTED
    # Whoever may still take it back keeps the seven days counted from the wish.
    assert (asked, destroyed) == ("False 8", "True gone")
    assert (blocked, once_more) == ("2", "0")
