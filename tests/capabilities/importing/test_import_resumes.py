"""Whatever stops an import, every row is stored exactly once in the end."""

from __future__ import annotations

import os
import threading
from datetime import timedelta

import pytest
from django.db import connection

from tests.factories import NOW, make_workspace, owner_of
from tests.import_lists import csv_bytes, fates, fresh, job_behind, people, run_due, started, worker
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.importing.models import ImportBatch, ImportRow
from xinqiao.capabilities.importing.operations import start
from xinqiao.capabilities.importing.queries import line_of
from xinqiao.capabilities.importing.running import CHUNK_ROWS, run
from xinqiao.foundation.gateways import file_store
from xinqiao.foundation.jobs.models import Job
from xinqiao.foundation.jobs.operations import LeaseLost, claim_due, request_cancel
from xinqiao.foundation.jobs.runner import Lease
from xinqiao.foundation.tenancy.scope import scope

pytestmark = pytest.mark.django_db

ROWS = 2 * CHUNK_ROWS + 200


class _Clock:
    """Stands still; at its `at`-th look it does something first."""

    def __init__(self, at: int, act: object) -> None:
        self.looks, self.at, self.act = 0, at, act

    def __call__(self):  # type: ignore[no-untyped-def]
        self.looks += 1
        if self.looks == self.at:
            self.act()  # type: ignore[operator]
        return NOW


def _tricky_list() -> bytes:
    """Row 3 gives an address a second number; rows far below have only that number."""
    rows = [*people(ROWS)]
    rows[1] = ("沈知遥1", "12099990000", "person1@example.test", "")
    rows[CHUNK_ROWS + 7] = ("沈知遥1", "12099990000", "", "")
    return csv_bytes(rows)


def _expected_fates() -> list[tuple[int, str]]:
    duplicates = {3, CHUNK_ROWS + 9}
    return [(n, "duplicate" if n in duplicates else "new") for n in range(2, ROWS + 2)]


def test_an_error_between_two_chunks_is_tried_again_and_nothing_comes_twice() -> None:
    workspace = make_workspace()
    batch = started(workspace, _tricky_list())

    def fail() -> None:
        raise OSError("disk away")

    # Looks at the clock: claiming, beginning, first chunk; the fourth is the second chunk.
    stumbling = worker()
    stumbling.clock = _Clock(4, fail)
    stumbling.run_once()
    assert (fresh(batch).rows_done, len(fates(batch))) == (CHUNK_ROWS + 1, CHUNK_ROWS)
    assert (job_behind(batch).state, job_behind(batch).error) == ("waiting", "OSError")
    run_due(NOW + timedelta(minutes=1))
    assert fates(batch) == _expected_fates()
    assert fresh(batch).counts == {"new": ROWS - 2, "duplicate": 2}
    with scope(workspace.pk):
        assert Candidate.objects.count() == ROWS - 2


def test_a_worker_that_lost_its_lease_stores_nothing_and_the_next_one_goes_on() -> None:
    workspace = make_workspace()
    batch = started(workspace, _tricky_list())
    (first,) = claim_due("first", now=NOW, lease=timedelta(seconds=60))

    def take_over() -> None:
        # An hour later, as far as the second worker can tell, the first is dead.
        assert claim_due("second", now=NOW + timedelta(hours=1), lease=timedelta(seconds=60))

    with pytest.raises(LeaseLost):
        run(Lease(first, _Clock(3, take_over)), batch.pk)
    assert (fresh(batch).rows_done, len(fates(batch))) == (CHUNK_ROWS + 1, CHUNK_ROWS)
    run_due(NOW + timedelta(hours=2))
    assert fates(batch) == _expected_fates()
    with scope(workspace.pk):
        assert Candidate.objects.count() == ROWS - 2


def test_stopping_keeps_what_is_stored_and_the_rest_can_follow() -> None:
    workspace = make_workspace()
    batch = started(workspace, _tricky_list())
    stopped = worker()
    stopped.clock = _Clock(4, lambda: request_cancel(job_behind(batch), now=NOW))
    stopped.run_once()
    assert (fresh(batch).state, job_behind(batch).state) == ("cancelled", "cancelled")
    assert len(fates(batch)) == CHUNK_ROWS
    with scope(workspace.pk):
        start(fresh(batch), by=owner_of(workspace), now=NOW)
    run_due()
    assert fates(batch) == _expected_fates()
    assert fresh(batch).state == "done"


def test_stopping_before_the_first_row_stores_nobody() -> None:
    workspace = make_workspace()
    batch = started(workspace, csv_bytes(people(3)))
    request_cancel(job_behind(batch), now=NOW)
    run_due()
    with scope(workspace.pk):
        assert line_of(fresh(batch)).state == "cancelled"
        assert not Candidate.objects.exists()


def test_an_import_whose_workers_were_all_lost_reads_as_failed_and_can_go_on() -> None:
    workspace = make_workspace()
    batch = started(workspace, csv_bytes(people(3)))
    Job.objects.update(attempts=8)
    claim_due("anyone", now=NOW)
    with scope(workspace.pk):
        assert line_of(fresh(batch)).state == "failed"
        start(fresh(batch), by=owner_of(workspace), now=NOW)
    run_due()
    assert fresh(batch).counts == {"new": 3}


def test_a_file_that_is_gone_ends_the_import_with_words() -> None:
    workspace = make_workspace()
    batch = started(workspace, csv_bytes(people(3)))
    file_store.delete(batch.stored_file)
    run_due()
    assert (fresh(batch).state, fresh(batch).error) == ("failed", "file_gone")
    assert (job_behind(batch).state, job_behind(batch).error) == ("failed", "file_gone")


def test_a_file_damaged_after_the_upload_ends_the_import_with_its_reason() -> None:
    workspace = make_workspace()
    batch = started(workspace, csv_bytes(people(3)))
    os.truncate(file_store.path_of(batch.stored_file), 0)
    run_due()
    assert (fresh(batch).state, fresh(batch).error) == ("failed", "empty")


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_the_same_people_at_once_store_each_person_once() -> None:
    workspace = make_workspace()
    rows = people(ROWS)
    batches = [started(workspace, csv_bytes(rows)), started(workspace, csv_bytes(rows[::-1]))]

    def work() -> None:
        try:
            # Real retries wait for seconds; here a chunk that lost too often is due again at once.
            for minute in range(10):
                # The two clocks run apart: on a short lease the faster one would take the other's work away.
                worker(NOW + timedelta(minutes=minute), timedelta(hours=1)).run_once()
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with scope(workspace.pk):
        assert Candidate.objects.count() == ROWS
        assert ImportRow.objects.filter(fate="new").count() == ROWS
        assert ImportRow.objects.filter(fate="duplicate").count() == ROWS
        assert set(ImportBatch.objects.values_list("state", flat=True)) == {"done"}
