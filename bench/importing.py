"""A whole import: upload, recognising, records, contact points, twins, search text, timeline; then its undo."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.server import Server

GENERATOR = Path("shared", "tools", "gen_candidates.py")
UNDONE_ROWS = 50_000

# Uploads the file as a member would and does the worker's part in this process, so that its memory can be read.
RUN = """
import json, resource, sys, time
from django.utils import timezone
from xinqiao.capabilities.importing.models import ImportBatch
from xinqiao.capabilities.importing.operations import Choices, start, upload_file
from xinqiao.capabilities.importing.undoing import start_undo
from xinqiao.foundation.jobs.runner import Worker
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Member, User, Workspace
from xinqiao.foundation.workspaces.operations import create_workspace
path, undo = sys.argv[1], sys.argv[2] == "undo"
user = User.objects.filter(email="bench@example.test").first()
if user is None:
    user = User.objects.create_user("bench@example.test", None, name="Bench")
    create_workspace(user, name="Bench", slug="bench", now=timezone.now())
owner = Member.objects.select_related("workspace").get(user=user)
worker = Worker(_next_schedule=float("inf"))
begun = time.monotonic()
with open(path, "rb") as file, scope(owner.workspace_id):
    chunks = iter(lambda: file.read(1 << 20), b"")
    batch = upload_file(chunks, file_name="people.csv", by=owner, now=timezone.now())
    read = time.monotonic()
    choices = Choices({}, source="imported_list", legal_basis="lawfully_public", update_mode="fill")
    start(batch, by=owner, now=timezone.now(), choices=choices)
while worker.run_once():
    pass
done = time.monotonic()
used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
cpu = sum(one.ru_utime + one.ru_stime for one in used)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
with scope(owner.workspace_id):
    batch.refresh_from_db()
    assert batch.state == "done", (batch.state, batch.error)
    if undo:
        start_undo(batch, by=owner, now=timezone.now())
undoing = time.monotonic()
while undo and worker.run_once():
    pass
undone = time.monotonic()
if undo:
    with scope(owner.workspace_id):
        batch.refresh_from_db()
        assert batch.state == "undone", batch.state
print(json.dumps({"rows": batch.rows_total, "seconds": done - begun, "cpu": cpu, "reading": read - begun,
                  "peak_mib": peak, "undo_seconds": undone - undoing, "counts": batch.counts}))
"""


@dataclass(frozen=True)
class Result:
    """One import: rows, seconds whole (of which the upload's own reading), memory at its peak, seconds of the undo."""

    rows: int
    seconds: float
    reading: float
    peak_mib: float
    cpu: float
    undo_seconds: float
    counts: dict[str, int]

    @property
    def rows_per_second(self) -> float:
        """From the first byte of the upload to the end of the job."""
        return self.rows / self.seconds

    @property
    def cpu_us_per_row(self) -> float:
        """Of the job's processes; a database server's own is not in it."""
        return self.cpu / self.rows * 1e6


def available() -> bool:
    """Whether the generator of invented people is there."""
    return _generator() is not None


def _generator() -> Path | None:
    """It is no part of the product and stands beside it, some folders up."""
    return next((found for parent in Path(__file__).parents if (found := parent / GENERATOR).exists()), None)


@contextmanager
def empty_product(database_url: str, prepared: Path | None = None) -> Iterator[Server]:
    """A home with an empty database, nothing running; `prepared` is a home whose SQLite may be copied."""
    server = Server(database_url=database_url, prepared=prepared)
    try:
        if database_url or prepared is None:
            _command(server, "migrate")
        yield server
    finally:
        server.remove()


def people_file(server: Server, rows: int) -> Path:
    """A CSV of invented people, two in a hundred of them twice."""
    path = server.home / "people.csv"
    generate = [sys.executable, str(_generator()), str(rows), "--dup-rate", "0.02", "-o", str(path)]
    subprocess.run(generate, check=True, capture_output=True)
    return path


def run(rows: int, *, database_url: str, undo: bool = False, prepared: Path | None = None) -> Result:
    """Imports so many invented people into an empty database."""
    with empty_product(database_url, prepared) as server:
        said = server.run(RUN, str(people_file(server, rows)), "undo" if undo else "")
        return Result(**json.loads(said))


def _command(server: Server, name: str) -> None:
    subprocess.run([sys.executable, "-m", "xinqiao.cli", name], env=server.environment, check=True, capture_output=True)
