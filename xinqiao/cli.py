"""The `xinqiao` command.

A command's module is imported only when it is called, so commands without a database start without Django.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Final, Protocol, cast

from xinqiao import __version__
from xinqiao.commands.parser import LocalisedParser
from xinqiao.commands.wording import phrase


class CommandModule(Protocol):
    """What the module of a command offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the command's own arguments."""

    def run(self, args: argparse.Namespace) -> int:
        """Do the work; the result is the exit status."""


@dataclass(frozen=True, slots=True)
class Command:
    """Where a command lives and what it does, in one line."""

    module: str
    en: str
    zh: str


COMMANDS: Final[dict[str, Command]] = {
    "serve": Command(
        module="xinqiao.commands.serve",
        en="start the product: web pages and background work",
        zh="启动信桥：网页与后台任务",
    ),
    "worker": Command(
        module="xinqiao.commands.worker",
        en="do the background work only",
        zh="只运行后台任务",
    ),
    "migrate": Command(
        module="xinqiao.commands.migrate",
        en="bring the database up to this release",
        zh="把数据库更新到本版本",
    ),
    "member": Command(
        module="xinqiao.commands.member",
        en="members from the command line: list, add, role, reset-link",
        zh="在命令行管理成员：list、add、role、reset-link",
    ),
    "import": Command(
        module="xinqiao.commands.import_file",
        en="import a list of people",
        zh="导入人选名单",
    ),
    "export": Command(
        module="xinqiao.commands.export",
        en="a workspace's list as a file: CSV, XLSX or vCard",
        zh="把名单导出成文件：CSV、XLSX 或 vCard",
    ),
    "doctor": Command(
        module="xinqiao.commands.doctor",
        en="say in words what is misconfigured",
        zh="用文字说明哪里配置有误",
    ),
    "backup": Command(
        module="xinqiao.commands.backup",
        en="write everything into one file, also while the product runs",
        zh="把全部数据写进一个文件，运行中也可以",
    ),
    "restore": Command(
        module="xinqiao.commands.restore",
        en="put a backup in place of the present data",
        zh="用备份替换现有数据",
    ),
    "reliability": Command(
        module="xinqiao.commands.reliability",
        en="how well a scale measures: alpha, omega, error",
        zh="量表测得有多准：alpha、omega、误差",
    ),
    "curve": Command(
        module="xinqiao.commands.curve",
        en="trust curves from repeated readings",
        zh="由多次测量画出信任曲线",
    ),
    "simulate": Command(
        module="xinqiao.commands.simulate",
        en="a made-up team over time, to try the method on",
        zh="模拟一个虚构团队的往来过程，用来检验方法",
    ),
    "score": Command(
        module="xinqiao.commands.score",
        en="score questionnaires in a CSV file",
        zh="给 CSV 文件里的问卷计分",
    ),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 2 when it could not start, else what the command says."""
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        return _dispatch(words)
    except BrokenPipeError:
        # The reader (`| head`) has seen enough. Without this, Python would complain while closing stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except KeyboardInterrupt:
        return 130


def _dispatch(words: list[str]) -> int:
    name = words[0] if words else ""
    if name in ("-h", "--help", "help"):
        print(_overview())
        return 0
    if name in ("-V", "--version"):
        print(f"xinqiao {__version__}")
        return 0
    if name not in COMMANDS:
        print(f"{_unknown(name)}\n\n{_overview()}", file=sys.stderr)
        return 2
    return _run(name, COMMANDS[name], words[1:])


def _run(name: str, command: Command, words: list[str]) -> int:
    module = cast(CommandModule, import_module(command.module))
    parser = LocalisedParser(prog=f"xinqiao {name}", description=phrase(command.en, command.zh))
    module.add_arguments(parser)
    try:
        args = parser.parse_args(words)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 0
    return module.run(args)


def _unknown(name: str) -> str:
    if not name:
        return phrase("xinqiao: no command was given.", "xinqiao：请写明要用的命令。")
    return phrase(f"xinqiao: there is no command “{name}”.", f"xinqiao：没有“{name}”这个命令。")


def _overview() -> str:
    width = max(map(len, COMMANDS))
    lines = [f"  {name:<{width}}  {phrase(command.en, command.zh)}" for name, command in COMMANDS.items()]
    return "\n".join(
        [
            phrase("Usage: xinqiao COMMAND …", "用法：xinqiao 命令 …"),
            "",
            *lines,
            "",
            phrase("Details of a command: xinqiao COMMAND --help", "某个命令的说明：xinqiao 命令 --help"),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
