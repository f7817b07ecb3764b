"""How well the scale measures here: for the owner, nothing below its number, each language by itself."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import NOW, make_member, make_workspace, owner_of
from tests.insights.fillings import answer_again, people_who_answered, raw_answers
from tests.web.recruiter.desk import Desk, words
from xinqiao.capabilities.assessments.models import KeySwitch
from xinqiao.domain.scale import TOS5_PRINTED
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
from xinqiao.foundation.workspaces.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


def page_of(workspace: Workspace, **query: str) -> str:
    return words(Desk(owner_of(workspace)).get("psychometrics", **query))


@pytest.mark.parametrize("role", [role for role in Role if role != Role.OWNER])
def test_only_the_owner_sees_it_because_two_looks_tell_one_persons_answers(workspace: Workspace, role: Role) -> None:
    people_who_answered(workspace, raw_answers(40))
    for desk, sees in ((Desk(make_member(workspace, role)), False), (Desk(owner_of(workspace)), True)):
        assert desk.get("psychometrics").status_code == (200 if sees else 403)
        assert (desk.address("psychometrics") in desk.get("about_score").content.decode()) is sees


def test_an_empty_workspace_is_told_from_how_many_on_each_figure_appears(workspace: Workspace) -> None:
    page = page_of(workspace)
    assert "Nobody has shared a result yet." in page
    for words_of_waiting in (
        "shown from 5 people on, after 5 more people",
        "shown from 30 people on, after 30 more people",
        "shown from 50 pairs on, after 50 more pairs",
        "Intervals appear after 50 more people.",
    ):
        assert words_of_waiting in page
    assert "more than 6.1 points apart" in page
    assert "declared starting value" in page


def test_what_is_below_its_number_stands_nowhere_on_the_page(workspace: Workspace) -> None:
    people_who_answered(workspace, [(2, 2, 2, 2, 4)] * 4, flags=["too_fast"])
    answer = Desk(owner_of(workspace)).get("psychometrics")
    page = words(answer)
    assert "4 people with five answers" in page
    assert "after 1 more person" in page
    assert "20.0" not in page
    assert "Answered within two seconds" not in page
    assert "distribution-bar" not in answer.content.decode()


def test_five_people_make_a_distribution_with_its_table(workspace: Workspace) -> None:
    people_who_answered(workspace, [(2, 2, 2, 2, 4)] * 3 + [(3, 3, 3, 3, 3)] * 2 + [(1, None, 1, 1, 5)])
    answer = Desk(owner_of(workspace)).get("psychometrics")
    page = words(answer)
    bars = re.findall(r'class="distribution-bar" x="([\d.]+)" y="([\d.]+)"', answer.content.decode())
    # Totals 15 and 20 stand in the eleventh and sixteenth column; the higher bar reaches the top.
    assert [(float(x), float(y)) for x, y in bars] == [(10.15, 33.33), (15.15, 0.0)]
    assert "Totals run from 15 to 20; the most frequent is 20." in page
    assert re.search(r"\b15 2 16 0 17 0 18 0 19 0 20 3 21 0\b", page)
    assert "5 people with five answers, 1 with a skipped statement left out" in page
    assert re.search(r"Mean total .{,60} 18\.0 14\.6 to 21\.4", page)


def test_two_hundred_people_are_told_everything_with_what_it_cannot_say(workspace: Workspace) -> None:
    people = people_who_answered(workspace, raw_answers(200), flags=["too_fast", "from_the_future"])
    page = page_of(workspace)
    assert re.search(r"Alpha how far .{,60} 0\.\d\d 0\.\d\d to 0\.\d\d", page)
    assert re.search(r"Omega the same .{,120} 0\.\d\d 0\.\d\d to 0\.\d\d", page)
    assert re.search(r"\(SEM\) in points; from alpha here \d\.\d \d\.\d to \d\.\d", page)
    assert "The data support the direction of all five items." in page
    assert page.count("the data support it") == 5
    assert "Which end is “open”" in page
    # A flag that has no words yet is counted under its own name.
    assert re.search(r"from_the_future 200 Answered within two seconds a statement 200", page)
    answer_again(workspace, people[:60], raw_answers(60, seed=6), at=NOW + timedelta(days=10))
    page = page_of(workspace)
    assert re.search(r"mean shift −?\d\.\d, 60 pairs −\d+\.\d to \d+\.\d", page)
    assert "from retests here" in page


def test_figures_follow_the_scoring_key_in_force(workspace: Workspace) -> None:
    people_who_answered(workspace, [(1, 1, 1, 1, 1)] * 6 + raw_answers(200))
    page = page_of(workspace)
    assert page.count(" turned round ") == 4
    assert "plain sum" not in page
    with scope(workspace.pk):
        KeySwitch.objects.create(
            scoring_key=TOS5_PRINTED.id, asked_by=owner_of(workspace), asked_at=NOW, in_force_at=NOW
        )
    page = page_of(workspace)
    assert "reads answers by their plain sum" in page
    assert page.count(" as answered ") == 5
    assert "The data contradict the direction of at least one item." in page
    # All 1 makes 5 by the plain sum, and 21 by the other key.
    assert "Totals run from 5 to" in page


def test_languages_are_never_averaged_together(workspace: Workspace) -> None:
    people_who_answered(workspace, [(2, 2, 2, 2, 4)] * 6)
    people_who_answered(workspace, [(4, 4, 4, 4, 2)] * 7, language="en")
    page = page_of(workspace)
    assert "Chinese 6 English 7 never averaged together" in page
    assert "10.0" in page
    assert "20.0" in page_of(workspace, language="zh-hans")
    assert "10.0" not in page_of(workspace, language="zh-hans")
    assert "10.0" in page_of(workspace, language="no such language")


def test_invented_people_count_only_in_the_demonstration_and_are_marked(workspace: Workspace) -> None:
    people_who_answered(workspace, raw_answers(6), is_sample=True)
    people_who_answered(workspace, raw_answers(8))
    assert "8 people with five answers" in page_of(workspace)
    Workspace.objects.filter(pk=workspace.pk).update(is_demo=True)
    page = page_of(workspace)
    assert "6 people with five answers" in page
    assert "Worked out from the invented people" in page


def test_it_asks_the_database_as_often_for_many_as_for_few(workspace: Workspace) -> None:
    desk, asked = Desk(owner_of(workspace)), []
    for size in (1, 60):
        people_who_answered(workspace, raw_answers(size))
        with CaptureQueriesContext(connection) as queries:
            desk.get("psychometrics")
        asked.append(len(queries))
    assert asked[0] == asked[1] < 17


def test_it_speaks_chinese(workspace: Workspace) -> None:
    people_who_answered(workspace, raw_answers(60))
    page = words(Desk(owner_of(workspace), language="zh-hans").get("psychometrics"))
    for said in ("量表在这里测得准不准", "60 人答满五句", "再有 140 人，就给出判断。", "数据永远说不了的"):
        assert said in page
