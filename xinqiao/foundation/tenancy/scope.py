"""Which workspace the running code may see. Outside a scope nothing can be read or written.

The first lock is here and in `models.ScopedModel`; on PostgreSQL row-level security (`row_security`) is
the second one and is told of the scope inside the transaction, so that a pooled connection keeps nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, transaction

_current: ContextVar[int | None] = ContextVar("workspace", default=None)

SETTING = "xinqiao.workspace"


class ScopeError(Exception):
    """Workspace-owned rows were touched outside their workspace's scope."""


def current_workspace_id() -> int:
    """The workspace of the surrounding `scope`; raises ScopeError when there is none."""
    workspace_id = _current.get()
    if workspace_id is None:
        raise ScopeError("Rows of a workspace can only be reached inside scope(workspace_id).")
    return workspace_id


@contextmanager
def scope(workspace_id: int) -> Iterator[None]:
    """Runs the block inside one workspace; nested scopes restore the outer one.

    On PostgreSQL the block is one transaction (a savepoint when one is open), because the database's own setting
    must not outlive it: it goes with the transaction, and inside another one the former setting is put back.
    """
    previous = _current.get()
    token = _current.set(workspace_id)
    try:
        if connection.vendor == "postgresql":
            begins = not connection.in_atomic_block
            with transaction.atomic():
                _tell_database(workspace_id)
                yield
                if previous != workspace_id and not begins:
                    _tell_database(previous)
        else:
            yield
    finally:
        _current.reset(token)


@contextmanager
def compiling_for(workspace_id: int) -> Iterator[None]:
    """For querysets that are only compiled here: they name this workspace, the database is told of none."""
    token = _current.set(workspace_id)
    try:
        yield
    finally:
        _current.reset(token)


def _tell_database(workspace_id: int | None) -> None:
    # Bare SQL, which the server takes at half the cost of a function with bound values; only a number enters it.
    value = "" if workspace_id is None else f"{workspace_id:d}"
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL {SETTING} = '{value}'")
