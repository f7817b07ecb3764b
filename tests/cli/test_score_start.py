import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from xinqiao import __version__
from xinqiao.cli import COMMANDS, main

ROOT = Path(__file__).resolve().parents[2]
GOOD = "id,item1,item2,item3,item4,item5\na,2,2,2,2,4\n"

Output = pytest.CaptureFixture[str]


def test_scoring_starts_without_django_and_numpy(tmp_path: Path) -> None:
    source = tmp_path / "answers.csv"
    source.write_text(GOOD)
    program = (
        "import json, sys\n"
        "from xinqiao.cli import main\n"
        "status = main(['score', sys.argv[1]])\n"
        "print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})), file=sys.stderr)\n"
        "sys.exit(status)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(source)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    assert done.stdout.splitlines()[1].startswith("a,20,12,open,")
    loaded = set(json.loads(done.stderr.splitlines()[-1]))
    assert not loaded & {"django", "numpy", "yaml", "pydantic", "asgiref"}


@pytest.mark.parametrize(
    ("text", "call"),
    [
        ("id,date,total\na,2026-03-12,17\n", ["curve"]),
        ("a,b\n1,2\n2,3\n", ["reliability", "--items", "a,b"]),
    ],
)
def test_statistics_start_without_django(tmp_path: Path, text: str, call: list[str]) -> None:
    source = tmp_path / "table.csv"
    source.write_text(text)
    program = (
        "import sys\n"
        "from xinqiao.cli import main\n"
        "status = main(sys.argv[1:])\n"
        "sys.exit(status or int('django' in sys.modules or 'scipy' in sys.modules))\n"
    )
    line = [sys.executable, "-c", program, *call, str(source)]
    done = subprocess.run(line, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_reader_that_leaves_early_is_no_error_message(tmp_path: Path) -> None:
    source = tmp_path / "answers.csv"
    source.write_text(GOOD + "a,2,2,2,2,4\n" * 50_000)
    with subprocess.Popen(
        [sys.executable, "-m", "xinqiao.cli", "score", str(source)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as started:
        assert started.stdout is not None
        assert started.stderr is not None
        started.stdout.readline()
        started.stdout.close()
        assert started.stderr.read() == b""
    assert started.returncode == 141


def test_a_disk_that_is_full_is_said_and_the_status_is_2(tmp_path: Path) -> None:
    source = tmp_path / "answers.csv"
    source.write_text(GOOD)
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "xinqiao.cli", "score", str(source)],
            cwd=ROOT,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert "Could not write the result" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("locale", "said"),
    [("zh_CN.UTF-8", "没有“scroe”这个命令"), ("en_GB.UTF-8", "no command “scroe”"), ("fr_FR", "no command")],
)
def test_an_unknown_command_is_refused_in_the_terminals_language(
    monkeypatch: pytest.MonkeyPatch, capsys: Output, locale: str, said: str
) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    assert main(["scroe"]) == 2
    shown = capsys.readouterr().err
    assert said in shown
    assert "score" in shown


@pytest.mark.parametrize(
    ("words", "zh", "en"),
    [
        (["score"], "缺少参数：FILE。", "the following arguments are required: FILE"),
        (["score", "a", "--wrong"], "不认识的参数：--wrong。", "unrecognized arguments: --wrong"),
        (["score", "a", "--key", "x"], "不能是 'x'，可选：'keyed', 'printed'。", "invalid choice: 'x'"),
        (["score", "a", "-o"], "参数 -o/--output 后面要写一个值。", "expected one argument"),
        ([], "请写明要用的命令", "no command was given"),
    ],
)
def test_a_wrong_call_is_explained_in_the_terminals_language(
    monkeypatch: pytest.MonkeyPatch, capsys: Output, words: list[str], zh: str, en: str
) -> None:
    for locale, said in (("zh_CN.UTF-8", zh), ("C", en)):
        monkeypatch.setenv("LC_ALL", locale)
        assert main(words) == 2
        assert said in capsys.readouterr().err


@pytest.mark.parametrize("words", [["--help"], ["score", "--help"]])
def test_help_is_whole_in_both_languages(monkeypatch: pytest.MonkeyPatch, capsys: Output, words: list[str]) -> None:
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert main(words) == 0
    chinese = capsys.readouterr().out
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    assert main(words) == 0
    english = capsys.readouterr().out
    assert "用法：" in chinese
    assert "sage: " not in chinese
    assert "Usage: " in english
    assert english.isascii() or not any("\u4e00" <= character <= "\u9fff" for character in english)


def test_the_version_is_the_packages(capsys: Output) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"xinqiao {__version__}\n"


def test_every_command_can_be_imported_and_described(capsys: Output) -> None:
    for name, command in COMMANDS.items():
        assert main([name, "--help"]) == 0
        assert command.en
        assert command.zh
        assert name in capsys.readouterr().out
