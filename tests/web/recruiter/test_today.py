"""Today: at most five cards, whom we wait for, who is left alone, and the first steps."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories import NOW, make_candidate, make_member, make_workspace, owner_of
from tests.web.recruiter.desk import KEYED_16, Desk, answers, says, words
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.candidates.operations import link_of, workspace_of_token
from xinqiao.capabilities.consent.operations import Reach, choose_reach
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
from xinqiao.foundation.workspaces.roles import Role
from xinqiao.journeys import steps

pytestmark = pytest.mark.django_db


def section(desk: Desk, title: str) -> str:
    """The rows below one heading of the day."""
    text = desk.get("today").content.decode()
    if f"<h2>{title}</h2>" not in text:
        return ""
    return str(text).split(f"<h2>{title}</h2>")[1].split('class="today-head"')[0].split('class="rail"')[0]


def test_a_day_without_anything_to_do_is_finished() -> None:
    workspace = make_workspace()
    text = words(Desk(owner_of(workspace)).get("today"))
    assert "Nothing to do today." in text
    assert "The day is finished." in text


def test_a_shared_answer_comes_first_and_carries_no_number_but_the_badge() -> None:
    workspace = make_workspace()
    answers(make_candidate(workspace, "沈知遥"), KEYED_16)
    part = section(Desk(owner_of(workspace)), "Answers back")
    assert "沈知遥" in part
    assert "shared their result" in part
    assert "level-" in part or "is-cautious" in part
    assert "±" not in part


def test_answers_older_than_two_weeks_are_no_news() -> None:
    workspace = make_workspace()
    answers(make_candidate(workspace), KEYED_16, now=NOW - timedelta(days=15))
    assert section(Desk(owner_of(workspace)), "Answers back") == ""


def test_a_yes_comes_before_a_reminder_and_a_reminder_before_a_first_request() -> None:
    workspace = make_workspace()
    owner = owner_of(workspace)
    make_candidate(workspace, "丙三")
    reminded = make_candidate(workspace, "乙二")
    with scope(workspace.pk):
        steps.hand_out_link(reminded, "permission", by=owner, now=NOW - timedelta(days=17))
    says(make_candidate(workspace, "甲一"), "granted")
    part = section(Desk(owner), "You can do")
    assert part.index("甲一") < part.index("乙二") < part.index("丙三")
    assert "whenever you like" in part


def test_a_member_gets_at_most_five_cards_of_people_they_keep() -> None:
    workspace = make_workspace()
    colleague = make_member(workspace)
    for number in range(4):
        answers(make_candidate(workspace, f"答{number}"))
    for number in range(4):
        make_candidate(workspace, f"问{number}")
    make_candidate(workspace, "别人", owner=colleague)
    desk = Desk(owner_of(workspace))
    page = desk.get("today").content.decode()
    assert page.count('class="today-row"') == 5
    assert section(desk, "Answers back").count('class="today-row"') == 3
    assert "别人" not in page
    assert "别人" in words(Desk(colleague).get("today"))


def test_people_we_wait_for_need_no_act() -> None:
    workspace = make_workspace()
    owner = owner_of(workspace)
    asked, invited = make_candidate(workspace, "问一"), make_candidate(workspace, "邀一")
    says(invited, "granted", now=NOW - timedelta(days=4))
    with scope(workspace.pk):
        steps.hand_out_link(asked, "permission", by=owner, now=NOW - timedelta(days=3))
        steps.hand_out_link(invited, "questionnaire", by=owner, now=NOW - timedelta(days=3))
    part = section(Desk(owner), "Waiting for them")
    assert "问一" in part
    assert "邀一" in part
    assert part.count("Nothing to do") == 2


@pytest.mark.parametrize("decision", ["draft", "answered", "private"])
def test_private_answers_leave_a_person_among_those_we_wait_for(decision: str) -> None:
    workspace = make_workspace()
    owner = owner_of(workspace)
    candidate = make_candidate(workspace)
    says(candidate, "granted", now=NOW - timedelta(days=4))
    with scope(workspace.pk):
        steps.hand_out_link(candidate, "questionnaire", by=owner, now=NOW - timedelta(days=3))
    answers(candidate, decision=decision)
    assert "沈知遥" in section(Desk(owner), "Waiting for them")


def test_whoever_chose_only_when_i_ask_is_not_suggested() -> None:
    workspace = make_workspace()
    candidate = make_candidate(workspace)
    says(candidate, "granted")
    with scope(workspace.pk):
        choose_reach(candidate, Reach(pace="only_when_i_ask"), now=NOW)
    desk = Desk(owner_of(workspace))
    assert section(desk, "You can do") == ""
    page = desk.get("candidate", candidate.public_id)
    assert "Wait until they begin" in words(page)
    assert "data-copy-check" not in page.content.decode()


def test_the_rail_counts_who_is_left_alone() -> None:
    workspace = make_workspace()
    owner = owner_of(workspace)
    says(make_candidate(workspace, "停"), "stopped")
    says(make_candidate(workspace, "缓"), "later")
    twice = make_candidate(workspace, "歇")
    with scope(workspace.pk):
        steps.hand_out_link(twice, "permission", by=owner, now=NOW - timedelta(days=40))
        steps.hand_out_link(twice, "permission", by=owner, now=NOW - timedelta(days=20))
    desk = Desk(owner)
    rail = words(desk.get("today")).split("Left alone today")[1]
    assert rail.startswith(" Asked us to stop 1 Said perhaps later 1 Asked twice, at rest 1")
    page = desk.get("today").content.decode()
    for name in ("停", "缓", "歇"):
        assert f">{name}</a>" not in page


@pytest.mark.parametrize("role", [Role.INTERVIEWER, Role.VIEWER])
def test_readers_have_a_quiet_day(role: Role) -> None:
    workspace = make_workspace()
    answers(make_candidate(workspace))
    desk = Desk(make_member(workspace, role))
    text = words(desk.get("today"))
    assert "Nothing to do today." in text
    assert "First steps" not in text
    assert desk.post("first_run_try").status_code == 403


def own_link(desk: Desk) -> tuple[str, Candidate]:
    """Opens the questionnaire for oneself: the link's path and the sample record."""
    answer = desk.post("first_run_try")
    assert answer.status_code == 303
    workspace_id, link_id = workspace_of_token(answer["Location"].split("/")[2])
    with scope(workspace_id):
        return answer["Location"], link_of(link_id).candidate


def first_steps(desk: Desk) -> str:
    text = words(desk.get("today"))
    return text.split("First steps")[1].split("Esc")[0] if "First steps" in text else ""


def test_a_member_answers_and_stops_on_a_sample_record_of_their_own() -> None:
    workspace = make_workspace()
    desk = Desk(owner_of(workspace))
    assert first_steps(desk).startswith(" 0 of 4")
    link, person = own_link(desk)
    assert person.is_sample
    assert person.display_name == "林未"
    assert desk.open(link).status_code in (200, 302, 303)
    assert own_link(desk)[0] == link
    answers(person, KEYED_16, decision="private", now=NOW)
    assert first_steps(desk).startswith(" 1 of 4")
    says(person, "stopped")
    assert first_steps(desk).startswith(" 2 of 4")
    with scope(workspace.pk):
        Candidate.objects.filter(pk=person.pk).delete()
    # What was done stays done when the sample is gone.
    assert first_steps(desk).startswith(" 2 of 4")


def test_stopping_and_deleting_at_once_after_sharing_counts_both() -> None:
    workspace = make_workspace()
    desk = Desk(owner_of(workspace))
    _, person = own_link(desk)
    response = answers(person, KEYED_16, now=NOW)
    with scope(workspace.pk):
        steps.stop_and_delete(response.candidate, text_version="permission-1", language="zh-hans", now=NOW)
    assert first_steps(desk).startswith(" 2 of 4")


def test_after_a_stop_a_new_sample_is_made() -> None:
    workspace = make_workspace()
    desk = Desk(owner_of(workspace))
    _, first = own_link(desk)
    says(first, "stopped")
    _, second = own_link(desk)
    assert first.pk != second.pk


def people(workspace: Workspace, count: int) -> list[Candidate]:
    return [make_candidate(workspace, f"人{number}") for number in range(count)]


def test_ten_people_and_one_copied_message_finish_the_list() -> None:
    workspace = make_workspace()
    desk = Desk(owner_of(workspace))
    _, person = own_link(desk)
    answers(person, KEYED_16, now=NOW)
    says(person, "stopped")
    everyone = people(workspace, 9)
    assert first_steps(desk).startswith(" 2 of 4")
    everyone += people(workspace, 1)
    assert first_steps(desk).startswith(" 3 of 4")
    desk.post("candidate_copy", everyone[0].public_id, "permission")
    assert first_steps(desk) == ""


def test_ones_own_practice_appears_in_no_suggestion_and_no_count() -> None:
    workspace = make_workspace()
    desk = Desk(owner_of(workspace))
    _, person = own_link(desk)
    assert "Nothing to do today." in words(desk.get("today"))
    says(person, "stopped")
    assert "Asked us to stop 0" in words(desk.get("today"))
