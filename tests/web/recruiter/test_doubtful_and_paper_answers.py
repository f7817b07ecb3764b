"""Doubtful answers wait for a word; answers from paper come in twice typed, with how the person agreed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import NOW, make_candidate, make_member, make_workspace, owner_of
from tests.web.candidate.phone import make_phone
from tests.web.recruiter.desk import KEYED_16, Desk, answers, kinds, says, words
from xinqiao.capabilities.assessments.doubts import say_word
from xinqiao.capabilities.assessments.models import DoubtWord, HandEntry, Response, Score
from xinqiao.capabilities.assessments.planning import page_of_released
from xinqiao.capabilities.assessments.queries import readings_of
from xinqiao.capabilities.assessments.standings import standing_of
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.domain.levels import Level
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.roles import Role
from xinqiao.journeys.queries import portrait
from xinqiao.playbook.loader import playbook

pytestmark = pytest.mark.django_db

ALL_FOUR = (4, 4, 4, 4, 4)
SHEET: dict[str, object] = {
    "answered_on": "2026-10-30",
    "language": "zh-hans",
    "way": "sheet",
    "agreed_on": "2026-10-30",
    "words": "问卷末尾勾了“可以给招聘同事看”",
    **{f"{when}{item}": answer for when in ("first", "second") for item, answer in enumerate(KEYED_16, start=1)},
}


def tempo(candidate: Candidate) -> tuple[bool, int | None]:
    """Whether a level is shown, and the days between contacts."""
    with scope(candidate.owner.workspace_id):
        shown = portrait(candidate, sees_score=True, book=playbook())
    return shown.measured is not None, shown.advice.interval_days


def response_of(candidate: Candidate) -> Response:
    with scope(candidate.owner.workspace_id):
        return Response.objects.get(candidate=candidate)


def test_doubtful_answers_set_nothing_until_somebody_says_so() -> None:
    workspace = make_workspace()
    desk, person = Desk(owner_of(workspace)), make_candidate(workspace)
    response = answers(person, ALL_FOUR)
    assert tempo(person) == (False, 14)
    page = words(desk.get("candidate", person.public_id))
    assert "wait for your word" in page
    assert "The same answer five times" in page
    assert "Look at their answers" in page
    assert "Look at their answers" in words(desk.get("today"))
    # No planning list knows them either.
    assert person.display_name not in words(desk.get("planning", level="guarded"))

    desk.post("answers_word", person.public_id, response.public_id, "accepted")
    assert tempo(person)[0]
    page = desk.get("candidate", person.public_id)
    assert "Taken as they are by" in words(page)
    with scope(workspace.pk):
        # Keyed 12, and doubt has doubled the variance for good.
        assert [(one.total, one.variance) for one in readings_of(person)] == [(12, 9.68)]
        assert DoubtWord.objects.get().said_by == owner_of(workspace)

    desk.submit(desk.undo_of_last_toast(page))
    assert tempo(person) == (False, 14)
    with scope(workspace.pk):
        assert list(DoubtWord.objects.order_by("id").values_list("word", flat=True)) == ["accepted", "open"]
    assert kinds(person)[-2:] == ["doubt_accepted", "doubt_open"]


def test_taking_a_word_back_never_takes_a_colleagues_newer_one() -> None:
    workspace = make_workspace()
    desk, person = Desk(owner_of(workspace)), make_candidate(workspace)
    response = answers(person, ALL_FOUR)
    desk.post("answers_word", person.public_id, response.public_id, "accepted")
    undo = desk.undo_of_last_toast(desk.get("candidate", person.public_id))
    with scope(workspace.pk):
        say_word(response, "ask_again", by=make_member(workspace), now=NOW)
    desk.submit(undo)
    assert "Their word stands." in words(desk.get("candidate", person.public_id))
    with scope(workspace.pk):
        assert Response.objects.get(pk=response.pk).doubt == "ask_again"


def test_ask_again_leaves_the_earlier_answers_in_charge() -> None:
    workspace = make_workspace()
    desk, person = Desk(owner_of(workspace)), make_candidate(workspace)
    answers(person, KEYED_16, now=NOW - timedelta(days=30))
    response = answers(person, ALL_FOUR)
    desk.post("answers_word", person.public_id, response.public_id, "ask_again")
    alone = make_candidate(workspace, "乙")
    desk.post("answers_word", alone.public_id, answers(alone, ALL_FOUR).public_id, "ask_again")
    assert "Answered, to be asked again" in words(desk.get("candidate", alone.public_id))
    with scope(workspace.pk):
        assert [one.doubtful for one in readings_of(person)] == [False, True]
        standing = standing_of(readings_of(person))
        assert standing
        assert standing.latest.total == 16
    assert "To be asked again later" in words(desk.get("candidate", person.public_id))


def test_a_phone_that_answers_in_a_moment_is_too_fast_and_nobody_is_told_how_fast() -> None:
    phone = make_phone()
    phone.answer(*KEYED_16, quickly=True)
    phone.post("decide", choice="share_result")
    with scope(phone.workspace.pk):
        reading = readings_of(phone.candidate)[0]
        assert reading.doubtful
        assert reading.flags == ("too_fast",)
        filling = Response.objects.get()
        assert filling.item1_at is not None
        assert filling.item5_at is not None
        assert filling.started_at <= filling.item1_at <= filling.item5_at
    assert "秒" not in words(phone.get("result"))


def test_answers_of_one_day_are_one_and_soon_after_is_hollow() -> None:
    workspace = make_workspace()
    desk, person = Desk(owner_of(workspace)), make_candidate(workspace)
    for days, given in ((20, KEYED_16), (20, (2, 2, 3, 4, 4)), (15, KEYED_16), (8, KEYED_16)):
        answers(person, given, now=NOW - timedelta(days=days))
    with scope(workspace.pk):
        found = readings_of(person)
    assert [(one.total, one.hollow, one.stands_for) for one in found] == [(17, False, 2), (16, True, 1), (16, False, 1)]
    assert [round(one.variance, 2) for one in found] == [4.84, 7.26, 4.84]
    page = words(desk.get("candidate", person.public_id))
    assert "one day is one occasion" in page
    # Taken in haste later that day: the careful answers stand, on the record as on the planning list.
    answers(person, (1, 1, 1, 1, 1), now=NOW - timedelta(days=8) + timedelta(hours=3))
    with scope(workspace.pk):
        last = readings_of(person)[-1]
        assert (last.total, last.doubtful, last.stands_for) == (16, False, 2)
        assert person in page_of_released(Level.CAUTIOUS, kept_by=None).candidates
        standing = standing_of(readings_of(person))
        assert standing is not None
        assert standing.latest.total == 16
    assert "Less than 7 days after" in page


def test_a_sheet_typed_twice_is_kept_dated_and_marked() -> None:
    workspace = make_workspace()
    desk, person = Desk(owner_of(workspace)), make_candidate(workspace)
    # Sent twice, it is still one sheet.
    for _tap in range(2):
        assert desk.post("answers_from_paper", person.public_id, **SHEET).status_code == 303
    response = response_of(person)
    assert (response.mode, response.state, response.answers) == ("paper", "shared", list(KEYED_16))
    with scope(workspace.pk):
        assert [(one.total, one.day.isoformat(), one.mode) for one in readings_of(person) if one.day] == [
            (16, "2026-10-30", "paper")
        ]
        assert HandEntry.objects.get().proof == SHEET["words"]
    page = desk.get("candidate", person.public_id)
    assert "on paper" in words(page)
    assert "TOS-5 entered from paper" in words(page)
    assert "16 ± 4.3" in words(page)
    desk.submit(desk.undo_of_last_toast(page))
    with scope(workspace.pk):
        assert not Response.objects.exists()
        assert not Score.objects.exists()
    assert kinds(person)[-2:] == ["answered_on_paper", "paper_taken_back"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"second3": "4"}, "The two entries differ"),
        ({"first1": "7", "second1": "7"}, "A figure from 1 to 5"),
        ({"first1": "", "second1": "", "first2": "", "second2": ""}, "Two or more statements are blank"),
        ({"answered_on": "2026-11-03"}, "This day has not come yet"),
        # A year of which one figure was typed.
        ({"answered_on": "0002-11-01"}, "Please check the year"),
        ({"agreed_on": "0202-11-01"}, "Please check the year"),
        ({"words": " "}, "This field is required"),
    ],
)
def test_a_sheet_that_cannot_be_kept_comes_back_whole(changed: dict[str, str], said: str) -> None:
    workspace = make_workspace()
    desk, person = Desk(owner_of(workspace)), make_candidate(workspace)
    page = desk.post("answers_from_paper", person.public_id, **{**SHEET, **changed})
    assert page.status_code == 422
    assert said in words(page)
    assert 'name="first4" value="4"' in page.content.decode()
    with scope(workspace.pk):
        assert not Response.objects.exists()


def test_one_blank_statement_is_worked_out_and_full_width_figures_are_figures() -> None:
    workspace = make_workspace()
    desk, person = Desk(owner_of(workspace)), make_candidate(workspace)
    desk.post("answers_from_paper", person.public_id, **{**SHEET, "first2": "", "second2": "", "first4": "４"})
    with scope(workspace.pk):
        reading = readings_of(person)[0]
    assert (reading.total, reading.flags) == (16.25, ("one_missing",))


def test_a_sheet_sent_twice_is_one_sheet() -> None:
    workspace = make_workspace()
    desk, person = Desk(owner_of(workspace)), make_candidate(workspace)
    for _ in range(2):
        assert desk.post("answers_from_paper", person.public_id, **SHEET).status_code == 303
    with scope(workspace.pk):
        assert [one.stands_for for one in readings_of(person)] == [1]
        assert Score.objects.count() == 2
    assert kinds(person).count("answered_on_paper") == 1


def test_after_a_stop_and_before_being_told_no_sheet_is_kept() -> None:
    workspace = make_workspace()
    desk = Desk(owner_of(workspace))
    stopped, untold = make_candidate(workspace, "甲"), make_candidate(workspace, "乙")
    says(stopped, "stopped")
    with scope(workspace.pk):
        Candidate.objects.filter(pk=untold.pk).update(notice_due_at=NOW)
    for person in (stopped, untold):
        assert desk.post("answers_from_paper", person.public_id, **SHEET).status_code == 422
    with scope(workspace.pk):
        assert not Response.objects.exists()


def test_only_those_who_keep_the_relationship_see_or_do_any_of_this() -> None:
    workspace = make_workspace()
    keeper, other = make_member(workspace), make_member(workspace)
    person = make_candidate(workspace, owner=keeper)
    response = answers(person, ALL_FOUR)
    for member in (other, make_member(workspace, Role.ADMIN)):
        desk = Desk(member)
        page = words(desk.get("candidate", person.public_id))
        assert "wait for your word" not in page
        assert "on a phone" not in page
        assert desk.get("answers_from_paper", person.public_id).status_code == 403
        assert desk.post("answers_from_paper", person.public_id, **SHEET).status_code == 403
        assert desk.post("answers_word", person.public_id, response.public_id, "accepted").status_code == 403
    assert "wait for your word" in words(Desk(keeper).get("candidate", person.public_id))
    with scope(workspace.pk):
        assert not DoubtWord.objects.exists()


def test_a_word_on_answers_without_doubt_or_of_somebody_else_finds_nothing() -> None:
    workspace = make_workspace()
    desk, person, other = Desk(owner_of(workspace)), make_candidate(workspace, "甲"), make_candidate(workspace, "乙")
    clear, doubtful = answers(person), answers(other, ALL_FOUR)
    assert desk.post("answers_word", person.public_id, clear.public_id, "accepted").status_code == 404
    assert desk.post("answers_word", person.public_id, doubtful.public_id, "accepted").status_code == 404
    assert desk.post("answers_word", other.public_id, doubtful.public_id, "perhaps").status_code == 404
    assert desk.post("answers_take_back", person.public_id, clear.public_id).status_code == 404


def test_the_record_asks_no_more_however_often_they_answered(django_assert_num_queries: Any) -> None:
    workspace = make_workspace()
    desk, person, often = Desk(owner_of(workspace)), make_candidate(workspace, "甲"), make_candidate(workspace, "乙")
    for candidate, times in ((person, 1), (often, 6)):
        for number in range(times):
            response = answers(candidate, ALL_FOUR, now=NOW - timedelta(days=10 * number))
            desk.post("answers_word", candidate.public_id, response.public_id, "accepted")
        desk.post("answers_from_paper", candidate.public_id, **SHEET)
        desk.get("candidate", candidate.public_id)
    with CaptureQueriesContext(connection) as seen:
        desk.get("candidate", person.public_id)
    with django_assert_num_queries(len(seen)):
        desk.get("candidate", often.public_id)
