"""An argument parser that speaks the terminal's language, its own messages included."""

import argparse
import re
import sys
from collections.abc import Iterable
from typing import Final, NoReturn

from xinqiao.commands.wording import phrase, speaks_chinese

# argparse words its errors itself and offers no other place to say them in Chinese.
_ERRORS_IN_CHINESE: Final = (
    (re.compile(r"the following arguments are required: (.+)", re.S), r"缺少参数：\1。"),
    (re.compile(r"unrecognized arguments: (.+)", re.S), r"不认识的参数：\1。"),
    (
        re.compile(r"argument (.+?): invalid choice: (.+) \(choose from (.+)\)", re.S),
        r"参数 \1 不能是 \2，可选：\3。",
    ),
    (re.compile(r"argument (.+?): invalid \w+ value: (.+)", re.S), r"参数 \1 的值 \2 不可用。"),
    (re.compile(r"argument (.+?): expected (?:one|at least one) argument"), r"参数 \1 后面要写一个值。"),
)


class _Formatter(argparse.RawDescriptionHelpFormatter):
    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, prefix if prefix is not None else phrase("Usage: ", "用法："))


class LocalisedParser(argparse.ArgumentParser):
    """Help in Chinese or English; a wrong call says what is wrong and exits with 2."""

    def __init__(self, *, prog: str, description: str, epilog: str | None = None) -> None:
        super().__init__(
            prog=prog,
            description=description,
            epilog=epilog,
            formatter_class=_Formatter,
            add_help=False,
            allow_abbrev=False,
        )
        # argparse has no public way to name its two groups.
        self._positionals.title = phrase("What is needed", "必填")
        self._optionals.title = phrase("Options", "选项")
        self.add_argument("-h", "--help", action="help", help=phrase("show this page", "显示本页"))

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and how to see the help; exit status 2."""
        more = phrase(f"See: {self.prog} --help", f"用法见：{self.prog} --help")
        print(f"{self.prog}: {_in_terminal_language(message)}\n{more}", file=sys.stderr)
        raise SystemExit(2)


def _in_terminal_language(message: str) -> str:
    if speaks_chinese():
        for pattern, chinese in _ERRORS_IN_CHINESE:
            if pattern.fullmatch(message):
                return pattern.sub(chinese, message)
    return message
