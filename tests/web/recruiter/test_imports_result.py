"""What became of every row: on the page, by fate, and as a download."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import NOW, make_member, make_user, make_workspace, owner_of
from tests.import_lists import csv_bytes, fates, fresh, job_behind, people, run_due, started, upload
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.importing.models import ImportBatch, ImportRow
from xinqiao.capabilities.importing.tasks import delete_old_files
from xinqiao.foundation.audit.models import AuditEntry
from xinqiao.foundation.gateways import file_store
from xinqiao.foundation.jobs.models import Job
from xinqiao.foundation.jobs.operations import claim_due, enqueue
from xinqiao.foundation.jobs.runner import Lease
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
from xinqiao.foundation.workspaces.roles import Role

pytestmark = pytest.mark.django_db

PAGES = ("imports", "import_new", "import_columns", "import_result", "import_download")


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


@pytest.fixture
def client(workspace: Workspace) -> Client:
    return signed_in(owner_of(workspace).user)


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def address(workspace: Workspace, batch: ImportBatch, name: str = "import_result") -> str:
    return reverse(name, args=[workspace.slug, batch.public_id])


def finished(workspace: Workspace, rows: list[tuple[str, str, str, str]]) -> ImportBatch:
    batch = started(workspace, csv_bytes(rows))
    run_due()
    return batch


def test_while_it_waits_the_page_polls_and_offers_to_stop(client: Client, workspace: Workspace) -> None:
    batch = started(workspace, csv_bytes(people(3)))
    url = address(workspace, batch)
    page = client.get(url, {"lang": "en"}).content.decode()
    assert f'hx-get="{url}" hx-trigger="every 3s"' in page
    assert reverse("job_cancel", args=[workspace.slug, job_behind(batch).public_id]) in page
    assert "Refresh" in page
    part = client.get(url, headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    again = client.get(url, headers={"HX-Request": "true", "If-None-Match": part["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_at_the_end_it_shows_counts_reasons_and_links(client: Client, workspace: Workspace) -> None:
    batch = finished(workspace, [*people(2), ("", "12012349999", "", ""), people(1)[0]])
    page = client.get(address(workspace, batch), {"lang": "en"}).content.decode()
    for words in ("No name (column A)", "Same person as row 2", "Download as CSV"):
        assert words in page
    with scope(workspace.pk):
        one = Candidate.objects.get(email_key="person1@example.test")
    assert reverse("candidate", args=[workspace.slug, one.public_id]) in page
    assert "hx-trigger" not in page.split('id="import"')[1].split(">")[0]


def test_rows_can_be_seen_by_fate_and_page_by_page(client: Client, workspace: Workspace) -> None:
    rows = [*people(60), *[("", f"1209999{n:04}", "", "") for n in range(3)]]
    batch = finished(workspace, rows)
    first = client.get(address(workspace, batch)).content.decode()
    assert "沈知遥50</a>" in first
    assert "沈知遥51</a>" not in first
    assert "?after=51" in first
    second = client.get(address(workspace, batch), {"after": "51"}).content.decode()
    assert "沈知遥51</a>" in second
    refused = client.get(address(workspace, batch), {"fate": "refused"}).content.decode()
    assert refused.count("<tr data-row>") == 3


def test_a_stopped_import_says_how_far_it_came(client: Client, workspace: Workspace) -> None:
    batch = started(workspace, csv_bytes(people(3)))
    client.post(reverse("job_cancel", args=[workspace.slug, job_behind(batch).public_id]))
    assert fresh(batch).state == "cancelled"
    page = client.get(address(workspace, batch), {"lang": "en"}).content.decode()
    assert "0 of 3 rows are settled; whoever came in stays." in page
    client.post(address(workspace, batch, "import_start"))
    run_due()
    assert fates(batch) == [(2, "new"), (3, "new"), (4, "new")]


def test_the_download_has_every_row_and_no_formula(client: Client, workspace: Workspace) -> None:
    strange = [
        ("=A1+1", "12012340001", "", ""),
        ("@SUM(A1)", "12012340002", "", ""),
        ("-顾盼", "12012340003", "-2", ""),
    ]
    batch = finished(workspace, [*strange, ("", "12012349999", "", "")])
    answer = client.get(address(workspace, batch, "import_download"), {"lang": "en"})
    content = b"".join(answer).decode()
    assert content.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(content.removeprefix("\ufeff"))))
    assert [row[1] for row in rows[1:]] == ["'=A1+1", "'@SUM(A1)", "'-顾盼", ""]
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert rows[4][:3] == ["5", "", "Refused"]
    assert answer["Content-Disposition"].startswith("attachment")
    with scope(workspace.pk):
        assert AuditEntry.objects.filter(action="import_downloaded").exists()


def test_the_history_lists_every_import(client: Client, workspace: Workspace) -> None:
    finished(workspace, people(2))
    upload(workspace, csv_bytes(people(1)), name="第二份.csv")
    page = client.get(reverse("imports", args=[workspace.slug]), {"lang": "en"}).content.decode()
    assert "第二份.csv" in page
    assert "not started" in page
    assert "done" in page


def test_queries_do_not_grow_with_rows(
    client: Client, workspace: Workspace, django_assert_max_num_queries: Any
) -> None:
    for count in (1, 200):
        batch = finished(workspace, people(count))
        for url in (address(workspace, batch), reverse("imports", args=[workspace.slug])):
            with django_assert_max_num_queries(14):
                client.get(url)


@pytest.mark.parametrize("name", PAGES)
def test_outsiders_and_readers_stay_outside(workspace: Workspace, name: str) -> None:
    batch = finished(workspace, people(1))
    url = reverse(name, args=[workspace.slug, *([batch.public_id] if "imports" != name != "import_new" else [])])
    assert Client().get(url).status_code == 302
    assert signed_in(make_user()).get(url).status_code == 404
    assert signed_in(owner_of(make_workspace()).user).get(url).status_code == 404
    for role in (Role.INTERVIEWER, Role.VIEWER):
        assert signed_in(make_member(workspace, role).user).get(url).status_code == 403


@pytest.mark.parametrize("name", ["import_columns", "import_start", "import_discard", "import_result"])
def test_another_workspaces_import_cannot_be_reached_from_ones_own(workspace: Workspace, name: str) -> None:
    batch = upload(workspace, csv_bytes(people(1)))
    mine = make_workspace()
    client = signed_in(owner_of(mine).user)
    url = reverse(name, args=[mine.slug, batch.public_id])
    answer = client.post(url) if name != "import_result" else client.get(url)
    assert answer.status_code == 404
    assert fresh(batch).state == "uploaded"


def forget(now_days: int) -> None:
    now = NOW + timedelta(days=now_days)
    enqueue("xinqiao.capabilities.importing.tasks:delete_old_files", now=now)
    (claim,) = claim_due("sweeper", now=now)
    delete_old_files(Lease(claim, lambda: now))
    Job.objects.filter(pk=claim.job_id).delete()


def test_files_are_kept_30_days_and_with_them_what_refused_rows_said(workspace: Workspace) -> None:
    batch = finished(workspace, [*people(1), ("", "12012349999", "", "")])
    forget(29)
    assert file_store.path_of(fresh(batch).stored_file).exists()
    forget(31)
    assert fresh(batch).stored_file == ""
    with pytest.raises(file_store.FileMissing):
        file_store.path_of(batch.stored_file)
    with scope(workspace.pk):
        rows = ImportRow.objects.filter(batch=batch).order_by("number")
        assert [(row.fate, row.reasons, row.shown_name) for row in rows] == [("new", [], ""), ("refused", [], "")]
        assert rows[0].candidate is not None


def test_uploads_that_were_never_started_go_after_7_days(workspace: Workspace) -> None:
    batch = upload(workspace, csv_bytes(people(1)))
    forget(6)
    assert file_store.path_of(batch.stored_file).exists()
    forget(8)
    with scope(workspace.pk):
        assert not ImportBatch.objects.exists()
    with pytest.raises(file_store.FileMissing):
        file_store.path_of(batch.stored_file)
