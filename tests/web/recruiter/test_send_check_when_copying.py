"""A text is copied only at the person's pace, in their hours, by their channels, and one question at a time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.factories import NOW, make_candidate, make_member, make_workspace, owner_of
from tests.web.cards import asked_card
from tests.web.recruiter.desk import Desk, answers, kinds, says, words
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.consent.operations import Reach, choose_reach
from xinqiao.capabilities.engagement.operations import tap
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Member
from xinqiao.journeys.steps import hand_out_link

pytestmark = pytest.mark.django_db

FRIDAY = NOW - timedelta(days=3)
WEDNESDAY = NOW - timedelta(days=5)


def copied(member: Member, person: Candidate, purpose: str, *, now: datetime = NOW, variant: str = "wechat") -> Any:
    """What the copying script receives at that moment."""
    desk = Desk(member, now=now)
    answer = desk.post(
        "candidate_copy", person.public_id, purpose, headers={"accept": "application/json"}, variant=variant
    )
    found = answer.json()
    assert bool(found["text"]) is found["ok"] is (answer.status_code == 200)
    return found


def record(member: Member, person: Candidate, *, now: datetime = NOW) -> str:
    return words(Desk(member, now=now).get("candidate", person.public_id)).replace("\xa0", " ")


def chose(person: Candidate, **reach: Any) -> None:
    with scope(person.owner.workspace_id):
        choose_reach(person, Reach(**reach), now=NOW)


def asked(person: Candidate, purpose: str = "permission", *, now: datetime = WEDNESDAY) -> None:
    with scope(person.owner.workspace_id):
        hand_out_link(person, purpose, by=person.owner, now=now)


@pytest.mark.parametrize(
    ("zone", "parts", "now", "opens"),
    [
        # 21:00 in Shanghai, which is where somebody without a zone lives.
        ("", [], NOW + timedelta(hours=4), datetime(2026, 11, 3, 1, tzinfo=UTC)),
        # 4:00 in New York, where the clocks went back the day before.
        ("America/New_York", [], NOW, datetime(2026, 11, 2, 14, tzinfo=UTC)),
        ("Asia/Shanghai", ["weekday_evening"], NOW, datetime(2026, 11, 2, 11, tzinfo=UTC)),
        # The evening before the National Day.
        ("Asia/Shanghai", [], datetime(2026, 9, 30, 13, tzinfo=UTC), datetime(2026, 10, 8, 1, tzinfo=UTC)),
    ],
)
def test_outside_their_hours_nothing_is_handed_out(zone: str, parts: list[str], now: datetime, opens: datetime) -> None:
    workspace = make_workspace()
    person = make_candidate(workspace, time_zone=zone)
    chose(person, day_parts=parts)
    refused = copied(owner_of(workspace), person, "permission", now=now)
    assert refused["reason"].startswith("Outside their hours. From ")
    assert kinds(person) == ["added", "chose_reach"]
    assert not copied(owner_of(workspace), person, "permission", now=opens - timedelta(seconds=1))["ok"]
    assert copied(owner_of(workspace), person, "permission", now=opens)["ok"]


def test_right_after_a_yes_the_questionnaire_is_fine_unless_they_chose_a_pace() -> None:
    workspace = make_workspace()
    owner = owner_of(workspace)
    easy, weekly = make_candidate(workspace, "安一"), make_candidate(workspace, "白二")
    for person in (easy, weekly):
        asked(person)
        says(person, "granted", now=FRIDAY)
    chose(weekly, pace="weekly")
    assert copied(owner, easy, "questionnaire")["ok"]
    assert "Sooner than their pace allows. From 4 Nov" in copied(owner, weekly, "questionnaire")["reason"]
    page = Desk(owner).get("candidate", weekly.public_id)
    assert "Sooner than their pace allows" in words(page)
    assert "What we tell them The time between two contacts is not over yet, so we wait." in words(page)
    assert "data-copy-check" not in page.content.decode()
    assert "白二" not in words(Desk(owner).get("today"))
    later = WEDNESDAY + timedelta(days=7)
    assert "data-copy-check" in Desk(owner, now=later).get("candidate", weekly.public_id).content.decode()
    assert copied(owner, weekly, "questionnaire", now=later)["ok"]


def test_one_question_at_a_time_whichever_colleague_asks() -> None:
    workspace = make_workspace()
    owner, colleague = owner_of(workspace), make_member(workspace)
    person = make_candidate(workspace)
    says(person, "granted", now=WEDNESDAY)
    asked(person, "questionnaire")
    for member in (owner, colleague):
        refused = copied(member, person, "questionnaire")["reason"]
        assert refused.startswith("Something is already asked of them. From ")
        assert "taking the open question back" in refused
    # Taken back, it still was a contact: the pace goes on counting from it.
    Desk(owner).post("links_revoke", person.public_id)
    assert "Sooner than their pace allows. From 11 Nov" in copied(colleague, person, "questionnaire")["reason"]
    assert copied(colleague, person, "questionnaire", now=WEDNESDAY + timedelta(days=14))["ok"]


def test_a_card_is_open_until_its_answer_of_which_only_the_keepers_learn() -> None:
    workspace = make_workspace()
    keeper, colleague = make_member(workspace), make_member(workspace)
    person = make_candidate(workspace, owner=keeper)
    says(person, "granted", now=WEDNESDAY)
    card = asked_card(person).card
    for member in (keeper, colleague):
        assert "Something is already asked of them. From 2 Dec" in copied(member, person, "questionnaire")["reason"]
    with scope(workspace.pk):
        tap(card, "satisfied", "yes", version="taps-zh-en-1", language="en", browser_key="k", now=NOW)
    assert "Sooner than their pace allows. From 16 Nov" in copied(keeper, person, "questionnaire")["reason"]
    later = NOW + timedelta(days=14)
    refused = copied(colleague, person, "questionnaire", now=later)["reason"]
    assert "Something is already asked of them. From 2 Dec" in refused
    assert copied(keeper, person, "questionnaire", now=later)["ok"]


def test_answers_once_more_are_asked_for_at_their_pace_and_never_beside_another_question() -> None:
    workspace = make_workspace()
    owner, person = owner_of(workspace), make_candidate(workspace)
    answers(person, (1, 2, 1, 1, 5), now=NOW - timedelta(days=40))
    with scope(workspace.pk):
        card = asked_card(person).card
    assert "Answers once more open until 2 December A three-tap card is open" in record(owner, person)
    with scope(workspace.pk):
        tap(card, "satisfied", "yes", version="taps-zh-en-1", language="en", browser_key="k", now=NOW)
    assert "Answers once more from 9 November on" in record(owner, person)
    # What they said sets a tempo of three days between two asks.
    assert "Sooner than their pace allows. From 5 Nov" in copied(owner, person, "questionnaire")["reason"]
    due = NOW + timedelta(days=7)
    assert "Answers once more possible now" in record(owner, person, now=due)
    assert "再看一次" in copied(owner, person, "questionnaire", now=due)["text"]
    assert "An invitation is open" in record(owner, person, now=due)
    refused = copied(owner, person, "questionnaire", now=due + timedelta(days=4))["reason"]
    assert "Something is already asked of them" in refused


def test_a_text_goes_only_by_the_channels_that_they_chose() -> None:
    workspace = make_workspace()
    owner, person = owner_of(workspace), make_candidate(workspace)
    says(person, "granted")
    chose(person, channels=["email"])
    refused = copied(owner, person, "questionnaire", variant="wechat")["reason"]
    assert refused.startswith("Not by this way: they chose others. Until they choose this way themselves.")
    # Without a choice of the member's, the text is written for a way that suits them.
    assert copied(owner, person, "questionnaire", variant="")["text"].startswith("主题：")


def test_of_reserved_people_nothing_is_asked_until_they_begin() -> None:
    workspace = make_workspace()
    owner, person = owner_of(workspace), make_candidate(workspace)
    answers(person, (5, 5, 5, 5, 1), now=NOW - timedelta(days=60))
    refused = copied(owner, person, "questionnaire")["reason"]
    assert refused.startswith("Nothing is asked of them until they begin.")
    assert "Fine now: news that asks nothing of them." in refused
