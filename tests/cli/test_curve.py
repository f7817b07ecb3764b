"""`xinqiao curve`: readings in, levels with their uncertainty out."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from math import isfinite
from pathlib import Path
from typing import Any

import pytest

from xinqiao.cli import main

FIGURES = [
    "filtered_mean", "filtered_variance", "smoothed_mean", "smoothed_variance",
    "jump_probability", "averaged_mean", "averaged_variance",
]  # fmt: skip
Drawn = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def drawn(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> Drawn:
    """Writes the text to a file, draws its curves, and hands back exit status and JSON."""

    def run(text: str, *options: str) -> tuple[int, dict[str, Any]]:
        source = tmp_path / "readings.csv"
        source.write_text(text, encoding="utf-8")
        status = main(["curve", str(source), "--json", *options])
        said = capsysbinary.readouterr().out
        return status, json.loads(said) if said else {}

    return run


def test_one_reading_is_its_own_curve(drawn: Drawn) -> None:
    status, found = drawn("id,date,total\na,2026-03-12,17\n")
    assert (status, found["errors"]) == (0, [])
    (point,) = found["points"]
    assert list(point) == ["id", "date", "total", *FIGURES]
    assert (point["id"], point["date"], point["total"]) == ("a", "2026-03-12", 17)
    assert [point[name] for name in FIGURES] == [17, 4.84, 17, 4.84, 0, 17, 4.84]


def test_two_readings_meet_by_their_certainty(drawn: Drawn) -> None:
    """By hand: 10 days at 0.1 add 1 to the variance 4 of the first, so the second gets the weight 5 / (5 + 4)."""
    _, found = drawn(
        "date,total,id\n2026-03-01,10,a\n2026-03-11,19,a\n", "--noise-variance", "4", "--drift-per-day", "0.1"
    )
    first, second = found["points"]
    assert (second["filtered_mean"], second["filtered_variance"]) == pytest.approx((15, 20 / 9))
    # Back again with the weight 4 / 5.
    assert (first["smoothed_mean"], first["smoothed_variance"]) == pytest.approx((14, 4 + 0.64 * (20 / 9 - 5)))
    assert 0 < second["jump_probability"] < 1
    assert second["averaged_mean"] > second["smoothed_mean"]


def test_a_prior_is_on_the_level_at_the_first_reading(drawn: Drawn) -> None:
    prior = ("--prior-mean", "15", "--prior-variance", "4", "--noise-variance", "4")
    _, found = drawn("id,date,total\na,2026-03-01,21\n", *prior)
    assert (found["points"][0]["filtered_mean"], found["points"][0]["filtered_variance"]) == pytest.approx((18, 2))


def test_a_reading_may_have_a_variance_of_its_own(drawn: Drawn) -> None:
    _, found = drawn("id,date,total,variance\na,2026-03-01,10,9\na,2026-03-02,12,\n")
    assert found["points"][0]["filtered_variance"] == 9
    assert found["points"][1]["filtered_variance"] < 4.84


def test_points_stand_in_the_order_of_the_file(drawn: Drawn) -> None:
    mixed = "id,date,total\nb,2026-03-09,9\na,2026-03-12,17\nb,2026-03-01,10\na,2026-03-01,19\n"
    by_person = "id,date,total\na,2026-03-01,19\na,2026-03-12,17\nb,2026-03-01,10\nb,2026-03-09,9\n"
    _, one = drawn(mixed)
    _, other = drawn(by_person)
    assert [(point["id"], point["date"]) for point in one["points"]] == [
        ("b", "2026-03-09"),
        ("a", "2026-03-12"),
        ("b", "2026-03-01"),
        ("a", "2026-03-01"),
    ]
    assert sorted(one["points"], key=lambda point: (point["id"], point["date"])) == other["points"]


def test_csv_says_the_same(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    source = tmp_path / "readings.csv"
    source.write_text("id,date,total\n周牧,2026-03-01,19\n周牧,2026-03-12,12\n", encoding="utf-8")
    assert main(["curve", str(source)]) == 0
    rows = list(csv.DictReader(io.StringIO(capsysbinary.readouterr().out.decode())))
    main(["curve", str(source), "--json"])
    points = json.loads(capsysbinary.readouterr().out)["points"]
    assert [{name: str(value) for name, value in point.items()} for point in points] == rows


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("a,12.03.2026,17,4", 'date: "12.03.2026" is not a day like 2026-03-12'),
        ("a,2026-02-30,17,4", 'date: "2026-02-30" is not a day like 2026-03-12'),
        ("a,2026-03-12,,4", "total is empty"),
        ("a,2026-03-12,seventeen,4", 'total: "seventeen" is not a number'),
        ("a,2026-03-12,inf,4", 'total: "inf" is not a number'),
        ("a,2026-03-12,1e300,4", "a number is larger than 1e+09"),
        ("a,2026-03-12,17,0", "variance: 0 is not above zero"),
        ("a,2026-03-12,17,1e-300", "variance: 1e-300 is below 1e-09"),
        ("a,2026-03-12,17,x", 'variance: "x" is not a number'),
        (",2026-03-12,17,4", "id is empty"),
        ("b,2026-03-01,18,4", "a second reading on 2026-03-01: one day is one occasion, keep one"),
        ("a,2026-03-12,17", "the row ends after 3 of 4 values"),
    ],
)
def test_a_bad_row_is_refused_with_its_reason_and_the_others_count(drawn: Drawn, row: str, reason: str) -> None:
    status, found = drawn(f"id,date,total,variance\nb,2026-03-01,17,4\n{row}\nb,2026-03-20,16,4\n")
    assert status == 1
    assert [(error["row"], error["reason"]) for error in found["errors"]] == [(2, reason)]
    assert len(found["points"]) == 2


@pytest.mark.parametrize(
    "options",
    [
        ("--noise-variance", "0"),
        ("--drift-per-day", "-1"),
        ("--prior-mean", "15"),
        ("--prior-variance", "9"),
        ("--prior-mean", "nan", "--prior-variance", "9"),
        ("--prior-mean", "15", "--prior-variance", "0"),
        ("--noise-variance", "1e308"),
        ("--noise-variance", "nan"),
        ("--drift-per-day", "1e308"),
        ("--prior-mean", "1e308", "--prior-variance", "9"),
    ],
)
def test_a_model_that_makes_no_sense_is_said(drawn: Drawn, options: tuple[str, ...]) -> None:
    assert drawn("id,date,total\na,2026-03-12,17\n", *options) == (2, {})


def test_extremes_are_figures_too(drawn: Drawn) -> None:
    """JSON has no NaN: what is taken is worked out, even a prior and readings at the ends of what is taken."""
    rows = "a,0001-01-01,-1e9,1e-9\na,9999-12-31,1e9,1e-9\na,2026-01-01,1e9,1e9\n"
    extreme = ("--drift-per-day", "0", "--prior-mean=-1e9", "--prior-variance", "1e-9")
    for options in ((), extreme, ("--drift-per-day", "1e9")):
        status, found = drawn(f"id,date,total,variance\n{rows}", *options)
        assert status == 0
        assert all(isfinite(point[name]) for point in found["points"] for name in FIGURES)


def test_a_file_without_its_columns_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "readings.csv"
    source.write_text("id,when,total\na,2026-03-12,17\n")
    assert main(["curve", str(source)]) == 2
    assert "no column date" in capsys.readouterr().err


def test_only_refused_rows_leave_no_points(drawn: Drawn) -> None:
    status, found = drawn("id,date,total\na,never,17\n")
    assert (status, found["points"], len(found["errors"])) == (1, [], 1)


def test_a_chinese_terminal_reads_the_reasons_in_chinese(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    source = tmp_path / "readings.csv"
    rows = ["a,2026-01-03,17", "a,2026-01-03,18", "a,2026-1-9,18", "a,2026-02-10,x", "a,2026-02-11,", ",2026-02-12,9"]
    source.write_text("\n".join(["id,date,total", *rows, 'b,2026-01-03,"1"7', "c,2026"]), encoding="utf-8")
    assert main(["curve", str(source)]) == 1
    complaints = capsys.readouterr().err.splitlines()
    assert complaints == [
        "xinqiao curve: 第 2 行：2026-01-03 已有一次测量：同一天算一次，请只留一行",
        'xinqiao curve: 第 3 行：date："2026-1-9" 不是日期，请写成 2026-03-12 这样',
        'xinqiao curve: 第 4 行：total："x" 不是数字',
        "xinqiao curve: 第 5 行：total 为空",
        "xinqiao curve: 第 6 行：id 为空",
        "xinqiao curve: 第 7 行：文件第 8 行读不出来，请检查引号（',' expected after '\"'）",
        "xinqiao curve: 第 8 行：这一行只有 2 个值，应有 3 个",
    ]
