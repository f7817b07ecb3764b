"""`xinqiao simulate`: a made-up team as tables, and every one of them says that it is made up."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from xinqiao.cli import main

LABEL = "simulation/模拟"
SMALL = ("--people", "40", "--days", "120", "--seed", "5")


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_three_tables_are_written_and_each_row_says_what_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["simulate", *SMALL, "-o", str(tmp_path / "out")]) == 0
    said = capsys.readouterr().out
    assert said.startswith(LABEL)
    assert "evidence of nothing" in said
    names = sorted(file.name for file in (tmp_path / "out").iterdir())
    assert names == ["simulation-contacts.csv", "simulation-people.csv", "simulation-readings.csv"]
    tables = {name: table(tmp_path / "out" / name) for name in names}
    assert all(row["label"] == LABEL for rows in tables.values() for row in rows)
    people = {row["id"] for row in tables["simulation-people.csv"]}
    assert len(people) == 40
    for name in names[::2]:
        assert {row["id"] for row in tables[name]} <= people
    assert f"contacts: {len(tables['simulation-contacts.csv'])}" in said


def test_its_readings_go_straight_into_the_curve(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    main(["simulate", *SMALL, "--policy", "same", "-o", str(tmp_path)])
    capsysbinary.readouterr()
    readings = tmp_path / "simulation-readings.csv"
    assert main(["curve", str(readings), "--json"]) == 0
    points = json.loads(capsysbinary.readouterr().out)["points"]
    assert [point["id"] for point in points] == [row["id"] for row in table(readings)]
    assert len(points) > 20


def test_json_holds_the_same_with_seed_and_assumptions(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["simulate", *SMALL, "--json"]) == 0
    printed = capsysbinary.readouterr().out
    assert main(["simulate", *SMALL, "--json", "-o", str(tmp_path / "all.json")]) == 0
    assert (tmp_path / "all.json").read_bytes() == printed
    found = json.loads(printed)
    assert (found["label"], found["seed"], found["policy"]) == (LABEL, 5, "matched")
    assert "evidence of nothing" in found["note"]
    assert found["world"]["noise"] == 4.84
    assert found["people"]["label"] == [LABEL] * 40
    assert found["summary"]["contacts"] == len(found["contacts"]["replied"])


@pytest.mark.parametrize(
    "wrong",
    [
        ("--people", "0"),
        ("--days", "0"),
        ("--people", "99999", "--days", "999"),
        ("--people", "1", "--days", "36501"),
        ("--seed", "-1"),
        ("--policy", "x"),
    ],
)
def test_a_wrong_call_is_explained_and_writes_nothing(
    wrong: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["simulate", *wrong, "-o", str(tmp_path / "out")]) == 2
    assert capsys.readouterr().err.startswith("xinqiao simulate:")
    assert not (tmp_path / "out").exists()


def test_a_place_that_is_a_file_is_explained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("mine")
    assert main(["simulate", *SMALL, "-o", str(tmp_path / "file")]) == 2
    assert "Could not make the folder" in capsys.readouterr().err
    assert (tmp_path / "file").read_text() == "mine"


def test_it_speaks_chinese_in_a_chinese_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert main(["simulate", "--people", "3", "--days", "2"]) == 0
    assert "不能当作证据" in capsys.readouterr().out


def test_it_starts_without_django() -> None:
    asked = "import sys; from xinqiao.cli import main; main(['simulate', '--people', '2', '--days', '2']); "
    asked += "sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], capture_output=True, check=False).returncode == 0
