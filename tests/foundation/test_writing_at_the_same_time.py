"""On SQLite those who write stand in a queue: nobody is refused, and nobody holds it after their end."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError, connection, transaction

from tests.factories import make_candidate, make_workspace
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]


@pytest.fixture
def elsewhere() -> Iterator[sqlite3.Connection]:
    """Another process, which knows of no queue."""
    path = settings.DATABASES["default"]["TEST"]["NAME"]
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        yield other


@pytest.fixture
def little_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.05)


def rename(workspace: Workspace, name: str) -> None:
    with transaction.atomic():
        Workspace.objects.filter(pk=workspace.pk).update(name=name)


def test_eight_writers_at_once_are_all_served() -> None:
    workspace, problems = make_workspace(), []
    start = threading.Barrier(8)

    def write(number: int) -> None:
        start.wait()
        try:
            for turn in range(5):
                make_candidate(workspace, f"person {number} {turn}")
        except OperationalError as problem:
            problems.append(problem)
        finally:
            connection.close()

    writers = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert problems == []
    with scope(workspace.pk):
        assert Candidate.objects.count() == 40


def test_another_process_is_waited_for(elsewhere: sqlite3.Connection) -> None:
    workspace, waits = make_workspace(), threading.Event()
    elsewhere.execute("BEGIN IMMEDIATE")

    def write() -> None:
        waits.set()
        rename(workspace, "later")
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    waits.wait()
    assert writer.is_alive()
    elsewhere.execute("ROLLBACK")
    writer.join()
    workspace.refresh_from_db()
    assert workspace.name == "later"


@pytest.mark.usefixtures("little_patience")
def test_whoever_waited_in_vain_leaves_the_queue(elsewhere: sqlite3.Connection) -> None:
    workspace = make_workspace()
    elsewhere.execute("BEGIN IMMEDIATE")
    for _ in range(2):
        with pytest.raises(OperationalError, match="locked"):
            rename(workspace, "in vain")
    elsewhere.execute("ROLLBACK")
    rename(workspace, "in time")
    workspace.refresh_from_db()
    assert workspace.name == "in time"


@pytest.mark.usefixtures("little_patience")
def test_a_writer_in_the_same_process_is_refused_in_time_too() -> None:
    workspace, problems = make_workspace(), []

    def write() -> None:
        try:
            rename(workspace, "in vain")
        except OperationalError as problem:
            problems.append(str(problem))
        finally:
            connection.close()

    with transaction.atomic():
        writer = threading.Thread(target=write)
        writer.start()
        writer.join()
    assert problems == ["database is locked"]


def end_by_error(workspace: Workspace) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        raise ZeroDivisionError


def end_by_closing(workspace: Workspace) -> None:
    with transaction.atomic():
        connection.close()
        transaction.set_rollback(True)


@pytest.mark.parametrize("end", [end_by_error, end_by_closing])
@pytest.mark.usefixtures("little_patience")
def test_a_transaction_that_broke_lets_the_next_begin(end: Any) -> None:
    workspace = make_workspace()
    end(workspace)
    rename(workspace, "next")
    workspace.refresh_from_db()
    assert workspace.name == "next"


def test_the_patience_for_everything_else_stays() -> None:
    rename(make_workspace(), "any")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        assert cursor.fetchone() == (20_000,)
