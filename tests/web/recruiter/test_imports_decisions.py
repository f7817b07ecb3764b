"""After the import: what waits is decided, what was refused comes back corrected, and everything can be taken back."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from tests.capabilities.importing.test_import_updates import imported
from tests.factories import make_candidate, make_member, make_workspace, owner_of
from tests.import_lists import csv_bytes, fates, fresh, job_behind, people, run_due, upload
from tests.web.recruiter.desk import Desk, words
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.importing.models import ImportBatch
from xinqiao.capabilities.importing.remembered import REASON_HEADINGS
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
from xinqiao.foundation.workspaces.roles import Role

pytestmark = pytest.mark.django_db

ACTS = ("import_undo", "import_forget", "import_decide", "import_take_back")
PAGES = ("import_download", "import_refused", "import_decisions")
ROWS = [("叶舟", "", "ye@example.test", "砚川科技有限公司"), ("顾盼", "", "gu@example.test", "")]


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


@pytest.fixture
def desk(workspace: Workspace) -> Desk:
    return Desk(owner_of(workspace))


def form_of(batch: ImportBatch, **choices: str) -> dict[str, str]:
    """What the form of the columns page sends as it stands, apart from `choices`."""
    columns = {f"column_{index}": column[1] for index, column in enumerate(batch.mapping["columns"])}
    said = {"source": batch.source or "imported_list", "legal_basis": batch.legal_basis or "lawfully_public"}
    return {**columns, **said, "update_mode": batch.update_mode, **choices}


def waiting(workspace: Workspace) -> ImportBatch:
    make_candidate(workspace, "叶舟", company="砚川科技", phone="12012340001")
    return imported(workspace, csv_bytes(ROWS))


def test_rows_that_wait_stand_beside_whom_they_resemble(workspace: Workspace, desk: Desk) -> None:
    batch = waiting(workspace)
    assert "1 row may be somebody who is here already" in words(desk.get("import_result", batch.public_id))
    text = words(desk.get("import_decisions", batch.public_id))
    for part in ("ye@example.test", "砚川科技有限公司", "12012340001"):
        assert part in text


def test_a_row_that_resembles_another_row_stands_beside_the_record_which_that_row_became(
    workspace: Workspace, desk: Desk
) -> None:
    rows = [("叶舟", "12012340001", "", "砚川科技"), ("叶舟", "", "ye@example.test", "砚川科技有限公司")]
    batch = imported(workspace, csv_bytes(rows))
    assert "Perhaps the same person as row 2" in words(desk.get("import_result", batch.public_id))
    text = words(desk.get("import_decisions", batch.public_id))
    assert "12012340001 Row 2 of this list" in text
    desk.post("import_decide", batch.public_id, row="3", verdict="new")
    page = desk.get("import_decisions", batch.public_id)
    assert "ame person as row" not in words(desk.get("import_result", batch.public_id))
    table = b"".join(desk.get("import_download", batch.public_id).streaming_content).decode("utf-8-sig")
    assert "3,叶舟,New,," in table
    desk.submit(desk.undo_of_last_toast(page))
    assert "Perhaps the same person as row 2" in words(desk.get("import_result", batch.public_id))


@pytest.mark.parametrize(("verdict", "people_after"), [("same", 2), ("new", 3)])
def test_a_decision_is_carried_out_and_can_be_taken_back(
    workspace: Workspace, desk: Desk, verdict: str, people_after: int
) -> None:
    batch = waiting(workspace)
    desk.post("import_decide", batch.public_id, row="2", verdict=verdict)
    page = desk.get("import_decisions", batch.public_id)
    assert "No row of this import waits" in words(page)
    with scope(workspace.pk):
        assert Candidate.objects.count() == people_after
    desk.submit(desk.undo_of_last_toast(page))
    assert fates(batch)[0] == (2, "probable")
    with scope(workspace.pk):
        assert Candidate.objects.count() == 2


def test_all_that_wait_are_decided_at_once(workspace: Workspace, desk: Desk) -> None:
    batch = waiting(workspace)
    desk.post("import_decide", batch.public_id, all="1", verdict="new")
    run_due()
    assert fates(batch)[0] == (2, "new")


@pytest.mark.parametrize("data", [{}, {"verdict": "maybe", "row": "2"}, {"verdict": "same", "row": "x"}])
def test_a_decision_that_says_nothing_changes_nothing(workspace: Workspace, desk: Desk, data: dict[str, str]) -> None:
    batch = waiting(workspace)
    assert desk.post("import_decide", batch.public_id, **data).status_code == 302
    assert fates(batch)[0] == (2, "probable")


def test_queries_of_the_decisions_do_not_grow_with_rows(
    workspace: Workspace, desk: Desk, django_assert_max_num_queries: Any
) -> None:
    rows = [("叶舟", f"1201234{n:04}", "", "砚川科技有限公司") for n in range(40)]
    make_candidate(workspace, "叶舟", company="砚川科技", email="a@example.test")
    batch = imported(workspace, csv_bytes(rows))
    desk.get("import_decisions", batch.public_id)
    with django_assert_max_num_queries(16):
        assert desk.get("import_decisions", batch.public_id).status_code == 200


def test_a_list_is_checked_first_and_then_imported(workspace: Workspace, desk: Desk) -> None:
    batch = upload(workspace, csv_bytes(people(3)))
    desk.post("import_start", batch.public_id, **form_of(batch, dry_run="1"))
    run_due()
    text = words(desk.get("import_result", batch.public_id))
    assert "Nothing is stored yet" in text
    desk.post("import_start", batch.public_id)
    run_due()
    assert fresh(batch).counts == {"new": 3}


def test_taking_an_import_back_says_how_many_went(workspace: Workspace, desk: Desk) -> None:
    batch = imported(workspace, csv_bytes(people(3)))
    assert "Take the whole import back" in words(desk.get("import_result", batch.public_id))
    desk.post("import_undo", batch.public_id)
    run_due()
    text = words(desk.get("import_result", batch.public_id))
    assert "3 people were taken out" in text
    assert "Take the whole import back" not in text


def test_once_it_is_taken_back_nothing_waits_and_the_rows_say_why(workspace: Workspace, desk: Desk) -> None:
    batch = waiting(workspace)
    desk.post("import_undo", batch.public_id)
    run_due()
    page = words(desk.get("import_result", batch.public_id))
    assert "Nobody decided on it before the import was taken back" in page
    answer = desk.post("import_decide", batch.public_id, row="2", verdict="new")
    assert "Nothing of this import is decided any more." in words(desk.open(answer["Location"]))


def test_taking_an_import_back_names_only_what_happened(workspace: Workspace, desk: Desk) -> None:
    rows = [("叶舟", "12012340001", "", "砚川科技"), ("叶舟", "", "ye@example.test", "砚川科技有限公司")]
    batch = imported(workspace, csv_bytes(rows))
    desk.post("import_decide", batch.public_id, row="3", verdict="same")
    desk.post("import_undo", batch.public_id)
    run_due()
    text = words(desk.get("import_result", batch.public_id))
    assert "1 person was taken out." in text
    assert (job_behind(batch).done_count, job_behind(batch).total_count) == (1, 1)
    assert "what was replaced" not in text
    assert "something has happened" not in text


def test_refused_rows_come_back_corrected_and_go_straight_to_the_preview(workspace: Workspace, desk: Desk) -> None:
    header = ("称呼", "手机", "邮箱", "公司", "身份证号")
    rows = [
        ("沈知遥", "12012340001", "", "", "1"),
        ("顾盼", "1.38E+10", "", "=1+1", "2"),
        ("", "12012340003", "", "", "3"),
    ]
    batch = upload(workspace, csv_bytes(rows, header))
    desk.post("import_start", batch.public_id, **form_of(batch, legal_basis="referral_told", column_0="name"))
    run_due()
    answer = desk.get("import_refused", batch.public_id)
    content = b"".join(answer.streaming_content)
    table = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert table[0] == [*header, REASON_HEADINGS[1]]
    assert [row[:5] for row in table[1:]] == [["顾盼", "1.38E+10", "", "'=1+1", "2"], ["", "12012340003", "", "", "3"]]
    assert all(row[5] for row in table[1:])

    again = upload(workspace, content.replace(b"1.38E+10", b"12012340002"))
    assert (again.source, again.legal_basis) == ("imported_list", "referral_told")
    text = words(desk.get("import_columns", again.public_id))
    assert "Corrected rows of an earlier list" in text
    desk.post("import_start", again.public_id, **form_of(again))
    run_due()
    assert [fate for _, fate in fates(again)] == ["new", "refused"]


def test_columns_are_remembered_for_the_same_headings_and_can_be_forgotten(workspace: Workspace, desk: Desk) -> None:
    header = ("甲", "乙")
    batch = upload(workspace, csv_bytes([("沈知遥", "12012340001")], header))
    desk.post("import_start", batch.public_id, **form_of(batch, column_0="name", column_1="note"))
    again = upload(workspace, csv_bytes([("顾盼", "12012340002")], header))
    assert "as your team chose them last time" in words(desk.get("import_columns", again.public_id))
    assert [column[1] for column in again.mapping["columns"]] == ["name", "note"]
    desk.post("import_forget", again.public_id)
    assert "remembered" not in fresh(again).mapping


def test_people_never_told_are_announced_with_what_stays_out(workspace: Workspace, desk: Desk) -> None:
    batch = upload(workspace, csv_bytes([("沈知遥", "12012340001", "杭州")], ("姓名", "手机", "城市")))
    desk.post("import_columns", batch.public_id, **form_of(batch, not_told="on"))
    assert "because these people were never told: 城市" in words(desk.get("import_columns", batch.public_id))
    desk.post("import_start", batch.public_id, **form_of(batch, not_told="on"))
    run_due()
    with scope(workspace.pk):
        assert Candidate.objects.get().notice_due_at is not None


def test_outsiders_and_readers_reach_none_of_it(workspace: Workspace) -> None:
    batch = waiting(workspace)
    slug = workspace.slug
    for desk, status in ((Desk(make_member(workspace, Role.VIEWER)), 403), (Desk(owner_of(make_workspace())), 404)):
        for name in (*PAGES, *ACTS):
            address = desk.address(name, batch.public_id).replace(desk.member.workspace.slug, slug)
            answer = desk.open(address) if name in PAGES else desk.submit(address)
            assert answer.status_code == status, name
    assert (fates(batch)[0], fresh(batch).state) == ((2, "probable"), "done")
