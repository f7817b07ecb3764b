"""While a form is being filled in, the desk says who is here already."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import make_candidate, make_workspace, owner_of
from tests.web.recruiter.desk import Desk, answers, words
from xinqiao.capabilities.candidates.models import ContactPoint
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
from xinqiao.web.recruiter import duplicates

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


@pytest.fixture
def desk(workspace: Workspace) -> Desk:
    person = make_candidate(
        workspace, "王小明", company="云帆科技有限公司", email="wang@example.test", phone="+86 120 1234 5678"
    )
    with scope(workspace.pk):
        ContactPoint.objects.create(
            candidate=person, kind="link", value="https://github.com/octocat", key="github.com/octocat"
        )
    return Desk(owner_of(workspace))


def ask(desk: Desk, **typed: str) -> Any:
    return desk.get("candidate_twins", headers=HTMX, **typed)


@pytest.mark.parametrize(
    "typed",
    [
        {"email": "WANG@example.test"},
        {"email-1": " wang＠example.test"},
        {"phone": "12012345678"},
        {"phone_2": "0086-120-1234-5678"},
        {"link": "github.com/Octocat/"},
    ],
)
def test_an_address_tells_beyond_doubt(desk: Desk, typed: dict[str, str]) -> None:
    page = words(ask(desk, **typed))
    assert "Here already" in page
    assert "王小明" in page


@pytest.mark.parametrize("name", ["王小明", "Wang Xiaoming", "xiao ming wang"])
def test_name_and_company_tell_probably(desk: Desk, name: str) -> None:
    page = words(ask(desk, display_name=name, company="杭州云帆科技"))
    assert "Perhaps the same person" in page
    assert "王小明" in page


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"name": "王小明"},
        {"name": "王小明", "company": "别的公司"},
        {"email": "wang@", "phone": "1.2E+10", "link": "://"},
        {"email": "a\x00b", "name": "\x00"},
        {"phone": "9" * 5000},
    ],
)
def test_nothing_is_said_where_nothing_is_known(desk: Desk, typed: dict[str, str]) -> None:
    answer = ask(desk, **typed)
    assert answer.status_code == 200
    assert words(answer).strip() == ""


def test_the_record_being_changed_is_not_its_own_twin(desk: Desk, workspace: Workspace) -> None:
    other = make_candidate(workspace, "李四", email="li@example.test")
    assert words(ask(desk, email="li@example.test", without=other.public_id)).strip() == ""


def test_other_workspaces_are_silent(desk: Desk) -> None:
    stranger = Desk(owner_of(make_workspace()))
    assert words(ask(stranger, email="wang@example.test", name="王小明", company="云帆科技")).strip() == ""


def test_it_shows_nothing_but_names_and_positions(desk: Desk, workspace: Workspace) -> None:
    person = make_candidate(workspace, "赵一", company="云帆科技", title="工程师", email="zhao@example.test")
    answers(person)
    page = ask(desk, name="赵一", company="云帆科技").content.decode()
    assert "工程师" in page
    assert "zhao@example.test" not in page
    assert "level" not in page


def test_without_script_it_is_a_page_that_asks_by_itself(desk: Desk) -> None:
    page = desk.get("candidate_twins", name="王小明", company="云帆科技")
    assert "Perhaps the same person" in words(page)
    assert 'name="email"' in page.content.decode()
    assert "Nobody with this name" in words(desk.get("candidate_twins", name="赵钱孙", company="云帆科技"))


def test_the_form_asks_while_one_types(desk: Desk) -> None:
    assert desk.address("candidate_twins") in desk.get("candidate_add").content.decode()


def test_a_fixed_number_of_queries_and_a_limit(
    desk: Desk, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = {"name": "王小明", "company": "云帆科技", "email": "wang@example.test", "phone": "12012345678"}
    ask(desk, **typed)
    with CaptureQueriesContext(connection) as few:
        ask(desk, **typed)
    for number in range(6):
        make_candidate(workspace, "王小明", company="云帆科技", email=f"{number}@example.test")
    with CaptureQueriesContext(connection) as many:
        ask(desk, **typed)
    assert len(many) == len(few)
    monkeypatch.setattr(duplicates, "TYPING", duplicates.Limit("twins-test", 1, 600))
    assert [ask(desk, **typed).status_code for _ in range(2)] == [200, 429]
