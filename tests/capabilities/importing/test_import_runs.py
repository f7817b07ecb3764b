"""A list comes in: every row ends somewhere, once."""

from __future__ import annotations

import pytest

from tests.factories import NOW, make_candidate, make_member, make_workspace, owner_of
from tests.import_lists import HEADER, csv_bytes, fates, fresh, job_behind, people, run_due, started
from xinqiao.capabilities.candidates.models import Candidate, TimelineEntry
from xinqiao.capabilities.consent.models import ContactTerms
from xinqiao.capabilities.importing.models import ImportRow
from xinqiao.foundation.audit.models import AuditEntry
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace

pytestmark = pytest.mark.django_db


def test_it_imports_1200_people_with_source_basis_owner_and_timeline() -> None:
    workspace = make_workspace()
    recruiter = make_member(workspace)
    batch = started(workspace, csv_bytes(people(1200)), by=recruiter)
    run_due()
    done, job = fresh(batch), job_behind(batch)
    assert (done.state, done.counts, done.rows_done) == ("done", {"new": 1200}, 1201)
    assert (job.state, job.done_count, job.total_count, job.look_count) == ("done", 1200, 1200, 0)
    with scope(workspace.pk):
        assert Candidate.objects.count() == 1200
        one = Candidate.objects.get(email_key="person7@example.test")
        assert (one.display_name, one.phone_key, one.company) == ("沈知遥7", "+8612012340007", "砚川七科技")
        assert (one.source, one.legal_basis) == ("imported_list", "lawfully_public")
        assert (one.source_detail, one.owner_id) == ("2026 年架构师大会", recruiter.pk)
        assert list(TimelineEntry.objects.filter(candidate=one).values_list("kind", flat=True)) == ["added"]


def test_an_import_is_never_a_consent() -> None:
    workspace = make_workspace()
    started(workspace, csv_bytes(people(3)))
    run_due()
    with scope(workspace.pk):
        assert not ContactTerms.objects.exists()


def test_the_end_is_written_to_the_audit_log_and_the_first_run_list() -> None:
    workspace = make_workspace()
    batch = started(workspace, csv_bytes(people(2)))
    run_due()
    with scope(workspace.pk):
        entry = AuditEntry.objects.get(action="import_finished")
    assert (entry.subject_id, entry.detail) == (batch.pk, {"new": 2})
    assert "imported" in Workspace.objects.get(pk=workspace.pk).first_run


def test_duplicates_are_found_within_the_file_and_among_people_already_there() -> None:
    workspace = make_workspace()
    known = make_candidate(workspace, "沈知遥", email="person1@example.test", company="旧公司")
    rows = [
        ("沈知遥", "12012340001", "Person1@Example.test", "新公司"),
        ("顾盼", "12012340002", "gu@example.test", ""),
        ("顾 盼", "", "GU@example.test", ""),
        ("Shen Zhiyao", "12012340001", "", ""),
    ]
    batch = started(workspace, csv_bytes(rows))
    run_due()
    assert fates(batch) == [(2, "duplicate"), (3, "new"), (4, "duplicate"), (5, "duplicate")]
    with scope(workspace.pk):
        seen = {row.number: row for row in ImportRow.objects.filter(batch=batch).select_related("candidate")}
        known.refresh_from_db()
    assert (seen[2].candidate, seen[2].duplicate_of_row) == (known, None)
    assert (seen[4].candidate_id, seen[4].duplicate_of_row) == (seen[3].candidate_id, 3)
    # The number stands on row 2 alone, which is a person already there: row 5 is that person too.
    assert (seen[5].candidate, seen[5].duplicate_of_row) == (known, 2)
    assert (known.company, known.phone) == ("旧公司", "")


def test_the_same_list_twice_adds_nobody() -> None:
    workspace = make_workspace()
    content = csv_bytes(people(30))
    started(workspace, content)
    again = started(workspace, content)
    run_due()
    with scope(workspace.pk):
        assert Candidate.objects.count() == 30
    assert fresh(again).counts == {"duplicate": 30}


def test_another_workspaces_address_is_no_duplicate() -> None:
    theirs, mine = make_workspace(), make_workspace()
    make_candidate(theirs, email="person1@example.test")
    batch = started(mine, csv_bytes(people(1)))
    run_due()
    assert fates(batch) == [(2, "new")]


def test_refused_and_passed_over_rows_keep_their_reason() -> None:
    workspace = make_workspace()
    rows = [
        ("", "12012340001", "", ""),
        ("", "", "", ""),
        ("", "", "", ""),
        ("顾盼", "1.38E+10", "gu@", ""),
        ("合计", "", "", ""),
        ("叶舟", "12012340002", "ye@", ""),
        ("", "", "", ""),
    ]
    batch = started(workspace, csv_bytes(rows))
    run_due()
    with scope(workspace.pk):
        stored = {row.number: row for row in ImportRow.objects.filter(batch=batch)}
    codes = {number: (row.fate, [reason["code"] for reason in row.reasons]) for number, row in stored.items()}
    assert codes == {
        2: ("refused", ["no_name"]),
        3: ("skipped", ["blank"]),
        5: ("refused", ["bad_email"]),
        6: ("skipped", ["totals"]),
        7: ("new", ["bad_email"]),
    }
    assert stored[3].reasons[0]["to"] == 4
    assert [stored[number].shown_name for number in (2, 5, 6)] == ["", "顾盼", "合计"]
    assert fresh(batch).counts == {"refused": 2, "blank": 2, "skipped": 1, "new": 1, "to_look_at": 3}
    assert job_behind(batch).look_count == 3


def test_note_columns_and_values_without_a_field_become_a_note() -> None:
    workspace = make_workspace()
    rows = [("顾盼", "12012340001、12012340002", "量子工匠", "听过他的分享"), ("叶舟", "12012340003", "产品", "")]
    batch = started(workspace, csv_bytes(rows, header=("姓名", "手机", "职能", "备注")))
    run_due()
    with scope(workspace.pk):
        notes = TimelineEntry.objects.filter(kind="note")
        assert [note.data["text"] for note in notes] == [
            "备注: 听过他的分享\n手机: 12012340001、12012340002\n职能: 量子工匠"
        ]
        assert Candidate.objects.get(display_name="叶舟").role_family == "product"
    assert fresh(batch).counts["new"] == 2


def test_a_row_with_neither_address_nor_number_still_comes_in() -> None:
    workspace = make_workspace()
    batch = started(workspace, csv_bytes([("顾盼", "", "", "")]))
    run_due()
    assert fates(batch) == [(2, "new")]


def test_gb18030_with_a_title_above_the_headings() -> None:
    workspace = make_workspace()
    text = "2026 年人选名单,,,\n\n" + csv_bytes([("叶国舒", "120 2398 6619", "", "微光网络")]).decode()
    batch = started(workspace, text.encode("gb18030"))
    run_due()
    with scope(workspace.pk):
        one = Candidate.objects.get()
    assert (one.display_name, one.phone, one.phone_key) == ("叶国舒", "120 2398 6619", "+8612023986619")
    assert (batch.encoding, batch.header_row, fates(batch)) == ("gb18030", 3, [(4, "new")])


def test_a_finished_import_that_runs_again_changes_nothing() -> None:
    workspace = make_workspace()
    batch = started(workspace, csv_bytes(people(5)))
    run_due()
    job = job_behind(batch)
    type(job).objects.filter(pk=job.pk).update(state="waiting", due_at=NOW)
    run_due()
    with scope(workspace.pk):
        assert Candidate.objects.count() == 5
        assert AuditEntry.objects.filter(action="import_finished").count() == 1
        assert ImportRow.objects.filter(batch=batch).count() == 5


def test_a_formula_in_a_name_is_stored_as_text() -> None:
    workspace = make_workspace()
    started(workspace, csv_bytes([("=HYPERLINK(1)", "12012340001", "", "")], header=HEADER))
    run_due()
    with scope(workspace.pk):
        assert Candidate.objects.get().display_name == "=HYPERLINK(1)"
        assert Candidate.objects.get().owner == owner_of(workspace)
