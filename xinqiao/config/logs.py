"""Logs as one JSON object a line: what happened, where, how long; never who or with which link."""

from __future__ import annotations

import json
import logging
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

_FIELDS = ("route", "method", "status", "ms", "job", "task", "workspace", "reason", "signal")


class JsonLines(logging.Formatter):
    """Formats a record as one line of JSON. Exceptions keep type and place, not their text (it may hold data)."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "event": record.getMessage(),
        }
        entry.update({name: getattr(record, name) for name in _FIELDS if hasattr(record, name)})
        if record.exc_info and record.exc_info[0] is not None:
            entry["error"] = record.exc_info[0].__name__
            entry["where"] = _places(record)
        return json.dumps(entry, ensure_ascii=False, default=str)


def _places(record: logging.LogRecord) -> list[str]:
    places: list[str] = []
    trace = record.exc_info[2] if record.exc_info else None
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{Path(code.co_filename).name}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return places[-8:]


class DailyFile(logging.Handler):
    """Appends to one file a day in `folder` and deletes files older than `days`.

    Several processes may write: each line is one O_APPEND write.
    """

    def __init__(self, folder: str, days: int) -> None:
        super().__init__()
        self.folder = Path(folder)
        self.days = days
        self._day: date | None = None

    def emit(self, record: logging.LogRecord) -> None:
        today = datetime.fromtimestamp(record.created, UTC).date()
        try:
            if today != self._day:
                self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                self._forget_old(today)
                self._day = today
            with open(self.folder / f"{today}.jsonl", "ab", buffering=0) as file:
                file.write(self.format(record).encode() + b"\n")
        except OSError:
            # A full disk must not take the product down with its log; the console handler still speaks.
            self.handleError(record)

    def _forget_old(self, today: date) -> None:
        oldest = str(today - timedelta(days=self.days))
        for path in self.folder.glob("????-??-??.jsonl"):
            if path.stem < oldest:
                path.unlink(missing_ok=True)
