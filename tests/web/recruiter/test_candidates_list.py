"""The list: people by name, what they allowed, what comes next."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import NOW, make_candidate, make_member, make_workspace, owner_of
from tests.web.recruiter.desk import Desk, answers, says, words
from xinqiao.capabilities.candidates.operations import set_stage
from xinqiao.capabilities.candidates.queries import listing
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
from xinqiao.foundation.workspaces.roles import Role
from xinqiao.journeys.steps import hand_out_link

pytestmark = pytest.mark.django_db


def row_of(page: str, name: str) -> str:
    """The row of one person, by the name that stands in it."""
    return next(row for row in page.split("<tr data-row>") if f">{name}</a>" in row)


def test_a_row_says_permission_stage_next_step_and_last_contact() -> None:
    workspace = make_workspace()
    owner = owner_of(workspace)
    make_candidate(workspace, "安一")
    asked = make_candidate(workspace, "白二")
    with scope(workspace.pk):
        hand_out_link(asked, "permission", by=owner, now=NOW)
    says(make_candidate(workspace, "蔡三"), "stopped")
    says(make_candidate(workspace, "丁四"), "granted")
    page = Desk(owner).get("candidates").content.decode()
    assert "not asked yet" in row_of(page, "安一")
    assert "Ask for permission" in row_of(page, "安一")
    assert "none yet" in row_of(page, "安一")
    assert "a reminder from 16 November on" in row_of(page, "白二")
    assert "2 November" in row_of(page, "白二")
    assert "Left alone" in row_of(page, "蔡三")
    assert "Invite to the five statements" in row_of(page, "丁四")
    assert "Outreach" in row_of(page, "丁四")


def test_rows_lead_to_their_person_whatever_the_workspace_and_the_person_are_called() -> None:
    workspace = make_workspace(slug="0" * 16)
    person = make_candidate(workspace, "100 % <b>%(name)s</b>")
    page = Desk(owner_of(workspace)).get("candidates").content.decode()
    row = page.split("<tr data-row>")[1].split("</tr>")[0]
    assert f'href="/w/{workspace.slug}/candidates/{person.public_id}/?list=' in row
    assert f'hx-get="/w/{workspace.slug}/candidates/{person.public_id}/peek/?list=' in row
    assert "100 % &lt;b&gt;%(name)s&lt;/b&gt;</a>" in row
    assert "<b>" not in row


def test_after_a_shared_result_the_next_step_is_a_small_try() -> None:
    workspace = make_workspace()
    answers(make_candidate(workspace, "沈知遥", role_family="sales"))
    page = Desk(owner_of(workspace)).get("candidates").content.decode()
    assert "Offer: 15-minute light talk" in row_of(page, "沈知遥")


@pytest.mark.parametrize("search", ["知遥", "shen zhiyao", "Yanchuan", "shen@example", "8000"])
def test_search_finds_names_pinyin_companies_and_contact_points(search: str) -> None:
    workspace = make_workspace()
    make_candidate(workspace, company="Yanchuan", email="shen@example.test", phone="13800138000")
    make_candidate(workspace, "王二")
    page = words(Desk(owner_of(workspace)).get("candidates", q=search))
    assert "沈知遥" in page
    assert "王二" not in page


def test_stage_and_keeper_narrow_the_list_and_a_search_without_a_match_says_so() -> None:
    workspace = make_workspace()
    owner, colleague = owner_of(workspace), make_member(workspace)
    moved = make_candidate(workspace, "安一")
    make_candidate(workspace, "白二", owner=colleague)
    with scope(workspace.pk):
        set_stage(moved, "building", by=owner, now=NOW)
    desk = Desk(owner)
    assert "白二" not in words(desk.get("candidates", stage="building"))
    assert "白二" not in words(desk.get("candidates", mine="1"))
    assert "安一" not in words(Desk(colleague).get("candidates", mine="1"))
    assert "Nobody matches" in words(desk.get("candidates", q="不存在"))


def test_pages_continue_after_the_last_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "PAGE_SIZE", 2)
    workspace = make_workspace()
    for name in ("安一", "白二", "蔡三", "丁四", "丁四"):
        make_candidate(workspace, name)
    desk = Desk(owner_of(workspace))
    seen: list[str] = []
    path = desk.address("candidates")
    while path:
        page = desk.open(path).content.decode()
        seen += [name for name in ("安一", "白二", "蔡三", "丁四") for _ in range(page.count(f">{name}</a>"))]
        found = page.split('" rel="next"')[0].rpartition('href="')[2] if 'rel="next"' in page else ""
        path = desk.address("candidates") + found.replace("&amp;", "&") if found else ""
    assert seen == ["安一", "白二", "蔡三", "丁四", "丁四"]


def test_an_empty_list_teaches_with_one_example_and_one_act() -> None:
    workspace = make_workspace()
    page = words(Desk(owner_of(workspace)).get("candidates"))
    assert "Example" in page
    assert "Import a list" in page
    assert "Import a list" not in words(Desk(make_member(workspace, Role.VIEWER)).get("candidates")).split("Esc")[0]


def queries_for(workspace: Workspace, page: str = "candidates") -> int:
    desk = Desk(owner_of(workspace))
    desk.get(page)
    with CaptureQueriesContext(connection) as captured:
        assert desk.get(page).status_code == 200
    return len(captured)


def test_queries_do_not_grow_with_people() -> None:
    workspace = make_workspace()

    def more(count: int) -> None:
        for number in range(count):
            person = make_candidate(workspace, f"人{number}")
            if number % 3:
                answers(person, now=NOW - timedelta(days=10))
            if number % 2:
                with scope(workspace.pk):
                    person.refresh_from_db()
                    hand_out_link(
                        person, "permission" if number % 3 == 0 else "questionnaire", by=person.owner, now=NOW
                    )

    more(3)
    few = {page: queries_for(workspace, page) for page in ("candidates", "today")}
    more(27)
    many = {page: queries_for(workspace, page) for page in ("candidates", "today")}
    assert many["candidates"] == few["candidates"]
    # The first-run list asks once more until ten people are in.
    assert many["today"] <= few["today"]


def test_the_quick_look_is_a_fragment_for_the_script_and_a_page_without_it() -> None:
    workspace = make_workspace()
    candidate = make_candidate(workspace)
    answers(candidate)
    desk = Desk(owner_of(workspace))
    fragment = desk.get("candidate_peek", candidate.public_id, headers={"hx-request": "true"}).content.decode()
    page = desk.get("candidate_peek", candidate.public_id).content.decode()
    assert "<html" not in fragment
    assert "16 ± 4.3" in fragment
    assert "<html" in page
    assert "16 ± 4.3" in page


def test_a_sample_person_is_marked() -> None:
    workspace = make_workspace()
    desk = Desk(owner_of(workspace), now=NOW + timedelta(minutes=1))
    desk.post("first_run_try")
    assert "Example" in words(desk.get("candidates"))


def test_a_character_that_no_database_takes_finds_nobody() -> None:
    workspace = make_workspace()
    make_candidate(workspace)
    desk = Desk(owner_of(workspace))
    assert desk.get("candidates", q="\x00", after="\x00").status_code == 200
    assert desk.get("imports", after="\x00").status_code == 200
    for name in ("candidate", "opening", "import_columns"):
        assert desk.get(name, "a\x00b").status_code == 404, name
