"""`xinqiao simulate`: a made-up team over time, as tables of people, contacts and readings.

Every file, row and page of it says that it is a simulation: docs/decisions/simulation.md has the equations.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TextIO

from xinqiao.commands.whole_output import OutputFailed, whole_output
from xinqiao.commands.wording import phrase

if TYPE_CHECKING:
    from xinqiao.demo.simulation import Simulated

# A year that nobody takes for the present; `xinqiao curve` wants dates.
FIRST_DAY: Final = date(2001, 1, 1)
TABLES: Final = ("people", "contacts", "readings")
DECIMALS: Final = 3
ROWS_AT_ONCE: Final = 50_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `xinqiao simulate`."""
    parser.description = phrase(
        "A made-up team: people with a trust that nobody sees, contacts that fit or crowd them, promises, readings\n"
        "with error. All numbers are chosen, none is estimated: evidence of nothing (docs/decisions/simulation.md).",
        "虚构一个团队：每个人有看不见的信任水平，联系或合适、或太密，有承诺，也有带误差的测量。\n"
        "背后的数字都是设定的，没有一个来自数据，不能当作证据（见 docs/decisions/simulation.md）。",
    )
    parser.epilog = phrase(
        "Without -o a summary is printed, with --json all tables. The readings can go straight into `xinqiao curve`.",
        "不写 -o 时只输出摘要；加 --json 输出全部数据。测量表可以直接交给 xinqiao curve。",
    )
    parser.add_argument("--people", type=int, default=1000, help=phrase("how many (default 1000)", "人数（默认 1000）"))
    parser.add_argument("--days", type=int, default=180, help=phrase("how long (default 180)", "天数（默认 180）"))
    parser.add_argument(
        "--policy",
        choices=("matched", "same"),
        default="matched",
        help=phrase(
            "matched: spacing by what was measured; same: every 7 days for everybody",
            "matched：按测得的类型定间隔；same：所有人每 7 天一次",
        ),
    )
    parser.add_argument("--seed", type=int, default=1, help=phrase("same seed, same people", "种子相同，结果相同"))
    parser.add_argument(
        "-o",
        "--output",
        metavar="OUT",
        help=phrase(
            "a folder for three CSV files, with --json a file", "放三个 CSV 文件的文件夹；加 --json 时是一个文件"
        ),
    )
    parser.add_argument("--json", action="store_true", help=phrase("write JSON", "输出 JSON"))


def run(args: argparse.Namespace) -> int:
    """Simulate; 0 = done, 2 = nothing could be done."""
    # NumPy is loaded only once there is something to work out.
    from xinqiao.demo.simulation import MOST_DAYS, MOST_PEOPLE, MOST_PEOPLE_DAYS, Policy, TooMuch, simulate

    try:
        if args.seed < 0:
            return _complain(phrase("--seed is 0 or more.", "--seed 不能小于 0。"))
        found = simulate(args.people, args.days, Policy(args.policy), seed=args.seed)
        _write(found, args)
    except TooMuch:
        people, days, product = f"{MOST_PEOPLE:,}", f"{MOST_DAYS:,}", f"{MOST_PEOPLE_DAYS:,}"
        return _complain(
            phrase(
                f"--people is 1 to {people}, --days 1 to {days}, and their product at most {product}.",
                f"--people 为 1 到 {people}，--days 为 1 到 {days}，两者的乘积不超过 {product}。",
            )
        )
    except OutputFailed as problem:
        return _complain(str(problem))
    return 0


def _complain(text: str) -> int:
    print(f"xinqiao simulate: {text}", file=sys.stderr)
    return 2


def _write(found: Simulated, args: argparse.Namespace) -> None:
    if args.json:
        with whole_output(args.output, source="-") as out:
            json.dump(_whole(found, args), out, ensure_ascii=False)
            out.write("\n")
        return
    if args.output:
        folder = Path(args.output)
        _make_folder(folder)
        for name in TABLES:
            with whole_output(str(folder / f"simulation-{name}.csv"), source="-") as out:
                _write_table(out, found, name)
    print(_summary(found, args))


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise OutputFailed(
            phrase(
                f"Could not make the folder {folder} ({problem.strerror}). Name another one.",
                f"无法建立文件夹 {folder}（{problem.strerror}）。请换一个名字。",
            )
        ) from problem


def _write_table(out: TextIO, found: Simulated, name: str) -> None:
    """Some rows at a time: as Python's own numbers a whole table takes many times its memory."""
    writer = csv.writer(out, lineterminator="\n")
    size = len(getattr(found, name)["person"])
    for begin in range(0, max(size, 1), ROWS_AT_ONCE):
        columns = _told(found, name, slice(begin, begin + ROWS_AT_ONCE))
        if not begin:
            writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))


def _told(found: Simulated, name: str, rows: slice = slice(None)) -> dict[str, list[Any]]:
    """One table's columns as they are written: the label first, ids in place of numbers, dates beside days."""
    from xinqiao.demo.simulation import LABEL

    table = {column: values[rows].round(DECIMALS).tolist() for column, values in getattr(found, name).items()}
    people = table.pop("person")
    told: dict[str, list[Any]] = {"label": [LABEL] * len(people), "id": [f"sim-{one + 1:06}" for one in people]}
    if "day" in table:
        told["date"] = [(FIRST_DAY + timedelta(days=day)).isoformat() for day in table["day"]]
    if "total" in table:
        from xinqiao.domain.scale import DEFAULT_VARIANCE

        told["variance"] = [DEFAULT_VARIANCE] * len(people)
    return {**told, **table}


def _whole(found: Simulated, args: argparse.Namespace) -> dict[str, Any]:
    from xinqiao.demo.simulation import LABEL, World

    return {
        "label": LABEL,
        "note": "Made-up people under chosen assumptions; evidence of nothing. 虚构的人，设定的条件，不能当作证据。",
        "people_count": args.people,
        "days": args.days,
        "policy": args.policy,
        "seed": args.seed,
        "world": asdict(World()),
        "summary": _figures(found),
        **{name: _told(found, name) for name in TABLES},
    }


def _figures(found: Simulated) -> dict[str, float | int | None]:
    people, contacts = found.people, found.contacts
    replied = contacts["replied"]
    return {
        "contacts": len(replied),
        "replied_share": round(float(replied.mean()), DECIMALS) if len(replied) else None,
        "readings": len(found.readings["total"]),
        "left_share": round(float((people["left"] != -1).mean()), DECIMALS),
        "trust_first_mean": round(float(people["trust_first"].mean()), DECIMALS),
        "trust_last_mean": round(float(people["trust_last"].mean()), DECIMALS),
    }


def _summary(found: Simulated, args: argparse.Namespace) -> str:
    from xinqiao.demo.simulation import LABEL

    figures = _figures(found)
    replied = "–" if figures["replied_share"] is None else f"{100 * figures['replied_share']:.1f} %"
    lines = [
        (phrase("people, days", "人数、天数"), f"{args.people}, {args.days}"),
        (phrase("policy, seed", "策略、种子"), f"{args.policy}, {args.seed}"),
        (phrase("contacts", "联系次数"), str(figures["contacts"])),
        (phrase("replied", "有回复"), replied),
        (phrase("readings", "测量次数"), str(figures["readings"])),
        (phrase("asked us to stop", "要求停止"), f"{100 * (figures['left_share'] or 0):.1f} %"),
        (
            phrase("mean trust, first and last day", "平均信任水平（首日、末日）"),
            f"{figures['trust_first_mean']:.1f} → {figures['trust_last_mean']:.1f}",
        ),
    ]
    note = phrase(
        "Made-up people under chosen assumptions: evidence of nothing.", "虚构的人，设定的条件：不能当作证据。"
    )
    colon = phrase(": ", "：")
    return "\n".join([LABEL, *(f"{label}{colon}{value}" for label, value in lines), note])
