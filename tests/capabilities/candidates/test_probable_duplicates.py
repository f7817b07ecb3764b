"""A same name in the same company is put before a person: when added, when changed, and never twice."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import NOW, make_candidate, make_workspace, owner_of
from xinqiao.capabilities.candidates import twins
from xinqiao.capabilities.candidates.models import ProbableDuplicate
from xinqiao.capabilities.candidates.operations import (
    AlreadyDecided,
    PersonFacts,
    add_many,
    change_candidate,
    decide_two_people,
    note_twins,
    undo_two_people,
)
from xinqiao.domain.probable_twins import traits_of
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


def pairs(workspace: Workspace) -> list[tuple[str, str, str]]:
    with scope(workspace.pk):
        rows = ProbableDuplicate.objects.order_by("pk").select_related("candidate", "other")
        return [(row.candidate.display_name, row.other.display_name, row.state) for row in rows]


def test_a_person_who_is_added_again_stands_before_a_person(workspace: Workspace) -> None:
    make_candidate(workspace, "王小明", company="云帆科技有限公司")
    make_candidate(workspace, "Xiaoming Wang", company="杭州云帆科技")
    assert pairs(workspace) == [("王小明", "Xiaoming Wang", "open")]


def test_a_change_of_company_finds_the_other_record(workspace: Workspace) -> None:
    make_candidate(workspace, "王小明", company="云帆科技")
    other = make_candidate(workspace, "王小明", company="星衡数据")
    assert pairs(workspace) == []
    facts = PersonFacts("王小明", "public_profile", "lawfully_public", company="云帆科技集团")
    owner = owner_of(workspace)
    with scope(workspace.pk):
        change_candidate(other, facts, owner=owner, opening=None, by=owner, now=NOW)
    assert pairs(workspace) == [("王小明", "王小明", "open")]


def test_other_workspaces_are_never_compared(workspace: Workspace) -> None:
    make_candidate(make_workspace(), "王小明", company="云帆科技")
    make_candidate(workspace, "王小明", company="云帆科技")
    assert pairs(workspace) == []


def test_two_people_are_never_asked_about_again_unless_taken_back(workspace: Workspace) -> None:
    people = [make_candidate(workspace, "王小明", company="云帆科技") for _ in range(2)]
    owner = owner_of(workspace)
    with scope(workspace.pk):
        pair = ProbableDuplicate.objects.get()
        decide_two_people(pair, by=owner, now=NOW)
        with pytest.raises(AlreadyDecided):
            decide_two_people(pair, by=owner, now=NOW)
        assert note_twins(people[1], now=NOW) == 0
    assert pairs(workspace) == [("王小明", "王小明", "different")]
    with scope(workspace.pk):
        undo_two_people(pair, by=owner, now=NOW)
    assert pairs(workspace) == [("王小明", "王小明", "open")]


def test_a_list_of_people_is_asked_about_in_one_query(workspace: Workspace) -> None:
    names = [f"王小{char}" for char in "明华强芳敏静丽军"]
    people = [PersonFacts(name, "public_profile", "lawfully_public", company="云帆科技") for name in names]
    with scope(workspace.pk):
        stored = add_many(people, owner=owner_of(workspace), now=NOW)
        wanted = [twins.traits(one) for one in stored]
        assert all(wanted)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            found = twins.known_twins(one for one in wanted if one)
        assert len(queries) == 1
        assert [found[one] for one in wanted if one] == [one.pk for one in stored]
        assert twins.known_twins([]) == {}
        stranger = traits_of("李四", "li si", "云帆科技")
        assert stranger is not None
        assert twins.known_twins([stranger]) == {}
