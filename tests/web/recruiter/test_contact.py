"""Copying a text asks first; a refusal gives its rule, its date and what is fine instead, and no text."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.factories import NOW, make_candidate, make_member, make_workspace, owner_of
from tests.web.recruiter.desk import Desk, answers, kinds, says, terms, words
from xinqiao.capabilities.candidates.models import Candidate, CandidateLink
from xinqiao.capabilities.consent.models import ConsentEvent
from xinqiao.domain.send_facts import Decision, Instead, Rule
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
from xinqiao.foundation.workspaces.roles import Role
from xinqiao.playbook.loader import playbook
from xinqiao.web.recruiter.refusals import INSTEAD_WORDS, TITLES, UNTIL_WITHOUT_DATE, refusal

pytestmark = pytest.mark.django_db

SCRIPT = {"accept": "application/json"}


def copied(desk: Desk, candidate: Candidate, purpose: str = "permission", **data: str) -> Any:
    """What the copying script receives."""
    answer = desk.post("candidate_copy", candidate.public_id, purpose, headers=SCRIPT, **data)
    return answer.json()


def test_the_first_copy_asks_permission_with_a_link_that_opens() -> None:
    workspace = make_workspace()
    candidate = make_candidate(workspace)
    desk = Desk(owner_of(workspace))
    answer = copied(desk, candidate, variant="wechat")
    assert answer["ok"] is True
    assert answer["text"].startswith("沈知遥您好，我是砚川科技的林未，从您公开的职业资料知道您。")
    link = answer["text"].split("点一下就好：")[1].split(" ")[0]
    assert "/c/" in link
    assert desk.open("/c/" + link.split("/c/")[1]).status_code in (200, 302, 303)
    assert kinds(candidate) == ["added", "permission_asked"]


@pytest.mark.parametrize(("variant", "begins"), [("maimai", "沈知遥您好。"), ("mail", "主题：想先征得您的许可")])
def test_each_way_has_its_own_text(variant: str, begins: str) -> None:
    workspace = make_workspace()
    text = copied(Desk(owner_of(workspace)), make_candidate(workspace), variant=variant)["text"]
    assert text.startswith(begins) or (variant == "mail" and text.startswith("Subject: "))


def test_the_text_is_in_the_candidates_language() -> None:
    workspace = make_workspace()
    candidate = make_candidate(workspace, "Ann Lee", language="en")
    assert copied(Desk(owner_of(workspace), language="zh-hans"), candidate, variant="wechat")["text"].startswith(
        "Hello Ann Lee, 林未 from 砚川科技."
    )


def test_copying_again_at_once_is_the_same_ask() -> None:
    workspace = make_workspace()
    candidate = make_candidate(workspace)
    desk = Desk(owner_of(workspace))
    first = copied(desk, candidate)
    desk.now += timedelta(minutes=20)
    assert copied(desk, candidate) == first
    assert len(terms(candidate).permission_asks) == 1


def test_a_reminder_is_refused_for_14_days_and_then_has_its_own_words() -> None:
    workspace = make_workspace()
    candidate = make_candidate(workspace)
    desk = Desk(owner_of(workspace))
    copied(desk, candidate)
    desk.now = NOW + timedelta(days=13, hours=23)
    refused = copied(desk, candidate)
    assert refused["ok"] is False
    assert refused["text"] == ""
    assert "From 16 Nov" in refused["reason"]
    desk = Desk(owner_of(workspace), now=NOW + timedelta(days=14))
    assert "One reminder is possible" in words(desk.get("candidate", candidate.public_id))
    assert "这是唯一一次提醒" in copied(desk, candidate, variant="wechat")["text"]
    desk = Desk(owner_of(workspace), now=NOW + timedelta(days=60))
    assert copied(desk, candidate)["ok"] is False
    page = desk.get("candidate", candidate.public_id).content.decode()
    assert "Asked twice, now at rest" in page
    assert "data-copy-check" not in page


@pytest.mark.parametrize("purpose", ["permission", "questionnaire"])
def test_after_a_stop_no_text_is_handed_out_in_any_form(purpose: str) -> None:
    workspace = make_workspace()
    candidate = make_candidate(workspace)
    says(candidate, "stopped")
    desk = Desk(owner_of(workspace))
    answer = desk.post("candidate_copy", candidate.public_id, purpose, headers=SCRIPT)
    assert (answer.status_code, answer.json()["text"]) == (409, "")
    page = desk.post("candidate_copy", candidate.public_id, purpose)
    assert page.status_code == 409
    assert "They asked not to be contacted" in words(page)
    for body in (answer, page, desk.get("candidate", candidate.public_id)):
        assert "/c/" not in body.content.decode()
        assert "沈知遥您好" not in body.content.decode()
    with scope(workspace.pk):
        assert not CandidateLink.objects.exists()


def test_the_questionnaire_waits_for_a_yes() -> None:
    workspace = make_workspace()
    candidate = make_candidate(workspace)
    desk = Desk(owner_of(workspace))
    refused = copied(desk, candidate, "questionnaire")
    assert "No yes yet, so no questions." in refused["reason"]
    assert "Fine now: asking for permission." in refused["reason"]
    says(candidate, "granted")
    assert "谢谢您从前的应允" in copied(desk, candidate, "questionnaire", variant="wechat")["text"]
    assert kinds(candidate)[-1] == "questionnaire_invited"


def test_without_script_the_text_stands_on_a_page_to_mark_and_copy() -> None:
    workspace = make_workspace()
    candidate = make_candidate(workspace)
    page = Desk(owner_of(workspace)).post("candidate_copy", candidate.public_id, "permission", variant="wechat")
    assert page.status_code == 200
    assert "readonly>沈知遥您好" in page.content.decode()


def test_the_record_holds_no_text_before_it_was_asked_for() -> None:
    workspace = make_workspace()
    candidate = make_candidate(workspace)
    page = Desk(owner_of(workspace)).get("candidate", candidate.public_id).content.decode()
    assert "data-copy-check" in page
    assert "沈知遥您好" not in page


def test_an_unknown_purpose_is_no_page_and_readers_copy_nothing() -> None:
    workspace = make_workspace()
    candidate = make_candidate(workspace)
    assert Desk(owner_of(workspace)).post("candidate_copy", candidate.public_id, "offer").status_code == 404
    for role in (Role.INTERVIEWER, Role.VIEWER):
        desk = Desk(make_member(workspace, role))
        assert desk.post("candidate_copy", candidate.public_id, "permission").status_code == 403
        assert "data-copy-check" not in desk.get("candidate", candidate.public_id).content.decode()
    assert kinds(candidate) == ["added"]


def test_after_an_answer_nobody_is_invited_again() -> None:
    workspace = make_workspace()
    candidate = make_candidate(workspace)
    answers(candidate)
    page = Desk(owner_of(workspace)).get("candidate", candidate.public_id).content.decode()
    assert "/copy/" not in page


def decision(**values: str) -> dict[str, str]:
    return {
        "decision": "granted",
        "way": "phone",
        "said_on": NOW.date().isoformat(),
        "words": "可以，偶尔聊聊",
        **values,
    }


def events(workspace: Workspace) -> list[ConsentEvent]:
    with scope(workspace.pk):
        return list(ConsentEvent.objects.order_by("id"))


def test_a_yes_by_hand_is_kept_with_how_when_and_their_words() -> None:
    workspace = make_workspace()
    candidate = make_candidate(workspace)
    desk = Desk(owner_of(workspace))
    assert desk.post("candidate_consent", candidate.public_id, **decision()).status_code == 303
    [event] = events(workspace)
    assert (event.decision, event.channel, event.proof) == (
        "granted",
        "by_hand",
        "Phone · 2026-11-02 · 可以，偶尔聊聊",
    )
    assert terms(candidate).permission == "granted"
    page = words(desk.get("candidate", candidate.public_id))
    assert "Phone · 2 November 2026 · 可以，偶尔聊聊 · written down by 林未" in page


@pytest.mark.parametrize(
    ("field", "value"), [("words", " "), ("way", ""), ("said_on", ""), ("said_on", "2026-11-04"), ("decision", "maybe")]
)
def test_a_decision_without_its_proof_is_not_written_down(field: str, value: str) -> None:
    workspace = make_workspace()
    candidate = make_candidate(workspace)
    answer = Desk(owner_of(workspace)).post("candidate_consent", candidate.public_id, **decision(**{field: value}))
    assert answer.status_code == 422
    assert events(workspace) == []


def test_after_a_stop_no_colleague_can_write_down_a_yes() -> None:
    workspace = make_workspace()
    candidate = make_candidate(workspace)
    says(candidate, "stopped")
    answer = Desk(owner_of(workspace)).post("candidate_consent", candidate.public_id, **decision())
    assert answer.status_code == 422
    assert "Only they can open the door again" in words(answer)
    assert terms(candidate).permission == "stopped"


def test_a_stop_told_on_the_phone_holds_at_once() -> None:
    workspace = make_workspace()
    candidate = make_candidate(workspace)
    desk = Desk(owner_of(workspace))
    desk.post("candidate_consent", candidate.public_id, **decision(decision="stopped"))
    assert copied(desk, candidate)["ok"] is False


def test_closed_links_open_only_pace_and_stop() -> None:
    workspace = make_workspace()
    candidate = make_candidate(workspace)
    desk = Desk(owner_of(workspace))
    link = "/c/" + copied(desk, candidate, variant="wechat")["text"].split("/c/")[1].split(" ")[0]
    assert "open until" in words(desk.get("candidate", candidate.public_id))
    assert desk.post("links_revoke", candidate.public_id).status_code == 303
    assert desk.open(link).status_code == 410
    assert desk.open(link + "stop/").status_code == 200
    assert kinds(candidate)[-1] == "links_revoked"


@pytest.mark.parametrize("rule", list(Rule))
def test_every_refusal_has_its_words(rule: Rule) -> None:
    undated = refusal(Decision(allowed=False, rule=rule, instead=Instead.WAIT_FOR_THEM))
    assert str(TITLES[rule]) in undated.reason
    assert str(UNTIL_WITHOUT_DATE[rule]) == undated.until
    assert undated.tell == playbook().send_rule(rule).tell_candidate
    dated = refusal(Decision(allowed=False, rule=rule, until=NOW, instead=Instead.WAIT_FOR_THEM))
    assert "17:00" in dated.until


@pytest.mark.parametrize("instead", list(Instead))
def test_every_refusal_says_what_is_fine_instead(instead: Instead) -> None:
    told = refusal(Decision(allowed=False, rule=Rule.TONE, instead=instead))
    assert str(INSTEAD_WORDS[instead]) in told.reason


def test_the_text_just_copied_can_be_copied_again_within_the_hour() -> None:
    workspace = make_workspace()
    candidate = make_candidate(workspace)
    desk = Desk(owner_of(workspace))
    assert "Copy the same link again" not in words(desk.get("candidate", candidate.public_id))
    desk.post("candidate_copy", candidate.public_id, "permission")
    assert "Copy the same link again" in words(desk.get("candidate", candidate.public_id))
    later = Desk(owner_of(workspace), now=NOW + timedelta(hours=2))
    assert "Copy the same link again" not in words(later.get("candidate", candidate.public_id))


def test_a_tap_on_a_link_is_told_without_the_code_of_its_text() -> None:
    workspace = make_workspace()
    candidate = make_candidate(workspace)
    says(candidate, "granted")
    page = words(Desk(owner_of(workspace)).get("candidate", candidate.public_id))
    assert "by their own tap on a link" in page
    assert "permission-1" not in page
