"""What a workspace's shared answers say about the scale: counted by the database, each language by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from tests.factories import NOW, make_workspace, owner_of
from tests.insights.fillings import answer_again, people_who_answered, raw_answers
from xinqiao.capabilities.candidates.operations import set_stage
from xinqiao.domain.keying_report import Verdict
from xinqiao.domain.reliable_change import Source
from xinqiao.domain.scale import TOS5_KEYED
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
from xinqiao.insights.psychometrics import ScaleQuality, quality_of_scale
from xinqiao.playbook.loader import playbook

pytestmark = pytest.mark.django_db


def quality(workspace: Workspace, *, samples: bool = False) -> dict[str, ScaleQuality]:
    with scope(workspace.pk):
        found = quality_of_scale(playbook().scale("tos5").version, TOS5_KEYED, samples=samples)
    return {one.language: one for one in found}


def keyed(rows: list[list[int]]) -> Any:
    table = np.array(rows)
    return np.column_stack([6 - table[:, :4], table[:, 4]])


def test_figures_are_those_of_the_answers_and_languages_stay_apart() -> None:
    workspace = make_workspace()
    chinese, english = raw_answers(200), raw_answers(31, seed=8)
    people_who_answered(workspace, chinese, flags=["too_fast"])
    people_who_answered(workspace, english, language="en")
    people_who_answered(workspace, [(1, 2, None, 3, 4), (None, None, 1, 2, 3)])
    found = quality(workspace)
    zh, en = found["zh-hans"], found["en"]
    assert (zh.people, zh.incomplete, en.people, en.incomplete) == (200, 2, 31, 0)
    totals = keyed(chinese).sum(axis=1)
    assert zh.totals == {total: int((totals == total).sum()) for total in range(5, 26)}
    assert zh.mean is not None
    assert zh.mean.value == pytest.approx(totals.mean())
    items = keyed(chinese)
    assert zh.reliability is not None
    assert zh.reliability.alpha == pytest.approx(1.25 * (1 - items.var(axis=0, ddof=1).sum() / totals.var(ddof=1)))
    assert zh.keying.verdict is Verdict.SUPPORTED
    assert zh.change.source is Source.ALPHA
    assert zh.flags == {"too_fast": 200, "one_missing": 1}
    # 31 people: alpha with its interval; direction and an error of their own not yet.
    assert en.reliability is not None
    assert en.omega_ci95 is not None
    assert (en.keying.verdict, en.change.source, en.flags) == (Verdict.NOT_TESTABLE, Source.DECLARED, {})


@pytest.mark.parametrize(("people", "seen"), [(4, False), (5, True)])
def test_below_five_people_nothing_but_their_number_is_handed_out(people: int, seen: bool) -> None:
    workspace = make_workspace()
    answered = people_who_answered(workspace, raw_answers(people), flags=["too_fast"])
    # Whoever answers often is one person still.
    answer_again(workspace, answered, raw_answers(people, seed=9), at=NOW + timedelta(days=1), flags=["too_fast"])
    found = quality(workspace)["zh-hans"]
    assert (found.people, found.totals is not None, found.mean is not None) == (people, seen, seen)
    assert found.flags == ({"too_fast": people} if seen else None)
    assert found.reliability is found.omega_ci95 is found.retest is None


def test_only_what_real_people_of_this_workspace_shared_is_counted() -> None:
    workspace, other = make_workspace(), make_workspace()
    people_who_answered(workspace, raw_answers(6))
    people_who_answered(other, raw_answers(40))
    people_who_answered(workspace, raw_answers(7), is_sample=True)
    for state in ("private", "contact_only", "answered", "draft"):
        people_who_answered(workspace, raw_answers(3), state=state)
    assert quality(workspace)["zh-hans"].people == 6
    assert quality(workspace, samples=True)["zh-hans"].people == 7
    assert quality(make_workspace())["zh-hans"].people == 0


def test_the_newest_filling_of_a_person_counts() -> None:
    workspace = make_workspace()
    people = people_who_answered(workspace, [(3, 3, 3, 3, 3)] * 6)
    answer_again(workspace, people, [(1, 1, 1, 1, 5)] * 6, at=NOW + timedelta(days=3))
    # Handed in later, and older.
    answer_again(workspace, people, [(5, 5, 5, 5, 1)] * 6, at=NOW - timedelta(days=3))
    totals = quality(workspace)["zh-hans"].totals
    assert totals is not None
    assert {total: people for total, people in totals.items() if people} == {25: 6}


def test_retest_pairs_take_over_the_error_once_there_are_fifty() -> None:
    workspace = make_workspace()
    first, second = raw_answers(49), raw_answers(49, seed=6)
    people = people_who_answered(workspace, first)
    answer_again(workspace, people, second, at=NOW + timedelta(days=7))
    found = quality(workspace)["zh-hans"]
    assert (found.pairs, found.change.source, found.retest) == (49, Source.DECLARED, None)
    last = people_who_answered(workspace, [(2, 2, 2, 2, 4)])
    answer_again(workspace, last, [(3, 3, 3, 3, 3)], at=NOW + timedelta(days=28))
    found = quality(workspace)["zh-hans"]
    moves = np.append(keyed(second).sum(axis=1) - keyed(first).sum(axis=1), -5)
    assert found.retest is not None
    assert (found.pairs, found.change.source) == (50, Source.RETEST)
    assert (found.retest.mean, found.retest.deviation) == (
        pytest.approx(moves.mean()),
        pytest.approx(moves.std(ddof=1)),
    )
    assert found.change.sem == pytest.approx(moves.std(ddof=1) / 2**0.5)


def test_a_pair_is_seven_to_twentyeight_days_apart_in_one_language_and_one_stage() -> None:
    workspace = make_workspace()
    pair, early, late, elsewhere, moved, skipped = people_who_answered(workspace, [(2, 2, 2, 2, 4)] * 6)
    for people, days, given, language in (
        (pair, 14, (2, 2, 2, 2, 5), "zh-hans"),
        (early, 6, (2, 2, 2, 2, 5), "zh-hans"),
        (late, 29, (2, 2, 2, 2, 5), "zh-hans"),
        (elsewhere, 14, (2, 2, 2, 2, 5), "en"),
        (moved, 14, (2, 2, 2, 2, 5), "zh-hans"),
        (skipped, 14, (2, 2, 2, None, 5), "zh-hans"),
    ):
        answer_again(workspace, [people], [given], at=NOW + timedelta(days=days), language=language)
    with scope(workspace.pk):
        set_stage(moved, "building", by=owner_of(workspace), now=NOW + timedelta(days=10))
        # Before the first of the two, and after the second: neither lies between.
        set_stage(pair, "building", by=owner_of(workspace), now=NOW - timedelta(days=1))
        set_stage(pair, "validation", by=owner_of(workspace), now=NOW + timedelta(days=15))
    assert quality(workspace)["zh-hans"].pairs == 1
    # Three days after the first: their memory answered, so what follows it is no pair either; the next two are one.
    recalled = people_who_answered(workspace, [(2, 2, 2, 2, 4)])
    for days in (3, 13, 23):
        answer_again(workspace, recalled, [(2, 2, 2, 2, 5)], at=NOW + timedelta(days=days))
    assert quality(workspace)["zh-hans"].pairs == 2


def test_questions_to_the_database_do_not_grow(django_assert_num_queries: Any) -> None:
    workspace = make_workspace()
    for size in (6, 60):
        people = people_who_answered(workspace, raw_answers(size))
        answer_again(workspace, people, raw_answers(size, seed=3), at=NOW + timedelta(days=9))
        with scope(workspace.pk), django_assert_num_queries(3):
            quality_of_scale(playbook().scale("tos5").version, TOS5_KEYED, samples=False)
