"""Rows that may be somebody who is there wait for a person, as long as it takes."""

from __future__ import annotations

import pytest

from tests.capabilities.importing.test_import_updates import imported
from tests.factories import NOW, make_candidate, make_workspace, owner_of
from tests.import_lists import company, csv_bytes, fates, fresh, run_due
from xinqiao.capabilities.candidates.blocking import block_identities
from xinqiao.capabilities.candidates.models import Candidate, ProbableDuplicate
from xinqiao.capabilities.importing.deciding import Verdict, decide, decide_all, take_back
from xinqiao.capabilities.importing.models import ImportBatch, ImportRow
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace

pytestmark = pytest.mark.django_db

ROWS = [("叶舟", "", "ye@example.test", "砚川科技有限公司"), ("顾盼", "", "gu@example.test", "")]


def waiting() -> tuple[Workspace, Candidate, ImportBatch]:
    workspace = make_workspace()
    known = make_candidate(workspace, "叶舟", company="砚川科技", phone="12012340001")
    return workspace, known, imported(workspace, csv_bytes(ROWS))


def test_they_are_kept_and_not_imported() -> None:
    workspace, known, batch = waiting()
    assert fates(batch) == [(2, "probable"), (3, "new")]
    assert batch.counts == {"probable": 1, "new": 1, "to_look_at": 1}
    with scope(workspace.pk):
        assert ImportRow.objects.get(number=2).candidate_id == known.pk
        assert Candidate.objects.count() == 2


def test_the_same_person_gains_what_the_row_adds() -> None:
    workspace, known, batch = waiting()
    with scope(workspace.pk):
        assert len(decide(batch, [2], Verdict.SAME, by=owner_of(workspace), now=NOW)) == 1
        known.refresh_from_db()
        assert (known.email_key, known.company) == ("ye@example.test", "砚川科技")
        assert Candidate.objects.count() == 2
    assert fresh(batch).counts == {"updated": 1, "new": 1, "to_look_at": 1}


def test_a_new_person_comes_in_and_the_pair_is_never_asked_again() -> None:
    workspace, known, batch = waiting()
    with scope(workspace.pk):
        decide(batch, [2], Verdict.NEW, by=owner_of(workspace), now=NOW)
        new = Candidate.objects.get(email_key="ye@example.test")
        assert ImportRow.objects.get(number=2).candidate_id == new.pk
        pair = ProbableDuplicate.objects.get()
    assert (pair.candidate_id, pair.other_id, pair.state) == (known.pk, new.pk, "different")


@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_decision_can_be_taken_back(verdict: Verdict) -> None:
    workspace, known, batch = waiting()
    by = owner_of(workspace)
    with scope(workspace.pk):
        decide(batch, [2], verdict, by=by, now=NOW)
        assert take_back(batch, [2], by=by, now=NOW) == 1
        known.refresh_from_db()
        assert (known.email_key, Candidate.objects.count()) == (None, 2)
        assert ImportRow.objects.get(number=2).candidate_id == known.pk
    assert (fates(batch), fresh(batch).counts["probable"]) == ([(2, "probable"), (3, "new")], 1)


def test_everything_that_waits_is_decided_in_the_background() -> None:
    workspace = make_workspace()
    for n in range(5):
        make_candidate(workspace, "叶舟", company=company(n), phone=f"1201234000{n}")
    batch = imported(workspace, csv_bytes([("叶舟", "", f"ye{n}@example.test", company(n)) for n in range(5)]))
    assert batch.counts["probable"] == 5
    with scope(workspace.pk):
        decide_all(batch, Verdict.SAME, by=owner_of(workspace), now=NOW)
    run_due()
    assert fresh(batch).counts == {"updated": 5, "to_look_at": 5}


def test_a_row_like_another_row_means_whoever_that_one_became() -> None:
    workspace = make_workspace()
    rows = [("叶舟", "", "ye@example.test", "砚川科技"), ("叶舟", "12012340001", "", "砚川科技有限公司")]
    batch = imported(workspace, csv_bytes(rows))
    assert fates(batch) == [(2, "new"), (3, "probable")]
    with scope(workspace.pk):
        assert ImportRow.objects.get(number=3).duplicate_of_row == 2
        decide(batch, [3], Verdict.SAME, by=owner_of(workspace), now=NOW)
        assert Candidate.objects.get().phone_key == "+8612012340001"


def test_whoever_only_shares_a_number_comes_in_without_it() -> None:
    workspace = make_workspace()
    known = make_candidate(workspace, "沈知遥", phone="12012340001")
    batch = imported(workspace, csv_bytes([("叶舟", "12012340001", "", ""), ("顾盼", "12012340001", "", "")]))
    with scope(workspace.pk):
        done = decide(batch, [2, 3], Verdict.NEW, by=owner_of(workspace), now=NOW)
        assert [row.fate for row in done] == ["new", "new"]
        assert [reason["code"] for reason in ImportRow.objects.get(number=2).reasons] == ["shared_number"]
        assert dict(Candidate.objects.values_list("display_name", "phone_key")) == {
            "沈知遥": known.phone_key,
            "叶舟": None,
            "顾盼": None,
        }
        assert take_back(batch, [2, 3], by=owner_of(workspace), now=NOW) == 2
        assert ImportRow.objects.get(number=2).reasons == []


def test_somebody_who_asked_to_stay_out_is_refused() -> None:
    workspace = make_workspace()
    with scope(workspace.pk):
        block_identities([("email", "gu@example.test")], reason="erased", now=NOW)
    imported(workspace, csv_bytes(ROWS))
    with scope(workspace.pk):
        row = ImportRow.objects.get(number=3)
    assert (row.fate, [reason["code"] for reason in row.reasons]) == ("refused", ["blocked"])
