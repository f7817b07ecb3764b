"""Two members change one person at the same moment: what the list finds follows both."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from tests.factories import NOW, make_candidate, make_workspace, owner_of
from xinqiao.capabilities.candidates import search
from xinqiao.capabilities.candidates.models import SearchText
from xinqiao.capabilities.candidates.operations import Kind, Wish, begin_bulk_act, set_stage, tag_id_of
from xinqiao.foundation.tenancy.scope import scope

# On SQLite those who write stand in a queue anyway.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


def test_a_tag_for_many_and_a_stage_for_one_of_them_are_both_found(monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = make_workspace()
    person, owner = make_candidate(workspace), owner_of(workspace)
    with scope(workspace.pk):
        tag = tag_id_of("架构", now=NOW)
    moved, go_on = threading.Event(), threading.Event()
    written = search.mark

    def wait_with_the_stage_written(ids: object) -> None:
        written(ids)  # type: ignore[arg-type]
        moved.set()
        go_on.wait(timeout=2)

    monkeypatch.setattr(search, "mark", wait_with_the_stage_written)

    def move() -> None:
        with scope(workspace.pk):
            set_stage(person, "building", by=owner, now=NOW)

    def put_on() -> None:
        assert moved.wait(timeout=10)
        threading.Timer(0.3, go_on.set).start()
        with scope(workspace.pk):
            begin_bulk_act(Wish(Kind.TAG_ADD, tag, "架构"), [person.pk], by=owner, now=NOW)

    _both(move, put_on)
    with scope(workspace.pk):
        marks = SearchText.objects.get(candidate=person).marks.split()
    assert {"stage:building", f"tag:{tag}"} <= set(marks)


def _both(*acts: Callable[[], None]) -> None:
    def closing(act: Callable[[], None]) -> None:
        try:
            act()
        finally:
            connection.close()

    threads = [threading.Thread(target=closing, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
