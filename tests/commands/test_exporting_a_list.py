"""`xinqiao export`: a list as a file, from the command line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.factories import make_candidate, make_workspace
from xinqiao import cli
from xinqiao.foundation.audit.models import AuditEntry
from xinqiao.foundation.tenancy.scope import scope

pytestmark = pytest.mark.django_db
Said = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


def xinqiao(*words: str) -> int:
    return cli.main(["export", *words])


def test_it_writes_the_list_and_the_audit_log_knows_the_operator(tmp_path: Path, capsys: Said) -> None:
    workspace = make_workspace(slug="alpha")
    make_candidate(workspace, "安一", company="砚川")
    make_candidate(workspace, "白二")
    out = tmp_path / "list.csv"
    assert xinqiao("--workspace", "alpha", "--query", "q=砚川", "-o", str(out)) == 0
    text = out.read_text(encoding="utf-8-sig")
    assert ("安一" in text, "白二" in text) == (True, False)
    assert out.stat().st_mode & 0o077 == 0
    assert "1 people." in capsys.readouterr().err
    with scope(workspace.pk):
        entry = AuditEntry.objects.get(action="export_started")
    assert (entry.actor_kind, entry.detail) == ("operator", {"format": "csv"})


@pytest.mark.parametrize(
    ("file_format", "start"), [("csv-gb18030", b"Name"), ("xlsx", b"PK"), ("vcard", b"BEGIN:VCARD")]
)
def test_every_format_is_offered(tmp_path: Path, file_format: str, start: bytes) -> None:
    make_candidate(make_workspace(slug="alpha"))
    out = tmp_path / "list"
    assert xinqiao("--workspace", "alpha", "--format", file_format, "-o", str(out)) == 0
    assert out.read_bytes().startswith(start)


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("--workspace", "nowhere"), 2, "There is no workspace nowhere"),
        (("--workspace", "alpha", "--query", "level=open"), 2, "planning list"),
        (("--workspace", "alpha", "--query", "mine=1"), 2, "needs a member"),
        (("--workspace", "alpha", "-o", "/nowhere/at/all.csv"), 1, "Could not write"),
        (("--workspace", "alpha", "-o", "/"), 2, "not an ordinary file"),
    ],
)
def test_what_cannot_be_done_is_said(words: tuple[str, ...], status: int, said: str, capsys: Said) -> None:
    make_workspace(slug="alpha")
    assert xinqiao(*words) == status
    assert said in capsys.readouterr().err


def test_what_is_no_file_is_never_replaced_by_one(tmp_path: Path, capsys: Said) -> None:
    make_workspace(slug="alpha")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert xinqiao("--workspace", "alpha", "-o", str(pipe)) == 2
    assert "not an ordinary file" in capsys.readouterr().err
    assert pipe.is_fifo()


def test_a_query_of_any_length_is_read(tmp_path: Path) -> None:
    make_candidate(make_workspace(slug="alpha"), "安一", company="砚川")
    out = tmp_path / "list.csv"
    query = "&".join([*(f"a{number}=1" for number in range(150)), "q=砚川"])
    assert xinqiao("--workspace", "alpha", "--query", query, "-o", str(out)) == 0
    assert "安一" in out.read_text(encoding="utf-8-sig")
