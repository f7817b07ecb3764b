"""kill -9 in the middle of an import, a dry run or an undo: nothing half, nothing twice."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from tests.factories import make_workspace, owner_of
from tests.faults.processes import fork, kill, wait_until, worker
from tests.import_lists import NO_CHANGES, csv_bytes, fates, fresh, job_behind, people, upload
from xinqiao.capabilities.candidates.models import Candidate, ContactPoint, SearchText, TimelineEntry
from xinqiao.capabilities.importing import running, undoing
from xinqiao.capabilities.importing.models import ImportBatch, ImportRow
from xinqiao.capabilities.importing.operations import Choices, start
from xinqiao.capabilities.importing.undoing import start_undo
from xinqiao.foundation.jobs.models import Job
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

KILLS = 30 if os.environ.get("XINQIAO_FULL") == "1" else 3
ROWS = 60 * KILLS
SEED = int(os.environ.get("XINQIAO_SEED", "20261125"))


@pytest.fixture(autouse=True)
def _small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    # Many chunks, and the reader beside the worker even for a short list.
    monkeypatch.setattr(running, "CHUNK_ROWS", 20)
    monkeypatch.setattr(running, "AHEAD_FROM", 1)
    monkeypatch.setattr(undoing, "CHUNK_ROWS", 20)


def begun(workspace: Workspace, content: bytes, *, dry_run: bool = False, update_mode: str = "leave") -> ImportBatch:
    batch = upload(workspace, content)
    choices = Choices({}, NO_CHANGES.source, NO_CHANGES.legal_basis, NO_CHANGES.source_detail, update_mode=update_mode)
    with scope(workspace.pk):
        start(batch, by=owner_of(workspace), now=_now(), choices=choices, dry_run=dry_run)
    return batch


def _now() -> datetime:
    return datetime.now(UTC)


def killed_until_done(batch: ImportBatch, progress: Callable[[], int]) -> None:
    """Workers that die again and again at a random point, and one that lives."""
    Job.objects.filter(public_id=fresh(batch).job_public_id).update(max_attempts=KILLS + 20)
    dice = random.Random(SEED)

    def done() -> bool:
        return job_behind(batch).state == "done"

    for _ in range(KILLS):
        before = progress()
        goal = before + dice.randint(0, ROWS // KILLS)
        pid = fork(worker)
        wait_until(lambda goal=goal: progress() >= goal or done())  # type: ignore[misc]
        kill(pid)
    pid = fork(worker)
    wait_until(done, seconds=120)
    kill(pid)


def test_an_import_that_updates_is_killed_again_and_again() -> None:
    workspace = make_workspace()
    known = begun(workspace, csv_bytes(people(ROWS // 2)))
    killed_until_done(known, lambda: fresh(known).rows_done)
    rows = [(name, phone, email, "别处") for name, phone, email, _ in people(ROWS)]
    batch = begun(workspace, csv_bytes([(*row[:3], f"{row[3]}{row[0]}") for row in rows]), update_mode="overwrite")
    killed_until_done(batch, lambda: fresh(batch).rows_done)
    settled = [fate for _, fate in fates(batch)]
    assert len(settled) == ROWS
    with scope(workspace.pk):
        stored = Candidate.objects.count()
        assert stored == SearchText.objects.count()
        assert ContactPoint.objects.count() == 2 * stored
        assert TimelineEntry.objects.filter(kind="added").count() == stored
        assert TimelineEntry.objects.filter(kind="changed").count() == settled.count("updated")
        assert stored == ROWS // 2 + settled.count("new")
    assert sum(fresh(batch).counts[fate] for fate in set(settled)) == ROWS


def test_a_dry_run_is_killed_and_stores_nobody() -> None:
    workspace = make_workspace()
    batch = begun(workspace, csv_bytes(people(ROWS)), dry_run=True)
    killed_until_done(batch, lambda: fresh(batch).rows_done)
    assert (fresh(batch).state, fresh(batch).counts, len(fates(batch))) == ("checked", {"new": ROWS}, ROWS)
    with scope(workspace.pk):
        assert not Candidate.objects.exists()


def test_an_undo_is_killed_and_takes_back_everything_once() -> None:
    workspace = make_workspace()
    batch = begun(workspace, csv_bytes(people(ROWS)))
    killed_until_done(batch, lambda: fresh(batch).rows_done)
    with scope(workspace.pk):
        start_undo(fresh(batch), by=owner_of(workspace), now=_now())
    killed_until_done(batch, lambda: fresh(batch).counts.get("undone_to", 0))
    assert (fresh(batch).state, fresh(batch).counts["removed"]) == ("undone", ROWS)
    with scope(workspace.pk):
        assert not Candidate.objects.exists()
        assert not SearchText.objects.exists()
        assert ImportRow.objects.filter(batch=batch, fate="new").count() == ROWS
