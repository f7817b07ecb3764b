"""A dry run settles every row on paper; what follows does the same for real."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.factories import NOW, make_candidate, make_workspace, owner_of
from tests.import_lists import NO_CHANGES, csv_bytes, fates, fresh, job_behind, people, run_due, upload
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.importing.models import ImportBatch, ImportRow
from xinqiao.capabilities.importing.operations import NotStartable, choose_columns, discard, start
from xinqiao.foundation.audit.models import AuditEntry
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace

pytestmark = pytest.mark.django_db

ROWS = [
    *people(3),
    ("沈知遥1", "", "person1@example.test", ""),
    ("", "12012349999", "", ""),
    ("叶舟", "", "ye@example.test", "砚川科技有限公司"),
    ("叶舟", "", "", "砚川科技"),
    ("顾盼", "", "gu@example.test", ""),
]
FATES = ["new", "new", "new", "duplicate", "refused", "new", "probable", "duplicate"]


def checked(workspace: Workspace, rows: Sequence[Sequence[str]]) -> ImportBatch:
    batch = upload(workspace, csv_bytes(rows))
    with scope(workspace.pk):
        start(batch, by=owner_of(workspace), now=NOW, choices=NO_CHANGES, dry_run=True)
    run_due()
    return fresh(batch)


def test_it_settles_every_row_and_stores_nobody() -> None:
    workspace = make_workspace()
    make_candidate(workspace, "顾盼", email="gu@example.test")
    batch = checked(workspace, ROWS)
    assert (batch.state, [fate for _, fate in fates(batch)]) == ("checked", FATES)
    assert job_behind(batch).state == "done"
    with scope(workspace.pk):
        assert Candidate.objects.count() == 1
        assert AuditEntry.objects.filter(action="import_checked").exists()


def test_the_import_that_follows_ends_the_same_way() -> None:
    workspace = make_workspace()
    make_candidate(workspace, "顾盼", email="gu@example.test")
    batch = checked(workspace, ROWS)
    counts = batch.counts
    with scope(workspace.pk):
        start(batch, by=owner_of(workspace), now=NOW)
    run_due()
    done = fresh(batch)
    assert (done.state, done.counts, [fate for _, fate in fates(done)]) == ("done", counts, FATES)
    with scope(workspace.pk):
        assert Candidate.objects.count() == 5
        assert ImportRow.objects.filter(batch=batch).count() == len(ROWS)


def test_other_choices_make_what_it_found_void() -> None:
    workspace = make_workspace()
    batch = checked(workspace, people(3))
    with scope(workspace.pk):
        choose_columns(batch, NO_CHANGES)
    assert (fresh(batch).state, fresh(batch).counts) == ("uploaded", {})


def test_nobody_dry_runs_an_import_that_brought_people_in() -> None:
    workspace = make_workspace()
    batch = checked(workspace, people(3))
    with scope(workspace.pk):
        start(batch, by=owner_of(workspace), now=NOW)
    run_due()
    with scope(workspace.pk), pytest.raises(NotStartable):
        start(fresh(batch), by=owner_of(workspace), now=NOW, dry_run=True)


def test_a_checked_list_can_be_thrown_away() -> None:
    workspace = make_workspace()
    batch = checked(workspace, people(3))
    with scope(workspace.pk):
        discard(batch, by=owner_of(workspace), now=NOW)
        assert not ImportBatch.objects.exists()
        assert not ImportRow.objects.exists()
