"""Columns, source and preview: everything is seen, and changed, before anybody is stored."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import make_candidate, make_member, make_workspace, owner_of
from tests.import_lists import csv_bytes, fresh, people, run_due, upload
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.importing.models import ImportBatch
from xinqiao.foundation.gateways import file_store
from xinqiao.foundation.jobs.models import Job
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace

pytestmark = pytest.mark.django_db

SAMPLES = Path(__file__).parents[2] / "samples" / "importing"
BASIS = {
    "source": "imported_list",
    "legal_basis": "lawfully_public",
    "source_detail": "架构师大会",
    "update_mode": "fill",
}


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


@pytest.fixture
def client(workspace: Workspace) -> Client:
    client = Client()
    client.force_login(owner_of(workspace).user, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.cookies["xinqiao_language"] = "en"
    return client


def address(workspace: Workspace, batch: ImportBatch, name: str = "import_columns") -> str:
    return reverse(name, args=[workspace.slug, batch.public_id])


def page(client: Client, workspace: Workspace, batch: ImportBatch) -> str:
    return client.get(address(workspace, batch) + "?lang=en").content.decode()


def columns(*fields: str, **others: str) -> dict[str, str]:
    return {**{f"column_{index}": field for index, field in enumerate(fields)}, **BASIS, **others}


def test_it_shows_columns_values_guesses_and_the_rows_as_they_would_be_stored(
    client: Client, workspace: Workspace
) -> None:
    make_candidate(workspace, email="person2@example.test")
    batch = upload(workspace, csv_bytes([*people(2), ("", "12012349999", "", "")]))
    text = page(client, workspace, batch)
    for words in (
        "手机",
        "12012340001",
        "The heading says so.",
        "Import 3 rows",
        "Updated",
        "No name (column A)",
    ):
        assert words in text
    with scope(workspace.pk):
        assert Candidate.objects.count() == 1


def test_sensitive_columns_are_left_out_unseen_and_say_why(client: Client, workspace: Workspace) -> None:
    rows = [("沈知遥", "12012340001", "女", "110101199003070018"), ("顾盼", "12012340002", "男", "110101199003070026")]
    batch = upload(workspace, csv_bytes(rows, header=("姓名", "手机", "性别", "证件")))
    text = page(client, workspace, batch)
    assert "Sex: must not play a part." in text
    assert "110101199003070018" not in text
    client.post(address(workspace, batch, "import_start"), columns("name", "phone", "ignore", "ignore"))
    run_due()
    with scope(workspace.pk):
        assert Candidate.objects.count() == 2
        assert not [row for row in Candidate.objects.values() if "110101199003070018" in str(row)]


def test_a_changed_column_is_kept_and_seen_in_the_preview(client: Client, workspace: Workspace) -> None:
    batch = upload(workspace, csv_bytes(people(2)))
    answer = client.post(address(workspace, batch), columns("name", "phone", "email", "title"))
    assert answer["Location"] == address(workspace, batch) + "#preview"
    text = page(client, workspace, batch)
    assert "Your choice." in text
    assert (fresh(batch).source, fresh(batch).mapping["source_detail"]) == ("imported_list", "架构师大会")


def test_the_source_that_people_will_read_begins_as_the_name_of_the_file(client: Client, workspace: Workspace) -> None:
    batch = upload(workspace, csv_bytes(people(1)), name="2026 沙龙报名.v2.csv")
    assert 'value="2026 沙龙报名.v2"' in page(client, workspace, batch)


def test_what_has_a_default_is_not_called_optional(client: Client, workspace: Workspace) -> None:
    text = page(client, workspace, upload(workspace, csv_bytes(people(1))))
    assert ">People who are there already</label>" in text
    assert '>Source in detail <span class="field-optional">' in text


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        (columns("ignore", "phone", "email", "company"), "No column gives a name."),
        (columns("name", "company", "email", "company"), "Two columns would fill “Company”."),
        (columns("name", "phone", "email", "company", legal_basis=""), "This field is required."),
        (columns("name", "phone", "email", "company", source="made_up"), "Select a valid choice"),
        (columns("name", "phone", "email", "salary"), "Select a valid choice"),
    ],
)
def test_choices_that_cannot_work_come_back_with_words_and_start_nothing(
    client: Client, workspace: Workspace, choices: dict[str, str], words: str
) -> None:
    batch = upload(workspace, csv_bytes(people(2)))
    answer = client.post(address(workspace, batch, "import_start") + "?lang=en", choices)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert words in text
    assert "架构师大会" in text
    assert (fresh(batch).state, Job.objects.count()) == ("uploaded", 0)


def test_starting_queues_one_job_however_often_it_is_pressed(client: Client, workspace: Workspace) -> None:
    batch = upload(workspace, csv_bytes(people(2)))
    for _ in range(2):
        answer = client.post(address(workspace, batch, "import_start"), columns("name", "phone", "email", "company"))
        assert answer["Location"] == address(workspace, batch, "import_result")
    job = Job.objects.get()
    assert (job.shown, job.created_by) == (True, owner_of(workspace).pk)
    assert set(job.arguments) == {"batch_id"}


def test_the_importing_member_keeps_the_people(workspace: Workspace) -> None:
    recruiter = make_member(workspace)
    client = Client()
    client.force_login(recruiter.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    batch = upload(workspace, csv_bytes(people(1)), by=recruiter)
    client.post(address(workspace, batch, "import_start"), columns("name", "phone", "email", "company"))
    run_due()
    with scope(workspace.pk):
        assert Candidate.objects.get().owner == recruiter


def test_a_file_read_wrongly_can_be_read_anew(client: Client, workspace: Workspace) -> None:
    text = "第一行是说明,a,b,c\n" + csv_bytes(people(2)).decode()
    batch = upload(workspace, text.encode("gb18030"))
    assert (fresh(batch).encoding, fresh(batch).header_row) == ("gb18030", 2)
    answer = client.post(address(workspace, batch), {"read_again": "1", "encoding": "gb18030", "header_row": "1"})
    assert answer.status_code == 302
    assert (fresh(batch).header[0], fresh(batch).rows_total) == ("第一行是说明", 3)
    refused = client.post(
        address(workspace, batch) + "?lang=en", {"read_again": "1", "encoding": "utf-8", "header_row": "1"}
    )
    assert refused.status_code == 422
    assert "does not fit this encoding" in refused.content.decode()
    assert fresh(batch).encoding == "gb18030"


def test_another_sheet_can_be_chosen(client: Client, workspace: Workspace) -> None:
    batch = upload(workspace, (SAMPLES / "moka.xlsx").read_bytes(), name="moka.xlsx")
    assert (fresh(batch).sheet, fresh(batch).header_row) == ("候选人", 1)
    wanted = {"read_again": "1", "sheet": "选项", "header_row": "1"}
    assert client.post(address(workspace, batch), wanted).status_code == 302
    # The row of the headings was not touched, so it is found anew on the other sheet.
    assert (fresh(batch).sheet, fresh(batch).header_row, fresh(batch).rows_total) == ("选项", 0, 2)
    empty = client.post(address(workspace, batch) + "?lang=en", {**wanted, "sheet": "说明", "header_row": "0"})
    assert (empty.status_code, fresh(batch).sheet) == (422, "选项")
    assert "There is nothing in this file" in empty.content.decode()


def test_discarding_deletes_upload_and_file(
    client: Client, workspace: Workspace, django_capture_on_commit_callbacks: Any
) -> None:
    batch = upload(workspace, csv_bytes(people(2)))
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(address(workspace, batch, "import_discard"))
    assert answer["Location"] == reverse("imports", args=[workspace.slug])
    with scope(workspace.pk):
        assert not ImportBatch.objects.exists()
    with pytest.raises(file_store.FileMissing):
        file_store.path_of(batch.stored_file)


def test_what_was_started_cannot_be_discarded(client: Client, workspace: Workspace) -> None:
    batch = upload(workspace, csv_bytes(people(2)))
    client.post(address(workspace, batch, "import_start"), columns("name", "phone", "email", "company"))
    client.post(address(workspace, batch, "import_discard"))
    assert file_store.path_of(fresh(batch).stored_file).exists()


def test_an_upload_whose_file_is_gone_says_so(client: Client, workspace: Workspace) -> None:
    batch = upload(workspace, csv_bytes(people(2)))
    file_store.delete(batch.stored_file)
    assert "cannot be read any more" in page(client, workspace, batch)


def test_queries_do_not_grow_with_rows_or_columns(
    client: Client, workspace: Workspace, django_assert_max_num_queries: Any
) -> None:
    wide = csv_bytes([["沈知遥", *["x"] * 200]] * 40, header=["姓名", *[f"c{n}" for n in range(200)]])
    for content in (csv_bytes(people(1)), csv_bytes(people(300)), wide):
        batch = upload(workspace, content)
        with django_assert_max_num_queries(18):
            page(client, workspace, batch)


def test_the_start_waits_for_a_column_that_gives_the_name(client: Client, workspace: Workspace) -> None:
    assert "start-waits" not in page(client, workspace, upload(workspace, csv_bytes(people(2))))
    nameless = upload(workspace, csv_bytes([("12012340001", "a@example.test")], header=("手机", "邮箱")))
    text = page(client, workspace, nameless)
    assert 'disabled aria-describedby="start-waits"' in text
    assert "First choose the column that gives the name, then update the preview." in text
