import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xinqiao.cli import main

HEADER = "id,item1,item2,item3,item4,item5\n"
OUTPUT_COLUMNS = [
    "id", "total", "total_printed", "level",
    "p_open", "p_cautious", "p_guarded", "p_reserved", "flags", "error",
]  # fmt: skip

Scored = Callable[..., tuple[int, list[dict[str, str]]]]


@pytest.fixture
def scored(tmp_path: Path) -> Scored:
    """Write the text (or bytes) to a file, score it, and hand back exit status and output rows."""

    def run(content: str | bytes, *options: str) -> tuple[int, list[dict[str, str]]]:
        source, result = tmp_path / "answers.csv", tmp_path / "result.csv"
        source.write_bytes(content.encode() if isinstance(content, str) else content)
        status = main(["score", str(source), "-o", str(result), *options])
        with result.open(encoding="utf-8", newline="") as lines:
            return status, list(csv.DictReader(lines, strict=True))

    return run


def test_it_scores_each_row_in_order(scored: Scored) -> None:
    status, rows = scored(HEADER + "a,2,2,2,2,4\nb,5,5,5,5,5\n")
    assert status == 0
    assert rows == [
        dict(zip(OUTPUT_COLUMNS, line.split(","), strict=True))
        for line in (
            "a,20,12,open,0.5899,0.4039,0.0062,0.0000,,",
            "b,9,25,reserved,0.0000,0.0062,0.4039,0.5899,,",
        )
    ]


def test_the_printed_key_scores_the_literal_sum(scored: Scored) -> None:
    _, rows = scored(HEADER + "a,5,5,5,5,5\n", "--key", "printed")
    assert (rows[0]["total"], rows[0]["total_printed"], rows[0]["level"]) == ("25", "25", "open")


def test_columns_may_stand_in_any_order_and_others_are_left_out(scored: Scored) -> None:
    status, rows = scored(
        "seconds,Item5,item4,ITEM3,item2,item1,name,answered_at, ID \n41,4,1,2,3,2,王芳,2026-03-02,a\n"
    )
    assert status == 0
    assert (rows[0]["id"], rows[0]["total"], rows[0]["total_printed"]) == ("a", "20", "12")
    assert list(rows[0]) == OUTPUT_COLUMNS


def test_one_missing_answer_is_flagged_and_two_are_an_error(scored: Scored) -> None:
    status, rows = scored(HEADER + "a,2,2,,2,4\nb,2,2,2,2,NA\nc,2,,2,2,n/a\nd,,,,,\n")
    assert status == 1
    assert [(row["total"], row["total_printed"], row["flags"]) for row in rows] == [
        ("20", "12.5", "one_missing"),
        ("20", "10", "one_missing;item5_missing"),
        ("", "", "item5_missing"),
        ("", "", "item5_missing"),
    ]
    assert [row["error"] for row in rows[2:]] == [
        "3 of 5 items answered, a total needs at least 4",
        "0 of 5 items answered, a total needs at least 4",
    ]
    assert [row["level"] for row in rows] == ["open", "open", "", ""]


@pytest.mark.parametrize("cell", ["3", " 3 ", "3.0", "3.00", "３", "３．０", "\u30003\u3000", '"3"'])
def test_a_three_may_be_written_in_several_ways(scored: Scored, cell: str) -> None:
    status, rows = scored(HEADER + f"a,{cell},3,3,3,3\n")
    assert (status, rows[0]["total"]) == (0, "15")


@pytest.mark.parametrize("cell", ["", "  ", "NA", "na", "N/A", "NaN", "null", '""'])
def test_a_missing_answer_may_be_written_in_several_ways(scored: Scored, cell: str) -> None:
    status, rows = scored(HEADER + f"a,{cell},3,3,3,3\n")
    assert (status, rows[0]["flags"]) == (0, "one_missing")


@pytest.mark.parametrize("cell", ["0", "6", "x", "3.5", "-1", "33", "3e0", "²", "3 4", "五", "3\t3"])
def test_anything_else_is_an_error_that_names_the_column(scored: Scored, cell: str) -> None:
    status, rows = scored(HEADER + f"a,3,{cell},3,3,3\nb,3,3,3,3,3\n")
    assert status == 1
    assert rows[0]["error"].startswith("item2: ")
    assert rows[0]["error"].endswith("is not a whole number from 1 to 5")
    assert set(rows[0].values()) == {"a", "", rows[0]["error"]}
    assert rows[1]["total"] == "15"


def test_every_bad_column_of_a_row_is_named(scored: Scored) -> None:
    _, rows = scored(HEADER + f"a,0,3,{'x' * 500},3,7\n")
    assert rows[0]["error"].count("is not a whole number") == 3
    assert len(rows[0]["error"]) < 250


@pytest.mark.parametrize(
    ("line", "id_", "error"),
    [
        ("a,3,3,3", "a", "the row ends after 4 of 6 values"),
        ("Li, Wei,3,3,3,3,3", "Li", "the row has 7 values for 6 columns"),
        (",3,3,3,3,3", "", "id is empty"),
        ('"a"b,3,3,3,3,3', "", "line 3 could not be read"),
    ],
)
def test_a_misshapen_row_keeps_its_place(scored: Scored, line: str, id_: str, error: str) -> None:
    status, rows = scored(f"{HEADER}first,3,3,3,3,3\n{line}\nlast,3,3,3,3,3\n")
    assert status == 1
    assert [row["id"] for row in rows] == ["first", id_, "last"]
    assert rows[1]["error"].startswith(error)
    assert rows[2]["error"] == ""


def test_an_unclosed_quote_is_an_error_that_names_its_lines(scored: Scored) -> None:
    status, rows = scored(HEADER + 'a,3,3,3,3,3\n"b,3,3,3,3,3\nc,3,3,3,3,3\n')
    assert (status, rows[0]["error"]) == (1, "")
    assert rows[1]["error"].startswith("lines 3 to 4 could not be read")


def test_blank_lines_are_no_rows_and_trailing_blank_values_no_error(scored: Scored) -> None:
    status, rows = scored("\n" + HEADER + "\na,3,3,3,3,3,,\n\n\n")
    assert (status, len(rows)) == (0, 1)


def test_an_id_that_comes_twice_is_scored_twice(scored: Scored) -> None:
    status, rows = scored(HEADER + "a,3,3,3,3,3\na,1,1,1,1,5\n")
    assert (status, [row["total"] for row in rows]) == (0, ["15", "25"])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_it_reads_what_spreadsheets_save(scored: Scored, encoding: str, line_end: str, delimiter: str) -> None:
    text = (HEADER + "王芳,3,3,3,3,3\n李雷𠮷,2,2,2,2,4\n").replace("\n", line_end).replace(",", delimiter)
    status, rows = scored(text.encode(encoding))
    assert (status, [row["id"] for row in rows]) == (0, ["王芳", "李雷𠮷"])


@pytest.mark.parametrize("id_", ["=1+1", "+86 138", "-5", "@sum", " a ", 'quo"te', "a,b", "two\nlines", "\rx", "王"])
def test_ids_come_out_as_they_went_in(scored: Scored, id_: str) -> None:
    _, rows = scored(HEADER + '"{}",3,3,3,3,3\n'.format(id_.replace('"', '""')))
    assert rows[0]["id"] == id_


@given(ids=st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1).filter(str.strip)))
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_the_ids_there_is_one_row_for_each(scored: Scored, ids: list[str]) -> None:
    sheet = io.StringIO(newline="")
    csv.writer(sheet, quoting=csv.QUOTE_ALL).writerows([HEADER.strip().split(","), *([i, *"33333"] for i in ids)])
    _, rows = scored(sheet.getvalue())
    assert [row["id"] for row in rows] == ids


@given(rows=st.lists(st.tuples(*[st.sampled_from(["1", "2", "3", "4", "5", "", "6", "x"])] * 5), max_size=20))
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_each_row_has_either_shares_that_add_up_or_an_error(scored: Scored, rows: list[tuple[str, ...]]) -> None:
    status, results = scored(HEADER + "".join(f"p,{','.join(cells)}\n" for cells in rows))
    assert len(results) == len(rows)
    assert status == any(result["error"] for result in results)
    for result in results:
        shares = [result[column] for column in OUTPUT_COLUMNS[4:8]]
        if result["error"]:
            assert [result["total"], result["level"], *shares] == [""] * 6
        else:
            assert sum(int(share.replace(".", "")) for share in shares) == 10_000


def test_json_holds_the_same_as_an_array_of_objects(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "answers.csv"
    source.write_text(HEADER + '王芳,2,2,2,2,4\n"q""",2,2,,2,4\nb,9,2,2,2,4\n', encoding="utf-8")
    assert main(["score", str(source), "--format", "json"]) == 1
    rows: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    assert [list(row) for row in rows] == [OUTPUT_COLUMNS] * 3
    assert rows[0] == {
        "id": "王芳",
        "total": 20,
        "total_printed": 12,
        "level": "open",
        "p_open": 0.5899,
        "p_cautious": 0.4039,
        "p_guarded": 0.0062,
        "p_reserved": 0.0,
        "flags": [],
        "error": None,
    }
    assert (rows[1]["id"], rows[1]["total_printed"], rows[1]["flags"]) == ('q"', 12.5, ["one_missing"])
    assert (rows[2]["total"], rows[2]["p_open"], rows[2]["error"][:5]) == (None, None, "item1")
