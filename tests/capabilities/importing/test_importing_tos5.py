"""TOS-5 in a list: answers are scored, a bare total is kept and never scored, and nothing is kept without a yes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.factories import NOW, make_candidate, make_workspace, owner_of
from tests.import_lists import csv_bytes, fresh, run_due, started
from tests.web.recruiter.desk import Desk, words
from xinqiao.capabilities.assessments.models import HandEntry, Response, Score
from xinqiao.capabilities.assessments.planning import page_of_released
from xinqiao.capabilities.assessments.queries import key_unknown_of, readings_of
from xinqiao.capabilities.assessments.standings import newest_of
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.importing.headings import Field
from xinqiao.capabilities.importing.models import ImportBatch, ImportRow
from xinqiao.capabilities.importing.row_codes import RowCode
from xinqiao.capabilities.importing.tos5_cells import LeftOut, Tos5Row, read_tos5
from xinqiao.capabilities.importing.undoing import start_undo
from xinqiao.domain.levels import Level
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace

pytestmark = pytest.mark.django_db

HEADER = ("姓名", "手机", "第1题", "第2题", "第3题", "第4题", "第5题", "TOS-5总分", "答题日期", "同意分享")
YES = "邮件里说可以"
ANSWERED = ("甲一", "12012340001", "2", "3", "3", "4", "4", "", "2026-10-01", YES)
ONLY_TOTAL = ("乙二", "12012340002", "", "", "", "", "", "20", "2026-10-02", YES)
NO_YES = ("丙三", "12012340003", "2", "3", "3", "4", "4", "", "2026-10-01", "")
REFUSED = ("丁四", "12012340004", "2", "3", "3", "4", "4", "", "2026-10-01", "不同意")
REFUSALS = ("拒绝", "不愿意", "未经同意", "本人不同意", "Ｎｏ, thanks", "She declined", "待确认", "×", "=1")
AGREEMENTS = ("没问题", "No problem", "√", "1", "Note of 1 Oct")
TO_COME = ("戊五", "12012340005", "2", "3", "3", "4", "4", "", "2027-10-01", YES)


def imported(workspace: Workspace, *rows: tuple[str, ...]) -> ImportBatch:
    batch = started(workspace, csv_bytes(rows, HEADER))
    run_due()
    return fresh(batch)


def person(workspace: Workspace, name: str) -> Candidate:
    with scope(workspace.pk):
        return Candidate.objects.get(display_name=name)


def reasons(batch: ImportBatch) -> dict[int, list[str]]:
    with scope(batch.workspace_id or 0):
        rows = ImportRow.objects.filter(batch=batch)
        return {row.number: [one["code"] for one in row.reasons if one["code"].startswith("tos5")] for row in rows}


def test_answers_become_a_reading_and_a_total_alone_becomes_none() -> None:
    workspace = make_workspace()
    imported(workspace, ANSWERED, ONLY_TOTAL)
    answered, total = person(workspace, "甲一"), person(workspace, "乙二")
    with scope(workspace.pk):
        reading = readings_of(answered)[0]
        assert (reading.total, reading.mode, str(reading.day)) == (16, "import", "2026-10-01")
        assert "邮件里说可以" in HandEntry.objects.get(response_id=reading.response_id).proof
        assert readings_of(total) == []
        assert [(one.stated_total, one.mode) for one in key_unknown_of(total)] == [(20, "import")]
        assert newest_of([total.pk]) == {}
        assert not Score.objects.filter(response__candidate=total).exists()
        for level in Level:
            assert total not in page_of_released(level, kept_by=None).candidates
    desk = Desk(owner_of(workspace))
    page = words(desk.get("candidate", total.public_id))
    assert "key unknown" in page
    assert "None of their answers sets a level yet" in page
    assert "with an import" in words(desk.get("candidate", answered.public_id))


def test_without_a_yes_to_sharing_nothing_is_kept_and_the_row_says_so() -> None:
    workspace = make_workspace()
    batch = imported(workspace, NO_YES, REFUSED, TO_COME)
    found = reasons(batch)
    assert found[2] == found[3] == ["tos5_not_agreed"]
    assert found[4] == ["tos5_day_to_come"]
    with scope(workspace.pk):
        # Nor do remarks keep what was left out.
        remarks = [one for row in ImportRow.objects.filter(batch=batch) for one in row.reasons]
        assert {one["value"] for one in remarks} == {""}
        assert not Response.objects.exists()
        assert Candidate.objects.count() == 3


def test_somebody_who_is_there_already_keeps_their_own_word() -> None:
    workspace = make_workspace()
    there = make_candidate(workspace, "甲一", phone="12012340001")
    batch = imported(workspace, ANSWERED)
    assert reasons(batch)[2] == ["tos5_known"]
    with scope(workspace.pk):
        assert readings_of(there) == []


def test_people_who_were_never_told_bring_no_answers() -> None:
    workspace = make_workspace()
    batch = started(workspace, csv_bytes([ANSWERED], HEADER))
    with scope(workspace.pk):
        ImportBatch.objects.filter(pk=batch.pk).update(people_know=False)
    run_due()
    with scope(workspace.pk):
        assert Candidate.objects.exists()
        assert not Response.objects.exists()


def test_taken_back_the_import_takes_its_answers_along() -> None:
    workspace = make_workspace()
    batch = imported(workspace, ANSWERED, ONLY_TOTAL)
    with scope(workspace.pk):
        start_undo(batch, by=owner_of(workspace), now=NOW)
    run_due()
    with scope(workspace.pk):
        assert not Candidate.objects.exists()
        assert not Response.objects.exists()
        assert not HandEntry.objects.exists()


@pytest.mark.parametrize(
    ("cells", "read"),
    [
        ({"tos5_item1": "2", "tos5_item2": "3.0", "tos5_item4": "4", "tos5_item5": "5"}, (2, 3, None, 4, 5)),
        ({"tos5_item1": "6"}, RowCode.TOS5_UNUSABLE),
        ({"tos5_item1": "2", "tos5_item2": "3"}, RowCode.TOS5_UNUSABLE),
        ({"tos5_item1": "2", "tos5_item2": "3", "tos5_total": "15"}, 15),
        ({"tos5_total": "26"}, RowCode.TOS5_UNUSABLE),
        ({"tos5_total": "4"}, RowCode.TOS5_UNUSABLE),
        ({"tos5_total": "5.0"}, 5),
        ({"tos5_total": "20", "tos5_day": ""}, RowCode.TOS5_NO_DAY),
        ({"tos5_total": "20", "tos5_agreed": "No"}, RowCode.TOS5_NOT_AGREED),
        *(({"tos5_total": "20", "tos5_agreed": said}, RowCode.TOS5_NOT_AGREED) for said in REFUSALS),
        *(({"tos5_total": "20", "tos5_agreed": said}, 20) for said in AGREEMENTS),
        ({}, None),
    ],
)
def test_what_the_cells_of_a_row_say(cells: dict[str, str], read: Any) -> None:
    given = {"tos5_day": "2026-10-01", "tos5_agreed": "yes", **cells}
    found = read_tos5(lambda name: given.get(Field(name).value, ""))
    if isinstance(found, LeftOut):
        assert found.code is read
    elif isinstance(found, Tos5Row):
        assert read == (found.total if found.total is not None else found.answers)
    else:
        assert read is None
