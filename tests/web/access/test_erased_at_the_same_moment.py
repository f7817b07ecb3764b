"""Somebody is erased between the reading and the writing of a page: nothing is stored, and no page fails.

On SQLite one of the two waits for the other from the start.
"""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.factories import make_workspace, owner_of
from tests.web.candidate.phone import Phone, make_phone, words_on
from tests.web.recruiter.desk import Desk
from xinqiao.capabilities.candidates import queries
from xinqiao.capabilities.candidates.models import Candidate, CandidateLink
from xinqiao.capabilities.candidates.operations import link_of
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.privacy.erasing import Ask, erase
from xinqiao.privacy.folders import personal_tables

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _own_list(settings: Any, tmp_path: Path) -> None:
    settings.REPLAY_LIST = tmp_path / "replay.jsonl"


def erased_meanwhile(person: Candidate, ask: Ask) -> None:
    """By another process, as far as the database can tell; committed when this returns."""

    def work() -> None:
        try:
            with scope(person.workspace_id):
                erase(person, ask, now=datetime.now(UTC))
        finally:
            connection.close()

    other = threading.Thread(target=work)
    other.start()
    other.join(timeout=20)
    assert not other.is_alive()


def rows_left(person: Candidate) -> list[str]:
    with scope(person.workspace_id):
        return [table.label for table in personal_tables() if table.rows(person.pk).exists()]


FORMS: list[tuple[str, dict[str, Any]]] = [
    ("candidate_note", {"text": "喜欢安静的地方"}),
    ("candidate_call", {}),
    ("candidate_restrict", {"reason": "对方要求"}),
    ("links_revoke", {}),
]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form[0])
def test_at_the_desk_there_is_nobody(form: tuple[str, dict[str, Any]], monkeypatch: Any) -> None:
    workspace = make_workspace()
    phone = make_phone(workspace=workspace)
    desk = Desk(owner_of(workspace))

    def late(public_id: str) -> Candidate:
        person = queries.candidate_of(public_id)
        erased_meanwhile(person, Ask())
        return person

    monkeypatch.setattr("xinqiao.web.recruiter.found.candidate_of", late)
    name, data = form
    answer = desk.post(name, phone.candidate.public_id, **data)
    assert answer.status_code == 404
    assert rows_left(phone.candidate) == []


def on_phone(monkeypatch: Any, phone: Phone, ask: Ask) -> None:
    def late(link_id: str, *also: str) -> CandidateLink:
        link = link_of(link_id, *also)
        monkeypatch.setattr("xinqiao.web.access.candidates.link_of", link_of)
        erased_meanwhile(link.candidate, ask)
        return link

    monkeypatch.setattr("xinqiao.web.access.candidates.link_of", late)


TAPS: list[tuple[str, dict[str, Any]]] = [
    ("permission", {"choice": "stop"}),
    ("reach", {"pace": "monthly"}),
    ("pick_pace", {"pace": "monthly"}),
    ("request_make", {"kind": "access"}),
    ("report_promise", {"text": "说过会告诉我薪酬范围"}),
    ("ask_code", {}),
    ("stop", {}),
    ("restriction", {"choice": "restrict"}),
]


@pytest.mark.parametrize("tap", TAPS, ids=lambda tap: tap[0])
def test_the_person_reads_that_they_are_erased(tap: tuple[str, dict[str, Any]], monkeypatch: Any) -> None:
    name, data = tap
    phone = make_phone()
    on_phone(monkeypatch, phone, Ask())
    answer = phone.post(name, **data)
    assert answer.status_code == 410, words_on(answer)
    assert rows_left(phone.candidate) == []


def test_erased_for_good_the_link_is_unknown(monkeypatch: Any) -> None:
    phone = make_phone()
    on_phone(monkeypatch, phone, Ask(at_once=True))
    answer = phone.post("pick_pace", pace="monthly")
    assert answer.status_code == 404
    assert words_on(answer)
    assert rows_left(phone.candidate) == []
