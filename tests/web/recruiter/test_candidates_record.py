"""The record: level with its error, what follows from it, notes, signs, stage, and what the person sees."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories import NOW, make_candidate, make_member, make_workspace, owner_of
from tests.web.recruiter.desk import KEYED_14, Desk, answers, kinds, says, words
from xinqiao.capabilities.candidates.models import Candidate, Sign, TimelineEntry
from xinqiao.capabilities.candidates.operations import set_stage
from xinqiao.capabilities.consent.operations import Reach, choose_reach
from xinqiao.foundation.audit.queries import views_of
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
from xinqiao.foundation.workspaces.roles import Role
from xinqiao.playbook.loader import playbook
from xinqiao.web.recruiter.timeline_words import KINDS

pytestmark = pytest.mark.django_db


def notes(workspace: Workspace) -> list[str]:
    with scope(workspace.pk):
        return [row.data["text"] for row in TimelineEntry.objects.filter(kind="note")]


def test_a_measured_record_shows_error_probabilities_and_the_plain_sum() -> None:
    workspace = make_workspace()
    candidate = make_candidate(workspace)
    answers(candidate, KEYED_14)
    page = Desk(owner_of(workspace)).get("candidate", candidate.public_id)
    text = words(page)
    assert "14 ± 4.3" in text
    assert "Guarded 57 %, Cautious 40 %, Reserved 2 %, Open 1 %" in text
    assert "Plain sum of the answers 18" in text
    assert "between 10 and 18 with 95 % likelihood" in text
    assert '<svg class="band"' in page.content.decode()


def test_everything_that_follows_also_says_what_we_tell_the_person() -> None:
    workspace = make_workspace()
    candidate = make_candidate(workspace, role_family="engineering", seniority="senior")
    answers(candidate)
    text = words(Desk(owner_of(workspace)).get("candidate", candidate.public_id))
    book = playbook()
    tries = book.mechanisms_for("cautious", "engineering", "senior")
    assert [one.id for one in tries] == ["light_talk", "sharing_session", "project_module", "workshop"]
    told = [book.level("cautious").tell_candidate, book.strategy("cautious").tell_candidate]
    told += [one.tell_candidate for one in tries] + [one.tell_candidate for one in book.techniques_for("cautious")]
    for words_for_them in told:
        assert words_for_them.en in text
    assert text.index(tries[0].label.en) < text.index(tries[1].label.en)
    assert book.level("cautious").window_note.en in text
    assert "as told, not measured" in text


def test_doubt_makes_the_tempo_slower_and_says_why() -> None:
    workspace = make_workspace()
    candidate = make_candidate(workspace)
    answers(candidate)
    # 16: cautious 70 %, but guarded or gentler is only 25 % likely, which is enough.
    text = words(Desk(owner_of(workspace)).get("candidate", candidate.public_id))
    if "The tempo is that of" in text:
        assert "At least 14 days between two contacts" in text
    else:
        assert "At least 7 days between two contacts" in text


def test_an_unmeasured_record_has_no_number_no_band_and_no_dot() -> None:
    workspace = make_workspace()
    candidate = make_candidate(workspace)
    page = Desk(owner_of(workspace)).get("candidate", candidate.public_id).content.decode()
    assert "level-unmeasured" in page
    assert "±" not in page
    assert 'class="band"' not in page
    assert playbook().strategy("unmeasured").headline.en in page
    assert "Techniques that fit" not in page


def test_opening_the_record_is_noted_by_role_and_told_to_the_person() -> None:
    workspace = make_workspace()
    candidate = make_candidate(workspace)
    Desk(make_member(workspace, Role.INTERVIEWER)).get("candidate", candidate.public_id)
    Desk(owner_of(workspace)).get("candidate_peek", candidate.public_id)
    with scope(workspace.pk):
        assert [view.role for view in views_of(candidate.pk)] == ["owner", "interviewer"]
    text = words(Desk(owner_of(workspace)).get("candidate_seen", candidate.public_id))
    assert "Interviewer" in text.split("Who looked")[1]


def test_a_note_can_be_taken_back_by_its_author_only() -> None:
    workspace = make_workspace()
    candidate = make_candidate(workspace)
    author = Desk(make_member(workspace))
    answer = author.post("candidate_note", candidate.public_id, text="喜欢慢慢聊")
    assert answer.status_code == 303
    page = author.get("candidate", candidate.public_id)
    assert "喜欢慢慢聊" in words(page)
    undo = author.undo_of_last_toast(page)
    assert Desk(owner_of(workspace)).submit(undo).status_code == 403
    assert notes(workspace) == ["喜欢慢慢聊"]
    assert author.submit(undo).status_code == 303
    assert notes(workspace) == []


def test_an_empty_or_endless_note_comes_back_with_its_words() -> None:
    workspace = make_workspace()
    candidate = make_candidate(workspace)
    desk = Desk(owner_of(workspace))
    assert desk.post("candidate_note", candidate.public_id, text="  ").status_code == 422
    answer = desk.post("candidate_note", candidate.public_id, text="很长" * 1001)
    assert answer.status_code == 422
    assert "很长" * 1001 in answer.content.decode()
    assert notes(workspace) == []


def test_the_note_form_says_that_the_person_reads_along() -> None:
    workspace = make_workspace()
    text = words(Desk(owner_of(workspace)).get("candidate", make_candidate(workspace).public_id))
    assert "The candidate can read every word you write here." in text


def test_a_sign_is_noted_shown_to_the_person_and_taken_back() -> None:
    workspace = make_workspace()
    candidate = make_candidate(workspace)
    desk = Desk(owner_of(workspace))
    day = (NOW - timedelta(days=2)).date()
    desk.post("candidate_sign", candidate.public_id, kind="declined_call", observed_on=day.isoformat())
    page = desk.get("candidate", candidate.public_id)
    assert "Declined a call" in words(page)
    assert "lapses 29 January" in words(page)
    seen = words(desk.get("candidate_seen", candidate.public_id))
    assert playbook().sign("declined_call").tell_candidate.en in seen
    desk.submit(desk.undo_of_last_toast(page))
    with scope(workspace.pk):
        assert not Sign.objects.exists()
    assert kinds(candidate) == ["added", "sign", "sign_taken_back"]


@pytest.mark.parametrize("days", [-1, 90])
def test_a_sign_of_tomorrow_or_long_ago_is_refused(days: int) -> None:
    workspace = make_workspace()
    candidate = make_candidate(workspace)
    day = (NOW - timedelta(days=days)).date().isoformat()
    answer = Desk(owner_of(workspace)).post(
        "candidate_sign", candidate.public_id, kind="declined_call", observed_on=day
    )
    assert answer.status_code == 422
    assert kinds(candidate) == ["added"]


def test_signs_change_neither_score_nor_order() -> None:
    workspace = make_workspace()
    candidate = make_candidate(workspace)
    answers(candidate)
    desk = Desk(owner_of(workspace))
    before = words(desk.get("candidates"))
    desk.post("candidate_sign", candidate.public_id, kind="asked_question", observed_on=NOW.date().isoformat())
    desk.get("candidate", candidate.public_id)
    after = words(desk.get("candidates"))
    assert "Cautious" in before
    assert before.split("Cautious")[1][:40] == after.split("Cautious")[1][:40]


def test_a_stage_moves_back_and_forth_with_undo() -> None:
    workspace = make_workspace()
    candidate = make_candidate(workspace)
    desk = Desk(owner_of(workspace))
    desk.post("candidate_stage", candidate.public_id, stage="validation")
    page = desk.get("candidate", candidate.public_id)
    assert "Stage: Outreach → Validation" in words(page)
    desk.submit(desk.undo_of_last_toast(page))
    with scope(workspace.pk):
        assert Candidate.objects.get(pk=candidate.pk).stage == "outreach"
    assert desk.post("candidate_stage", candidate.public_id, stage="hired").status_code == 404


def test_a_paused_person_gets_no_suggestion() -> None:
    workspace = make_workspace()
    candidate = make_candidate(workspace)
    desk = Desk(owner_of(workspace))
    desk.post("candidate_stage", candidate.public_id, stage="paused")
    page = desk.get("candidate", candidate.public_id).content.decode()
    assert "data-copy-check" not in page
    assert "沈知遥" not in words(desk.get("today"))


def test_the_pace_they_chose_stands_with_its_consequence() -> None:
    workspace = make_workspace()
    candidate = make_candidate(workspace)
    says(candidate, "granted")
    reach = Reach(pace="monthly", channels=["email", "wechat"], day_parts=["weekday_evening"], topics=["team"])
    with scope(workspace.pk):
        choose_reach(candidate, reach, now=NOW)
    text = words(Desk(make_member(workspace, Role.INTERVIEWER)).get("candidate", candidate.public_id))
    assert "Once a month" in text
    assert "E-mail, WeChat" in text
    assert "At least 30 days between two contacts, as they chose themselves." in text


def test_contact_points_are_for_those_who_may_write() -> None:
    workspace = make_workspace()
    candidate = make_candidate(workspace, email="shen@example.test")
    for name in ("candidate", "candidate_seen"):
        assert "shen@example.test" in words(Desk(make_member(workspace)).get(name, candidate.public_id))
        assert "shen@example.test" not in words(
            Desk(make_member(workspace, Role.VIEWER)).get(name, candidate.public_id)
        )


@pytest.mark.parametrize("role", [Role.INTERVIEWER, Role.VIEWER])
def test_readers_may_open_but_change_nothing(role: Role) -> None:
    workspace = make_workspace()
    candidate = make_candidate(workspace)
    desk = Desk(make_member(workspace, role))
    assert desk.get("candidate", candidate.public_id).status_code == 200
    for name in ("candidate_note", "candidate_sign", "candidate_stage", "links_revoke", "candidate_consent"):
        assert desk.post(name, candidate.public_id, text="x", stage="joined").status_code == 403, name
    assert kinds(candidate) == ["added"]


def test_every_kind_of_entry_has_words() -> None:
    assert {
        *("added", "changed", "note", "sign", "stage_changed", "links_revoked", "permission_asked"),
        *("questionnaire_invited", "said_granted", "said_later", "said_stopped", "took_back", "chose_reach"),
        *("shared_result", "shared_contact_only", "took_back_result", "note_taken_back"),
    } <= set(KINDS)


def test_a_person_who_stopped_gets_no_strategy_and_no_tone_for_anyone() -> None:
    workspace = make_workspace()
    candidate = make_candidate(workspace)
    says(candidate, "stopped")
    for member in (owner_of(workspace), make_member(workspace, Role.INTERVIEWER)):
        text = words(Desk(member).get("candidate", candidate.public_id))
        assert "No contact: they asked us to stop." in text
        assert playbook().strategy("unmeasured").headline.en not in text
        assert "Note a sign" not in text
        for advice in playbook().level("unmeasured").advice_for_interviewers:
            assert advice.en not in text


def test_a_stage_that_a_colleague_set_meanwhile_is_the_one_to_go_back_to() -> None:
    workspace = make_workspace()
    person, owner = make_candidate(workspace), owner_of(workspace)
    with scope(workspace.pk):
        as_opened = Candidate.objects.get(pk=person.pk)
        set_stage(person, "building", by=owner, now=NOW)
        assert set_stage(as_opened, "validation", by=owner, now=NOW) == "building"


def test_a_note_can_be_taken_back_for_a_quarter_of_an_hour_and_never_without_trace() -> None:
    workspace = make_workspace()
    candidate = make_candidate(workspace)
    author = Desk(owner_of(workspace))
    author.post("candidate_note", candidate.public_id, text="喜欢慢慢聊")
    undo = author.undo_of_last_toast(author.get("candidate", candidate.public_id))
    author.now = NOW + timedelta(minutes=16)
    author.submit(undo)
    assert "A note can be taken back for 15 minutes. This one stays." in words(author.get("today"))
    assert (notes(workspace), kinds(candidate)) == (["喜欢慢慢聊"], ["added", "note"])

    author.now = NOW + timedelta(minutes=14)
    author.submit(undo)
    assert (notes(workspace), kinds(candidate)) == ([], ["added", "note_taken_back"])
    assert "Note taken back" in words(author.get("candidate", candidate.public_id))


def test_a_note_that_is_too_long_says_by_how_much_in_chinese() -> None:
    workspace = make_workspace()
    candidate = make_candidate(workspace)
    desk = Desk(owner_of(workspace), language="zh-hans")
    answer = desk.post("candidate_note", candidate.public_id, text="字" * 2001)
    assert answer.status_code == 422
    assert "最多 2000 个字，现在 2001 个。" in words(answer)
