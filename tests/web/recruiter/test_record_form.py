"""The record's form: several contact points, reading of the name, skills, tags, own fields; nothing typed is lost."""

from __future__ import annotations

from typing import Any

import pytest

from tests.factories import NOW, make_candidate, make_workspace, owner_of
from tests.web.recruiter.desk import Desk, kinds, words
from xinqiao.capabilities.candidates.models import Candidate, ContactPoint, CustomField, Tag
from xinqiao.capabilities.candidates.operations import PointFacts, add_field, add_point, archive_field
from xinqiao.capabilities.candidates.queries import tags_of
from xinqiao.capabilities.consent.operations import Reach, choose_reach
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
from xinqiao.privacy.merging import merge

pytestmark = pytest.mark.django_db
ROWS = {
    "more_kind": ["email", "phone", "link"],
    "more_value": ["shen@private.example", "021-5555 0000", "https://www.linkedin.com/in/shen-zhiyao/"],
    "more_label": ["private", "work", ""],
}


def facts(workspace: Workspace, **values: Any) -> dict[str, Any]:
    owner = owner_of(workspace)
    required = {"display_name": "沈知遥", "language": "zh-hans", "source": "met_at_event", "legal_basis": "consent"}
    return {**required, "owner": owner.public_id, **values}


def only_person(workspace: Workspace) -> Candidate:
    with scope(workspace.pk):
        return Candidate.objects.get()


def points(person: Candidate) -> list[tuple[str, str, str, int]]:
    with scope(person.workspace_id):
        rows = ContactPoint.objects.filter(candidate=person).order_by("kind", "position")
        return list(rows.values_list("kind", "value", "label", "position"))


def test_a_person_is_added_with_everything_that_is_known() -> None:
    workspace = make_workspace()
    values = facts(workspace, email="shen@yanchuan.example", phone="138 0013 8000", wechat="shen_zy", **ROWS)
    values |= {"skills": "Go、Rust, Kafka", "tags": "校友，平台", "time_zone": "Asia/Shanghai"}
    assert Desk(owner_of(workspace)).post("candidate_add", **values).status_code == 302
    person = only_person(workspace)
    assert points(person) == [
        ("email", "shen@yanchuan.example", "", 0),
        ("email", "shen@private.example", "private", 1),
        ("link", "https://www.linkedin.com/in/shen-zhiyao", "", 0),
        ("phone", "138 0013 8000", "", 0),
        ("phone", "021-5555 0000", "work", 1),
        ("wechat", "shen_zy", "", 0),
    ]
    assert (person.email, person.email_key, person.phone_key) == (
        "shen@yanchuan.example",
        "shen@yanchuan.example",
        "+8613800138000",
    )
    assert person.skills == ["Go", "Rust", "Kafka"]
    with scope(workspace.pk):
        assert tags_of(person) == ["平台", "校友"]
    assert kinds(person) == ["added", "tagged"]


def test_saving_the_form_as_it_is_changes_no_fact() -> None:
    workspace = make_workspace()
    desk = Desk(owner_of(workspace))
    desk.post("candidate_add", **facts(workspace, email="shen@a.example", wechat="shen_zy", tags="校友", **ROWS))
    person = only_person(workspace)
    before = points(person)
    desk.post("candidate_edit", person.public_id, **sent_by(desk, person))
    assert points(person) == before
    assert only_person(workspace).pinyin == person.pinyin == "shen zhi yao"
    assert kinds(person) == ["added", "tagged", "changed"]


def sent_by(desk: Desk, person: Candidate) -> dict[str, Any]:
    """What a browser sends that only presses Save."""
    page = desk.get("candidate_edit", person.public_id)
    form = page.context["form"]
    values = {name: form[name].value() or "" for name in form.fields}
    rows = {
        "more_kind": [row.kind for row in form.rows],
        "more_value": [row.value for row in form.rows],
        "more_label": [row.label for row in form.rows],
    }
    return {**values, **rows, "seen": page.context["seen"]}


def test_what_a_colleague_changed_meanwhile_is_not_overwritten_unseen() -> None:
    workspace = make_workspace()
    desk = Desk(owner_of(workspace))
    desk.post("candidate_add", **facts(workspace, email="shen@a.example"))
    person = only_person(workspace)
    sent = {**sent_by(desk, person), "title": "架构师"}
    with scope(workspace.pk):
        add_point(person, PointFacts("email", "shen@b.example"), by=owner_of(workspace), now=NOW)
    back = desk.post("candidate_edit", person.public_id, **sent)
    assert back.status_code == 422
    assert "A colleague changed this record while you were writing." in words(back)
    assert 'value="架构师"' in back.content.decode()
    assert (only_person(workspace).title, len(points(person))) == ("", 2)
    again = desk.post("candidate_edit", person.public_id, **{**sent, "seen": back.context["seen"]})
    assert (again.status_code, only_person(workspace).title, len(points(person))) == (302, "架构师", 1)


def test_an_emptied_first_address_lets_the_next_one_move_up() -> None:
    workspace = make_workspace()
    desk = Desk(owner_of(workspace))
    desk.post("candidate_add", **facts(workspace, email="shen@a.example", **ROWS))
    person = only_person(workspace)
    desk.post("candidate_edit", person.public_id, **{**sent_by(desk, person), "email": ""})
    changed = only_person(workspace)
    assert (changed.email, changed.email_key) == ("shen@private.example", "shen@private.example")


def test_the_same_address_twice_stands_once() -> None:
    workspace = make_workspace()
    rows = {"more_kind": ["email"], "more_value": ["Shen@A.example"], "more_label": [""]}
    Desk(owner_of(workspace)).post("candidate_add", **facts(workspace, email="shen@a.example", **rows))
    assert [value for _, value, _, _ in points(only_person(workspace))] == ["shen@a.example"]


@pytest.mark.parametrize(
    ("kind", "value"),
    [("email", "shen at home"), ("phone", "1.38E+10"), ("link", "javascript:alert(1)"), ("wechat", "two words")],
)
def test_a_further_point_that_cannot_be_one_is_named_and_kept_in_the_form(kind: str, value: str) -> None:
    workspace = make_workspace()
    rows = {"more_kind": ["email", kind], "more_value": ["ok@a.example", value], "more_label": ["", "private"]}
    answer = Desk(owner_of(workspace)).post("candidate_add", **facts(workspace, company="砚川", **rows))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f'value="{value}"' in page
    assert 'value="ok@a.example"' in page
    assert 'value="砚川"' in page
    assert "does not read as" in words(answer)
    with scope(workspace.pk):
        assert not Candidate.objects.exists()


def test_a_second_address_that_a_colleague_has_leads_to_that_record() -> None:
    workspace = make_workspace()
    known = make_candidate(workspace, "王二", email="wang@a.example")
    rows = {"more_kind": ["email"], "more_value": ["wang@a.example"], "more_label": [""]}
    answer = Desk(owner_of(workspace)).post("candidate_add", **facts(workspace, **rows))
    assert answer.status_code == 422
    assert f"/candidates/{known.public_id}/" in answer.content.decode()


def test_a_page_that_several_people_share_stands_on_each_of_them() -> None:
    workspace = make_workspace()
    desk = Desk(owner_of(workspace))
    for name in ("沈知遥", "王二"):
        answer = desk.post("candidate_add", **facts(workspace, display_name=name, link="https://yanchuan.example/team"))
        assert answer.status_code == 302


@pytest.mark.parametrize(
    ("name", "typed", "pinyin", "initials"),
    [
        ("单英", "Shàn Yīng", "shan ying", "sy"),
        ("吕一", "Lǚ yi", "lv yi", "ly"),
        ("沈知遥", "", "shen zhi yao", "szy"),
        ("Ava Mercer", "", "", "am"),
    ],
)
def test_the_reading_of_a_name_can_be_corrected(name: str, typed: str, pinyin: str, initials: str) -> None:
    workspace = make_workspace()
    Desk(owner_of(workspace)).post("candidate_add", **facts(workspace, display_name=name, pinyin=typed))
    person = only_person(workspace)
    assert (person.pinyin, person.initials) == (pinyin, initials)
    if typed:
        assert person.sort_name == pinyin


def test_a_new_name_gets_a_new_reading_unless_both_were_typed() -> None:
    workspace = make_workspace()
    desk = Desk(owner_of(workspace))
    desk.post("candidate_add", **facts(workspace, display_name="单英", pinyin="shan ying"))
    person = only_person(workspace)
    desk.post("candidate_edit", person.public_id, **facts(workspace, display_name="沈英", pinyin="shan ying"))
    assert only_person(workspace).pinyin == "shen ying"


def test_an_emptied_reading_follows_from_the_name_again() -> None:
    workspace = make_workspace()
    desk = Desk(owner_of(workspace))
    desk.post("candidate_add", **facts(workspace, display_name="单英", pinyin="dan ying"))
    person = only_person(workspace)
    desk.post("candidate_edit", person.public_id, **facts(workspace, display_name="单英", pinyin=""))
    assert only_person(workspace).pinyin == "shan ying"


def test_a_tag_is_one_whatever_its_letters() -> None:
    workspace = make_workspace()
    desk = Desk(owner_of(workspace))
    desk.post("candidate_add", **facts(workspace, tags="Alumni, ＡＬＵＭＮＩ"))
    with scope(workspace.pk):
        assert list(Tag.objects.values_list("name", flat=True)) == ["ALUMNI"]
    assert desk.post("candidate_add", **facts(workspace, tags="x" * 41)).status_code == 422


def add(workspace: Workspace, name: str, kind: str, **more: Any) -> CustomField:
    with scope(workspace.pk):
        return add_field(name, kind, by=owner_of(workspace), now=NOW, **more)


@pytest.mark.parametrize(
    ("kind", "typed", "stored", "shown"),
    [
        ("text", " 三月后 ", "三月后", "三月后"),
        ("number", "1,200.50", "1200.50", "1200.50"),
        ("date", "2026-12-01", "2026-12-01", "Dec"),
        ("yes_no", "yes", True, "yes"),
        ("choice", "二级", "二级", "二级"),
        ("link", "yanchuan.example/a", "https://yanchuan.example/a", "https://yanchuan.example/a"),
    ],
)
def test_a_value_of_an_own_field_is_kept_in_its_kind(kind: str, typed: str, stored: object, shown: str) -> None:
    workspace = make_workspace()
    field = add(workspace, "自定", kind, choices=["一级", "二级"])
    desk = Desk(owner_of(workspace))
    desk.post("candidate_add", **facts(workspace, **{f"own_{field.public_id}": typed}))
    person = only_person(workspace)
    assert person.custom == {field.public_id: stored}
    page = words(desk.get("candidate", person.public_id))
    assert "自定" in page
    assert shown in page


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("text", "x" * 501),
        ("number", "many"),
        ("number", "NaN"),
        ("number", "1e999"),
        ("date", "2026-02-30"),
        ("yes_no", "perhaps"),
        ("choice", "三级"),
        ("link", "javascript:alert(1)"),
    ],
)
def test_a_value_that_does_not_fit_its_field_is_refused_and_nothing_is_lost(kind: str, typed: str) -> None:
    workspace = make_workspace()
    field = add(workspace, "自定", kind, choices=["一级", "二级"])
    values = facts(workspace, company="砚川", **{f"own_{field.public_id}": typed})
    answer = Desk(owner_of(workspace)).post("candidate_add", **values)
    assert answer.status_code == 422
    assert f'id="id_own_{field.public_id}_error"' in answer.content.decode()
    assert 'value="砚川"' in answer.content.decode()


def test_what_stands_in_a_field_put_away_outlives_a_change() -> None:
    workspace = make_workspace()
    field = add(workspace, "自定", "text")
    desk = Desk(owner_of(workspace))
    desk.post("candidate_add", **facts(workspace, **{f"own_{field.public_id}": "三月后"}))
    person = only_person(workspace)
    with scope(workspace.pk):
        archive_field(field, by=owner_of(workspace), now=NOW)
    desk.post("candidate_edit", person.public_id, **facts(workspace, city="上海"))
    assert only_person(workspace).custom == {field.public_id: "三月后"}
    assert "三月后" not in words(desk.get("candidate", person.public_id))


@pytest.mark.parametrize("domain", ["qq.com", "gmail.com", "no domain", "com.cn"])
def test_a_public_mailbox_is_refused_as_an_employer(domain: str) -> None:
    workspace = make_workspace()
    answer = Desk(owner_of(workspace)).post("candidate_add", **facts(workspace, employer_domain=domain))
    assert answer.status_code == 422
    assert 'id="id_employer_domain_error"' in answer.content.decode()


def test_whatever_stands_on_the_record_finds_the_person() -> None:
    workspace = make_workspace()
    desk = Desk(owner_of(workspace))
    desk.post("candidate_add", **facts(workspace, wechat="shen_zy", tags="校友", skills="Kafka", **ROWS))
    for query in ("shen@private.example", "0000", "shen_zy", "shen-zhiyao", "校友", "kafka"):
        assert "沈知遥" in words(desk.get("candidates", q=query)), query


def test_the_zone_that_they_chose_is_theirs() -> None:
    workspace = make_workspace()
    person = make_candidate(workspace, time_zone="Asia/Shanghai")
    desk = Desk(owner_of(workspace))
    assert (
        desk.post("candidate_edit", person.public_id, **facts(workspace, time_zone="Europe/Berlin")).status_code == 302
    )
    with scope(workspace.pk):
        choose_reach(person, Reach(), now=NOW, time_zone="America/New_York")
    refused = desk.post("candidate_edit", person.public_id, **facts(workspace, time_zone="Asia/Shanghai"))
    assert "They said themselves where they live" in words(refused)
    assert only_person(workspace).time_zone == "America/New_York"
    kept = facts(workspace, time_zone="America/New_York", city="Boston")
    assert desk.post("candidate_edit", person.public_id, **kept).status_code == 302


@pytest.mark.parametrize("chosen", [(), ("time_zone",)])
@pytest.mark.parametrize("kept_is_theirs", [True, False])
def test_of_two_records_the_zone_that_they_chose_stays(kept_is_theirs: bool, chosen: tuple[str, ...]) -> None:
    workspace = make_workspace()
    keep, other = (make_candidate(workspace, name, time_zone="Asia/Shanghai") for name in ("沈知遥", "沈知远"))
    with scope(workspace.pk):
        choose_reach(keep if kept_is_theirs else other, Reach(), now=NOW, time_zone="America/New_York")
        merge(keep, other, chosen=chosen, by=owner_of(workspace), now=NOW)
    assert only_person(workspace).time_zone == "America/New_York"
