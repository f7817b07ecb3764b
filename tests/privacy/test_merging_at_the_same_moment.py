"""Two members merge the same two records in opposite directions: one merge happens, nothing is lost."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from tests.factories import NOW, make_candidate, make_workspace, owner_of
from xinqiao.capabilities.candidates.models import Candidate, Merge
from xinqiao.capabilities.candidates.operations import add_note
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.privacy.merging import CannotMerge, Why, merge, unmerge

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_of_two_merges_of_the_same_pair_happens() -> None:
    workspace = make_workspace()
    one, other = make_candidate(workspace, "王小明"), make_candidate(workspace, "Wang Xiaoming")
    owner = owner_of(workspace)
    with scope(workspace.pk):
        for person in (one, other):
            add_note(person, "备注", by=owner, now=NOW)
    together, outcomes = threading.Barrier(2), []

    def act(keep: Candidate, gone: Candidate) -> None:
        try:
            together.wait(timeout=10)
            with scope(workspace.pk):
                merge(keep, gone, by=owner, now=NOW)
            outcomes.append("merged")
        except CannotMerge as refused:
            outcomes.append(refused.why)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=pair) for pair in ((one, other), (other, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(outcomes) == sorted(["merged", Why.GONE])
    with scope(workspace.pk):
        survivor = Candidate.objects.get()
        assert survivor.timeline.filter(kind="note").count() == 2
        unmerge(Merge.objects.get(), by=owner, now=NOW)
        assert Candidate.objects.count() == 2
