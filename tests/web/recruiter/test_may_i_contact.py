"""May I contact …? The whole answer of the send check, with what it looked at; reading it changes nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.access.addresses import contents_of
from tests.factories import NOW, make_candidate, make_member, make_workspace, owner_of
from tests.promises import missed
from tests.web.recruiter.desk import KEYED_14, Desk, answers, kinds, says, words
from xinqiao.capabilities.consent.operations import Reach, choose_reach
from xinqiao.foundation.audit.models import AuditEntry
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.roles import Role
from xinqiao.journeys import steps

pytestmark = [pytest.mark.django_db, pytest.mark.once]
HTMX = {"HX-Request": "true"}


def asked(desk: Desk, name: str) -> str:
    """The page's words below its head."""
    return words(desk.get("may_i", q=name)).split("does not count as a contact.", 1)[1]


def test_a_free_person_may_be_asked_by_any_way_and_the_facts_are_named() -> None:
    workspace = make_workspace()
    make_candidate(workspace, "沈知遥", title="架构师")
    text = asked(Desk(owner_of(workspace)), "知遥")
    for words_of in (
        "Yes, by any way.",
        "asking for permission",
        "Permission not asked yet",
        "at least 14 days between requests, our default, they have chosen none",
        "Our last contact none so far",
        "Promises none is missed",
        "they have ruled none out",
        "Monday 17:00 there (Mainland China), inside their hours, workdays 9–20 (our default)",
        "Who keeps the relationship you",
    ):
        assert words_of in text, (words_of, text)


def test_the_persons_own_choices_decide_each_way_and_are_said_to_be_theirs() -> None:
    workspace = make_workspace()
    person = make_candidate(workspace)
    says(person, "granted", now=NOW - timedelta(days=9))
    with scope(workspace.pk):
        steps.hand_out_link(person, "questionnaire", by=owner_of(workspace), now=NOW - timedelta(days=7, hours=1))
        choose_reach(person, Reach(pace="monthly", channels=["wechat"]), now=NOW - timedelta(days=5))
    text = asked(Desk(make_member(workspace)), "沈知遥")
    for words_of in (
        "WeChat",
        "Something is already asked of them",
        "Not by this way: they chose others",
        "chosen by them",
    ):
        assert words_of in text, words_of
    assert "at least 30 days between requests, chosen by them" in text
    assert "Owner" in text.split("Our last contact")[1].split("Open question")[0]


@pytest.mark.parametrize(
    ("story", "title"),
    [("stopped", "They asked not to be contacted"), ("missed", "A promise to them was not kept")],
)
def test_what_no_date_lifts_says_no_and_what_is_fine_instead(story: str, title: str) -> None:
    workspace = make_workspace()
    person = make_candidate(workspace)
    says(person, story, now=NOW - timedelta(days=9)) if story == "stopped" else missed(person)
    text = asked(Desk(owner_of(workspace)), "沈知遥")
    assert "Not now." in text
    assert title in text
    assert "Fine now:" in text


def test_at_night_it_says_from_when_on() -> None:
    workspace = make_workspace()
    make_candidate(workspace)
    text = asked(Desk(owner_of(workspace), now=NOW + timedelta(hours=6)), "沈知遥")
    assert "Not yet: from" in text
    assert "outside their hours" in text


def test_it_stores_nothing_but_that_the_file_was_looked_at() -> None:
    workspace = make_workspace()
    person = make_candidate(workspace)
    before, timeline = contents_of(workspace.pk), kinds(person)
    desk = Desk(owner_of(workspace))
    desk.get("may_i", q="沈知遥")
    desk.get("may_i", q="沈知遥")
    assert contents_of(workspace.pk) == before
    assert kinds(person) == timeline
    with scope(workspace.pk):
        assert AuditEntry.objects.filter(action="candidate_viewed", subject_id=person.pk).count() == 1
    assert desk.post("may_i", q="沈知遥").status_code == 405


def test_namesakes_are_told_apart_and_an_unknown_name_leads_to_the_search() -> None:
    workspace = make_workspace()
    one = make_candidate(workspace, "王敏", company="云帆科技")
    make_candidate(workspace, "王敏", company="星衡数据")
    desk = Desk(owner_of(workspace))
    text = asked(desk, "王敏")
    assert "Which one?" in text
    assert "云帆科技" in text
    assert "星衡数据" in text
    assert "Yes, by any way." in words(desk.get("may_i", who=one.public_id))
    assert "Nobody here goes by that name." in asked(desk, "无此人")
    assert desk.get("may_i", who="nobody").status_code == 404


def test_a_full_name_is_enough_where_another_name_holds_it() -> None:
    workspace = make_workspace()
    for name in ("王敏", "王敏之"):
        make_candidate(workspace, name)
    assert "Yes, by any way." in asked(Desk(owner_of(workspace)), "王敏")


def test_inside_today_only_the_answer_comes() -> None:
    workspace = make_workspace()
    make_candidate(workspace)
    part = Desk(owner_of(workspace)).get("may_i", q="沈知遥", headers=HTMX).content.decode()
    assert "Yes, by any way." in part
    assert "<html" not in part


def test_a_character_that_databases_refuse_names_nobody() -> None:
    desk = Desk(owner_of(make_workspace()))
    assert desk.get("may_i", who="\x00x").status_code == 404
    assert desk.get("may_i", who="\x00", q="\x00").status_code == 200


def test_whoever_does_not_keep_them_learns_nothing_of_answers() -> None:
    texts: list[Any] = []
    for decision in ("private", "shared"):
        workspace = make_workspace()
        person = make_candidate(workspace)
        says(person, "granted", now=NOW - timedelta(days=9))
        with scope(workspace.pk):
            steps.hand_out_link(person, "questionnaire", by=owner_of(workspace), now=NOW - timedelta(days=3))
        # Their tempo is that of the unmeasured, so that it says nothing either.
        answers(person, KEYED_14, decision=decision)
        texts.append(asked(Desk(make_member(workspace, Role.VIEWER)), "沈知遥").split("What this looked at")[0])
    assert "Something is already asked of them" in texts[0]
    assert texts[0] == texts[1]


def test_an_address_finds_nobody_for_those_who_read_none() -> None:
    workspace = make_workspace()
    make_candidate(workspace, email="shen@example.test")
    assert "Yes" in asked(Desk(owner_of(workspace)), "shen@example.test")
    assert "Nobody here" in asked(Desk(make_member(workspace, Role.VIEWER)), "shen@example.test")
