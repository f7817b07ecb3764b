"""`xinqiao worker`: does the due work (imports, deletions, the schedule) until told to stop."""

from __future__ import annotations

import argparse
import signal
import time
from types import FrameType

from xinqiao.commands.setting_up import NEWER_SCHEMA, CannotGoOn, newer_sentence, ready, speak
from xinqiao.commands.wording import phrase
from xinqiao.config import startup

LOOK_AGAIN_SECONDS = 2.0


class _Stop(Exception):
    """A stop was asked for before the work began."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `xinqiao worker`."""
    parser.epilog = phrase(
        "Any number of workers may run, on any number of machines with PostgreSQL.\n"
        "Stop with Ctrl-C or SIGTERM: the present job ends at its next safe point.",
        "可以同时运行多个；使用 PostgreSQL 时可以分布在多台机器上。\n"
        "用 Ctrl-C 或 SIGTERM 停止：手上的任务会在下一个安全点停下。",
    )


def run(args: argparse.Namespace) -> int:
    """Work until a signal; 0 after a normal stop."""
    signal.signal(signal.SIGTERM, _raise_stop)
    signal.signal(signal.SIGINT, _raise_stop)
    try:
        with ready(needs_current_schema=False):
            _wait_for_schema()
            startup.require_safe_database()
            _work()
    except _Stop:
        return 0
    except startup.UnsafeDatabase as problem:
        speak(str(problem))
        return 1
    except CannotGoOn as problem:
        speak(str(problem))
        return problem.status
    return 0


def _raise_stop(number: int, frame: FrameType | None) -> None:
    raise _Stop


def _wait_for_schema() -> None:
    """Until the database has this release's schema: another machine may be migrating it just now."""
    from django.db import InterfaceError, OperationalError, close_old_connections

    from xinqiao.foundation.tenancy.schema_state import schema_state

    said = False
    while True:
        try:
            state = schema_state()
        except (OperationalError, InterfaceError):
            close_old_connections()
        else:
            if state.unknown:
                raise CannotGoOn(newer_sentence(state.unknown), NEWER_SCHEMA)
            if not state.missing:
                return
        if not said:
            speak(phrase("Waiting for the database …", "正在等待数据库……"))
            said = True
        time.sleep(LOOK_AGAIN_SECONDS)


def _work() -> None:
    from xinqiao.foundation.jobs.runner import Worker

    worker = Worker()

    def stop(number: int, frame: FrameType | None) -> None:
        worker.stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    worker.run_forever()
