"""Django's SQLite connection, with a queue for those who want to write.

SQLite lets one write at a time and tells nobody when it is free: whoever waits sleeps, at last a tenth of a second at
a time, and looks again. With eight people answering at once that was the longest part of storing an answer.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base

# Between processes there is no queue, so the one thread of each that stands first looks again, at last this seldom.
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.001, 0.008
_FIRST_IN_LINE = threading.Lock()


# The annotations of Django leave out what is overridden here.
_Wrapper: Any = base.DatabaseWrapper


class DatabaseWrapper(_Wrapper):  # type: ignore[misc]
    """Transactions of a process begin one after another, each as soon as the one before has ended."""

    _writes = False

    def _start_transaction_under_autocommit(self) -> None:
        patience = self.settings_dict["OPTIONS"]["timeout"]
        end = time.monotonic() + patience
        if not _FIRST_IN_LINE.acquire(timeout=patience):
            raise OperationalError("database is locked")
        self._writes = True
        try:
            self._begin(end)
        except BaseException:
            self._let_the_next_begin()
            raise
        finally:
            self.connection.execute(f"PRAGMA busy_timeout = {patience * 1000:.0f}")

    def _begin(self, end: float) -> None:
        self.connection.execute("PRAGMA busy_timeout = 0")
        pause = FIRST_PAUSE_SECONDS
        while True:
            try:
                super()._start_transaction_under_autocommit()
            except OperationalError as problem:
                if not _is_busy(problem) or time.monotonic() > end:
                    raise
            else:
                return
            time.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)

    def _commit(self) -> None:
        super()._commit()
        self._let_the_next_begin()

    def _rollback(self) -> None:
        try:
            super()._rollback()
        finally:
            self._let_the_next_begin()

    def _close(self) -> None:
        try:
            super()._close()
        finally:
            self._let_the_next_begin()

    def _let_the_next_begin(self) -> None:
        if self._writes:
            self._writes = False
            _FIRST_IN_LINE.release()


def _is_busy(problem: OperationalError) -> bool:
    code = getattr(problem.__cause__, "sqlite_errorcode", 0)
    return code & 0xFF == sqlite3.SQLITE_BUSY
