"""Separate consents and “only kept” through a merge and back: the stricter of two records holds, never the looser."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories import NOW, make_candidate, make_workspace, owner_of
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.consent import allowed, restriction, separate
from xinqiao.domain.separate_consents import Purpose, State
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.privacy.merging import merge, unmerge

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def says(person: Candidate, *, yes: bool) -> None:
    version = "recording-1"
    separate.say(person, Purpose.RECORDING, yes=yes, text_version=version, language="en", now=NOW)


def state(person: Candidate) -> State:
    return allowed.items_of(person, now=LATER)[0].standing.state


def fresh(person: Candidate) -> Candidate:
    return Candidate.objects.get(public_id=person.public_id)


@pytest.mark.parametrize("yes_on_the_survivor", [True, False])
def test_of_a_yes_and_a_no_the_no_holds_until_two_records_are_two_again(yes_on_the_survivor: bool) -> None:
    workspace = make_workspace()
    keep, other = make_candidate(workspace, "王小明"), make_candidate(workspace, "Wang Xiaoming")
    with scope(workspace.pk):
        says(keep, yes=yes_on_the_survivor)
        says(other, yes=not yes_on_the_survivor)
        done = merge(keep, other, by=owner_of(workspace), now=LATER)
        assert state(keep) is State.ASKS_AGAIN
        other = unmerge(done, by=owner_of(workspace), now=LATER)
        assert (state(keep), state(other)) == (
            (State.IN_FORCE, State.REFUSED) if yes_on_the_survivor else (State.REFUSED, State.IN_FORCE)
        )


def test_a_no_said_meanwhile_holds_for_both() -> None:
    workspace = make_workspace()
    keep, other = make_candidate(workspace, "王小明"), make_candidate(workspace, "Wang Xiaoming")
    with scope(workspace.pk):
        says(keep, yes=True)
        says(other, yes=True)
        done = merge(keep, other, by=owner_of(workspace), now=NOW)
        says(keep, yes=False)
        other = unmerge(done, by=owner_of(workspace), now=LATER)
        assert (state(keep), state(other)) == (State.WITHDRAWN, State.WITHDRAWN)


@pytest.mark.parametrize("restricted", ["keep", "other", "meanwhile"])
def test_only_kept_on_either_record_means_only_kept(restricted: str) -> None:
    workspace = make_workspace()
    people = {"keep": make_candidate(workspace, "王小明"), "other": make_candidate(workspace, "Wang Xiaoming")}
    with scope(workspace.pk):
        if restricted in people:
            restriction.restrict(people[restricted], language="en", now=NOW)
        done = merge(people["keep"], people["other"], by=owner_of(workspace), now=NOW)
        if restricted == "meanwhile":
            assert fresh(people["keep"]).restricted_at is None
            restriction.restrict(people["keep"], language="en", now=NOW)
        survivor = fresh(people["keep"])
        assert survivor.restricted_at == NOW
        back = unmerge(done, by=owner_of(workspace), now=LATER)
        found = {"keep": fresh(people["keep"]), "other": fresh(back)}
        kept = {name for name, person in found.items() if person.restricted_at is not None}
        assert kept == ({"keep", "other"} if restricted == "meanwhile" else {restricted})
        for name in kept:
            assert restriction.restriction_of(found[name]) == restriction.Restriction(NOW, "", "")
