"""`xinqiao reliability FILE --items a,b,c`: how well a scale of any Likert items measures.

Complete answers are counted, rows with a blank item left out. A row with something that is no answer is refused with
its reason and makes the exit status 1; a file that cannot be used at all makes it 2.
"""

import argparse
import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import isfinite, isnan
from typing import Any, Final

from xinqiao.commands.cells import BadCell, in_column, number_in
from xinqiao.commands.table_file import Columns, Row, UnusableFile, plain_name, table_file
from xinqiao.commands.wording import phrase
from xinqiao.domain.scale import HIGHEST_ANSWER, LOWEST_ANSWER

FEWEST_ITEMS: Final = 2
FEWEST_ANSWERS: Final = 2
# Far beyond any Likert scale, and small enough for squares of it to stay numbers.
LARGEST_ANSWER: Final = 1_000_000


class UnusableItems(Exception):
    """The items or their range make no sense; the message says why, in the terminal's language."""


@dataclass(frozen=True, slots=True)
class Items:
    """Which columns are items, which of them are turned round, and what an answer may be."""

    names: tuple[str, ...]
    reversed: frozenset[str]
    low: float
    high: float


@dataclass(slots=True)
class Table:
    """Complete answers with items turned round where needed, and rows that were refused."""

    answers: list[list[float]] = field(default_factory=list)
    incomplete: int = 0
    errors: list[tuple[int, str]] = field(default_factory=list)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `xinqiao reliability`."""
    parser.description = phrase(
        "How well a scale measures: alpha with its interval, omega, item-rest correlations, standard error,\n"
        "reliable change. Any Likert items in a CSV file, one row an answer. UTF-8 or GB18030.",
        "量表测得有多准：alpha 及其区间、omega、题目与其余题目的相关、测量标准误、可靠变化量。\n"
        "CSV 文件中的任意李克特题目，每行一份答案。编码为 UTF-8 或 GB18030。",
    )
    parser.epilog = phrase(
        "Rows with a blank or NA item are left out. Exit status: 0 done, 1 some rows were refused,\n"
        "2 nothing could be done.",
        "有题目空白或为 NA 的行不计入。退出状态：0 完成，1 有的行不能用，2 无法处理。",
    )
    parser.add_argument(
        "file", metavar="FILE", help=phrase("CSV file, - for standard input", "CSV 文件，- 表示标准输入")
    )
    parser.add_argument(
        "--items",
        required=True,
        metavar="A,B,C",
        help=phrase("columns that are items, separated by commas", "题目所在的列，用逗号分开"),
    )
    parser.add_argument(
        "--reverse",
        default="",
        metavar="A,C",
        help=phrase("items to be turned round", "需要反向计分的题目"),
    )
    parser.add_argument(
        "--min",
        type=float,
        default=float(LOWEST_ANSWER),
        help=phrase("lowest possible answer (default 1)", "答案的最小值（默认 1）"),
    )
    parser.add_argument(
        "--max",
        type=float,
        default=float(HIGHEST_ANSWER),
        help=phrase("highest possible answer (default 5)", "答案的最大值（默认 5）"),
    )
    parser.add_argument("--json", action="store_true", help=phrase("write JSON", "输出 JSON"))


def run(args: argparse.Namespace) -> int:
    """Measure the scale; 0 = all rows used or blank, 1 = some rows refused, 2 = nothing could be done."""
    try:
        items = _items(args)
        with table_file(args.file, Columns(items.names)) as rows:
            table = _read(rows, items)
    except (UnusableFile, UnusableItems) as problem:
        print(f"xinqiao reliability: {problem}", file=sys.stderr)
        return 2
    if len(table.answers) < FEWEST_ANSWERS:
        print(f"xinqiao reliability: {_too_few(len(table.answers))}", file=sys.stderr)
        _tell_refused(table)
        return 2
    found = _figures(table, items)
    print(json.dumps(found, ensure_ascii=False, indent=2) if args.json else _sheet(found, table))
    if not args.json:
        _tell_refused(table)
    return 1 if table.errors else 0


def _too_few(complete: int) -> str:
    return phrase(
        f"There are {complete} complete answers; at least {FEWEST_ANSWERS} are needed.",
        f"完整的答案只有 {complete} 份，至少需要 {FEWEST_ANSWERS} 份。",
    )


def _tell_refused(table: Table) -> None:
    for number, reason in table.errors:
        print(f"xinqiao reliability: {phrase(f'row {number}: {reason}', f'第 {number} 行：{reason}')}", file=sys.stderr)


def _items(args: argparse.Namespace) -> Items:
    names, turned = _names(args.items), _names(args.reverse)
    compared = {plain_name(name): name for name in names}
    if len(names) < FEWEST_ITEMS or len(compared) < len(names):
        raise UnusableItems(phrase("--items needs at least two different columns.", "--items 至少要写两个不同的列。"))
    if unknown := [name for name in turned if plain_name(name) not in compared]:
        wanted = ", ".join(unknown)
        raise UnusableItems(
            phrase(
                f"--reverse names {wanted}, which is not among --items.", f"--reverse 中的 {wanted} 不在 --items 里。"
            )
        )
    if not (isfinite(args.min) and isfinite(args.max) and args.min < args.max):
        raise UnusableItems(phrase("--min must be below --max.", "--min 必须小于 --max。"))
    if max(abs(args.min), abs(args.max)) > LARGEST_ANSWER:
        raise UnusableItems(
            phrase(
                f"--min and --max must lie within ±{LARGEST_ANSWER:,}.",
                f"--min 和 --max 须在 ±{LARGEST_ANSWER:,} 之内。",
            )
        )
    return Items(names, frozenset(compared[plain_name(name)] for name in turned), args.min, args.max)


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.replace("，", ",").split(",") if name.strip())


def _read(rows: Iterable[Row], items: Items) -> Table:
    table = Table()
    for number, row in enumerate(rows, start=1):
        try:
            answers = _answers(row, items)
        except BadCell as problem:
            table.errors.append((number, str(problem)))
            continue
        if answers is None:
            table.incomplete += 1
        else:
            table.answers.append(answers)
    return table


def _answers(row: Row, items: Items) -> list[float] | None:
    """The answers of one row, None where one is missing; raises BadCell."""
    if row.error:
        raise BadCell(row.error)
    found = []
    for name, cell in zip(items.names, row.cells, strict=True):
        try:
            answer = number_in(cell)
        except BadCell as problem:
            raise BadCell(in_column(name, problem)) from problem
        if answer is not None and not items.low <= answer <= items.high:
            raise BadCell(in_column(name, _outside(answer, items)))
        turned = answer is not None and name in items.reversed
        found.append(items.low + items.high - answer if turned and answer is not None else answer)
    return None if None in found else found  # type: ignore[return-value]


def _outside(answer: float, items: Items) -> str:
    return phrase(
        f"{answer:g} is not between {items.low:g} and {items.high:g}",
        f"{answer:g} 不在 {items.low:g} 到 {items.high:g} 之间",
    )


def _figures(table: Table, items: Items) -> dict[str, Any]:
    # NumPy is loaded only once there is something to work out.
    import numpy as np

    from xinqiao.domain.reliability import moments_of, reliability

    found = reliability(moments_of(np.array(table.answers)))
    return {
        "n": found.n,
        "alpha": _told(found.alpha),
        "alpha_ci95": [_told(end) for end in found.alpha_ci95],
        "alpha_standardized": _told(found.alpha_standardized),
        "omega_total": _told(found.omega_total),
        "item_rest": {name: _told(one) for name, one in zip(items.names, found.item_rest, strict=True)},
        "sd_total": _told(found.sd_total),
        "sem": _told(found.sem),
        "rci95": _told(found.rci95),
        "left_out": table.incomplete,
        "errors": [{"row": number, "reason": reason} for number, reason in table.errors],
    }


def _told(value: float) -> float | None:
    """JSON has no NaN: what the answers cannot tell is null."""
    return None if isnan(value) else value


def _sheet(found: dict[str, Any], table: Table) -> str:
    low, high = found["alpha_ci95"]
    lines = [
        (phrase("complete answers", "完整答案"), str(found["n"])),
        (phrase("left out (blank items)", "未计入（有空题）"), str(table.incomplete)),
        ("alpha", _figure(found["alpha"])),
        (phrase("  95 % interval (Feldt)", "  95 % 区间（Feldt）"), f"{_figure(low)} – {_figure(high)}"),
        (phrase("alpha, standardised", "标准化 alpha"), _figure(found["alpha_standardized"])),
        (phrase("omega total, one factor", "omega total（单因子）"), _figure(found["omega_total"])),
        (phrase("SD of totals", "总分标准差"), _figure(found["sd_total"])),
        (phrase("standard error of a total", "总分的测量标准误"), _figure(found["sem"])),
        (phrase("reliable change (95 %)", "可靠变化量（95 %）"), _figure(found["rci95"])),
        (phrase("item-rest correlation", "题目与其余题目的相关"), ""),
        *((f"  {name}", _figure(one)) for name, one in found["item_rest"].items()),
    ]
    colon = phrase(":", "：")
    space = phrase(" ", "")
    return "\n".join(f"{label}{colon}{space if value else ''}{value}" for label, value in lines)


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
