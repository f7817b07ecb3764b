"""Openings: a fact sheet with a drawback, closed and reopened."""

from __future__ import annotations

import pytest

from tests.factories import make_candidate, make_member, make_opening, make_workspace, owner_of
from tests.web.recruiter.desk import Desk, words
from xinqiao.foundation.content.models import Opening
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
from xinqiao.foundation.workspaces.roles import Role

pytestmark = pytest.mark.django_db

FACTS = {
    "title": "账务平台负责人",
    "team": "平台组",
    "city": "杭州",
    "pay_range": "60–85 万元/年",
    "reports_to": "技术副总裁",
    "scope": "账务核心与清结算，12 人",
    "drawback": "值班较多，每月一周",
    "vouched_by": "周牧，技术副总裁",
    "vouched_on": "2026-10-20",
}


def stored(workspace: Workspace) -> list[Opening]:
    with scope(workspace.pk):
        return list(Opening.objects.order_by("id"))


def test_an_opening_is_added_and_reads_as_candidates_read_it() -> None:
    workspace = make_workspace()
    desk = Desk(make_member(workspace))
    answer = desk.post("opening_add", **FACTS)
    [opening] = stored(workspace)
    assert answer["Location"] == desk.address("opening", opening.public_id)
    text = words(desk.open(answer["Location"]))
    for fact in ("60–85 万元/年", "技术副总裁", "账务核心与清结算，12 人", "值班较多，每月一周"):
        assert fact in text


@pytest.mark.parametrize("missing", [field for field in FACTS if field not in ("team", "city")])
def test_a_sheet_with_a_missing_fact_is_not_stored(missing: str) -> None:
    workspace = make_workspace()
    answer = Desk(owner_of(workspace)).post("opening_add", **{**FACTS, missing: ""})
    assert answer.status_code == 422
    assert stored(workspace) == []
    assert "平台组" in answer.content.decode()


@pytest.mark.parametrize(("field", "value"), [("drawback", "无"), ("vouched_on", "2026-11-04")])
def test_no_drawback_and_no_future_are_refused(field: str, value: str) -> None:
    workspace = make_workspace()
    assert Desk(owner_of(workspace)).post("opening_add", **{**FACTS, field: value}).status_code == 422
    assert stored(workspace) == []


def test_a_change_is_stored() -> None:
    workspace = make_workspace()
    opening = make_opening(workspace)
    desk = Desk(owner_of(workspace))
    assert "值班较多" in desk.get("opening_edit", opening.public_id).content.decode()
    desk.post("opening_edit", opening.public_id, **{**FACTS, "pay_range": "70–90 万元/年"})
    assert stored(workspace)[0].pay_range == "70–90 万元/年"


def test_a_closed_opening_leaves_the_list_and_comes_back_with_undo() -> None:
    workspace = make_workspace()
    opening = make_opening(workspace)
    desk = Desk(owner_of(workspace))
    assert desk.post("opening_close", opening.public_id).status_code == 302
    page = desk.get("openings")
    assert "账务平台负责人" not in words(page)
    assert "账务平台负责人" in words(desk.get("openings", closed="1"))
    undo = desk.undo_of_last_toast(page)
    desk.submit(undo)
    assert stored(workspace)[0].closed_at is None
    assert "账务平台负责人" in words(desk.get("openings"))


def test_a_person_keeps_a_closed_opening_when_the_record_is_changed() -> None:
    workspace = make_workspace()
    opening = make_opening(workspace)
    owner = owner_of(workspace)
    desk = Desk(owner)
    candidate = make_candidate(workspace)
    facts = {"display_name": "沈知遥", "language": "en", "source": "referral", "legal_basis": "consent"}
    both = {**facts, "owner": owner.public_id, "opening": opening.public_id}
    assert desk.post("candidate_edit", candidate.public_id, **both).status_code == 302
    desk.post("opening_close", opening.public_id)
    assert desk.post("candidate_edit", candidate.public_id, **both).status_code == 302


@pytest.mark.parametrize("role", [Role.INTERVIEWER, Role.VIEWER])
def test_readers_read_and_change_nothing(role: Role) -> None:
    workspace = make_workspace()
    opening = make_opening(workspace)
    desk = Desk(make_member(workspace, role))
    assert desk.get("openings").status_code == 200
    assert desk.get("opening", opening.public_id).status_code == 200
    assert desk.post("opening_add", **FACTS).status_code == 403
    for name in ("opening_edit", "opening_close", "opening_reopen"):
        assert desk.post(name, opening.public_id, **FACTS).status_code == 403
    assert [row.closed_at for row in stored(workspace)] == [None]


def test_an_empty_list_teaches() -> None:
    workspace = make_workspace()
    text = words(Desk(owner_of(workspace)).get("openings"))
    assert "Example" in text
    assert "names a real drawback" in text
