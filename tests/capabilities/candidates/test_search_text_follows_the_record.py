"""Whatever changes a person changes whom a search finds, in the same transaction and in a fixed number of queries."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import NOW, make_candidate, make_member, make_workspace, owner_of
from xinqiao.capabilities.candidates import search
from xinqiao.capabilities.candidates.filters import ListFilter
from xinqiao.capabilities.candidates.models import Candidate, CandidateTag, ContactPoint, Pool, PoolMember, Tag
from xinqiao.capabilities.candidates.operations import PersonFacts, add_many, append, change_candidate, set_stage
from xinqiao.capabilities.candidates.queries import each, ids_of, page_of
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace

pytestmark = pytest.mark.django_db


def found(workspace: Workspace, query: str) -> list[str]:
    """Names, as the list shows them."""
    with scope(workspace.pk):
        page = page_of(ListFilter.from_query(query), member_id=owner_of(workspace).pk, now=NOW)
    return [one.display_name for one in page.candidates]


def tag(person: Candidate, name: str) -> Tag:
    row, _ = Tag.objects.get_or_create(key=name, defaults={"name": name, "created_at": NOW})
    CandidateTag.objects.create(candidate=person, tag=row)
    return row


def pool(workspace: Workspace, *people: Candidate, rule: str = "") -> Pool:
    owner = owner_of(workspace)
    row = Pool.objects.create(name="名单", rule=rule, created_by=owner, created_at=NOW)
    PoolMember.objects.bulk_create(PoolMember(pool=row, candidate=one, added_by=owner, added_at=NOW) for one in people)
    return row


def test_a_change_of_the_record_is_found_at_once_and_the_old_text_no_longer() -> None:
    workspace = make_workspace()
    person = make_candidate(workspace, "沈知遥", company="云帆科技", email="shen@example.test")
    with scope(workspace.pk):
        facts = PersonFacts("单小明", source="referral", legal_basis="consent", company="星衡数据", phone="13800138000")
        change_candidate(person, facts, owner=person.owner, opening=None, by=person.owner, now=NOW)
    for query in ("单小明", "shanxiaoming", "dan", "sxm", "星衡", "8000", "source=referral"):
        assert found(workspace, query if "=" in query else f"q={query}") == ["单小明"], query
    for query in ("沈知遥", "shen", "云帆", "shen@example"):
        assert found(workspace, f"q={query}") == [], query


def test_a_corrected_reading_survives_a_change_of_other_facts() -> None:
    workspace = make_workspace()
    person = make_candidate(workspace, "单小明")
    with scope(workspace.pk):
        Candidate.objects.filter(pk=person.pk).update(pinyin="chan xiao ming", initials="cxm")
        facts = PersonFacts("单小明", source="referral", legal_basis="consent", city="杭州")
        change_candidate(person, facts, owner=person.owner, opening=None, by=person.owner, now=NOW)
    assert found(workspace, "q=chanxiao") == ["单小明"]
    assert found(workspace, "q=cxm") == ["单小明"]


def test_stage_tags_pools_and_skills_narrow_the_list() -> None:
    workspace = make_workspace()
    owner = owner_of(workspace)
    first, second = make_candidate(workspace, "安一"), make_candidate(workspace, "白二")
    with scope(workspace.pk):
        set_stage(first, "building", by=owner, now=NOW)
        word, chosen = tag(first, "校友"), pool(workspace, first)
        Candidate.objects.filter(pk=first.pk).update(skills=["大模型", "C++"], notice_due_at=NOW)
        search.index([first.pk, second.pk])
    queries = [
        "stage=building",
        f"tag={word.public_id}",
        f"pool={chosen.public_id}",
        "skill=c%2B%2B",
        "notice=1",
        "q=校友",
    ]
    for query in queries:
        assert found(workspace, query) == ["安一"], query
    assert found(workspace, "&".join(queries)) == ["安一"]
    assert found(workspace, "stage=joined") == []


def test_marks_are_rewritten_without_touching_the_words() -> None:
    workspace = make_workspace()
    person = make_candidate(workspace, "安一")
    with scope(workspace.pk):
        chosen = pool(workspace, person)
        search.mark([person.pk])
    assert found(workspace, f"pool={chosen.public_id}&q=安一") == ["安一"]


def test_a_pool_by_rule_holds_whom_its_rule_finds_and_a_filter_narrows_it() -> None:
    workspace = make_workspace()
    for name, city in (("安一", "杭州"), ("白二", "杭州"), ("蔡三", "上海")):
        make_candidate(workspace, name, city=city)
    with scope(workspace.pk):
        rule = pool(workspace, rule=ListFilter(text="杭州").query())
    assert found(workspace, f"pool={rule.public_id}") == ["白二", "安一"]
    assert found(workspace, f"pool={rule.public_id}&q=安") == ["安一"]


def test_a_colleague_or_tag_of_another_workspace_finds_nobody() -> None:
    workspace, other = make_workspace(), make_workspace()
    mine, theirs = make_candidate(workspace, "安一"), make_candidate(other, "安一")
    colleague = make_member(workspace)
    with scope(other.pk):
        word, chosen = tag(theirs, "校友"), pool(other, theirs)
        search.index([theirs.pk])
    assert found(workspace, f"owner={owner_of(workspace).public_id}") == ["安一"]
    assert found(workspace, f"owner={colleague.public_id}") == []
    for query in (f"owner={owner_of(other).public_id}", f"tag={word.public_id}", f"pool={chosen.public_id}"):
        assert found(workspace, query) == [], query
    with scope(workspace.pk):
        assert ids_of(ListFilter(text="安一"), 10) == [mine.pk]


def test_deleted_people_are_found_no_more() -> None:
    workspace = make_workspace()
    person = make_candidate(workspace, "安一")
    with scope(workspace.pk):
        person.delete()
    assert found(workspace, "q=安一") == []


def test_the_last_contact_follows_what_everybody_may_know() -> None:
    workspace = make_workspace()
    person = make_candidate(workspace, "安一")
    make_candidate(workspace, "白二")
    assert found(workspace, "contacted=never") == ["白二", "安一"]
    with scope(workspace.pk):
        append(person, "said_granted", at=NOW - timedelta(days=40), direction="in")
        append(person, "permission_asked", at=NOW - timedelta(days=60), direction="out")
        append(person, "shared_result", at=NOW, direction="in")
        append(person, "stage_changed", at=NOW)
    assert found(workspace, "contacted=never") == ["白二"]
    assert found(workspace, "contacted=30") == ["白二", "安一"]
    assert found(workspace, "contacted=90&q=安一") == []
    with scope(workspace.pk):
        person.refresh_from_db()
    assert person.last_contact_at == NOW - timedelta(days=40)


@pytest.mark.parametrize("query", ["", "order=newest", "q=安", "stage=outreach&q=an", "contacted=never"])
def test_queries_do_not_grow_with_people(query: str) -> None:
    workspace = make_workspace()
    owner = owner_of(workspace)

    def count() -> int:
        with scope(workspace.pk), CaptureQueriesContext(connection) as captured:
            page = page_of(ListFilter.from_query(query), member_id=owner.pk, now=NOW)
            assert [one.display_name for one in page.candidates]
        return len(captured)

    facts = [PersonFacts(f"安{number}", source="other", legal_basis="consent") for number in range(120)]
    with scope(workspace.pk):
        add_many(facts[:3], owner=owner, now=NOW)
    few = count()
    with scope(workspace.pk):
        add_many(facts[3:], owner=owner, now=NOW)
    assert count() == few <= 5


def test_many_people_are_indexed_in_a_fixed_number_of_queries() -> None:
    workspace = make_workspace()
    owner = owner_of(workspace)
    counts = []
    for size in (2, 60):
        facts = [PersonFacts(f"安{number}", source="other", legal_basis="consent") for number in range(size)]
        with scope(workspace.pk):
            ids = [one.pk for one in add_many(facts, owner=owner, now=NOW)]
            with CaptureQueriesContext(connection) as captured:
                search.index(ids)
                Candidate.objects.filter(pk__in=ids).update(stage="building")
                search.mark(ids)
        counts.append(len(captured))
    assert counts[0] == counts[1]
    with scope(workspace.pk):
        assert sum(len(block) for block in each(ListFilter(stage="building"))) == 62


def test_by_name_the_pages_lead_there_and_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xinqiao.capabilities.candidates.queries.listing.PAGE_SIZE", 2)
    workspace = make_workspace()
    for name in ("蔡三", "安一", "丁四", "白二", "丁四"):
        make_candidate(workspace, name)
    member = owner_of(workspace).pk
    with scope(workspace.pk):
        pages = [page_of(ListFilter(), member_id=member)]
        while pages[-1].after:
            pages.append(page_of(ListFilter(), after=pages[-1].after, member_id=member))
        names = [[one.display_name for one in page.candidates] for page in pages]
        assert names == [["安一", "白二"], ["蔡三", "丁四"], ["丁四"]]
        assert [bool(page.before) for page in pages] == [False, True, True]
        back = page_of(ListFilter(), before=pages[2].before, member_id=member)
        assert [one.pk for one in back.candidates] == [one.pk for one in pages[1].candidates]
        first = page_of(ListFilter(), before=pages[1].before, member_id=member)
    assert [one.display_name for one in first.candidates] == ["安一", "白二"]
    assert first.before == ""


def test_another_workspaces_person_is_no_key() -> None:
    workspace = make_workspace()
    make_candidate(workspace, "安一")
    stranger = make_candidate(make_workspace(), "白二")
    with scope(workspace.pk):
        page = page_of(ListFilter(), after=stranger.public_id, member_id=owner_of(workspace).pk)
    assert [one.display_name for one in page.candidates] == ["安一"]


def test_contact_points_beyond_the_first_are_found() -> None:
    workspace = make_workspace()
    person = make_candidate(workspace, "安一")
    points = [("email", "an.yi@mail.example"), ("phone", "+8613800138123"), ("link", "maimai.cn/contact/anyi9")]
    with scope(workspace.pk):
        for kind, key in (*points, ("wechat", "an_yi_wx"), ("external", "hubspot:777")):
            ContactPoint.objects.create(candidate=person, kind=kind, value=key, key=key)
        search.index([person.pk])
    for query in ("an.yi@mail.example", "8123", "anyi9", "an_yi_wx"):
        assert found(workspace, f"q={query}") == ["安一"], query
