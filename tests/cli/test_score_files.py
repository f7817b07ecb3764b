import io
import os
import stat
import sys
import tracemalloc
from pathlib import Path

import pytest

from xinqiao.cli import main

HEADER = b"id,item1,item2,item3,item4,item5\n"
GOOD = HEADER + b"a,2,2,2,2,4\n"

Output = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    path = tmp_path / "answers.csv"
    path.write_bytes(GOOD)
    return path


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\n \n\r\n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"name,score\nx,3\n", "no column id, item1, item2, item3, item4, item5"),
        (b"id,item1,item2,item4,item5\n", "no column item3"),
        (b"id,item1,item1,item2,item3,item4,item5\n", "item1 more than once"),
        (b"PK\x03\x04 anything", "workbook"),
        (b"\xd0\xcf\x11\xe0 anything", "workbook"),
        ("id,item1".encode("utf-16"), "UTF-16"),
        (b"id,item1\0item2", "not a text file"),
        (HEADER + b"a,3,3,3,3,3\n" * 90_000 + b"\0", "not a text file"),
        (HEADER + b"\xff\xff\xff,3,3,3,3,3\n", "neither UTF-8 nor GB18030"),
        (",".join(f"column{number}" for number in range(10_000)).encode(), "no column id"),
        (b"x" * 2_000_000, "longer than 1,000,000 characters"),
        (b'"', "no column id"),
    ],
)
def test_an_unusable_file_is_refused_with_a_reason(tmp_path: Path, capsys: Output, content: bytes, said: str) -> None:
    source, result = tmp_path / "answers.csv", tmp_path / "result.csv"
    source.write_bytes(content)
    assert main(["score", str(source), "-o", str(result)]) == 2
    shown = capsys.readouterr()
    assert said in shown.err
    assert shown.out == ""
    assert not result.exists()


def test_a_missing_file_and_a_folder_are_refused_with_a_reason(tmp_path: Path, capsys: Output) -> None:
    for path in (tmp_path / "nowhere.csv", tmp_path):
        assert main(["score", str(path)]) == 2
        assert f"Cannot read {path}" in capsys.readouterr().err


def test_ten_thousand_columns_are_no_obstacle(tmp_path: Path, capsys: Output) -> None:
    source = tmp_path / "wide.csv"
    more = ",".join(f"column{number}" for number in range(10_000))
    source.write_text(f"{more},id,item1,item2,item3,item4,item5\n{',' * 10_000}a,2,2,2,2,4\n")
    assert main(["score", str(source)]) == 0
    assert capsys.readouterr().out.splitlines()[1].startswith("a,20,")


@pytest.mark.parametrize(("form", "shown"), [("csv", "id,total,"), ("json", "[\n]\n")])
def test_a_header_without_rows_gives_an_empty_result_and_a_remark(
    tmp_path: Path, capsys: Output, form: str, shown: str
) -> None:
    source = tmp_path / "answers.csv"
    source.write_bytes(HEADER)
    assert main(["score", str(source), "--format", form]) == 0
    output = capsys.readouterr()
    assert output.out.startswith(shown)
    assert "no rows below the first line" in output.err


def test_bad_rows_are_counted_on_standard_error(tmp_path: Path, capsys: Output) -> None:
    source = tmp_path / "answers.csv"
    source.write_bytes(GOOD + b"b,9,9,9,9,9\n")
    assert main(["score", str(source)]) == 1
    assert "1 of 2 rows could not be scored" in capsys.readouterr().err


def test_standard_input_is_read_for_a_dash(capsys: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(GOOD * 1)))
    assert main(["score", "-"]) == 0
    assert capsys.readouterr().out.splitlines()[1].startswith("a,20,")


def test_a_named_pipe_is_read_like_a_file(tmp_path: Path, capsys: Output) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = os.fork()
    if writer == 0:
        pipe.write_bytes(GOOD)
        os._exit(0)
    assert main(["score", str(pipe)]) == 0
    os.waitpid(writer, 0)
    assert capsys.readouterr().out.splitlines()[1].startswith("a,20,")


def test_a_result_replaces_the_old_one_and_keeps_its_permissions(answers: Path, tmp_path: Path) -> None:
    result = tmp_path / "result.csv"
    result.write_text("old")
    result.chmod(0o640)
    assert main(["score", str(answers), "-o", str(result)]) == 0
    assert result.read_text().startswith("id,total,")
    assert stat.S_IMODE(result.stat().st_mode) == 0o640
    assert {path.name for path in tmp_path.iterdir()} == {"answers.csv", "result.csv"}


def test_a_link_as_result_keeps_being_a_link(answers: Path, tmp_path: Path) -> None:
    result, link = tmp_path / "result.csv", tmp_path / "link.csv"
    link.symlink_to(result)
    assert main(["score", str(answers), "-o", str(link)]) == 0
    assert link.is_symlink()
    assert result.read_text().startswith("id,total,")


def test_a_failure_halfway_leaves_the_old_result_as_it_was(tmp_path: Path, capsys: Output) -> None:
    source, result = tmp_path / "answers.csv", tmp_path / "result.csv"
    source.write_bytes(GOOD + b"b" * 1_500_000)
    result.write_text("old")
    assert main(["score", str(source), "-o", str(result)]) == 2
    assert "Line 3 is longer" in capsys.readouterr().err
    assert result.read_text() == "old"
    assert {path.name for path in tmp_path.iterdir()} == {"answers.csv", "result.csv"}


def test_it_refuses_to_write_over_the_answers(answers: Path, capsys: Output) -> None:
    assert main(["score", str(answers), "-o", str(answers)]) == 2
    assert "is the file with the answers itself" in capsys.readouterr().err
    assert answers.read_bytes() == GOOD


def test_it_refuses_to_replace_what_is_not_an_ordinary_file(answers: Path, tmp_path: Path, capsys: Output) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe"):
        assert main(["score", str(answers), "-o", str(path)]) == 2
        assert "is not an ordinary file" in capsys.readouterr().err


def test_a_folder_that_does_not_exist_is_named(answers: Path, tmp_path: Path, capsys: Output) -> None:
    assert main(["score", str(answers), "-o", str(tmp_path / "nowhere" / "result.csv")]) == 2
    assert "Could not write" in capsys.readouterr().err


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    source, result = tmp_path / "answers.csv", tmp_path / "result.csv"
    with source.open("wb") as sheet:
        sheet.write(HEADER)
        sheet.writelines(b"%d%s,2,3,1,4,5\n" % (row, b"x" * 400) for row in range(20_000))
    tracemalloc.start()
    try:
        assert main(["score", str(source), "-o", str(result)]) == 0
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert source.stat().st_size > 8_000_000
    assert peak < 6_000_000
