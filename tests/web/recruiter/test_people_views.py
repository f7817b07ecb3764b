"""The list's address: filters, chips, columns, pages, and views that keep them."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import NOW, make_candidate, make_member, make_workspace, owner_of
from tests.web.recruiter.desk import Desk, answers, words
from tests.web.recruiter.people import last_act, tag, untold
from xinqiao.capabilities.candidates.filters import ListFilter
from xinqiao.capabilities.candidates.models import Pool, SavedView
from xinqiao.capabilities.candidates.operations import PoolFacts, ViewFacts, add_pool, save_view
from xinqiao.capabilities.candidates.queries import listing
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
from xinqiao.foundation.workspaces.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


def names(page: str) -> list[str]:
    return [row.split("</a>")[0].rpartition(">")[2] for row in page.split("<tr data-row>")[1:]]


@pytest.mark.parametrize(
    "query",
    [{"source": "public_profile"}, {"basis": "lawfully_public"}, {"contacted": "never"}, {"notice": "1"}],
)
def test_each_filter_narrows_the_list_and_is_a_chip_that_goes_away(workspace: Workspace, query: dict[str, str]) -> None:
    untold(make_candidate(workspace, "安一"))
    page = Desk(owner_of(workspace)).get("candidates", **query).content.decode()
    assert names(page) == ["安一"]
    assert '<a class="chip" href="?">' in page
    assert names(Desk(owner_of(workspace)).get("candidates", q="不在", **query).content.decode()) == []


def test_people_are_found_by_tag_and_by_keeper(workspace: Workspace) -> None:
    colleague = make_member(workspace)
    first, _ = make_candidate(workspace, "安一"), make_candidate(workspace, "白二", owner=colleague)
    one = tag(workspace, "架构", first)
    desk = Desk(owner_of(workspace))
    assert names(desk.get("candidates", tag=one.public_id).content.decode()) == ["安一"]
    assert names(desk.get("candidates", owner=colleague.public_id).content.decode()) == ["白二"]


@pytest.mark.parametrize("name", ["level", "score", "sort", "risk", "curve", "signs"])
def test_no_list_is_filtered_or_sorted_by_what_was_measured(workspace: Workspace, name: str) -> None:
    answers(make_candidate(workspace, "安一"))
    make_candidate(workspace, "白二")
    page = Desk(owner_of(workspace)).get("candidates", **{name: "open"}).content.decode()
    assert names(page) == ["安一", "白二"]
    assert f'name="{name}"' not in page
    assert name not in ListFilter.parse({name: "open"}).query()


def test_pages_go_forwards_and_back(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "PAGE_SIZE", 2)
    for name in ("安一", "白二", "蔡三", "丁四", "冯五"):
        make_candidate(workspace, name)
    desk = Desk(owner_of(workspace))

    def follow(page: str, rel: str) -> str:
        link = page.split(f'" rel="{rel}"')[0].rpartition('href="')[2].replace("&amp;", "&")
        return desk.open(desk.address("candidates") + link).content.decode()

    first = desk.get("candidates").content.decode()
    second = follow(first, "next")
    third = follow(second, "next")
    assert (names(first), names(second), names(third)) == (["安一", "白二"], ["蔡三", "丁四"], ["冯五"])
    assert names(follow(third, "prev")) == ["蔡三", "丁四"]
    assert 'rel="prev"' not in follow(follow(third, "prev"), "prev")


def test_columns_are_chosen_in_the_address(workspace: Workspace) -> None:
    tag(workspace, "架构", make_candidate(workspace, company="砚川"))
    page = Desk(owner_of(workspace)).get("candidates", columns="tags,company").content.decode()
    assert 'data-label="Tags">架构' in page
    assert 'data-label="Stage"' not in page


def test_a_view_keeps_filters_and_columns_and_can_be_shared_and_renamed(workspace: Workspace) -> None:
    colleague = make_member(workspace)
    make_candidate(workspace, "安一", owner=colleague)
    make_candidate(workspace, "白二")
    desk = Desk(owner_of(workspace))
    desk.post("view_add", name="我的人", query="mine=1&columns=city", is_shared="on")
    with scope(workspace.pk):
        view = SavedView.objects.get()
    assert (view.query, view.columns, view.is_shared) == ("mine=1", ["city"], True)
    seen = Desk(colleague).get("candidates", mine="1", view=view.public_id).content.decode()
    assert names(seen) == ["安一"]
    assert "shared view" in words(Desk(colleague).get("candidates"))
    assert 'data-label="City"' in seen
    desk.post("view_edit", view.public_id, name="各自的人", query="mine=1")
    assert "各自的人" in words(desk.get("candidates"))
    assert "各自的人" not in words(Desk(colleague).get("candidates"))
    assert Desk(colleague).get("view_edit", view.public_id).status_code == 404


def test_a_deleted_view_comes_back_under_its_address(workspace: Workspace) -> None:
    make_candidate(workspace)
    owner = owner_of(workspace)
    with scope(workspace.pk):
        view = save_view(ViewFacts("平台", "stage=outreach"), by=owner, now=NOW)
    desk = Desk(owner)
    desk.post("view_delete", view.public_id)
    assert "平台" not in names(desk.get("candidates").content.decode())
    desk.post("bulk_undo", last_act(workspace).public_id)
    with scope(workspace.pk):
        back = SavedView.objects.get(public_id=view.public_id)
    assert (back.name, back.query, back.owner_id) == ("平台", "stage=outreach", owner.pk)


def test_the_record_leads_to_the_next_and_previous_of_its_list(workspace: Workspace) -> None:
    first, _, third = (make_candidate(workspace, name, company="砚川") for name in ("安一", "白二", "蔡三"))
    make_candidate(workspace, "别处的人")
    desk = Desk(owner_of(workspace))
    query = urlencode({"q": "砚川"})
    assert "in-list" in desk.get("candidate", third.public_id, list=query).content.decode()
    in_chinese = words(Desk(owner_of(workspace), language="zh-hans").get("candidate", third.public_id, list=query))
    assert "上一位 K 下一位 J" in in_chinese
    # Newest first: 蔡三, 白二, 安一.
    answer = desk.get("candidate_next", third.public_id, list=query)
    assert "白二" in words(desk.open(answer["Location"]))
    end = desk.get("candidate_next", first.public_id, list=query)
    page = words(desk.open(end["Location"]))
    assert ("The list ends here." in page, "安一" in page) == (True, True)
    assert "in-list" not in desk.get("candidate", third.public_id).content.decode()


@pytest.mark.parametrize("page", ["view_add", "pool_add", "export_new", "candidate_next"])
def test_filters_without_end_are_passed_over(workspace: Workspace, page: str) -> None:
    person = make_candidate(workspace)
    junk = {f"a{number}": "1" for number in range(150)}
    desk = Desk(owner_of(workspace))
    if page == "candidate_next":
        assert desk.get(page, person.public_id, list=urlencode(junk)).status_code == 302
        assert desk.get(page, person.public_id, list="李" * 20_000).status_code == 302
    else:
        assert desk.get(page, **junk).status_code == 200


def test_queries_do_not_grow_with_people_whatever_the_columns(workspace: Workspace) -> None:
    owner = owner_of(workspace)
    columns = "level,permission,stage,next,last_contact,owner,company,skills,tags,pools,source,basis,added,notice"
    with scope(workspace.pk):
        pool = add_pool(PoolFacts("平台"), by=owner, now=NOW)

    def count() -> int:
        desk = Desk(owner)
        desk.get("candidates", columns=columns)
        with CaptureQueriesContext(connection) as captured:
            assert desk.get("candidates", columns=columns, stage="outreach").status_code == 200
        with CaptureQueriesContext(connection) as beside:
            assert desk.get("pool", pool.public_id).status_code == 200
        return len(captured) * 1000 + len(beside)

    tag(workspace, "甲", *[make_candidate(workspace, f"人{n}") for n in range(2)])
    few = count()
    people = [make_candidate(workspace, f"众{n}", owner=make_member(workspace)) for n in range(9)]
    for number in range(4):
        tag(workspace, f"乙{number}", *people)
    assert count() == few


def test_filters_too_long_to_be_kept_are_refused_not_cut(workspace: Workspace) -> None:
    desk = Desk(owner_of(workspace))
    query = urlencode({"q": "云" * 100, "skill": "帆" * 100})
    for page, word in (("view_add", "query"), ("pool_add", "rule")):
        answer = desk.post(page, **{"name": "很长", word: query})
        assert answer.status_code == 422
        assert "too long to be kept" in words(answer)
        assert 'value="很长"' in answer.content.decode()
    with scope(workspace.pk):
        assert not SavedView.objects.exists()
        assert not Pool.objects.exists()


def test_nobody_is_found_by_an_address_that_the_reader_may_not_read(workspace: Workspace) -> None:
    make_candidate(workspace, "沈知遥", email="shen@example.test", phone="13912345678")
    owner, viewer = Desk(owner_of(workspace)), Desk(make_member(workspace, Role.VIEWER))
    for text in ("13912345678", "5678", "shen@example.test", "@example.test"):
        assert names(owner.get("candidates", q=text).content.decode()) == ["沈知遥"], text
        assert names(viewer.get("candidates", q=text).content.decode()) == [], text
    assert names(viewer.get("candidates", q="知遥").content.decode()) == ["沈知遥"]
