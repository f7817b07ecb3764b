"""A list comes in from the terminal: counts, reasons, and an exit status that a script can rely on."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.factories import make_candidate, make_member, make_workspace
from tests.import_lists import csv_bytes, people
from xinqiao import cli
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.importing.models import ImportBatch
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
from xinqiao.foundation.workspaces.roles import Role

pytestmark = pytest.mark.django_db
Said = pytest.CaptureFixture[str]
ROWS = [*people(3), ("", "12012349999", "", ""), ("沈知遥1", "", "person1@example.test", "")]


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace(slug="alpha")


def listed(tmp_path: Path, rows: list[tuple[str, str, str, str]]) -> str:
    path = tmp_path / "list.csv"
    path.write_bytes(csv_bytes(rows))
    return str(path)


def xinqiao(*words: str) -> int:
    return cli.main(["import", *words, "--workspace", "alpha"])


def count_people(workspace: Workspace) -> int:
    with scope(workspace.pk):
        return Candidate.objects.count()


def test_it_prints_counts_and_the_rows_worth_a_look(workspace: Workspace, tmp_path: Path, capsys: Said) -> None:
    assert xinqiao(listed(tmp_path, ROWS), "--json") == 1
    said = json.loads(capsys.readouterr().out)
    assert said["counts"] == {
        "new": 3,
        "updated": 0,
        "unchanged": 0,
        "duplicate": 1,
        "probable": 0,
        "refused": 1,
        "skipped": 0,
    }
    assert [(row["number"], row["fate"], row["codes"]) for row in said["rows"]] == [
        (5, "refused", ["no_name"]),
        (6, "duplicate", []),
    ]
    assert "No name" in said["rows"][0]["reasons"][0]
    assert count_people(workspace) == 3


def test_a_list_without_faults_ends_with_zero(workspace: Workspace, tmp_path: Path, capsys: Said) -> None:
    assert xinqiao(listed(tmp_path, people(2))) == 0
    assert "new\t2" in capsys.readouterr().out


def test_a_file_name_that_is_no_text_is_no_obstacle(workspace: Workspace, tmp_path: Path, capsys: Said) -> None:
    path = tmp_path / os.fsdecode(b"\xff.csv")
    path.write_bytes(csv_bytes(people(1)))
    assert xinqiao(str(path), "--json") == 0
    assert json.loads(capsys.readouterr().out)["file"] == "?.csv"


def test_a_dry_run_stores_nobody_and_leaves_nothing(workspace: Workspace, tmp_path: Path, capsys: Said) -> None:
    assert xinqiao(listed(tmp_path, ROWS), "--dry-run", "--json") == 1
    assert json.loads(capsys.readouterr().out)["counts"]["new"] == 3
    with scope(workspace.pk):
        assert not Candidate.objects.exists()
        assert not ImportBatch.objects.exists()


def test_it_fills_unless_told_otherwise(workspace: Workspace, tmp_path: Path, capsys: Said) -> None:
    known = make_candidate(workspace, email="person1@example.test", company="旧公司")
    xinqiao(listed(tmp_path, people(1)), "--json")
    row = json.loads(capsys.readouterr().out)["rows"][0]
    assert (row["fate"], row["record"], row["changed"]) == ("updated", known.public_id, ["Phone"])
    xinqiao(listed(tmp_path, people(1)), "--update", "overwrite")
    with scope(workspace.pk):
        known.refresh_from_db()
    assert known.company == "砚川一科技"


def test_people_never_told_get_their_date(workspace: Workspace, tmp_path: Path) -> None:
    assert xinqiao(listed(tmp_path, people(1)), "--not-told", "--source", "referral", "--basis", "applied") == 0
    with scope(workspace.pk):
        one = Candidate.objects.get()
    assert (one.source, one.legal_basis, one.notice_due_at is not None) == ("referral", "applied", True)


def test_a_colleague_can_be_named(workspace: Workspace, tmp_path: Path) -> None:
    colleague = make_member(workspace)
    assert xinqiao(listed(tmp_path, people(1)), "--as", colleague.user.email) == 0
    with scope(workspace.pk):
        assert Candidate.objects.get().owner_id == colleague.pk


@pytest.mark.parametrize(
    "words", [["--source", "nowhere"], ["--basis", "because"], ["--as", "nobody@example.test"], ["--update", "burn"]]
)
def test_what_makes_no_sense_is_refused_before_anything(
    workspace: Workspace, tmp_path: Path, capsys: Said, words: list[str]
) -> None:
    assert xinqiao(listed(tmp_path, people(1)), *words) == 2
    assert capsys.readouterr().err
    assert count_people(workspace) == 0


def test_a_reader_cannot_import(workspace: Workspace, tmp_path: Path) -> None:
    reader = make_member(workspace, Role.VIEWER)
    assert xinqiao(listed(tmp_path, people(1)), "--as", reader.user.email) == 2


def test_a_file_that_is_none_and_a_workspace_that_is_none(workspace: Workspace, tmp_path: Path, capsys: Said) -> None:
    assert xinqiao(str(tmp_path / "missing.csv")) == 2
    picture = tmp_path / "picture.csv"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 64)
    assert xinqiao(str(picture)) == 2
    assert cli.main(["import", listed(tmp_path, people(1)), "--workspace", "beta"]) == 2
    assert count_people(workspace) == 0
