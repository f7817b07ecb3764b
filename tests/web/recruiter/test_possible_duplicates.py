"""Pairs that may be one person: the list, the two side by side, merging, and taking it back."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import make_candidate, make_member, make_workspace, owner_of
from tests.web.recruiter.desk import Desk, answers, kinds, says, words
from xinqiao.capabilities.candidates.models import Candidate, ProbableDuplicate
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
from xinqiao.foundation.workspaces.roles import Role

pytestmark = pytest.mark.django_db
COMPANY = "云帆科技有限公司"


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


@pytest.fixture
def desk(workspace: Workspace) -> Desk:
    return Desk(owner_of(workspace))


@pytest.fixture
def two(workspace: Workspace) -> tuple[Candidate, Candidate]:
    one = make_candidate(workspace, "王小明", company=COMPANY, title="工程师", email="a@example.test")
    return one, make_candidate(workspace, "Xiaoming Wang", company="云帆科技", title="架构师", email="b@example.test")


def names(workspace: Workspace) -> list[str]:
    with scope(workspace.pk):
        return list(Candidate.objects.order_by("pk").values_list("display_name", flat=True))


def test_the_list_of_candidates_says_how_many_pairs_wait(desk: Desk, two: tuple[Candidate, Candidate]) -> None:
    assert "1 pair of records may be one person" in words(desk.get("candidates"))


def test_an_empty_list_says_when_something_will_stand_there(desk: Desk) -> None:
    assert "No pair waits for you" in words(desk.get("duplicates"))
    assert "may be one person" not in words(desk.get("candidates"))


def test_the_pair_stands_there_with_both_names(desk: Desk, two: tuple[Candidate, Candidate]) -> None:
    page = words(desk.get("duplicates"))
    assert "王小明" in page
    assert "Xiaoming Wang" in page


def test_queries_do_not_grow_with_pairs(desk: Desk, workspace: Workspace) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert desk.get("duplicates").status_code == 200
        return len(queries)

    make_candidate(workspace, "王小明", company=COMPANY)
    make_candidate(workspace, "王小明", company=COMPANY)
    few = count()
    for _ in range(4):
        make_candidate(workspace, "王小明", company=COMPANY)
    assert count() == few


def test_pages_go_on_where_the_last_one_ended(
    desk: Desk, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xinqiao.capabilities.candidates.queries.duplicates.PAIRS", 1)
    for _ in range(2):
        make_candidate(workspace, "王小明", company=COMPANY)
        make_candidate(workspace, "李四方", company=COMPANY)
    first = desk.get("duplicates")
    assert "王小明" in words(first)
    assert "李四方" not in words(first)
    with scope(workspace.pk):
        after = ProbableDuplicate.objects.order_by("pk").values_list("public_id", flat=True)[0]
    assert "李四方" in words(desk.get("duplicates", after=after))


def test_side_by_side_only_what_differs_is_to_be_chosen(desk: Desk, two: tuple[Candidate, Candidate]) -> None:
    page = desk.get("candidate_merge", two[0].public_id, two[1].public_id)
    text = page.content.decode()
    assert 'name="title" value="other"' in text
    assert 'name="name" value="other"' in text
    assert 'name="stage"' not in text
    assert "Keep the other record" in words(page)


def test_merging_keeps_the_chosen_facts_and_its_toast_takes_it_back(
    desk: Desk, workspace: Workspace, two: tuple[Candidate, Candidate]
) -> None:
    keep, other = two
    done = desk.post("candidate_merge", keep.public_id, other.public_id, title="other", name="keep")
    assert done["Location"] == desk.address("candidate", keep.public_id)
    page = desk.get("candidate", keep.public_id)
    text = words(page)
    assert "架构师" in text
    assert names(workspace) == ["王小明"]
    assert "The record of Xiaoming Wang was merged into this one" in text
    assert "Make two records again" in text
    assert desk.submit(desk.undo_of_last_toast(page)).status_code == 303
    assert names(workspace) == ["王小明", "Xiaoming Wang"]
    assert "Two records again" in words(desk.get("candidate", keep.public_id))
    assert "工程师" in words(desk.get("candidate", keep.public_id))


def test_the_old_address_leads_to_the_survivor(desk: Desk, two: tuple[Candidate, Candidate]) -> None:
    keep, other = two
    desk.post("candidate_merge", keep.public_id, other.public_id)
    moved = desk.get("candidate", other.public_id)
    assert moved["Location"] == desk.address("candidate", keep.public_id)
    assert desk.get("candidate", "nobody").status_code == 404


def test_a_second_tap_finds_nothing_left_to_merge(desk: Desk, two: tuple[Candidate, Candidate]) -> None:
    keep, other = two
    assert desk.post("candidate_merge", keep.public_id, other.public_id).status_code == 303
    assert desk.post("candidate_merge", keep.public_id, other.public_id).status_code == 404


def test_two_people_is_a_decision_that_can_be_taken_back(
    desk: Desk, workspace: Workspace, two: tuple[Candidate, Candidate]
) -> None:
    ids = [one.public_id for one in two]
    desk.post("two_people", *ids)
    page = desk.get("duplicates")
    assert "No pair waits for you" in words(page)
    assert "decided meanwhile" in words(desk.open(desk.post("two_people", *ids)["Location"]))
    desk.submit(desk.undo_of_last_toast(page))
    assert "王小明" in words(desk.get("duplicates"))
    assert kinds(two[0])[-2:] == ["two_people", "two_people_taken_back"]
    assert "may be this person" in words(desk.get("candidate", two[0].public_id))


def test_two_people_needs_a_pair(desk: Desk, workspace: Workspace) -> None:
    ids = [make_candidate(workspace, name).public_id for name in ("赵一", "钱二")]
    assert desk.post("two_people", *ids).status_code == 404


def test_the_same_person_is_found_from_the_record(desk: Desk, workspace: Workspace) -> None:
    one = make_candidate(workspace, "沈知遥", company=COMPANY)
    make_candidate(workspace, "沈之遥", company=COMPANY)
    make_candidate(workspace, "沈知遥", company="云帆科技")
    probable = words(desk.get("candidate_same", one.public_id))
    assert "Same name, same company" in probable
    assert "沈之遥" not in probable
    assert "沈之遥" in words(desk.get("candidate_same", one.public_id, q="沈之遥"))
    assert "Nobody matches" in words(desk.get("candidate_same", one.public_id, q="无此人"))


def test_who_asks_by_name_also_sees_whom_every_fact_tells_apart(desk: Desk, workspace: Workspace) -> None:
    facts = {"company": COMPANY, "city": "成都"}
    one = make_candidate(workspace, "陆闻笛", title="前端负责人", email="a@example.test", phone="12012340001", **facts)
    make_candidate(workspace, "陆闻笛", title="前端工程师", email="b@example.test", phone="12012340002", **facts)
    assert "No pair waits for you" in words(desk.get("duplicates"))
    assert "前端工程师" in words(desk.get("candidate_same", one.public_id))


def test_the_stricter_word_is_announced(desk: Desk, two: tuple[Candidate, Candidate]) -> None:
    says(two[0], "granted")
    says(two[1], "stopped")
    page = words(desk.get("candidate_merge", two[0].public_id, two[1].public_id))
    assert "Afterwards the permission reads: stopped" in page


@pytest.mark.parametrize("role", [Role.INTERVIEWER, Role.VIEWER])
def test_readers_neither_see_pairs_nor_merge(
    workspace: Workspace, two: tuple[Candidate, Candidate], role: Role
) -> None:
    reader = Desk(make_member(workspace, role))
    ids = [one.public_id for one in two]
    assert reader.get("duplicates").status_code == 403
    assert reader.get("candidate_merge", *ids).status_code == 403
    assert reader.post("candidate_merge", *ids).status_code == 403
    assert reader.get("candidate_twins", name="王小明").status_code == 403
    assert "may be one person" not in words(reader.get("candidates"))
    assert "The same person as" not in words(reader.get("candidate", ids[0]))


def test_nobody_gains_a_result_by_merging_it_into_their_own_record(
    workspace: Workspace, two: tuple[Candidate, Candidate]
) -> None:
    colleague = make_member(workspace, Role.RECRUITER)
    mine = make_candidate(workspace, "王小明", owner=colleague, company=COMPANY)
    answers(two[0])
    desk = Desk(colleague)
    page = words(desk.get("candidate_merge", mine.public_id, two[0].public_id))
    assert "keeps the record that would be given up" in page
    assert "keep the other record instead" in page
    assert desk.post("candidate_merge", mine.public_id, two[0].public_id).status_code == 403
    # Giving one's own record away is fine.
    assert desk.post("candidate_merge", two[0].public_id, mine.public_id).status_code == 303
    assert "±" not in desk.get("candidate", two[0].public_id).content.decode()


def test_only_who_merged_or_may_see_it_all_makes_two_again(
    workspace: Workspace, two: tuple[Candidate, Candidate]
) -> None:
    desk = Desk(owner_of(workspace))
    desk.post("candidate_merge", two[0].public_id, two[1].public_id)
    undo = desk.undo_of_last_toast(desk.get("candidate", two[0].public_id))
    assert Desk(make_member(workspace, Role.RECRUITER)).submit(undo).status_code == 403
    assert desk.submit(undo).status_code == 303
    again = desk.submit(undo)
    assert "two records again already" in words(desk.open(again["Location"]))


def test_no_page_here_shows_a_level_or_a_score(desk: Desk, two: tuple[Candidate, Candidate]) -> None:
    for person in two:
        answers(person)
    ids = [one.public_id for one in two]
    for page in (desk.get("duplicates"), desk.get("candidate_merge", *ids), desk.get("candidate_same", ids[0])):
        assert "±" not in page.content.decode()
        assert "level-" not in page.content.decode()


def test_everything_is_there_in_chinese(workspace: Workspace, two: tuple[Candidate, Candidate]) -> None:
    desk = Desk(owner_of(workspace), language="zh-hans")
    assert desk.get("candidate_merge", two[0].public_id, two[1].public_id).status_code == 200
