"""`xinqiao score FILE`: questionnaires in, totals and levels with their probabilities out.

One output row for every input row, in order. A row with an error has no score and makes the exit status 1; a
file that cannot be used at all makes it 2. Ids are data and come out as they went in, also those that begin
with `=`, `+`, `-` or `@`: a spreadsheet may take such an id for a formula, so open results of unknown origin
as text.
"""

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TextIO

from xinqiao.commands.cells import BadCell, in_column, is_blank, plain_cell, shown
from xinqiao.commands.table_file import Columns, Row, UnusableFile, table_file
from xinqiao.commands.whole_output import OutputFailed, whole_output
from xinqiao.commands.wording import phrase
from xinqiao.domain.levels import Level, level_of, level_probabilities, rounded_shares
from xinqiao.domain.scale import (
    ITEM_COUNT,
    TOS5_KEYED,
    TOS5_PRINTED,
    Answer,
    Score,
    ScoringKey,
    printed_total,
    score,
)

OUTPUT_COLUMNS: Final = (
    "id", "total", "total_printed", "level",
    "p_open", "p_cautious", "p_guarded", "p_reserved", "flags", "error",
)  # fmt: skip
ITEM_COLUMNS: Final = ("item1", "item2", "item3", "item4", "item5")
COLUMNS: Final = Columns(ITEM_COLUMNS, has_ids=True)
KEYS: Final = {"keyed": TOS5_KEYED, "printed": TOS5_PRINTED}

_DECIMALS: Final = 4
_WHOLE_ANSWER: Final = re.compile(r"([1-5])(?:\.0+)?")
_PLAIN_CELLS: Final[dict[str, Answer]] = {"1": 1, "2": 2, "3": 3, "4": 4, "5": 5, "": None}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one row of answers comes to."""

    score: Score
    total_printed: float | None
    level: Level | None
    shares: dict[Level, float]
    error: str


Render = Callable[[Outcome], str]


@dataclass(slots=True)
class Tally:
    """How many rows went by, and how many of them have an error."""

    rows: int = 0
    bad: int = 0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `xinqiao score`."""
    parser.description = phrase(
        "Score TOS-5 questionnaires. Columns: id, item1 … item5 (1 to 5; blank or NA = not answered),\n"
        "in any order; other columns are left out. UTF-8 or GB18030.",
        "给 TOS-5 问卷计分。列：id、item1 … item5（1 到 5；空白或 NA 表示没有回答），\n"
        "顺序不限，其余列不读取。编码为 UTF-8 或 GB18030。",
    )
    parser.epilog = phrase(
        "Exit status: 0 every row scored, 1 some rows have an error, 2 nothing could be done.\n"
        "Ids come out unchanged, also those that begin with = + - @; a spreadsheet may run them.",
        "退出状态：0 全部计分，1 有的行出错，2 无法处理。\n"
        "id 原样写出，以 = + - @ 开头的也不改动；电子表格可能会把它们当成公式。",
    )
    parser.add_argument(
        "file", metavar="FILE", help=phrase("CSV file, - for standard input", "CSV 文件，- 表示标准输入")
    )
    parser.add_argument(
        "--key",
        choices=tuple(KEYS),
        default="keyed",
        help=phrase(
            "keyed: items 1-4 turned round (default); printed: the literal sum",
            "keyed：第 1–4 题反向计分（默认）；printed：直接相加",
        ),
    )
    parser.add_argument(
        "--format",
        choices=("csv", "json"),
        default="csv",
        help=phrase("form of the result (default csv)", "结果格式（默认 csv）"),
    )
    parser.add_argument(
        "-o",
        "--output",
        metavar="OUT",
        help=phrase("write to this file, whole or not at all", "写入此文件；要么完整写好，要么不动原文件"),
    )


def run(args: argparse.Namespace) -> int:
    """Score the file; 0 = all rows scored, 1 = some rows have an error, 2 = nothing could be done."""
    write, render = (_write_json, _json_tail) if args.format == "json" else (_write_csv, _csv_tail)
    tally = Tally()
    try:
        with (
            table_file(args.file, Columns(ITEM_COLUMNS, has_ids=True)) as rows,
            whole_output(args.output, source=args.file) as out,
        ):
            write(_scored(rows, KEYS[args.key], render, tally), out)
    except (UnusableFile, OutputFailed) as problem:
        print(f"xinqiao score: {problem}", file=sys.stderr)
        return 2
    if remark := _remark(tally):
        print(f"xinqiao score: {remark}", file=sys.stderr)
    return 1 if tally.bad else 0


def _remark(tally: Tally) -> str:
    if not tally.rows:
        return phrase("There are no rows below the first line.", "首行之下没有数据行。")
    if tally.bad:
        return phrase(
            f"{tally.bad} of {tally.rows} rows could not be scored; the error column says why.",
            f"共 {tally.rows} 行，{tally.bad} 行无法计分，原因见 error 列。",
        )
    return ""


def _scored(rows: Iterable[Row], key: ScoringKey, render: Render, tally: Tally) -> Iterator[tuple[str, str]]:
    """Each row's id and the rest of its output, counted as they go by."""
    for row in rows:
        tail, bad = _tail(row, key, render)
        tally.rows += 1
        tally.bad += bad
        yield row.id, tail


def _write_csv(scored: Iterable[tuple[str, str]], out: TextIO) -> None:
    out.write(",".join(OUTPUT_COLUMNS) + "\n")
    for row_id, tail in scored:
        out.write(f"{_quoted(row_id)},{tail}\n")


def _write_json(scored: Iterable[tuple[str, str]], out: TextIO) -> None:
    out.write("[")
    between = "\n"
    for row_id, tail in scored:
        out.write(f'{between}{{"id": {json.dumps(row_id, ensure_ascii=False)}, {tail}}}')
        between = ",\n"
    out.write("\n]\n")


def _tail(row: Row, key: ScoringKey, render: Render) -> tuple[str, bool]:
    """All columns after the id, and whether the row is bad."""
    if row.error:
        return render(_failed(row.error)), True
    try:
        answers = tuple([_PLAIN_CELLS[cell] for cell in row.cells])
    except KeyError:
        try:
            answers = _careful_answers(row.cells)
        except BadCell as problem:
            return render(_failed(str(problem))), True
    return _rendered(answers, key, render)


# At most 7,776 patterns of answers for each key and form: every one is worked out and written once.
@lru_cache(maxsize=4 * 6**ITEM_COUNT)
def _rendered(answers: tuple[Answer, ...], key: ScoringKey, render: Render) -> tuple[str, bool]:
    outcome = _outcome(answers, key)
    return render(outcome), bool(outcome.error)


def _outcome(answers: tuple[Answer, ...], key: ScoringKey) -> Outcome:
    scored = score(answers, key)
    if scored.total is None or scored.variance is None:
        given = sum(answer is not None for answer in answers)
        return Outcome(
            score=scored,
            total_printed=None,
            level=None,
            shares={},
            error=phrase(
                f"{given} of {ITEM_COUNT} items answered, a total needs at least {ITEM_COUNT - 1}",
                f"{ITEM_COUNT} 题中只答了 {given} 题，至少要答 {ITEM_COUNT - 1} 题才有总分",
            ),
        )
    units = 10**_DECIMALS
    parts = rounded_shares(level_probabilities(scored.total, scored.variance), units=units)
    return Outcome(
        score=scored,
        total_printed=printed_total(answers),
        level=level_of(scored.total),
        shares={level: part / units for level, part in parts.items()},
        error="",
    )


def _failed(error: str) -> Outcome:
    nothing = Score(key_id="", total=None, variance=None, flags=())
    return Outcome(score=nothing, total_printed=None, level=None, shares={}, error=error)


def _careful_answers(cells: tuple[str, ...]) -> tuple[Answer, ...]:
    answers: list[Answer] = []
    problems = []
    for column, cell in zip(ITEM_COLUMNS, cells, strict=True):
        try:
            answers.append(_answer(cell))
        except BadCell as problem:
            problems.append(in_column(column, problem))
    if problems:
        raise BadCell(phrase("; ", "；").join(problems))
    return tuple(answers)


def _answer(cell: str) -> Answer:
    plain = plain_cell(cell)
    if is_blank(plain):
        return None
    if whole := _WHOLE_ANSWER.fullmatch(plain):
        return int(whole[1])
    raise BadCell(phrase(f"{shown(plain)} is not a whole number from 1 to 5", f"{shown(plain)} 不是 1 到 5 的整数"))


def _csv_tail(outcome: Outcome) -> str:
    shares = [f"{outcome.shares[level]:.{_DECIMALS}f}" if outcome.shares else "" for level in Level]
    return ",".join(
        [
            _figure(outcome.score.total),
            _figure(outcome.total_printed),
            outcome.level or "",
            *shares,
            ";".join(outcome.score.flags),
            _quoted(outcome.error),
        ]
    )


def _json_tail(outcome: Outcome) -> str:
    fields = {
        "total": _number(outcome.score.total),
        "total_printed": _number(outcome.total_printed),
        "level": outcome.level,
        **{f"p_{level}": outcome.shares.get(level) for level in Level},
        "flags": list(outcome.score.flags),
        "error": outcome.error or None,
    }
    return json.dumps(fields, ensure_ascii=False)[1:-1]


def _number(total: float | None) -> float | int | None:
    return int(total) if total is not None and total.is_integer() else total


def _figure(total: float | None) -> str:
    return "" if total is None else f"{total:g}"


def _quoted(value: str) -> str:
    """One CSV value. With plain line ends the csv module leaves a carriage return unquoted."""
    if any(mark in value for mark in ',"\r\n'):
        return '"' + value.replace('"', '""') + '"'
    return value
