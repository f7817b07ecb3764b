"""`xinqiao reliability`: how well a scale of any Likert items measures."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from xinqiao.cli import main

Measured = Callable[..., tuple[int, dict[str, Any]]]
TABLE = "a,b,c\n1,2,5\n2,2,4\n4,5,1\n5,4,2\n3,3,3\n"


@pytest.fixture
def measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Measured:
    """Writes the text to a file, measures, and hands back exit status and JSON."""

    def run(text: str, *options: str) -> tuple[int, dict[str, Any]]:
        source = tmp_path / "answers.csv"
        source.write_text(text, encoding="utf-8")
        status = main(["reliability", str(source), "--json", *options])
        said = capsys.readouterr().out
        return status, json.loads(said) if said else {}

    return run


def test_it_tells_every_figure(measured: Measured) -> None:
    status, found = measured(TABLE, "--items", "a,b,c", "--reverse", "c")
    assert status == 0
    assert list(found) == [
        "n", "alpha", "alpha_ci95", "alpha_standardized", "omega_total", "item_rest", "sd_total", "sem", "rci95",
        "left_out", "errors",
    ]  # fmt: skip
    table = np.array([[1, 2, 1], [2, 2, 2], [4, 5, 5], [5, 4, 4], [3, 3, 3]])
    total = table.sum(axis=1).var(ddof=1)
    assert found["n"] == 5
    assert found["alpha"] == pytest.approx(1.5 * (1 - table.var(axis=0, ddof=1).sum() / total))
    assert found["item_rest"]["c"] == pytest.approx(np.corrcoef(table[:, 2], table[:, :2].sum(axis=1))[0, 1])
    assert found["rci95"] == pytest.approx(1.959964 * 2**0.5 * found["sem"])
    assert found["alpha_ci95"][0] < found["alpha"] < found["alpha_ci95"][1]


def test_an_item_that_is_not_turned_round_shows(measured: Measured) -> None:
    _, found = measured(TABLE, "--items", "a,b,c")
    assert found["item_rest"]["c"] < 0
    assert found["alpha"] < 0


def test_other_ranges_turn_round_by_their_own_ends(measured: Measured) -> None:
    table = "x,y\n0,10\n10,0\n4,5\n"
    _, found = measured(table, "--items", "x,y", "--reverse", "y", "--min", "0", "--max", "10")
    assert found["alpha_standardized"] > 0.9
    # Two items do not tell one factor.
    assert found["omega_total"] is None


@pytest.mark.parametrize("blank", ["", "NA", " n/a ", "null"])
def test_rows_with_a_blank_item_are_left_out_without_an_error(measured: Measured, blank: str) -> None:
    status, found = measured(f"{TABLE}5,{blank},1\n", "--items", "a,b,c", "--reverse", "c")
    assert (status, found["n"], found["left_out"], found["errors"]) == (0, 5, 1, [])


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("6,1,1", "a: 6 is not between 1 and 5"),
        ("1,0,1", "b: 0 is not between 1 and 5"),
        ("1,often,1", 'b: "often" is not a number'),
        ("1,2", "the row ends after 2 of 3 values"),
    ],
)
def test_a_row_with_something_else_is_refused_with_its_reason(measured: Measured, row: str, reason: str) -> None:
    status, found = measured(f"{TABLE}{row}\n", "--items", "a,b,c", "--reverse", "c")
    assert (status, found["n"]) == (1, 5)
    assert found["errors"] == [{"row": 6, "reason": reason}]


def test_an_item_may_be_called_id_and_names_have_no_case(measured: Measured) -> None:
    status, found = measured("ID,Second\n1,5\n2,4\n5,2\n", "--items", "id,second", "--reverse", "SECOND")
    assert (status, found["n"]) == (0, 3)
    assert found["item_rest"]["id"] > 0.9


def test_what_the_answers_cannot_tell_is_null(measured: Measured) -> None:
    status, found = measured("a,b,c\n3,3,3\n3,3,3\n", "--items", "a,b,c")
    assert status == 0
    assert (found["alpha"], found["omega_total"], found["alpha_ci95"]) == (None, None, [None, None])
    # Answers that cancel each other out: their sum never varies either.
    status, found = measured("a,b\n1,5\n5,1\n3,3\n", "--items", "a,b")
    assert (status, found["alpha"], found["alpha_standardized"], found["sem"]) == (0, None, None, None)


@pytest.mark.parametrize(
    "options",
    [
        ("--items", "a"),
        ("--items", "a,a"),
        ("--items", "a,Ａ"),
        ("--items", "a,b", "--max", "inf"),
        ("--items", "a,b", "--reverse", "c"),
        ("--items", "a,b", "--min", "5", "--max", "5"),
        ("--items", "a,b", "--max", "1e200"),
        ("--items", "a,nowhere"),
    ],
)
def test_items_that_make_no_sense_are_said(measured: Measured, options: tuple[str, ...]) -> None:
    assert measured(TABLE, *options) == (2, {})


def test_too_few_answers_are_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "answers.csv"
    source.write_text("a,b\n1,2\nx,2\n")
    assert main(["reliability", str(source), "--items", "a,b", "--json"]) == 2
    said = capsys.readouterr().err
    assert "at least 2" in said
    # Why the other rows did not count.
    assert 'row 2: a: "x" is not a number' in said


def test_the_sheet_is_for_people(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "answers.csv"
    source.write_text(f"{TABLE}9,1,1\n")
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert main(["reliability", str(source), "--items", "a，b，c", "--reverse", "c"]) == 1
    said = capsys.readouterr()
    assert "完整答案：5" in said.out
    assert "第 6 行：a：9 不在 1 到 5 之间" in said.err
