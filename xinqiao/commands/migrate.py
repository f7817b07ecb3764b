"""`xinqiao migrate`: brings the database up to this release. `serve` does the same by itself."""

from __future__ import annotations

import argparse
import os

from xinqiao.commands.home_lock import HomeBusy, in_use, preparing
from xinqiao.commands.preparation import prepare_database
from xinqiao.commands.setting_up import (
    NOT_STARTED,
    WRONG,
    CannotGoOn,
    database_errors_in_words,
    read_environment,
    speak,
)
from xinqiao.commands.wording import phrase
from xinqiao.config import startup


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `xinqiao migrate`."""
    parser.epilog = phrase(
        "On PostgreSQL, DATABASE_URL must be a login that owns the database; the role of web and\n"
        "worker, its rights and the row-level security are made or renewed here.",
        "使用 PostgreSQL 时，DATABASE_URL 须是拥有该数据库的账号；网页与后台任务所用的角色、\n"
        "权限和行级安全也在这里建立或更新。",
    )


def run(args: argparse.Namespace) -> int:
    """Migrate; 0 = up to date, 3 = the database is newer, 4 = not reachable."""
    os.environ["DATABASE_AS_OWNER"] = "1"
    try:
        env = read_environment()
        with in_use(env.home), preparing(env.home):
            startup.set_up_django()
            with database_errors_in_words(env):
                prepare_database(env, always=True)
    except CannotGoOn as problem:
        speak(str(problem))
        return problem.status
    except (HomeBusy, OSError) as problem:
        speak(str(problem))
        return NOT_STARTED
    except startup.UnsafeDatabase as problem:
        speak(str(problem))
        return WRONG
    print(phrase("The database is up to date.", "数据库已是最新。"))
    return 0
