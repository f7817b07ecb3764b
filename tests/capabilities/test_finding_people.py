"""Search and filters: the same answers on both databases, and those that a plain reading of the words gives."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import pytest
from django.db import connection

from tests.factories import NOW, make_candidate, make_member, make_workspace, owner_of
from xinqiao.capabilities.candidates import search
from xinqiao.capabilities.candidates.filters import ListFilter
from xinqiao.capabilities.candidates.models import Candidate, CandidateTag, Pool, PoolMember, SearchText, Tag
from xinqiao.capabilities.candidates.operations import append, set_stage
from xinqiao.capabilities.candidates.queries.listing import ids_of, page_of
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Member, Workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Workspace:
    """A dozen people whose names, companies and addresses are easily mistaken for one another."""
    workspace = make_workspace()
    for name, facts in PEOPLE.items():
        make_candidate(workspace, name, **facts)
    return workspace


PEOPLE = {
    "王伟": {
        "company": "云帆科技有限公司",
        "title": "后端工程师",
        "email": "wang.wei@yunfan.example",
        "phone": "12000000001",
    },
    "王小伟": {"company": "星衡数据集团", "title": "产品经理", "phone": "12000000012"},
    "伟王": {"company": "王府井百货", "title": "算法工程师"},
    "曾小贤": {"company": "青石智能", "title": "架构师"},
    "吕思远": {"company": "云帆科技有限公司", "city": "杭州"},
    "单雨桐": {"company": "北辰教育", "title": "课程设计师"},
    "尉迟晨曦": {"company": "瀚海银行", "title": "风控专家"},
    "José Keller": {"company": "Bluefen Labs", "title": "Data Scientist", "email": "jose@bluefen.example"},
    "Lyubov Wang": {"company": "Northquay Bank", "title": "Risk Analyst", "phone": "+1 212 555 0134"},
    "欧阳娜娜": {"company": "云帆（深圳）科技", "title": "Ｇｏ工程师"},
}


def found(workspace: Workspace, member: Member | None = None, **wanted: str) -> list[str]:
    with scope(workspace.pk):
        me = (member or owner_of(workspace)).pk
        page = page_of(ListFilter.parse(wanted), member_id=me, now=NOW)
        return [person.display_name for person in page.candidates]


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("王伟", ["王伟"]),
        ("小伟", ["王小伟"]),
        ("王", ["伟王", "王小伟", "王伟"]),
        ("曾", ["曾小贤"]),
        ("zengxiaoxian", ["曾小贤"]),
        ("ceng xiao", ["曾小贤"]),
        ("zxx", ["曾小贤"]),
        ("shanyutong", ["单雨桐"]),
        ("yuchi", ["尉迟晨曦"]),
        ("ouyang", ["欧阳娜娜"]),
        ("lvsiyuan", ["吕思远"]),
        ("lü si", ["吕思远"]),
        ("lyu siyuan", ["吕思远"]),
        ("lyubov", ["Lyubov Wang"]),
        ("siyuan", ["吕思远"]),
        ("wangw", ["王伟"]),
        ("云帆", ["欧阳娜娜", "吕思远", "王伟"]),
        ("云帆 吕", ["吕思远"]),
        ("王府井", ["伟王"]),
        ("工程师", ["欧阳娜娜", "伟王", "王伟"]),
        ("go 工程", ["欧阳娜娜"]),
        ("杭州", ["吕思远"]),
        ("jose", ["José Keller"]),
        ("JOSÉ", ["José Keller"]),
        ("data sci", ["José Keller"]),
        ("wang.wei@yunfan.example", ["王伟"]),
        ("Wang.Wei@", ["王伟"]),
        ("bluefen.example", ["José Keller"]),
        ("0001", ["王伟"]),
        ("120 0000 0012", ["王小伟"]),
        ("+86 12000000001", ["王伟"]),
        ("555-0134", ["Lyubov Wang"]),
        ("王 北辰", []),
        ("不存在", []),
        ("★", []),
        ("'\"*:)(", []),
        ("AND OR NOT", []),
    ],
)
def test_it_finds_by_name_pinyin_initials_company_title_address_and_tail(
    team: Workspace, question: str, names: list[str]
) -> None:
    assert found(team, q=question) == names


def test_filters_combine_with_search_and_with_each_other(team: Workspace) -> None:
    colleague = make_member(team)
    with scope(team.pk):
        people = {person.display_name: person for person in Candidate.objects.all()}
        set_stage(people["王伟"], "building", by=owner_of(team), now=NOW)
        tag = Tag.objects.create(name="校友", key="校友", created_at=NOW)
        CandidateTag.objects.create(candidate=people["王小伟"], tag=tag)
        pool = Pool.objects.create(name="平台", created_by=colleague, created_at=NOW)
        for name in ("王伟", "王小伟"):
            PoolMember.objects.create(pool=pool, candidate=people[name], added_by=colleague, added_at=NOW)
        Candidate.objects.filter(pk=people["曾小贤"].pk).update(
            owner=colleague, skills=["C++", "推荐系统"], notice_due_at=NOW
        )
        rule = Pool.objects.create(name="云帆", rule="q=云帆", created_by=colleague, created_at=NOW)
        search.index(person.pk for person in people.values())
    assert found(team, stage="building") == ["王伟"]
    assert found(team, stage="building", q="小伟") == []
    assert found(team, tag=tag.public_id) == ["王小伟"]
    assert found(team, q="校友") == ["王小伟"]
    assert found(team, pool=pool.public_id) == ["王小伟", "王伟"]
    assert found(team, pool=rule.public_id, q="吕") == ["吕思远"]
    assert found(team, pool=rule.public_id, stage="building") == ["王伟"]
    assert found(team, owner=colleague.public_id) == found(team, colleague, mine="1") == ["曾小贤"]
    assert found(team, skill="推荐系统") == ["曾小贤"]
    assert found(team, notice="1") == ["曾小贤"]
    assert found(team, source="nothing_of_ours") == []
    assert found(team, pool="nobody") == found(team, tag="nobody") == found(team, owner="nobody") == []


def test_last_contact_counts_contacts_and_nothing_that_only_keepers_may_see(team: Workspace) -> None:
    with scope(team.pk):
        long_ago, lately, secret = Candidate.objects.order_by("id")[:3]
        append(long_ago, "said_later", at=NOW - timedelta(days=100), direction="in")
        append(lately, "permission_asked", at=NOW - timedelta(days=10), direction="out")
        append(secret, "shared_result", at=NOW - timedelta(days=1), direction="in")
    never, month, quarter = (set(found(team, contacted=value)) for value in ("never", "30", "180"))
    assert never == set(PEOPLE) - {long_ago.display_name, lately.display_name}
    assert month == set(PEOPLE) - {lately.display_name}
    assert quarter == never
    assert found(team, contacted="90", q="王伟") == ["王伟"]


def test_another_team_is_never_found(team: Workspace) -> None:
    other = make_workspace()
    make_candidate(other, "王伟", company="云帆科技有限公司")
    assert found(other, q="王伟") == ["王伟"]
    assert len(found(team, q="王伟")) == 1
    with scope(other.pk):
        assert len(ids_of(ListFilter(text="云帆"), 100)) == 1


def test_a_changed_or_deleted_record_is_found_as_it_is_now(team: Workspace) -> None:
    with scope(team.pk):
        person = Candidate.objects.get(display_name="单雨桐")
        person.company = "云帆科技"
        person.save(update_fields=["company"])
        search.index([person.pk])
        assert "单雨桐" in found(team, q="云帆")
        assert found(team, q="北辰") == []
        Candidate.objects.filter(pk=person.pk).delete()
    assert "单雨桐" not in found(team, q="云帆")


@pytest.mark.parametrize("wanted", [{}, {"order": "newest"}, {"stage": "outreach"}, {"contacted": "never"}])
def test_pages_lead_on_and_back_through_everybody_once(wanted: dict[str, str]) -> None:
    workspace = make_workspace()
    with scope(workspace.pk):
        people = [make_candidate(workspace, f"人{number % 7}") for number in range(120)]
        me, filter_ = owner_of(workspace).pk, ListFilter.parse(wanted)
        seen: list[int] = []
        pages, after = [], ""
        while True:
            page = page_of(filter_, member_id=me, now=NOW, after=after)
            pages.append(page)
            seen += [person.pk for person in page.candidates]
            if not page.after:
                break
            after = page.after
        assert sorted(seen) == sorted(person.pk for person in people)
        assert [len(page.candidates) for page in pages] == [50, 50, 20]
        assert pages[0].before == ""
        back = page_of(filter_, member_id=me, now=NOW, before=pages[2].before)
        assert [one.pk for one in back.candidates] == [one.pk for one in pages[1].candidates]
        first = page_of(filter_, member_id=me, now=NOW, before=back.before)
        assert [one.pk for one in first.candidates] == [one.pk for one in pages[0].candidates]
        assert first.before == ""


@pytest.mark.parametrize("wanted", [{}, {"q": "王"}, {"stage": "outreach", "q": "wang"}, {"contacted": "30"}])
def test_queries_do_not_grow_with_people(django_assert_max_num_queries: object, wanted: dict[str, str]) -> None:
    counts = []
    for size in (3, 60):
        workspace = make_workspace()
        with scope(workspace.pk):
            for number in range(size):
                make_candidate(workspace, f"王{number}")
            me = owner_of(workspace).pk
            counts.append(queries_of(lambda me=me: page_of(ListFilter.parse(wanted), member_id=me, now=NOW)))
    assert counts[0] == counts[1]


def queries_of(act: object) -> int:
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        act()  # type: ignore[operator]
    return len(queries)


def test_a_filter_survives_its_address() -> None:
    wanted = ListFilter(text="云帆 &=+", stage="building", contacted="90", mine=True, order="newest")
    assert ListFilter.from_query(wanted.query()) == wanted
    assert ListFilter.from_query("q=a&score=5&level=open&risk=1&contacted=7&mine=yes") == ListFilter(text="a")
    assert not ListFilter(order="newest").narrows


@pytest.mark.sqlite
def test_fts5_and_its_triggers_are_there() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE name LIKE 'candidates_search%%' AND type = 'trigger'")
        triggers = {row[0] for row in cursor.fetchall()}
    # A rebuild of the table (Django's way to alter one on SQLite) would drop them without a word.
    assert triggers == {"candidates_search_added", "candidates_search_removed", "candidates_search_changed"}


def test_every_person_has_a_search_text(team: Workspace) -> None:
    with scope(team.pk):
        assert SearchText.objects.count() == Candidate.objects.count()
        assert not _malformed(SearchText.objects.values_list("words", "marks"))


def _malformed(rows: Iterable[tuple[str, str]]) -> list[str]:
    return [text for row in rows for text in row if text != " ".join(text.split())]
