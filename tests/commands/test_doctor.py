"""What is misconfigured is said in words."""

from __future__ import annotations

import json
import shutil
from collections import namedtuple
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from tests.commands.homes import command
from tests.factories import NOW, make_workspace, owner_of
from xinqiao import cli
from xinqiao.commands import health_of_company_pages
from xinqiao.foundation.gateways import company_page_fake
from xinqiao.foundation.gateways.company_page import PageMissing
from xinqiao.foundation.jobs.models import Job
from xinqiao.foundation.jobs.operations import enqueue
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.check_pages import set_check_page

pytestmark = pytest.mark.django_db
Said = pytest.CaptureFixture[str]
Usage = namedtuple("Usage", "total used free")


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


@pytest.fixture
def findings(capsys: Said) -> Any:
    """Runs the command; gives its exit status and the findings by name."""

    def look() -> tuple[int, dict[str, tuple[str, str]]]:
        status = cli.main(["doctor", "--json"])
        rows = json.loads(capsys.readouterr().out)
        return status, {row["check"]: (row["state"], row["text"]) for row in rows}

    return look


def test_a_healthy_installation_has_no_problem(findings: Any) -> None:
    status, found = findings()
    assert (status, [text for state, text in found.values() if state == "problem"]) == (0, [])
    assert found["mail"][0] == "warning"
    assert {"database", "schema", "protections", "jobs", "clock", "disk"} <= found.keys()


def test_it_speaks_chinese_where_the_terminal_does(capsys: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert cli.main(["doctor"]) == 0
    assert "没有发现问题" in capsys.readouterr().out


def test_an_unusable_setting_is_named(findings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "eighty")
    status, found = findings()
    assert (status, found["settings"][0]) == (1, "problem")
    assert "PORT='eighty'" in found["settings"][1]


@pytest.mark.parametrize(
    ("url", "proxy", "state"),
    [
        ("http://10.0.0.3:8000", "0", "problem"),
        ("http://localhost:8000", "0", "ok"),
        ("https://people.example.test", "0", "warning"),
        ("https://people.example.test", "1", "ok"),
    ],
)
def test_an_address_where_passkeys_cannot_work_is_a_problem(
    findings: Any, monkeypatch: pytest.MonkeyPatch, url: str, proxy: str, state: str
) -> None:
    monkeypatch.setenv("PUBLIC_URL", url)
    monkeypatch.setenv("TRUST_PROXY_HEADERS", proxy)
    assert findings()[1]["secure_context"][0] == state


def test_work_that_nobody_does_is_a_problem(findings: Any) -> None:
    enqueue("x:y", now=datetime.now(UTC) - timedelta(minutes=2))
    assert findings()[1]["jobs"][0] == "ok"
    Job.objects.update(due_at=datetime.now(UTC) - timedelta(minutes=6))
    status, found = findings()
    assert (status, found["jobs"][0]) == (1, "problem")
    assert "worker does not run" in found["jobs"][1]


def test_a_clock_that_went_back_is_a_problem(findings: Any) -> None:
    enqueue("x:y", now=datetime.now(UTC) + timedelta(hours=3))
    assert findings()[1]["clock"][0] == "problem"


def test_an_older_and_a_newer_schema_are_problems(findings: Any) -> None:
    recorder = MigrationRecorder(connection).migration_qs
    recorder.filter(app="consent").update(name="0999_tomorrow")
    status, found = findings()
    assert (status, "newer release" in found["schema"][1]) == (1, True)
    recorder.filter(app="consent").delete()
    assert "migrations of this release" in findings()[1]["schema"][1]


def test_a_disk_that_fills_up_is_told_before_it_is_full(findings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for free, state in ((10**9, "warning"), (10**8, "problem"), (10**11, "ok")):
        monkeypatch.setattr(shutil, "disk_usage", lambda place, free=free: Usage(10**12, 0, free))
        assert findings()[1]["disk"][0] == state


def test_a_readable_secret_key_is_told(findings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    (tmp_path / "secret_key").write_text("k" * 40)
    (tmp_path / "secret_key").chmod(0o644)
    monkeypatch.setenv("XINQIAO_HOME", str(tmp_path))
    assert findings()[1]["data_directory"][0] == "warning"
    (tmp_path / "secret_key").chmod(0o600)
    assert findings()[1]["data_directory"][0] == "ok"


@pytest.mark.sqlite
def test_a_damaged_file_and_a_missing_server_are_told(tmp_path: Path) -> None:
    (tmp_path / "xinqiao.sqlite3").write_bytes(b"this is not a database" * 400)
    damaged = command(tmp_path, "doctor")
    assert damaged.returncode == 1
    assert "no SQLite database" in damaged.stdout
    away = command(tmp_path, "doctor", DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    assert away.returncode == 1
    assert "does not answer" in away.stdout


@pytest.mark.parametrize(
    ("host", "proxy", "state"), [("127.0.0.1", "0", "ok"), ("0.0.0.0", "0", "warning"), ("0.0.0.0", "1", "ok")]
)
def test_an_open_network_without_a_buffering_proxy_is_worth_a_remark(
    findings: Any, monkeypatch: pytest.MonkeyPatch, host: str, proxy: str, state: str
) -> None:
    monkeypatch.setenv("HOST", host)
    monkeypatch.setenv("TRUST_PROXY_HEADERS", proxy)
    assert findings()[1]["buffering"][0] == state


def _page_of_a_company(host: str) -> str:
    """Names a page of a new workspace; returns the mark that belongs there."""
    workspace = make_workspace()
    with scope(workspace.pk):
        return set_check_page(f"https://{host}/check", by=owner_of(workspace), now=NOW).public_id


def test_each_companys_page_is_looked_at_and_being_offline_is_no_error(capsys: Said) -> None:
    hosts = [f"{name}.example" for name in ("there", "none", "other", "bare", "gone", "away", "far", "last")]
    marks = {host: _page_of_a_company(host) for host in hosts}
    there = f'<meta name="xinqiao-check" content="{marks["there.example"]}">'
    pages: dict[str, str | Exception] = {
        "https://there.example/check": there,
        "https://none.example/check": PageMissing(404),
        "https://other.example/check": there,
        "https://bare.example/check": "<p></p>",
    }
    # Nobody runs the work that naming a page made.
    Job.objects.all().delete()
    with company_page_fake.pages(pages) as asked:
        assert cli.main(["doctor", "--json"]) == 0
    rows = [row for row in json.loads(capsys.readouterr().out) if row["check"] == "check_page"]
    states = [(row["state"], row["text"]) for row in rows]
    assert [state for state, _ in states] == ["ok", *["warning"] * 7]
    for (_, text), words in zip(
        states,
        ("stands at", "not carry our mark", "another workspace", "not carry our mark", *["could not be reached"] * 4),
        strict=True,
    ):
        assert words in text
    assert "https://last.example/check" in asked


def test_companies_pages_that_there_was_no_time_for_are_named(capsys: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    for host in ("one.example", "two.example"):
        _page_of_a_company(host)
    Job.objects.all().delete()
    monkeypatch.setattr(health_of_company_pages, "WITHIN_SECONDS", 0)
    with company_page_fake.pages({}) as asked:
        assert cli.main(["doctor", "--json"]) == 0
    [row] = [row for row in json.loads(capsys.readouterr().out) if row["check"] == "check_page"]
    assert asked == []
    assert "https://one.example/check, https://two.example/check" in row["text"]
