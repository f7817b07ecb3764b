"""Django's PostgreSQL connection, with less talk: no health check while busy, and plans that the server keeps."""

from __future__ import annotations

import select
import time
from typing import Any

from django.db.backends.postgresql import base
from django.db.backends.utils import CursorWrapper

# A connection that slept longer may have been forgotten by something between us and the server.
TRUSTED_SECONDS = 5.0

_ServerBindingCursor: Any = base.ServerBindingCursor


class DatabaseWrapper(base.DatabaseWrapper):
    """Kept connections are looked at before each request, and asked only when there is a reason to.

    A server that stops, restarts or ends a connection says so on the socket, which is read without waiting.
    """

    # What the annotations of Django leave out.
    health_check_done: bool
    _prepare_cursor: Any
    _last_request = float("-inf")

    def close_if_health_check_failed(self) -> None:
        """As Django's, which asks the server before each request."""
        if self.connection is None or self.health_check_done:
            return
        now = time.monotonic()
        slept, self._last_request = now - self._last_request, now
        if slept < TRUSTED_SECONDS and not self._server_spoke():
            self.health_check_done = True
        super().close_if_health_check_failed()

    def planning_cursor(self) -> CursorWrapper:
        """A cursor whose statements the server parses and plans once a connection (`prepare_threshold`)."""
        self.close_if_health_check_failed()
        self.ensure_connection()
        with self.wrap_database_errors:
            cursor: CursorWrapper = self._prepare_cursor(_ServerBindingCursor(self.connection))
        return cursor

    def _server_spoke(self) -> bool:
        """Whether something waits to be read, which between two requests can only be a farewell."""
        if self.connection is None or self.connection.closed:
            return True
        poll = select.poll()
        poll.register(self.connection.fileno(), select.POLLIN)
        return bool(poll.poll(0))
