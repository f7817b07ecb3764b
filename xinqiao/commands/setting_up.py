"""What every command with a database begins with: settings, Django, the mark on the data directory, words."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from xinqiao.commands.home_lock import HomeBusy, in_use
from xinqiao.commands.wording import phrase
from xinqiao.config import environment, startup
from xinqiao.config.environment import Environment, SettingsError

# Exit statuses that scripts can rely on (docs/operations.md).
WRONG, NOT_STARTED, NEWER_SCHEMA, DATABASE_AWAY = 1, 2, 3, 4


class CannotGoOn(Exception):
    """The command ends here; the message says why and what to do, `status` is the exit status."""

    def __init__(self, message: str, status: int = WRONG) -> None:
        super().__init__(message)
        self.status = status


def read_environment(variables: Mapping[str, str] = os.environ) -> Environment:
    """The checked settings; raises CannotGoOn naming the unusable one, or the file that cannot be read."""
    try:
        return environment.read(variables)
    except (SettingsError, OSError) as problem:
        raise CannotGoOn(str(problem), NOT_STARTED) from problem


@contextmanager
def ready(*, needs_current_schema: bool = True) -> Iterator[Environment]:
    """Django set up, database reachable (and of this version), data directory marked as in use."""
    env = read_environment()
    try:
        with in_use(env.home):
            startup.set_up_django()
            with database_errors_in_words(env):
                if needs_current_schema:
                    require_current_schema()
                yield env
    except HomeBusy as problem:
        raise CannotGoOn(str(problem), NOT_STARTED) from problem


@contextmanager
def database_errors_in_words(env: Environment) -> Iterator[None]:
    """Turns a database that is away, locked, full or read-only into CannotGoOn."""
    from django.db import DatabaseError, InterfaceError, OperationalError

    try:
        yield
    except (DatabaseError, InterfaceError) as problem:
        away = isinstance(problem, OperationalError | InterfaceError)
        raise CannotGoOn(database_sentence(env, problem), DATABASE_AWAY if away else WRONG) from problem


def require_current_schema() -> None:
    """Raises CannotGoOn when the database is older or newer than this code."""
    from xinqiao.foundation.tenancy.schema_state import schema_state

    state = schema_state()
    if state.unknown:
        raise CannotGoOn(newer_sentence(state.unknown), NEWER_SCHEMA)
    if state.missing:
        raise CannotGoOn(
            phrase(
                "The database is older than this release. Run `xinqiao migrate` first.",
                "数据库比本版本旧。请先运行 xinqiao migrate。",
            ),
            NOT_STARTED,
        )


def newer_sentence(unknown: tuple[str, ...]) -> str:
    """Why this release does not touch the database."""
    more = "…" if len(unknown) > 3 else ""
    names = ", ".join(unknown[:3]) + more
    return phrase(
        f"The database was made by a newer release of Xinqiao ({names}). Nothing was touched. "
        "Start the newer release, or restore a backup of this one.",
        f"数据库来自更新版本的信桥（{names}）。没有改动任何内容。请启动新版本，或恢复本版本的备份。",
    )


def database_sentence(env: Environment, problem: Exception) -> str:
    """What is wrong with the database and what to do, with the driver's own first line."""
    said = str(problem).strip().partition("\n")[0]
    for mark, en, zh in _SAID:
        if mark in said.lower():
            return phrase(f"{en} ({said})", f"{zh}（{said}）")
    if env.database_url.startswith("sqlite:///"):
        place = env.database_url.removeprefix("sqlite:///")
        return phrase(
            f"The database file {place} cannot be used. Check that its folder exists and belongs to you. ({said})",
            f"数据库文件 {place} 无法使用。请检查所在文件夹是否存在、是否属于您。（{said}）",
        )
    return phrase(
        f"The database server does not answer. Check DATABASE_URL and that the server runs. ({said})",
        f"数据库服务器没有应答。请检查 DATABASE_URL，并确认服务器已启动。（{said}）",
    )


_SAID = (
    ("locked", "The database is locked by another program.", "数据库被另一个程序锁住了。"),
    ("disk is full", "The disk is full. Make room; nothing was lost.", "磁盘已满。请腾出空间，数据没有丢失。"),
    ("readonly", "The database file cannot be written.", "数据库文件不可写。"),
    ("not a database", "The file is no SQLite database, or is damaged.", "这个文件不是 SQLite 数据库，或已损坏。"),
    ("malformed", "The database file is damaged. Restore a backup.", "数据库文件已损坏，请恢复备份。"),
    ("password authentication failed", "The database refuses the password.", "数据库不接受这个密码。"),
    (
        "permission denied to set role",
        "The database login may not act as DATABASE_APP_ROLE. Run `xinqiao migrate` as the owner.",
        "数据库账号不能切换到 DATABASE_APP_ROLE。请用数据库所有者运行 xinqiao migrate。",
    ),
)


def speak(message: str) -> None:
    """A line for the person at the terminal, on standard error."""
    print(f"xinqiao: {message}", file=sys.stderr, flush=True)
