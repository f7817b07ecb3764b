"""Pools by hand and by rule, and the team's tags."""

from __future__ import annotations

import pytest

from tests.factories import NOW, make_candidate, make_member, make_workspace, owner_of
from tests.web.recruiter.desk import Desk, words
from tests.web.recruiter.people import last_act, send, tag, tags_of
from xinqiao.capabilities.candidates.models import Pool, SavedView, Tag
from xinqiao.capabilities.candidates.operations import PoolFacts, ViewFacts, add_pool, save_view
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
from xinqiao.foundation.workspaces.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


def test_a_pool_by_rule_holds_whoever_fits(workspace: Workspace) -> None:
    owner = owner_of(workspace)
    make_candidate(workspace, "安一", company="砚川")
    desk = Desk(owner)
    assert "Search: 砚川" in words(desk.get("pool_add", q="砚川"))
    desk.post("pool_add", name="砚川的人", purpose="同一家公司", rule="q=砚川&mine=1")
    with scope(workspace.pk):
        pool = Pool.objects.get()
    # "Mine" would be somebody else's for a colleague.
    assert f"owner={owner.public_id}" in pool.rule
    make_candidate(workspace, "白二", company="砚川")
    page = words(Desk(make_member(workspace)).get("pool", pool.public_id))
    assert ("安一" in page, "白二" in page) == (True, True)


def test_a_pool_is_renamed_archived_and_brought_back(workspace: Workspace) -> None:
    desk = Desk(owner_of(workspace))
    desk.post("pool_add", name="平台")
    with scope(workspace.pk):
        pool = Pool.objects.get()
    desk.post("pool_edit", pool.public_id, name="平台架构", purpose="六月分享会")
    assert "六月分享会" in words(desk.get("pools"))
    desk.post("pool_archive", pool.public_id)
    page = desk.get("pools")
    desk.submit(desk.undo_of_last_toast(page))
    assert "平台架构" in words(desk.get("pools"))
    desk.post("pool_archive", pool.public_id)
    assert "平台架构" not in words(desk.get("pools")).split("Archived. Its people")[0]
    assert "平台架构" in words(desk.get("pools", archived="1"))


def test_an_unnamed_pool_is_not_made_and_the_words_stay(workspace: Workspace) -> None:
    answer = Desk(owner_of(workspace)).post("pool_add", name="", purpose="六月分享会")
    assert answer.status_code == 422
    assert "六月分享会" in answer.content.decode()


def test_a_tag_is_renamed_for_everybody(workspace: Workspace) -> None:
    person = make_candidate(workspace)
    one = tag(workspace, "架构", person)
    Desk(owner_of(workspace)).post("tag", one.public_id, name="平台架构")
    assert tags_of(person) == ["平台架构"]


def test_a_name_that_is_taken_leads_to_joining(workspace: Workspace) -> None:
    first, second = make_candidate(workspace, "安一"), make_candidate(workspace, "白二")
    one, other = tag(workspace, "Rust", first), tag(workspace, "rust lang", first, second)
    with scope(workspace.pk):
        view = save_view(ViewFacts("Rust", f"tag={other.public_id}"), by=owner_of(workspace), now=NOW)
    desk = Desk(owner_of(workspace))
    answer = desk.post("tag", other.public_id, name="ＲＵＳＴ")
    assert (answer.status_code, "join the two" in words(answer)) == (422, True)
    desk.post("tag_join", other.public_id, into=one.public_id)
    assert (tags_of(first), tags_of(second)) == (["Rust"], ["Rust"])
    with scope(workspace.pk):
        assert SavedView.objects.get(pk=view.pk).query == f"tag={one.public_id}"
    desk.post("bulk_undo", last_act(workspace).public_id)
    assert (tags_of(first), tags_of(second)) == (["Rust", "rust lang"], ["rust lang"])
    with scope(workspace.pk):
        assert SavedView.objects.get(pk=view.pk).query == f"tag={other.public_id}"


def test_a_deleted_tag_comes_back_on_everybody_unless_its_name_was_given_away(workspace: Workspace) -> None:
    person = make_candidate(workspace)
    one = tag(workspace, "架构", person)
    desk = Desk(owner_of(workspace))
    desk.post("tag_delete", one.public_id)
    assert tags_of(person) == []
    tag(workspace, "架构")
    act = last_act(workspace).public_id
    assert "There is a new tag of this name" in words(send(desk, "bulk_undo", act))
    with scope(workspace.pk):
        Tag.objects.all().delete()
    desk.post("bulk_undo", act)
    assert tags_of(person) == ["架构"]


@pytest.mark.parametrize("name", ["pool_add", "view_add", "export_new"])
def test_readers_make_nothing(workspace: Workspace, name: str) -> None:
    for role in (Role.INTERVIEWER, Role.VIEWER):
        reader = Desk(make_member(workspace, role))
        assert (reader.get(name).status_code, reader.post(name, name="x").status_code) == (403, 403)


def test_readers_open_pools_and_tags_without_buttons(workspace: Workspace) -> None:
    with scope(workspace.pk):
        pool = add_pool(PoolFacts("平台"), by=owner_of(workspace), now=NOW)
    reader = Desk(make_member(workspace, Role.VIEWER))
    assert "Archive" not in words(reader.get("pool", pool.public_id))
    assert reader.get("tags").status_code == 200
