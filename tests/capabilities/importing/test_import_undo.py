"""A whole import is taken back; whoever we have to do with by now stays, and the list says why."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.capabilities.importing.test_import_updates import HEADER, KNOWN, imported
from tests.factories import NOW, make_candidate, make_workspace, owner_of
from tests.import_lists import csv_bytes, fates, fresh, job_behind, people, run_due
from xinqiao.capabilities.candidates.models import Candidate, CandidateTag, ContactPoint, TimelineEntry
from xinqiao.capabilities.candidates.operations import add_note, add_sign, open_link, set_stage
from xinqiao.capabilities.consent.operations import decide as consent
from xinqiao.capabilities.importing import undoing
from xinqiao.capabilities.importing.deciding import NotDecidable, Verdict, decide, take_back
from xinqiao.capabilities.importing.models import ImportBatch, ImportRow
from xinqiao.capabilities.importing.undoing import NotUndoable, start_undo
from xinqiao.foundation.jobs.operations import request_cancel
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
from xinqiao.privacy.merging import merge, unmerge

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def undo(workspace: Workspace, batch: ImportBatch) -> ImportBatch:
    with scope(workspace.pk):
        start_undo(fresh(batch), by=owner_of(workspace), now=NOW)
    run_due()
    return fresh(batch)


def test_everybody_it_brought_goes_and_the_rows_stay_as_history() -> None:
    workspace = make_workspace()
    known = make_candidate(workspace)
    batch = undo(workspace, imported(workspace, csv_bytes([*people(40), KNOWN[:4]])))
    assert (batch.state, batch.counts["removed"], batch.undone_at) == ("undone", 41, NOW)
    assert job_behind(batch).state == "done"
    with scope(workspace.pk):
        assert list(Candidate.objects.all()) == [known]
        assert ContactPoint.objects.count() == 0
        assert TimelineEntry.objects.count() == 1
        assert ImportRow.objects.filter(batch=batch, fate="new", candidate=None).count() == 41


def test_whoever_something_happened_with_stays_and_the_row_says_why() -> None:
    workspace = make_workspace()
    batch = imported(workspace, csv_bytes([*people(6), ("有备注", "", "note@example.test", "")]))
    by = owner_of(workspace)
    with scope(workspace.pk):
        one = {row.email_key: row for row in Candidate.objects.all()}
        add_note(one["person1@example.test"], "聊过", by=by, now=LATER)
        consent(one["person2@example.test"], "stopped", text_version="v", language="en", now=LATER)
        open_link(one["person3@example.test"], "permission", by=by, now=LATER)
        add_sign(one["person4@example.test"], "replied", observed_on=NOW.date(), by=by, now=LATER)
        set_stage(one["person5@example.test"], "building", by=by, now=LATER)
    done = undo(workspace, batch)
    assert (done.counts["removed"], done.counts["kept"]) == (2, 5)
    with scope(workspace.pk):
        rows = ImportRow.objects.filter(batch=batch, candidate__isnull=False).order_by("number")
        assert [row.reasons[-1]["code"] for row in rows] == [
            *("kept_note", "kept_consent", "kept_link", "kept_contact", "kept_edited")
        ]


@pytest.mark.parametrize(("taken_back", "left"), [(True, []), (False, ["kept_merged"])])
def test_a_merge_keeps_people_only_while_it_stands(taken_back: bool, left: list[str]) -> None:
    workspace = make_workspace()
    batch = imported(workspace, csv_bytes(people(2)))
    by = owner_of(workspace)
    with scope(workspace.pk):
        keep, other = Candidate.objects.order_by("pk")
        merged = merge(keep, other, by=by, now=LATER)
        if taken_back:
            unmerge(merged, by=by, now=LATER)
    undo(workspace, batch)
    with scope(workspace.pk):
        rows = ImportRow.objects.filter(batch=batch, candidate__isnull=False)
        assert sorted({row.reasons[-1]["code"] for row in rows}) == left
        assert Candidate.objects.count() == len(left)


def test_a_decision_that_was_taken_back_keeps_nobody() -> None:
    workspace = make_workspace()
    rows = [("叶舟", "12012340001", "", "砚川科技"), ("叶舟", "", "ye@example.test", "砚川科技有限公司")]
    batch = imported(workspace, csv_bytes(rows))
    with scope(workspace.pk):
        decide(fresh(batch), [3], Verdict.SAME, by=owner_of(workspace), now=LATER)
        take_back(fresh(batch), [3], by=owner_of(workspace), now=LATER)
    done = undo(workspace, batch)
    assert (done.counts["removed"], done.counts.get("kept", 0)) == (1, 0)


def test_records_get_back_what_was_replaced() -> None:
    workspace = make_workspace()
    known = make_candidate(workspace, "沈知遥", email="a@example.test", company="旧公司")
    batch = imported(workspace, csv_bytes([("沈之遥", *KNOWN[1:])], HEADER), update_mode="overwrite")
    undo(workspace, batch)
    with scope(workspace.pk):
        known.refresh_from_db()
        assert (known.display_name, known.company, known.city, known.skills) == ("沈知遥", "旧公司", "", [])
        assert (known.sort_name, known.phone, known.phone_key) == ("shen zhi yao", "", None)
        assert ContactPoint.objects.filter(candidate=known).count() == 1
        assert not CandidateTag.objects.filter(candidate=known).exists()
        assert not TimelineEntry.objects.filter(candidate=known, kind="note").exists()


def test_what_a_person_changed_since_stays_as_they_wrote_it() -> None:
    workspace = make_workspace()
    known = make_candidate(workspace, "沈知遥", email="a@example.test", company="旧公司")
    batch = imported(workspace, csv_bytes([KNOWN], HEADER), update_mode="overwrite")
    with scope(workspace.pk):
        Candidate.objects.filter(pk=known.pk).update(company="更新的公司")
    undo(workspace, batch)
    with scope(workspace.pk):
        known.refresh_from_db()
        assert (known.company, known.city) == ("更新的公司", "")
        assert ImportRow.objects.get(batch=batch).reasons[-1]["code"] == "changed_since"


def test_an_undo_that_was_stopped_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undoing, "CHUNK_ROWS", 10)
    workspace = make_workspace()
    batch = imported(workspace, csv_bytes(people(30)))
    with scope(workspace.pk):
        start_undo(fresh(batch), by=owner_of(workspace), now=NOW)
    real = undoing.undo_rows

    def once(*args, **values):  # type: ignore[no-untyped-def]
        request_cancel(job_behind(batch), now=NOW)
        return real(*args, **values)

    monkeypatch.setattr(undoing, "undo_rows", once)
    run_due()
    assert (fresh(batch).state, fresh(batch).counts["removed"]) == ("cancelled", 10)
    monkeypatch.setattr(undoing, "undo_rows", real)
    assert undo(workspace, batch).counts["removed"] == 30
    with scope(workspace.pk):
        assert not Candidate.objects.exists()


def test_nothing_is_undone_twice_or_before_it_ended() -> None:
    workspace = make_workspace()
    batch = undo(workspace, imported(workspace, csv_bytes(people(2))))
    with scope(workspace.pk), pytest.raises(NotUndoable):
        start_undo(batch, by=owner_of(workspace), now=NOW)


def test_rows_that_waited_are_closed_and_nothing_is_decided_any_more() -> None:
    workspace = make_workspace()
    make_candidate(workspace, "叶舟", company="砚川科技", phone="12012340001")
    rows = [("叶舟", "", "ye@example.test", "砚川科技"), ("顾盼", "", "gu@example.test", "")]
    batch, by = imported(workspace, csv_bytes(rows)), owner_of(workspace)
    assert fates(batch) == [(2, "probable"), (3, "new")]
    with scope(workspace.pk):
        start_undo(batch, by=by, now=NOW)
        with pytest.raises(NotDecidable):
            decide(batch, [2], Verdict.NEW, by=by, now=NOW)
    run_due()
    assert fates(batch) == [(2, "skipped"), (3, "new")]
    assert {name: fresh(batch).counts.get(name) for name in ("probable", "skipped")} == {"probable": None, "skipped": 1}
    with scope(workspace.pk):
        row = ImportRow.objects.get(number=2)
        assert ([reason["code"] for reason in row.reasons], row.candidate_id, row.before) == (["undecided"], None, None)
        with pytest.raises(NotDecidable):
            take_back(batch, [3], by=by, now=NOW)
