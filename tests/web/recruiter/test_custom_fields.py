"""The team's own fields: owners and admins add, rename, order, put away and bring back."""

from __future__ import annotations

import pytest

from tests.factories import make_member, make_workspace, owner_of
from tests.web.recruiter.desk import Desk, words
from xinqiao.capabilities.candidates import queries
from xinqiao.capabilities.candidates.models import CustomField
from xinqiao.capabilities.candidates.operations.custom_fields import FIELDS_AT_MOST
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
from xinqiao.foundation.workspaces.roles import Role

pytestmark = pytest.mark.django_db


def names(workspace: Workspace, *, archived: bool = False) -> list[str]:
    with scope(workspace.pk):
        return [one.name for one in queries.custom_fields(archived=archived)]


def field_of(workspace: Workspace, name: str) -> CustomField:
    with scope(workspace.pk):
        return CustomField.objects.get(name=name)


def with_fields(*added: str) -> tuple[Workspace, Desk]:
    workspace = make_workspace()
    desk = Desk(owner_of(workspace))
    for name in added:
        assert desk.post("custom_fields", name=name, kind="text").status_code == 302
    return workspace, desk


def test_an_empty_page_shows_what_a_field_is_for() -> None:
    _, desk = with_fields()
    assert "What every record of yours should say" in words(desk.get("custom_fields"))


def test_fields_are_added_and_stand_on_the_form_in_their_order() -> None:
    workspace, desk = with_fields("工号", "到岗")
    desk.post("custom_fields", name="级别", kind="choice", choices="一级\n二级\n\n一级\n")
    assert field_of(workspace, "级别").choices == ["一级", "二级"]
    page = words(desk.get("candidate_add"))
    assert page.index("工号") < page.index("到岗") < page.index("级别")


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"name": "", "kind": "text"}, "Name of the field"),
        ({"name": "级别", "kind": "choice", "choices": "一级"}, "From 2 to 50 options"),
        ({"name": "级别", "kind": "choice", "choices": "\n".join(str(n) for n in range(51))}, "From 2 to 50 options"),
        ({"name": "级别", "kind": "choice", "choices": "a\n" + "b" * 101}, "At most 100 characters"),
        ({"name": "级别", "kind": "photo"}, "Kind"),
        ({"name": " 工号 ", "kind": "number"}, "There is a field of this name already."),
    ],
)
def test_what_is_no_field_is_said_and_stays_in_the_form(sent: dict[str, str], said: str) -> None:
    workspace, desk = with_fields("工号")
    answer = desk.post("custom_fields", **sent)
    assert answer.status_code == 422
    assert said in words(answer)
    assert names(workspace) == ["工号"]


def test_a_field_gets_another_name_and_other_options() -> None:
    workspace, desk = with_fields("工号")
    desk.post("custom_fields", name="级别", kind="choice", choices="一级\n二级")
    field = field_of(workspace, "级别")
    assert "一级" in desk.get("custom_field", field.public_id).content.decode()
    desk.post("custom_field", field.public_id, name="职级", choices="一级\n三级")
    assert field_of(workspace, "职级").choices == ["一级", "三级"]
    assert desk.post("custom_field", field.public_id, name="工号", choices="一级\n三级").status_code == 422


def test_fields_move_up_and_down_and_not_past_the_ends() -> None:
    workspace, desk = with_fields("甲", "乙", "丙")
    desk.post("custom_field_move", field_of(workspace, "丙").public_id, "up")
    assert names(workspace) == ["甲", "丙", "乙"]
    desk.post("custom_field_move", field_of(workspace, "甲").public_id, "up")
    desk.post("custom_field_move", field_of(workspace, "乙").public_id, "down")
    assert names(workspace) == ["甲", "丙", "乙"]


def test_a_field_put_away_comes_back_with_the_toast() -> None:
    workspace, desk = with_fields("甲", "乙")
    desk.post("custom_field_archive", field_of(workspace, "甲").public_id)
    assert (names(workspace), names(workspace, archived=True)) == (["乙"], ["甲"])
    undo = desk.undo_of_last_toast(desk.get("custom_fields"))
    assert "甲" not in words(desk.get("candidate_add"))
    assert "was put away. Bring it back below" in words(desk.post("custom_fields", name="甲", kind="text"))
    desk.submit(undo)
    assert names(workspace) == ["甲", "乙"]


def test_a_record_holds_only_so_many_fields() -> None:
    workspace, desk = with_fields(*(f"字段 {n}" for n in range(FIELDS_AT_MOST)))
    assert "at most 40 fields" in words(desk.post("custom_fields", name="再一个", kind="text"))
    assert len(names(workspace)) == FIELDS_AT_MOST


ACTS = [
    ("custom_field", ()),
    ("custom_field_move", ("up",)),
    ("custom_field_archive", ()),
    ("custom_field_restore", ()),
]


@pytest.mark.parametrize(("name", "args"), ACTS)
def test_outsiders_and_those_who_do_not_manage_change_no_field(name: str, args: tuple[str, ...]) -> None:
    workspace, _ = with_fields("甲", "乙")
    field = field_of(workspace, "乙")
    outsider = Desk(owner_of(make_workspace()))
    assert outsider.post(name, field.public_id, *args, name="丁").status_code == 404
    for role in (Role.RECRUITER, Role.INTERVIEWER, Role.VIEWER):
        assert Desk(make_member(workspace, role)).post(name, field.public_id, *args, name="丁").status_code == 403
        assert Desk(make_member(workspace, role)).get("custom_fields").status_code == 403
    assert names(workspace) == ["甲", "乙"]


def test_an_admin_manages_fields() -> None:
    workspace, _ = with_fields()
    assert Desk(make_member(workspace, Role.ADMIN)).post("custom_fields", name="甲", kind="date").status_code == 302
