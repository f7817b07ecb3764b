"""The upload: what can be read is kept, and everything else is refused with words and leaves nothing behind."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.factories import make_workspace, owner_of
from tests.import_lists import csv_bytes, people
from xinqiao.capabilities.importing.models import ImportBatch
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
from xinqiao.web.recruiter import import_upload, imports

pytestmark = pytest.mark.django_db

SAMPLES = Path(__file__).parents[2] / "samples" / "importing"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


@pytest.fixture
def client(workspace: Workspace) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(owner_of(workspace).user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def send(client: Client, workspace: Workspace, content: bytes, name: str = "list.csv", **extra: Any) -> Any:
    data = {"file": SimpleUploadedFile(name, content), "complete": "1"}
    return client.post(reverse("import_new", args=[workspace.slug]) + "?lang=en", data, **extra)


def stored(workspace: Workspace) -> list[ImportBatch]:
    with scope(workspace.pk):
        return list(ImportBatch.objects.all())


def files() -> list[Path]:
    return [path for path in (Path(settings.FILES_ROOT) / "imports").glob("*") if path.is_file()]


def wide_csv() -> bytes:
    return csv_bytes([["x"] * 10_000], header=[f"c{n}" for n in range(10_000)])


def zip_bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", b" " * 20_000_000)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "nothing in this file"),
        (b"\n\n", "nothing in this file"),
        (b"%PDF-1.7 and so on", "no table"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "no table"),
        (bytes(range(256)) * 40, "no table"),
        ("姓名,手机\n".encode(), "there is no row"),
        (b"<html><table><tr><td>x</td></tr></table></html>", "web page"),
        (OLE + "Workbook".encode("utf-16-le"), "old .xls format"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"PK\x03\x04 no zip at all", "workbook"),
        ('姓名,手机\n"沈知遥,12012340001\n顾盼,1\n'.encode(), "row 2 a quotation mark"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_words(
    client: Client, workspace: Workspace, content: bytes, words: str
) -> None:
    before = files()
    answer = send(client, workspace, content)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert (stored(workspace), files()) == ([], before)


def test_ten_thousand_columns_are_refused(client: Client, workspace: Workspace) -> None:
    assert "10,000 columns; we read up to 1,000" in send(client, workspace, wide_csv()).content.decode()


def test_a_workbook_that_unpacks_without_end_is_refused(client: Client, workspace: Workspace) -> None:
    answer = send(client, workspace, zip_bomb(), name="list.xlsx")
    assert (answer.status_code, stored(workspace)) == (422, [])
    assert "far too large" in answer.content.decode()


def test_over_the_limit_it_answers_413_and_keeps_nothing(
    client: Client, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, mebibyte = files(), 1024 * 1024
    for module in (import_upload, imports):
        monkeypatch.setattr(module, "MAX_FILE_BYTES", 3 * mebibyte)
    answer = send(client, workspace, b"a,b\n" + b"x" * (3 * mebibyte))
    assert answer.status_code == 413
    assert "larger than 3 MB" in answer.content.decode()
    assert (stored(workspace), files()) == ([], before)


def test_an_upload_cut_off_on_its_way_is_not_taken_for_a_shorter_list(client: Client, workspace: Workspace) -> None:
    boundary = "cut"
    body = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="list.csv"\r\n\r\n'.encode()
    answer = client.post(
        reverse("import_new", args=[workspace.slug]),
        data=body + csv_bytes(people(5)),
        content_type=f"multipart/form-data; boundary={boundary}",
    )
    assert (answer.status_code, stored(workspace)) == (422, [])
    assert "cut off on its way" in answer.content.decode()


def test_sending_without_a_file_asks_for_one(client: Client, workspace: Workspace) -> None:
    answer = client.post(reverse("import_new", args=[workspace.slug]), {"complete": "1"})
    assert answer.status_code == 422
    assert "Please choose a file first." in answer.content.decode()


def test_a_list_is_kept_privately_and_leads_to_its_columns(client: Client, workspace: Workspace) -> None:
    before = set(files())
    answer = send(client, workspace, csv_bytes(people(3)))
    (batch,) = stored(workspace)
    assert answer["Location"] == reverse("import_columns", args=[workspace.slug, batch.public_id])
    (file,) = set(files()) - before
    assert f"imports/{file.name}" == batch.stored_file
    assert (file.stat().st_mode & 0o777, "list" in file.name) == (0o600, False)
    assert (batch.rows_total, batch.header, batch.state) == (3, ["姓名", "手机", "邮箱", "公司"], "uploaded")


def test_a_script_is_told_in_json_where_to_go_or_what_is_wrong(client: Client, workspace: Workspace) -> None:
    headers = {"accept": "application/json"}
    taken = send(client, workspace, csv_bytes(people(3)), headers=headers)
    (batch,) = stored(workspace)
    assert taken.json() == {"url": reverse("import_columns", args=[workspace.slug, batch.public_id])}
    refused = send(client, workspace, b"", headers=headers)
    assert (refused.status_code, list(refused.json())) == (422, ["error"])


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.csv", "passwd.csv"),
        ("C:\\lists\\people.csv", "people.csv"),
        ("<img src=x onerror=alert(1)>.csv", "<img src=x onerror=alert(1)>.csv"),
        ("名单\u202evsc.exe.csv", "名单vsc.exe.csv"),
    ],
)
def test_a_strange_file_name_is_only_ever_text(client: Client, workspace: Workspace, name: str, kept: str) -> None:
    send(client, workspace, csv_bytes(people(1)), name=name)
    (batch,) = stored(workspace)
    assert batch.file_name == kept
    page = client.get(reverse("import_columns", args=[workspace.slug, batch.public_id])).content.decode()
    assert "<img src=x" not in page


@pytest.mark.parametrize("sample", sorted(path.name for path in SAMPLES.glob("*.*")))
def test_real_looking_exports_are_taken_as_they_are(client: Client, workspace: Workspace, sample: str) -> None:
    answer = send(client, workspace, (SAMPLES / sample).read_bytes(), name=sample)
    assert answer.status_code == 302, answer.content.decode()
    page = client.get(answer["Location"])
    assert page.status_code == 200
    assert "Preview" in page.content.decode()


def test_the_page_says_formats_and_limits_beforehand(client: Client, workspace: Workspace) -> None:
    page = client.get(reverse("import_new", args=[workspace.slug]) + "?lang=en").content.decode()
    assert "Up to 300 MB, 1,200,000 rows, 1,000 columns." in page
    assert 'accept=".csv,.tsv,.txt,.xlsx,.vcf"' in page


def test_a_full_disk_is_said_in_words(client: Client, workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    import resource
    import signal

    # The nearest thing to a full disk that needs no rights: this process may write no larger file.
    kept = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    content = csv_bytes([(f"沈{n}", "", "", "x" * 2000) for n in range(300)])
    before = files()
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, kept[1]))
        answer = send(client, workspace, content)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, kept)
        signal.signal(signal.SIGXFSZ, ignored)
    assert answer.status_code == 507
    assert "no room left" in answer.content.decode()
    assert files() == before


def test_the_rows_of_a_sample_are_what_a_spreadsheet_shows(client: Client, workspace: Workspace) -> None:
    text = (SAMPLES / "hubspot_utf8_bom.csv").read_text(encoding="utf-8-sig")
    send(client, workspace, text.encode())
    (batch,) = stored(workspace)
    assert batch.rows_total == sum(1 for row in list(csv.reader(io.StringIO(text)))[1:] if any(row))
