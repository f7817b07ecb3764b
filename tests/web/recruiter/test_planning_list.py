"""Planning lists: for tone and small tries, for those who keep the relationship, and going nowhere else."""

from __future__ import annotations

import pytest

from tests.factories import NOW, make_candidate, make_member, make_workspace, owner_of
from tests.web.recruiter.desk import Desk, answers, says, words
from xinqiao.capabilities.assessments import planning
from xinqiao.capabilities.candidates.models import Export, Pool, SavedView
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
from xinqiao.foundation.workspaces.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


def test_it_shows_people_of_a_level_and_what_it_is_for(workspace: Workspace) -> None:
    answers(make_candidate(workspace, "安一"))
    answers(make_candidate(workspace, "白二"), (5, 5, 5, 5, 1))
    make_candidate(workspace, "蔡三")
    desk = Desk(owner_of(workspace))
    page = words(desk.get("planning", level="cautious"))
    assert ("安一" in page, "白二" in page, "蔡三" in page) == (True, False, False)
    assert "cannot be exported" in page
    assert "白二" in words(desk.get("planning", level="reserved"))


@pytest.mark.parametrize("decision", ["answered", "private", "contact_only"])
def test_what_was_not_released_is_in_no_plan(workspace: Workspace, decision: str) -> None:
    answers(make_candidate(workspace, "安一"), decision=decision)
    page = words(Desk(owner_of(workspace)).get("planning", level="cautious"))
    assert "安一" not in page


def test_whoever_asked_us_to_stop_is_in_no_plan(workspace: Workspace) -> None:
    person = make_candidate(workspace, "安一")
    answers(person)
    says(person, "stopped", now=NOW)
    assert "安一" not in words(Desk(owner_of(workspace)).get("planning", level="cautious"))


def test_members_plan_only_with_people_they_keep(workspace: Workspace) -> None:
    mine = make_member(workspace)
    answers(make_candidate(workspace, "安一", owner=mine))
    answers(make_candidate(workspace, "白二"))
    for member in (mine, make_member(workspace, Role.ADMIN)):
        page = words(Desk(member).get("planning", level="cautious"))
        assert ("安一" in page, "白二" in page) == (member == mine, False)


@pytest.mark.parametrize("role", [Role.INTERVIEWER, Role.VIEWER])
def test_everybody_else_is_refused(workspace: Workspace, role: Role) -> None:
    assert Desk(make_member(workspace, role)).get("planning").status_code == 403


@pytest.mark.parametrize(("name", "field"), [("export_new", "query"), ("pool_add", "rule"), ("view_add", "query")])
def test_it_cannot_be_exported_or_kept(workspace: Workspace, name: str, field: str) -> None:
    answers(make_candidate(workspace))
    desk = Desk(owner_of(workspace))
    for answer in (
        desk.get(name, level="cautious"),
        desk.post(name, **{field: "level=cautious", "name": "x", "format": "csv"}),
    ):
        assert answer["Location"] == desk.address("planning")
    assert "can be neither exported nor kept" in words(desk.get("planning"))
    with scope(workspace.pk):
        assert not Export.objects.exists()
        assert not Pool.objects.exists()
        assert not SavedView.objects.exists()


def test_its_page_offers_no_way_out(workspace: Workspace) -> None:
    answers(make_candidate(workspace))
    desk = Desk(owner_of(workspace))
    main = desk.get("planning", level="cautious").content.decode().split("<main")[1].split("</main>")[0]
    for address in ("export_new", "pool_add", "view_add", "bulk_start", "openings"):
        assert desk.address(address) not in main
    assert "<form" not in main
    assert "checkbox" not in main


def test_pages_go_by_name_and_never_by_score(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "PAGE_SIZE", 1)
    answers(make_candidate(workspace, "白二"), (3, 3, 3, 3, 3))
    answers(make_candidate(workspace, "安一"), (2, 2, 3, 3, 3))
    desk = Desk(owner_of(workspace))
    first = desk.get("planning", level="cautious", sort="score").content.decode()
    assert ("安一" in first, "白二" in first) == (True, False)
    link = first.split('" rel="next"')[0].rpartition('href="')[2].replace("&amp;", "&")
    assert "白二" in desk.open(desk.address("planning") + link).content.decode()
