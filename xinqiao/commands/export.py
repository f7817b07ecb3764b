"""`xinqiao export`: a workspace's list as a file, for whoever runs the installation. It stands in the audit log."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING, Any, Final

from xinqiao.commands.setting_up import NOT_STARTED, CannotGoOn, ready, speak
from xinqiao.commands.wording import phrase, speaks_chinese

if TYPE_CHECKING:
    from xinqiao.foundation.workspaces.models import Workspace

# As asked for on the command line, and as stored.
FORMATS: Final = {"csv": "csv", "csv-gb18030": "csv_gb", "xlsx": "xlsx", "vcard": "vcard"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `xinqiao export`."""
    parser.epilog = phrase(
        "QUERY is what stands behind the question mark of a list's address, such as 'stage=building&q=wang'.\n"
        "Scores, levels, curves and signs never leave; people who were not told yet leave with few fields.",
        "QUERY 就是名单网址问号后面的内容，例如 'stage=building&q=wang'。\n"
        "分数、类型、曲线和线索从不导出；尚未告知的人只导出少数字段。",
    )
    parser.add_argument(
        "--workspace", metavar="SLUG", required=True, help=phrase("short name of the workspace", "团队空间短名")
    )
    parser.add_argument(
        "--query", default="", help=phrase("which people; everybody without it", "哪些人；不写就是全部")
    )
    parser.add_argument("--format", choices=tuple(FORMATS), default="csv", help=phrase("csv if not given", "默认 csv"))
    parser.add_argument("-o", "--output", metavar="OUT", help=phrase("file; standard output without it", "输出文件"))


def run(args: argparse.Namespace) -> int:
    """Do it; 0 = done, 1 = not done and nothing left behind, 2 = could not start."""
    try:
        _refuse_device(args.output)
        if args.output is None and args.format == "xlsx" and sys.stdout.isatty():
            raise CannotGoOn(phrase("A workbook needs a file: -o OUT.", "XLSX 要写进文件：-o OUT。"), NOT_STARTED)
        with ready():
            people = _export(args)
    except CannotGoOn as problem:
        speak(str(problem))
        return problem.status
    speak(phrase(f"{people} people.", f"共 {people} 人。"))
    return 0


def _refuse_device(path: str | None) -> None:
    """A finished file takes the place of what has its name, which /dev/null and its like would not survive."""
    if path is None or path == "-" or not os.path.exists(path) or os.path.isfile(path):
        return
    raise CannotGoOn(
        phrase(
            f"{path} is not an ordinary file. Name a file, or leave out -o to write to standard output.",
            f"{path} 不是普通文件。请写一个文件名，或去掉 -o，结果会写到标准输出。",
        ),
        NOT_STARTED,
    )


def _export(args: argparse.Namespace) -> int:
    from xinqiao.capabilities.candidates.exporting.operations import Wish
    from xinqiao.capabilities.candidates.exporting.running import Progress, contents
    from xinqiao.foundation.tenancy.scope import scope

    workspace = _workspace(args.workspace)
    _check_query(args.query)
    wish = Wish(query=args.query, format=FORMATS[args.format], language="zh-hans" if speaks_chinese() else "en")
    _note(workspace, wish.format)
    progress = Progress()

    @contextmanager
    def reading(**counts: Any) -> Iterator[datetime]:
        with scope(workspace.pk):
            yield datetime.now(UTC)

    _write(args.output, contents(wish, reading, progress))
    if progress.lost.count:
        n = progress.lost.count
        speak(phrase(f"{n} characters became 〓: GBK lacks them.", f"有 {n} 个字符 GBK 没有，写成了〓。"))
    return progress.people


def _check_query(query: str) -> None:
    from xinqiao.capabilities.candidates.exporting.operations import NeverLeaves, require_plain_list
    from xinqiao.capabilities.candidates.filters import ListFilter

    try:
        require_plain_list(query)
    except NeverLeaves as problem:
        raise CannotGoOn(
            phrase("A planning list cannot be exported.", "规划名单不能导出。"),
            NOT_STARTED,
        ) from problem
    if ListFilter.from_query(query).mine:
        raise CannotGoOn(
            phrase("“mine” needs a member; write owner=… instead.", "命令行没有“我”，请写 owner=…。"), NOT_STARTED
        )


def _note(workspace: Workspace, file_format: str) -> None:
    from xinqiao.foundation.audit.operations import record
    from xinqiao.foundation.tenancy.scope import scope
    from xinqiao.foundation.workspaces.operator import OPERATOR

    with scope(workspace.pk):
        record(OPERATOR, "export_started", now=datetime.now(UTC), detail={"format": file_format})


def _workspace(slug: str) -> Workspace:
    from xinqiao.foundation.workspaces.queries import all_workspaces

    found = {workspace.slug: workspace for workspace in all_workspaces()}
    if slug not in found:
        names = ", ".join(found) or phrase("none", "无")
        raise CannotGoOn(
            phrase(f"There is no workspace {slug}. There are: {names}.", f"没有团队空间 {slug}。现有：{names}。"),
            NOT_STARTED,
        )
    return found[slug]


def _write(path: str | None, pieces: Iterable[bytes]) -> None:
    try:
        with _output(path) as out:
            for piece in pieces:
                out.write(piece)
            out.flush()
    except BrokenPipeError:
        raise
    except OSError as problem:
        said = problem.strerror or problem
        raise CannotGoOn(
            phrase(
                f"Could not write the file ({said}). Nothing was left behind.",
                f"无法写出文件（{said}）。没有留下任何内容。",
            )
        ) from problem


@contextmanager
def _output(path: str | None) -> Iterator[IO[bytes]]:
    """Standard output, or a file that appears under its name complete or not at all, for this account alone."""
    if path is None or path == "-":
        yield sys.stdout.buffer
        return
    target = os.path.realpath(path)
    handle, unfinished = tempfile.mkstemp(prefix=".xinqiao-", suffix=".tmp", dir=os.path.dirname(target))
    try:
        with open(handle, "wb") as out:
            yield out
            out.flush()
            os.fsync(handle)
        os.replace(unfinished, target)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(unfinished)
