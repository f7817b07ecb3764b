"""Lists taken out: what stands in the file, who may fetch it, and until when."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from tests.factories import NOW, make_candidate, make_member, make_workspace, owner_of
from tests.web.recruiter.desk import Desk, answers, words
from tests.web.recruiter.people import run_jobs, tag, untold
from xinqiao.capabilities.candidates.exporting import operations, queries, tasks
from xinqiao.capabilities.candidates.models import Candidate, ContactPoint, CustomField, Export
from xinqiao.capabilities.importing.formats import open_table
from xinqiao.capabilities.importing.mapping import guess
from xinqiao.foundation.audit.models import AuditEntry
from xinqiao.foundation.gateways import file_store
from xinqiao.foundation.jobs.models import Job
from xinqiao.foundation.jobs.operations import claim_due, enqueue
from xinqiao.foundation.jobs.runner import Lease
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
from xinqiao.foundation.workspaces.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _store(tmp_path: Any, settings: Any) -> None:
    settings.FILES_ROOT = tmp_path


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


def export(desk: Desk, file_format: str, query: str = "", **more: Any) -> bytes:
    """Asked for, written by the worker, fetched."""
    desk.post("export_new", format=file_format, query=query, **more)
    run_jobs()
    with scope(desk.member.workspace_id):
        made = Export.objects.latest("id")
        Export.objects.filter(pk=made.pk).update(created_at=NOW)
    answer = desk.get("export_download", made.public_id)
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    return b"".join(answer.streaming_content)


def lines(content: bytes, encoding: str = "utf-8-sig") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(encoding))))


def test_a_csv_says_what_the_record_says(workspace: Workspace) -> None:
    person = make_candidate(
        workspace, "沈知遥", company="砚川", title="架构师", email="shen@example.test", phone="13800138000"
    )
    tag(workspace, "架构", person)
    with scope(workspace.pk):
        own = CustomField.objects.create(name="期望", kind="text", created_at=NOW)
        Candidate.objects.filter(pk=person.pk).update(skills=["Rust", "Go"], custom={own.public_id: "远程"})
        ContactPoint.objects.create(
            candidate=person, kind="email", value="zy@example.test", key="zy@example.test", position=1
        )
    row = lines(export(Desk(owner_of(workspace)), "csv"))[0]
    assert row["Name"] == "沈知遥"
    assert (row["E-mail"], row["Other e-mail addresses"]) == ("shen@example.test", "zy@example.test")
    assert (row["Skills"], row["Tags"], row["期望"]) == ("Rust; Go", "架构", "远程")
    assert (row["Stage"], row["Kept by"]) == ("Outreach", "林未")


@pytest.mark.parametrize("file_format", ["csv", "vcard"])
def test_an_address_at_the_present_employer_never_leaves(workspace: Workspace, file_format: str) -> None:
    person = make_candidate(workspace, "沈知遥", email="shen@yanchuan.example", employer_domain="yanchuan.example")
    with scope(workspace.pk):
        ContactPoint.objects.create(candidate=person, kind="email", value="zy@home.example", key="zy@home.example")
    content = export(Desk(owner_of(workspace)), file_format).decode("utf-8-sig")
    assert "zy@home.example" in content
    assert "shen@yanchuan.example" not in content


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1+1", "＋1", "－1", "＠SUM"])
def test_no_cell_is_a_formula(workspace: Workspace, start: str) -> None:
    person = make_candidate(workspace)
    with scope(workspace.pk):
        Candidate.objects.filter(pk=person.pk).update(company=start)
    desk = Desk(owner_of(workspace))
    assert lines(export(desk, "csv"))[0]["Company"] == f"'{start}"
    rows = CalamineWorkbook.from_filelike(io.BytesIO(export(desk, "xlsx"))).get_sheet_by_index(0).to_python()
    assert start.strip() in str(rows[1][rows[0].index("Company")])


def test_gb18030_replaces_what_its_readers_lack_and_counts_it(workspace: Workspace) -> None:
    make_candidate(workspace, "沈知遥😀𠮷", company="砚川€")
    row = lines(export(Desk(owner_of(workspace)), "csv_gb"), "gb18030")[0]
    assert (row["Name"], row["Company"]) == ("沈知遥〓〓", "砚川€")
    with scope(workspace.pk):
        job = Job.objects.latest("id")
    assert job.result == {"people": 1, "lost": 2}


def test_a_vcard_is_read_by_address_books(workspace: Workspace) -> None:
    make_candidate(
        workspace, "Ada, Countess; of Lovelace", email="ada@example.test", company="很长的公司名" * 12, city="杭州"
    )
    text = export(Desk(owner_of(workspace)), "vcard").decode()
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    whole = text.replace("\r\n ", "")
    assert "FN:Ada\\, Countess\\; of Lovelace\r\n" in whole
    assert "ORG:" + "很长的公司名" * 12 + "\r\n" in whole
    assert "EMAIL;TYPE=INTERNET,PREF:ada@example.test" in whole
    assert whole.count("BEGIN:VCARD") == whole.count("END:VCARD") == 1


def test_whoever_was_never_told_leaves_with_few_fields(workspace: Workspace) -> None:
    person = make_candidate(
        workspace, company="砚川", title="架构师", city="杭州", email="a@example.test", phone="13800138000"
    )
    untold(person)
    desk = Desk(owner_of(workspace))
    row = lines(export(desk, "csv"))[0]
    assert (row["Name"], row["Company"], row["Position"], row["E-mail"]) == (
        "沈知遥",
        "砚川",
        "架构师",
        "a@example.test",
    )
    assert (row["Phone"], row["City"], row["Stage"], row["Kept by"]) == ("", "", "", "")
    card = export(desk, "vcard").decode()
    assert ("a@example.test" in card, "138" in card, "杭州" in card) == (True, False, False)


@pytest.mark.parametrize("file_format", ["csv", "csv_gb", "vcard"])
def test_nothing_that_was_measured_leaves(workspace: Workspace, file_format: str) -> None:
    answers(make_candidate(workspace))
    text = export(Desk(owner_of(workspace)), file_format).decode("gb18030", "replace").lower()
    for word in ("cautious", "谨慎", "16", "score", "level", "tos", "openness", "sign"):
        assert word not in text.replace("2026-11-02", "").split("uid")[0], word


def test_the_current_view_leaves_and_nobody_else(workspace: Workspace) -> None:
    colleague = make_member(workspace)
    make_candidate(workspace, "安一", owner=colleague)
    make_candidate(workspace, "白二")
    rows = lines(export(Desk(colleague), "csv", "mine=1", columns=["company"]))
    assert [list(row.items()) for row in rows] == [[("Name", "安一"), ("Company", "")]]


def test_our_own_import_knows_the_headings(workspace: Workspace, tmp_path: Any) -> None:
    make_candidate(workspace, company="砚川", title="架构师", city="杭州", email="a@example.test", phone="13800138000")
    for language in ("en", "zh-hans"):
        path = tmp_path / f"{language}.csv"
        path.write_bytes(export(Desk(owner_of(workspace), language=language), "csv"))
        table = open_table(path)
        guessed = {str(column.field) for column in guess(table.header, [r for _, r in table.preview(5)]).columns}
        assert {"name", "email", "phone", "company", "title", "city"} <= guessed, language


def test_every_block_of_people_is_in_the_file(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xinqiao.capabilities.candidates.queries.listing.BLOCK", 2)
    for number in range(5):
        make_candidate(workspace, f"人{number}")
    desk = Desk(owner_of(workspace))
    assert len(lines(export(desk, "csv"))) == 5
    assert len(CalamineWorkbook.from_filelike(io.BytesIO(export(desk, "xlsx"))).get_sheet_by_index(0).to_python()) == 6


def test_its_maker_and_the_managers_fetch_it_and_the_log_knows(workspace: Workspace) -> None:
    maker = make_member(workspace)
    make_candidate(workspace)
    export(Desk(maker), "csv")
    with scope(workspace.pk):
        made = Export.objects.get().public_id
    assert Desk(make_member(workspace, Role.ADMIN)).get("export_download", made).status_code == 200
    assert Desk(make_member(workspace)).get("export_download", made).status_code == 403
    assert Desk(make_member(workspace, Role.VIEWER)).get("export_download", made).status_code == 403
    with scope(workspace.pk):
        actions = list(AuditEntry.objects.filter(action__startswith="export").values_list("action", flat=True))
    assert sorted(actions) == ["export_downloaded", "export_downloaded", "export_started"]


def test_after_seven_days_only_the_history_stays(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    make_candidate(workspace)
    owner = owner_of(workspace)
    export(Desk(owner), "csv", "q=沈")
    with scope(workspace.pk):
        made = Export.objects.get()
    late = Desk(owner, now=NOW + timedelta(days=7))
    assert late.get("export_download", made.public_id).status_code == 404
    with scope(workspace.pk):
        names = operations.forget_old(now=late.now + timedelta(seconds=1))
        assert names == [made.stored_file]
        assert Export.objects.get().query == ""
        assert queries.stored_files() == set()
    assert "the file is gone" in words(late.get("exports"))


def test_the_daily_sweep_takes_files_that_nobody_knows(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    make_candidate(workspace)
    export(Desk(owner_of(workspace)), "csv")
    with scope(workspace.pk):
        kept = Export.objects.get().stored_file
    left = file_store.save([b"x"], folder="exports", limit=10)
    monkeypatch.setattr(tasks, "KEEP_UNKNOWN", timedelta(days=-4000))
    enqueue("x:y", now=NOW)
    tasks.delete_old_files(Lease(claim_due("me", now=NOW)[0], lambda: NOW))
    with pytest.raises(file_store.FileMissing):
        file_store.path_of(left)
    assert file_store.path_of(kept).stat().st_size > 0


def test_an_unknown_format_asks_again_and_writes_nothing(workspace: Workspace) -> None:
    desk = Desk(owner_of(workspace))
    assert "Write the file" in words(desk.post("export_new", format="exe"))
    with scope(workspace.pk):
        assert not Export.objects.exists()


def test_a_full_disk_is_said(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: Any, **kwargs: Any) -> str:
        raise file_store.StoreFull

    monkeypatch.setattr(file_store, "save", full)
    desk = Desk(owner_of(workspace))
    desk.post("export_new", format="csv")
    run_jobs()
    assert "stopped by a fault" in words(desk.get("exports"))
    assert "no room left on the disk" in words(desk.get("jobs"))
