"""How little is said to PostgreSQL for a request, and that a connection which broke is replaced all the same."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection

from tests.factories import make_candidate, make_workspace
from tests.web.candidate.phone import make_phone
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.config.postgresql import base
from xinqiao.foundation.tenancy.scope import scope

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


@pytest.fixture
def questions(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bool]]:
    """What each health check that asked the server found; the connection is one that lasts, as in production."""
    asked: list[bool] = []
    ask = base.DatabaseWrapper.is_usable

    def is_usable(self: Any) -> bool:
        asked.append(ask(self))
        return asked[-1]

    monkeypatch.setattr(base.DatabaseWrapper, "is_usable", is_usable)
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 60)
    yield asked
    connection.close()


def one_request(workspace_id: int) -> int:
    """As Django begins each request."""
    connection.close_if_unusable_or_obsolete()
    with scope(workspace_id):
        return Candidate.objects.count()


def end_connection() -> None:
    """As a server that stops or restarts does."""
    pid = connection.connection.info.backend_pid
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


def test_a_phone_page_is_one_transaction_that_names_its_workspace_once() -> None:
    phone, said = make_phone(), []
    phone.get("why")

    def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        said.append(sql.split()[0])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        phone.browser.get(phone.address("why"))
    # Link with its person and team; who keeps in touch; the code that proves us, and where it can be checked.
    assert said == ["SET", *["SELECT"] * 5]


def test_a_busy_connection_is_not_asked(questions: list[bool]) -> None:
    workspace = make_workspace()
    make_candidate(workspace)
    one_request(workspace.pk)
    questions.clear()
    assert [one_request(workspace.pk) for _ in range(3)] == [1, 1, 1]
    assert questions == []


def test_one_that_slept_is_asked(questions: list[bool], monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = make_workspace()
    one_request(workspace.pk)
    questions.clear()
    monkeypatch.setattr(base, "TRUSTED_SECONDS", 0.0)
    one_request(workspace.pk)
    assert questions == [True]


def test_one_that_the_server_ended_is_replaced_before_anybody_notices(questions: list[bool]) -> None:
    workspace = make_workspace()
    make_candidate(workspace)
    one_request(workspace.pk)
    questions.clear()
    end_connection()
    assert one_request(workspace.pk) == 1
    assert questions == [False]
