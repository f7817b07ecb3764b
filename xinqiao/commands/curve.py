"""`xinqiao curve FILE`: readings in, levels with their uncertainty out.

One point for every reading, in the order of the file. A row that cannot be used is refused with its reason and makes
the exit status 1; a file that cannot be used at all makes it 2.
"""

import argparse
import csv
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, TextIO

from xinqiao.commands.cells import BadCell, in_column, number_in, plain_cell, shown
from xinqiao.commands.table_file import Columns, Row, UnusableFile, table_file
from xinqiao.commands.whole_output import OutputFailed, whole_output
from xinqiao.commands.wording import phrase
from xinqiao.domain.scale import DEFAULT_VARIANCE, DRIFT_PER_DAY

COLUMNS: Final = Columns(("date", "total"), ("variance",), has_ids=True)
# Beyond it squares of sums lose their digits; variances far below what any scale has do so too.
LARGEST: Final = 1e9
SMALLEST_VARIANCE: Final = 1e-9
FIGURES: Final = (
    "filtered_mean", "filtered_variance", "smoothed_mean", "smoothed_variance",
    "jump_probability", "averaged_mean", "averaged_variance",
)  # fmt: skip


class UnusableModel(Exception):
    """The options do not make a model; the message says why, in the terminal's language."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One usable row."""

    row: int
    id: str
    day: date
    total: float
    variance: float


@dataclass(slots=True)
class Readings:
    """Usable rows in the order of the file, and those that were refused."""

    usable: list[Reading] = field(default_factory=list)
    errors: list[dict[str, Any]] = field(default_factory=list)

    def refuse(self, number: int, row_id: str, reason: str) -> None:
        """Remembers why a row was not used."""
        self.errors.append({"row": number, "id": row_id, "reason": reason})


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `xinqiao curve`."""
    parser.description = phrase(
        "Trust curves from repeated readings. Columns: id, date (2026-03-12), total, and variance where readings\n"
        "differ in certainty. Filtered, smoothed, and averaged over at most one jump. UTF-8 or GB18030.",
        "由多次测量画出信任曲线。列：id、date（2026-03-12）、total；各次精度不同时可加 variance。\n"
        "给出滤波值、平滑值，以及对“至多一次突变”取平均的结果。编码为 UTF-8 或 GB18030。",
    )
    parser.epilog = phrase(
        "Exit status: 0 every row used, 1 some rows were refused, 2 nothing could be done.",
        "退出状态：0 全部可用，1 有的行不能用，2 无法处理。",
    )
    parser.add_argument(
        "file", metavar="FILE", help=phrase("CSV file, - for standard input", "CSV 文件，- 表示标准输入")
    )
    for name, letter, default, en, zh in (
        (
            "--noise-variance",
            "R",
            DEFAULT_VARIANCE,
            f"error variance of a total (default {DEFAULT_VARIANCE:g})",
            f"总分的误差方差（默认 {DEFAULT_VARIANCE:g}）",
        ),
        (
            "--drift-per-day",
            "Q",
            DRIFT_PER_DAY,
            f"variance that the level gains in a day (default {DRIFT_PER_DAY:g})",
            f"水平每天增加的方差（默认 {DRIFT_PER_DAY:g}）",
        ),
        ("--prior-mean", "M", None, "mean of the level at the first reading", "首次测量时水平的先验均值"),
        (
            "--prior-variance",
            "P",
            None,
            "its variance; no prior where both are left out",
            "相应的方差；两者都不写则不设先验",
        ),
    ):
        parser.add_argument(name, metavar=letter, type=float, default=default, help=phrase(en, zh))
    parser.add_argument("--json", action="store_true", help=phrase("write JSON", "输出 JSON"))


def run(args: argparse.Namespace) -> int:
    """Draw the curves; 0 = all rows used, 1 = some rows refused, 2 = nothing could be done."""
    try:
        _check(args)
        with table_file(args.file, COLUMNS) as rows:
            readings = _read(rows, args.noise_variance)
        points = _points(readings.usable, args)
    except (UnusableFile, UnusableModel) as problem:
        print(f"xinqiao curve: {problem}", file=sys.stderr)
        return 2
    try:
        with whole_output(None, source=args.file) as out:
            (_write_json if args.json else _write_csv)(out, points, readings.errors)
    except OutputFailed as problem:
        print(f"xinqiao curve: {problem}", file=sys.stderr)
        return 2
    for error in () if args.json else readings.errors:
        number, reason = error["row"], error["reason"]
        print(f"xinqiao curve: {phrase(f'row {number}: {reason}', f'第 {number} 行：{reason}')}", file=sys.stderr)
    return 1 if readings.errors else 0


def _write_json(out: TextIO, points: Iterable[dict[str, Any]], errors: list[dict[str, Any]]) -> None:
    # A point at a time: a million of them as one object would fill the memory.
    out.write('{"points": [')
    for number, point in enumerate(points):
        out.write((",\n" if number else "\n") + json.dumps(point, ensure_ascii=False, allow_nan=False))
    out.write(f'\n], "errors": {json.dumps(errors, ensure_ascii=False)}}}\n')


def _write_csv(out: TextIO, points: Iterable[dict[str, Any]], errors: list[dict[str, Any]]) -> None:
    writer = csv.DictWriter(out, ("id", "date", "total", *FIGURES), lineterminator="\n")
    writer.writeheader()
    writer.writerows(points)


def _check(args: argparse.Namespace) -> None:
    noise, drift, mean, variance = args.noise_variance, args.drift_per_day, args.prior_mean, args.prior_variance
    if not SMALLEST_VARIANCE <= noise <= LARGEST:
        raise UnusableModel(_out_of_range("--noise-variance", SMALLEST_VARIANCE))
    if not 0 <= drift <= LARGEST:
        raise UnusableModel(_out_of_range("--drift-per-day", 0))
    if (mean is None) != (variance is None):
        raise UnusableModel(
            phrase(
                "A prior needs both --prior-mean and --prior-variance.",
                "先验需要同时写 --prior-mean 和 --prior-variance。",
            )
        )
    if mean is not None and not abs(mean) <= LARGEST:
        raise UnusableModel(_out_of_range("--prior-mean", -LARGEST))
    if variance is not None and not SMALLEST_VARIANCE <= variance <= LARGEST:
        raise UnusableModel(_out_of_range("--prior-variance", SMALLEST_VARIANCE))


def _out_of_range(option: str, least: float) -> str:
    return phrase(
        f"{option} must be a number from {least:g} to {LARGEST:g}.",
        f"{option} 必须是 {least:g} 到 {LARGEST:g} 之间的数。",
    )


def _too_small(variance: float) -> str:
    if variance > 0:
        return phrase(f"{variance:g} is below {SMALLEST_VARIANCE:g}", f"{variance:g} 小于 {SMALLEST_VARIANCE:g}")
    return phrase(f"{variance:g} is not above zero", f"{variance:g} 不大于 0")


def _read(rows: Iterable[Row], noise: float) -> Readings:
    readings, seen = Readings(), set()
    for number, row in enumerate(rows, start=1):
        try:
            reading = _reading(number, row, noise)
        except BadCell as problem:
            readings.refuse(number, row.id, str(problem))
            continue
        if (reading.id, reading.day) in seen:
            readings.refuse(number, row.id, _twice(reading.day))
            continue
        seen.add((reading.id, reading.day))
        readings.usable.append(reading)
    return readings


def _twice(day: date) -> str:
    return phrase(
        f"a second reading on {day}: one day is one occasion, keep one",
        f"{day} 已有一次测量：同一天算一次，请只留一行",
    )


def _reading(number: int, row: Row, noise: float) -> Reading:
    if row.error:
        raise BadCell(row.error)
    day, total, variance = row.cells
    found, own = _number("total", total), _number("variance", variance)
    if found is None:
        raise BadCell(phrase("total is empty", "total 为空"))
    if max(abs(found), own or 0) > LARGEST:
        raise BadCell(phrase(f"a number is larger than {LARGEST:g}", f"数字大于 {LARGEST:g}"))
    if own is not None and own < SMALLEST_VARIANCE:
        raise BadCell(in_column("variance", _too_small(own)))
    return Reading(number, row.id, _day(day), found, noise if own is None else own)


def _number(column: str, cell: str) -> float | None:
    try:
        return number_in(cell)
    except BadCell as problem:
        raise BadCell(in_column(column, problem)) from problem


def _day(cell: str) -> date:
    plain = plain_cell(cell)
    try:
        return date.fromisoformat(plain)
    except ValueError as problem:
        said = phrase(
            f"{shown(plain)} is not a day like 2026-03-12", f"{shown(plain)} 不是日期，请写成 2026-03-12 这样"
        )
        raise BadCell(in_column("date", said)) from problem


def _points(readings: list[Reading], args: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """Everything is worked out at once; the points come one by one, in the order of the file."""
    # NumPy is loaded only once there is something to work out.
    from xinqiao.domain.trust_curve import Model, Prior, curves

    # Each person's readings stand together and rise; the points come back in the order of the file.
    order = sorted(range(len(readings)), key=lambda at: (readings[at].id, readings[at].day))
    ranked = [readings[at] for at in order]
    starts = [at for at, one in enumerate(ranked) if not at or one.id != ranked[at - 1].id]
    prior = None if args.prior_mean is None else Prior(args.prior_mean, args.prior_variance)
    model = Model(args.drift_per_day, prior)
    days = [one.day.toordinal() for one in ranked]
    found = curves(days, [one.total for one in ranked], [one.variance for one in ranked], starts, model)
    figures = (
        found.plain.filtered_mean,
        found.plain.filtered_variance,
        found.plain.smoothed_mean,
        found.plain.smoothed_variance,
        found.jump_probability,
        found.averaged_mean,
        found.averaged_variance,
    )
    places = {at: place for place, at in enumerate(order)}
    return (_point(one, [column[places[at]] for column in figures]) for at, one in enumerate(readings))


def _point(reading: Reading, figures: Iterable[float]) -> dict[str, Any]:
    values = {name: float(value) for name, value in zip(FIGURES, figures, strict=True)}
    return {"id": reading.id, "date": reading.day.isoformat(), "total": reading.total, **values}
