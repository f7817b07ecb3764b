"""The unscored question: skippable, shared with the result or not at all, counted in groups of five or more."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories import NOW, make_candidate, make_member, make_workspace, owner_of
from tests.web.candidate.phone import KEYED_16, Phone, make_phone, words_on
from tests.web.recruiter.desk import Desk, answers, words
from xinqiao.capabilities.assessments.queries import hold_back_counts
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.playbook.loader import playbook

pytestmark = pytest.mark.django_db


def said(phone: Phone) -> str:
    filling = phone.filling()
    assert filling is not None
    return filling.hold_back


def test_it_stands_between_the_last_statement_and_the_result() -> None:
    phone = make_phone()
    page = phone.answer(*KEYED_16, stay=True)
    assert page.redirect_chain[-1][0] == phone.address("hold_back")
    html = page.content.decode()
    assert html.count('name="answer"') == len(playbook().hold_back.options) >= 5
    assert "不知道公司是不是说到做到" in html
    assert "不计分，可以跳过" in words_on(page)
    assert "16 分" in words_on(phone.post("hold_back", answer="trust_company"))
    assert said(phone) == "trust_company"
    # Until they decide they may look at it again, and think better of it.
    phone.post("hold_back", answer="pay")
    assert said(phone) == "pay"


@pytest.mark.parametrize("data", [{}, {"answer": "anything else"}])
def test_skipped_or_unknown_it_says_nothing(data: dict[str, str]) -> None:
    phone = make_phone()
    phone.answer(*KEYED_16, stay=True)
    assert "16 分" in words_on(phone.post("hold_back", **data))
    assert said(phone) == ""


def test_before_the_end_and_after_the_decision_it_is_closed() -> None:
    phone = make_phone()
    phone.answer(2, 3)
    assert phone.get("hold_back").redirect_chain[-1][0].startswith(phone.address("question", 3))
    for item, answer in enumerate(KEYED_16[2:], start=3):
        phone.post("question", item, answer=answer)
    phone.post("decide", choice="share_result")
    phone.post("hold_back", answer="pay")
    assert said(phone) == ""
    assert phone.get("hold_back").redirect_chain[-1][0] == phone.address("result")


def test_it_follows_what_they_decide_and_stays_with_the_keepers() -> None:
    workspace = make_workspace()
    shared, kept = make_candidate(workspace, "甲"), make_candidate(workspace, "乙")
    answers(shared, hold_back="growth")
    answers(kept, hold_back="growth", decision="private")
    desk, other = Desk(owner_of(workspace)), Desk(make_member(workspace))
    line = "What would hold them back first: Not seeing what I would learn"
    assert line in words(desk.get("candidate", shared.public_id))
    assert "hold them back" not in words(desk.get("candidate", kept.public_id))
    assert "hold them back" not in words(other.get("candidate", shared.public_id))


def test_the_team_reads_counts_of_five_people_and_more() -> None:
    workspace = make_workspace()
    reader = Desk(make_member(workspace, "viewer"))
    people = [make_candidate(workspace, f"人{number}") for number in range(16)]
    for person in people[:4]:
        answers(person, hold_back="pay")
    assert "once five of them have shared it" in words(reader.get("method"))
    for number, person in enumerate(people[4:], start=4):
        answers(person, hold_back="pay" if number < 8 else "growth", decision="private" if number == 15 else "shared")
    page = words(reader.get("method"))
    assert "15 people who shared it" in page
    assert "Pay and security 8 53 % (30–75 %)" in page
    assert "Not seeing what I would learn 7 47 % (25–70 %)" in page
    with scope(workspace.pk):
        Candidate.objects.filter(pk=people[0].pk).update(is_sample=True)
        shown = hold_back_counts()
    assert shown is not None
    assert shown.people == 10


def test_two_looks_do_not_tell_what_somebody_said_in_between() -> None:
    workspace = make_workspace()
    people = [make_candidate(workspace, f"人{number}") for number in range(20)]
    for number, person in enumerate(people[:10]):
        answers(person, hold_back="pay" if number % 2 else "growth", now=NOW - timedelta(days=2))
    seen = []
    for number, person in enumerate(people[10:15]):
        with scope(workspace.pk):
            seen.append(hold_back_counts())
        answers(person, hold_back="pay", now=NOW - timedelta(hours=9 - number))
    assert seen[1:] == seen[:-1]
    with scope(workspace.pk):
        shown = hold_back_counts()
    assert shown is not None
    assert {name: share.count for name, share in shown.shares.items()} == {"pay": 10, "growth": 5}


def test_a_second_word_of_one_person_waits_with_the_new_ones() -> None:
    workspace = make_workspace()
    people = [make_candidate(workspace, f"人{number}") for number in range(11)]
    for number, person in enumerate(people):
        answers(person, hold_back="pay" if number % 2 else "growth", now=NOW - timedelta(days=20))
    answers(people[0], hold_back="pay", now=NOW - timedelta(days=1))
    with scope(workspace.pk):
        shown = hold_back_counts()
    assert shown is not None
    assert {name: share.count for name, share in shown.shares.items()} == {"pay": 5, "growth": 5}
