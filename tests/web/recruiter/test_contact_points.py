"""Contact points on the record: one more, one less with its undo, another one first, none of the employer's."""

from __future__ import annotations

from typing import Any

import pytest

from tests.capabilities.importing.test_import_updates import imported
from tests.factories import NOW, make_candidate, make_member, make_workspace, owner_of
from tests.import_lists import csv_bytes
from tests.web.recruiter.desk import Desk, kinds, words
from xinqiao.capabilities.candidates.blocking import block
from xinqiao.capabilities.candidates.models import Candidate, ContactPoint
from xinqiao.capabilities.candidates.queries import points_of
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.roles import Role
from xinqiao.web.access.sealed import seal

pytestmark = pytest.mark.django_db


def values(person: Candidate, kind: str = "email") -> list[str]:
    with scope(person.workspace_id):
        return [one.value for one in points_of(person) if one.kind == kind]


def fresh(person: Candidate) -> Candidate:
    with scope(person.workspace_id):
        return Candidate.objects.get(pk=person.pk)


def sealed(person: Candidate, value: str) -> str:
    with scope(person.workspace_id):
        return seal(str(ContactPoint.objects.get(candidate=person, value=value).pk))


def two_addresses(**more: str) -> tuple[Desk, Candidate]:
    workspace = make_workspace()
    person = make_candidate(workspace, email="shen@yanchuan.example", **more)
    desk = Desk(owner_of(workspace))
    added = desk.post("candidate_point_add", person.public_id, kind="email", value="shen@a.example", label="private")
    assert added.status_code == 303
    return desk, person


def test_a_second_address_stands_behind_the_first() -> None:
    desk, person = two_addresses()
    assert values(person) == ["shen@yanchuan.example", "shen@a.example"]
    page = words(desk.get("candidate", person.public_id))
    assert "E-mail, private" in page
    assert kinds(person) == ["added", "changed"]


def test_what_a_list_or_an_address_told_about_a_contact_point_is_said_in_the_language_of_the_reader() -> None:
    workspace = make_workspace()
    rows = [("沈知遥", "12012340001", "https://github.com/shen-zhiyao")]
    imported(workspace, csv_bytes(rows, ("姓名", "手机", "个人主页")))
    with scope(workspace.pk):
        person = Candidate.objects.get()
    page = words(Desk(owner_of(workspace), language="zh-hans").get("candidate", person.public_id))
    assert "电话，手机" in page
    assert "主页链接，GitHub" in page


def test_another_address_becomes_the_one_on_the_record() -> None:
    desk, person = two_addresses()
    desk.post("candidate_point_first", person.public_id, sealed(person, "shen@a.example"))
    assert (fresh(person).email, fresh(person).email_key) == ("shen@a.example", "shen@a.example")
    assert values(person) == ["shen@a.example", "shen@yanchuan.example"]


def test_one_taken_away_comes_back_in_its_place_with_the_toast() -> None:
    desk, person = two_addresses()
    desk.post("candidate_point_remove", person.public_id, sealed(person, "shen@yanchuan.example"))
    assert fresh(person).email == "shen@a.example"
    page = desk.get("candidate", person.public_id)
    undo = desk.undo_of_last_toast(page)
    assert "yanchuan" not in undo
    desk.submit(undo)
    assert values(person) == ["shen@yanchuan.example", "shen@a.example"]
    assert fresh(person).email == "shen@yanchuan.example"


def test_the_last_one_gone_leaves_the_record_without_an_address() -> None:
    workspace = make_workspace()
    person = make_candidate(workspace, phone="13800138000")
    Desk(owner_of(workspace)).post("candidate_point_remove", person.public_id, sealed(person, "13800138000"))
    assert (fresh(person).phone, fresh(person).phone_key) == ("", None)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"kind": "email", "value": "nobody"}, "does not read as an e-mail"),
        ({"kind": "phone", "value": "call me"}, "does not read as a phone"),
        ({"kind": "link", "value": "data:text/html,x"}, "does not read as the address of a page"),
        ({"kind": "wechat", "value": "x"}, "does not read as a WeChat name"),
        ({"kind": "email", "value": ""}, "does not read as an e-mail"),
        ({"kind": "email", "value": "wang@a.example"}, "stands on the record of 王二"),
    ],
)
def test_what_cannot_be_added_comes_back_with_the_reason(sent: dict[str, str], said: str) -> None:
    workspace = make_workspace()
    make_candidate(workspace, "王二", email="wang@a.example")
    person = make_candidate(workspace)
    answer = Desk(owner_of(workspace)).post("candidate_point_add", person.public_id, **sent)
    assert answer.status_code == 422
    assert said in words(answer)
    assert f'value="{sent["value"]}"' in answer.content.decode()
    assert values(person) == []


def test_an_unknown_kind_or_a_forged_number_is_not_found() -> None:
    workspace = make_workspace()
    person, other = make_candidate(workspace), make_candidate(workspace, "王二", email="wang@a.example")
    desk = Desk(owner_of(workspace))
    assert desk.post("candidate_point_add", person.public_id, kind="external", value="x:1").status_code == 404
    assert desk.post("candidate_point_remove", person.public_id, "17").status_code == 404
    assert desk.post("candidate_point_restore", person.public_id, "x").status_code == 404
    desk.post("candidate_point_remove", person.public_id, sealed(other, "wang@a.example"))
    assert values(other) == ["wang@a.example"]


def test_the_employers_address_is_struck_and_never_used() -> None:
    desk, person = two_addresses()
    desk.post("candidate_shield", person.public_id, "yanchuan.example")
    assert fresh(person).email == "shen@a.example"
    page = desk.get("candidate", person.public_id)
    assert "<s>shen@yanchuan.example</s>" in page.content.decode()
    assert "Not used: with the present employer" in words(page)
    desk.post("candidate_point_first", person.public_id, sealed(person, "shen@yanchuan.example"))
    assert fresh(person).email == "shen@a.example"
    assert "never first" in words(desk.get("candidate", person.public_id))


def test_the_domain_that_the_addresses_suggest_is_one_press_away_and_can_be_undone() -> None:
    workspace = make_workspace()
    person = make_candidate(workspace, email="shen@hr.yanchuan.com")
    desk = Desk(owner_of(workspace))
    assert "Is yanchuan.com their present employer?" in words(desk.get("candidate", person.public_id))
    desk.post("candidate_shield", person.public_id, "yanchuan.com")
    assert fresh(person).employer_domain == "yanchuan.com"
    desk.submit(desk.undo_of_last_toast(desk.get("candidate", person.public_id)))
    assert fresh(person).employer_domain == ""
    assert desk.post("candidate_shield", person.public_id, "qq.com").status_code == 404


def only_at_work() -> tuple[Desk, Candidate]:
    workspace = make_workspace()
    person = make_candidate(workspace, email="shen@yanchuan.example", employer_domain="yanchuan.example")
    return Desk(owner_of(workspace)), person


def test_a_mail_to_the_employer_alone_is_refused_with_what_is_fine_instead() -> None:
    desk, person = only_at_work()
    answer = desk.post("candidate_copy", person.public_id, "permission", variant="mail")
    assert answer.status_code == 409
    assert "Never to an address of the present employer" in words(answer)
    assert "Fine now: WeChat, Maimai, a call, or a private address." in words(answer)
    assert kinds(person) == ["added"]


def test_the_same_words_may_go_by_wechat_and_the_mail_stays_refused_after() -> None:
    desk, person = only_at_work()
    assert desk.post("candidate_copy", person.public_id, "permission", variant="maimai").status_code == 200
    # The same ask, copied again within the hour, asks the shield too.
    assert desk.post("candidate_copy", person.public_id, "permission", variant="mail").status_code == 409


def test_without_a_choice_the_text_is_not_written_as_a_mail_to_the_employer() -> None:
    desk, person = only_at_work()
    answer = desk.post("candidate_copy", person.public_id, "permission")
    assert answer.status_code == 200
    assert "Subject:" not in words(answer)


def test_with_a_private_address_mail_is_fine_and_the_record_says_where_to() -> None:
    desk, person = two_addresses(employer_domain="yanchuan.example")
    assert "By e-mail: to shen@a.example" in words(desk.get("candidate", person.public_id))
    assert desk.post("candidate_copy", person.public_id, "permission", variant="mail").status_code == 200


ACTS: list[tuple[str, tuple[str, ...], dict[str, Any]]] = [
    ("candidate_point_add", (), {"kind": "email", "value": "x@a.example"}),
    ("candidate_point_remove", ("x",), {}),
    ("candidate_point_first", ("x",), {}),
    ("candidate_point_restore", ("x",), {}),
    ("candidate_shield", ("yanchuan.example",), {}),
]


@pytest.mark.parametrize(("name", "args", "sent"), ACTS)
def test_outsiders_and_readers_change_no_contact_point(name: str, args: tuple[str, ...], sent: dict[str, Any]) -> None:
    workspace, other = make_workspace(), make_workspace()
    person = make_candidate(workspace, email="shen@a.example")
    assert Desk(owner_of(other)).post(name, person.public_id, *args, **sent).status_code == 404
    for role in (Role.INTERVIEWER, Role.VIEWER):
        assert Desk(make_member(workspace, role)).post(name, person.public_id, *args, **sent).status_code == 403
    assert kinds(person) == ["added"]


def test_an_address_of_somebody_who_must_stay_out_is_not_added() -> None:
    workspace = make_workspace()
    gone, person = make_candidate(workspace, "王二", email="wang@a.example"), make_candidate(workspace)
    with scope(workspace.pk):
        block(gone, reason="erased", now=NOW)
        gone.delete()
    answer = Desk(owner_of(workspace)).post(
        "candidate_point_add", person.public_id, kind="email", value="wang@a.example"
    )
    assert answer.status_code == 422
    assert "asked not to be recorded again" in words(answer)
    assert values(person) == []
