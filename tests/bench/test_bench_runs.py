"""Every bench runs once at its smallest size, so that it cannot rot. No time is asserted."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.bench
@pytest.mark.sqlite
def test_each_bench_runs_at_its_smallest_size(prepared_home: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_AS_OWNER"}
    done = subprocess.run(
        [sys.executable, "-m", "bench", "--smoke", "--home", str(prepared_home)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "| SQLite | 10,000 |" in done.stdout
