"""Asking for thousands of values at once: as `in`, whatever the values are, and inside the workspace only."""

from __future__ import annotations

import pytest

from tests.factories import make_candidate, make_workspace
from xinqiao.capabilities.candidates.models import Candidate, ContactPoint
from xinqiao.foundation.tenancy.scope import scope

pytestmark = pytest.mark.django_db

TITLES = ["王小明", "O'Brien", 'A "B" C', "back\\slash", "50%", "%s", "né", "ﬁ", "{a,b}", "NULL", "null"]


def test_texts_are_found_as_with_in() -> None:
    team = make_workspace()
    for title in TITLES:
        make_candidate(team, title=title)
    asked = [*TITLES[::2], "nobody's", ""]
    with scope(team.pk):
        found = set(Candidate.objects.filter(title__among=asked).values_list("pk", flat=True))
        assert found == set(Candidate.objects.filter(title__in=asked).values_list("pk", flat=True))
        assert len(found) == len(TITLES[::2])


def test_numbers_and_keys_are_found() -> None:
    team = make_workspace()
    one, other, _ = (make_candidate(team, email=f"a{n}@example.test") for n in range(3))
    asked = [one.pk, other.pk, -(1 << 62)]
    with scope(team.pk):
        assert set(Candidate.objects.filter(pk__among=asked)) == {one, other}
        assert ContactPoint.objects.filter(candidate_id__among=asked).count() == 2


def test_nothing_asked_finds_nothing() -> None:
    team = make_workspace()
    make_candidate(team)
    with scope(team.pk):
        assert not Candidate.objects.filter(pk__among=[]).exists()
        assert not Candidate.objects.filter(title__among=[]).exists()


def test_another_team_stays_hidden() -> None:
    theirs = make_candidate(make_workspace())
    with scope(make_workspace().pk):
        assert not Candidate.objects.filter(pk__among=[theirs.pk]).exists()


def test_thousands_go_in_one_question() -> None:
    team = make_workspace()
    one = make_candidate(team, email="someone@example.test")
    asked = [f"nobody{n}@example.test" for n in range(40_000)]
    with scope(team.pk):
        assert list(Candidate.objects.filter(email__among=[*asked, "someone@example.test"])) == [one]
