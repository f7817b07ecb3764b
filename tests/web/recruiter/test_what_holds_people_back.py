"""The unscored question: skippable, shared with the result or not at all, counted in groups of five or more."""

from __future__ import annotations

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
        before = hold_back_counts()
    # One more word, and a person's newer one: the counts do not say whose they are.
    for more in (make_candidate(workspace, "又一人"), people[14]):
        answers(more, hold_back="pay", now=NOW)
        with scope(workspace.pk):
            assert hold_back_counts() == before
    with scope(workspace.pk):
        Candidate.objects.update(is_sample=True)
        assert hold_back_counts() is None
