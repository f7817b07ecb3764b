"""Lighthouse on a candidate's page: mobile, median of three. Needs node and npm; the product never does."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
from pathlib import Path

from bench.server import Server

VERSION = "13.5.0"
FOLDER = Path(__file__).parents[1] / "var" / "lighthouse"
CATEGORIES = ("performance", "accessibility", "best-practices")


def available() -> bool:
    """Whether this machine can run it."""
    return all(shutil.which(program) for program in ("node", "npm", "chromium"))


def measure(server: Server, path: str) -> dict[str, float]:
    """Scores from 0 to 100 by category, and the bytes of the page with everything that it loads."""
    program = FOLDER / "node_modules" / "lighthouse" / "cli" / "index.js"
    if not program.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        install = ["npm", "install", "--silent", "--prefix", str(FOLDER), f"lighthouse@{VERSION}"]
        subprocess.run(install, check=True)
    runs = [_run(program, f"http://localhost:{server.port}{path}") for _ in range(3)]
    return {key: statistics.median(run[key] for run in runs) for key in runs[0]}


def _run(program: Path, address: str) -> dict[str, float]:
    flags = "--headless --no-sandbox --disable-quic --no-first-run --disable-background-networking"
    done = subprocess.run(
        ["node", str(program), address, "--quiet", "--output=json", f"--chrome-flags={flags}",
         f"--only-categories={','.join(CATEGORIES)}"],
        env={**os.environ, "CHROME_PATH": shutil.which("chromium") or ""},
        capture_output=True,
        check=True,
        text=True,
    )  # fmt: skip
    report = json.loads(done.stdout)
    scores = {name: report["categories"][name]["score"] * 100 for name in CATEGORIES}
    return {**scores, "total_kib": report["audits"]["total-byte-weight"]["numericValue"] / 1024}
