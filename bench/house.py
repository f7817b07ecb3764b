"""Seconds from the command to the first page."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from bench.server import Server

ROOT = Path(__file__).parents[1]


def cold_and_warm() -> tuple[float, float]:
    """Seconds from `make run` in a fresh copy of the tree to the first page, then once more.

    Cold means no virtual environment and no data; downloads are part of it.
    """
    with tempfile.TemporaryDirectory(prefix="xinqiao-cold-") as folder:
        copy = Path(folder) / "xinqiao"
        subprocess.run(["git", "clone", "-q", str(ROOT), str(copy)], check=True)
        cold = _first_page(copy)
        warm = _first_page(copy)
        shutil.rmtree(copy, ignore_errors=True)
    return cold, warm


def _first_page(copy: Path) -> float:
    server = Server(demo=True)
    begun = time.monotonic()
    server.start_with(["make", "-s", "run"], folder=copy)
    seconds = time.monotonic() - begun
    server.stop()
    shutil.rmtree(server.home, ignore_errors=True)
    return seconds
