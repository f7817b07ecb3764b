"""What people took back, kept beside the database and never in a backup, so that an old backup cannot undo it.

One JSON object a line, below `settings.REPLAY_LIST`: when, which workspace, whose row, what. Only random public ids,
which name nobody outside a database that still has their row.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import transaction

ERASURE: Final = "erasure"
STOP: Final = "stop"
ANSWERS: Final = "answers"
CARD: Final = "card"
WORKSPACE: Final = "workspace"


def note(what: str, *, workspace_id: int, row: str, now: datetime, **more: Any) -> None:
    """Adds a line once the surrounding transaction has committed; on the disk before the request is answered."""
    line = {"at": now.isoformat(), "what": what, "workspace": workspace_id, "row": row, **more}
    transaction.on_commit(lambda: _append(line))


def read() -> Iterator[dict[str, Any]]:
    """Every line, oldest first; one that a loss of power cut short is passed over."""
    path = Path(settings.REPLAY_LIST)
    if not path.is_file():
        return
    with path.open(encoding="utf-8") as file:
        for text in file:
            try:
                line = json.loads(text)
            except ValueError:
                continue
            if isinstance(line, dict) and {"at", "what", "workspace", "row"} <= line.keys():
                yield line


def _append(line: dict[str, Any]) -> None:
    path = Path(settings.REPLAY_LIST)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        # A line that was cut short ends here, so that it spoils only itself.
        os.write(handle, ("\n" + json.dumps(line) + "\n").encode())
        os.fsync(handle)
    finally:
        os.close(handle)
