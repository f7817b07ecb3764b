"""Asking with three taps: through the send check, once an occasion; answers for the keepers, totals by fives."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import NOW, make_candidate, make_member, make_workspace, owner_of
from tests.web.cards import TODAY, tapped
from tests.web.recruiter.desk import Desk, kinds, says, words
from xinqiao.capabilities.candidates.models import Candidate, CandidateLink
from xinqiao.capabilities.candidates.operations import Contact, log_contact
from xinqiao.capabilities.consent.operations import Reach, choose_reach
from xinqiao.capabilities.engagement.models import ThreeTapCard
from xinqiao.domain.contacts import Began, Outcome
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
from xinqiao.foundation.workspaces.roles import Role
from xinqiao.journeys.steps import hand_out_link

pytestmark = pytest.mark.django_db
SCRIPT = {"accept": "application/json"}


def agreed(workspace: Workspace, name: str = "沈知遥", **facts: Any) -> Candidate:
    candidate = make_candidate(workspace, name, **facts)
    says(candidate, "granted", now=NOW - timedelta(days=9))
    return candidate


def asks(desk: Desk, candidate: Candidate, occasion: str = "light_talk", day: Any = TODAY, **more: str) -> Any:
    data = {"occasion": occasion, "happened_on": str(day), "variant": "wechat", **more}
    return desk.post("candidate_card", candidate.public_id, headers=SCRIPT, **data)


def test_a_card_goes_out_once_an_occasion_and_the_same_hour_gives_the_same_link() -> None:
    workspace = make_workspace()
    candidate = agreed(workspace)
    desk = Desk(owner_of(workspace))
    first = asks(desk, candidate).json()
    assert "点三下" in first["text"]
    desk.now += timedelta(minutes=50)
    assert asks(desk, candidate).json() == first
    assert kinds(candidate).count("card_asked") == 1
    desk.now += timedelta(minutes=20)
    again = asks(desk, candidate)
    assert (again.status_code, again.json()["text"]) == (409, "")
    assert "Asked about this already, on 2 Nov" in again.json()["reason"].replace("\xa0", " ")
    assert "Something is already asked of them" in asks(desk, candidate, "workshop").json()["reason"]
    assert "Asked for three taps: 15-minute light talk" in words(desk.get("candidate", candidate.public_id))
    desk.post("links_revoke", candidate.public_id)
    assert "Sooner than their pace allows. From 16 Nov" in asks(desk, candidate, "workshop").json()["reason"]
    desk = Desk(owner_of(workspace), now=NOW + timedelta(days=14))
    assert asks(desk, candidate, "workshop").json()["text"] not in ("", first["text"])
    page = desk.post("candidate_card", candidate.public_id, occasion="workshop", happened_on=str(TODAY))
    assert "/c/" in words(page)


def test_the_send_check_speaks_before_a_card_goes_out() -> None:
    workspace = make_workspace()
    desk = Desk(owner_of(workspace))
    unasked, stopped, waiting, interviewed = make_candidate(workspace), *(agreed(workspace, f"程{n}") for n in "一二三")
    says(stopped, "stopped", now=NOW)
    with scope(workspace.pk):
        choose_reach(waiting, Reach(pace="only_when_i_ask"), now=NOW)
    reasons = [asks(desk, one).json()["reason"] for one in (unasked, stopped, waiting)]
    rules = ("No yes yet", "asked not to be contacted", "only when they ask")
    assert [rule in reason for rule, reason in zip(rules, reasons, strict=True)] == [True] * 3
    quiet = asks(desk, interviewed, "interview").json()["reason"]
    assert "The quiet day after an interview" in quiet
    # Only the day is known, so a day and a night after its end in the person's zone.
    assert "From 4 Nov" in quiet.replace("\xa0", " ")
    desk = Desk(owner_of(workspace), now=NOW + timedelta(days=2))
    assert asks(desk, interviewed, "interview").status_code == 200
    with scope(workspace.pk):
        assert CandidateLink.objects.filter(purpose="three_taps").count() == 1
    for one in (unasked, stopped, waiting):
        assert "Ask with three taps" not in words(desk.get("candidate", one.public_id))
    with scope(workspace.pk):
        hand_out_link(unasked, "permission", by=owner_of(workspace), now=NOW)
    says(unasked, "granted", now=NOW)
    told = "Ask with three taps: Sooner than their pace allows. From 16 Nov"
    assert told in words(desk.get("candidate", unasked.public_id)).replace("\xa0", " ")


def test_a_day_to_come_or_long_past_is_explained_and_nothing_is_lost() -> None:
    workspace = make_workspace()
    candidate = agreed(workspace)
    desk = Desk(owner_of(workspace))
    assert "has not come yet" in asks(desk, candidate, day=TODAY + timedelta(days=1)).json()["reason"]
    page = desk.post("candidate_card", candidate.public_id, occasion="workshop", happened_on="2026-09-01")
    assert page.status_code == 422
    assert "more than 30 days ago" in words(page)
    assert 'value="workshop" selected' in page.content.decode()
    with scope(workspace.pk):
        assert not ThreeTapCard.objects.exists()


@pytest.mark.parametrize("role", [Role.ADMIN, Role.RECRUITER, Role.INTERVIEWER, Role.VIEWER])
def test_only_the_keepers_read_what_one_person_said_and_that_they_did(role: Role) -> None:
    workspace = make_workspace()
    keeper = make_member(workspace)
    candidate = agreed(workspace, owner=keeper)
    tapped(candidate, "no", "partly", "yes")
    for member in (owner_of(workspace), keeper):
        text = words(Desk(member).get("candidate", candidate.public_id))
        assert "Satisfied No Felt understood Partly Would go on Yes" in text
        assert "Said in three taps how it was" in text
    other = Desk(make_member(workspace, role))
    text = words(other.get("candidate", candidate.public_id))
    assert "Asked for three taps" in text
    for trace in ("Satisfied", "Felt understood", "Said in three taps how it was", "Ask with three taps"):
        assert trace not in text
    assert asks(other, candidate).status_code == 403
    if role == Role.ADMIN:
        log = words(other.get("audit"))
        assert "copied a three-tap card's link" in log
        assert "card_answered" not in log
    sees_totals = role in (Role.ADMIN, Role.RECRUITER)
    assert other.get("card_results").status_code == (200 if sees_totals else 403)


def test_totals_stand_from_five_cards_on_and_grow_by_five_with_their_interval() -> None:
    workspace = make_workspace()
    desk = Desk(owner_of(workspace))
    assert "Nothing was said yet" in words(desk.get("card_results"))
    seen = []
    for number in range(11):
        said = ("no", "yes", "") if number > 4 else ("yes", "yes", "partly" if number else "")
        tapped(agreed(workspace, f"程{number}"), *said, now=NOW + timedelta(minutes=number))
        page = desk.get("card_results")
        seen.append(words(page))
    assert "in steps of 5 cards" in seen[0]
    assert "3 more cards until figures stand here" in seen[1]
    assert "0 cards" not in seen[1]
    assert "%" not in seen[3].split("The dot is")[0].split("15-minute light talk")[1]
    # Wilson: 5 of 5 lies between 57 and 100 percent; one skipped the third question, so it has no figure.
    assert "Satisfied 100 % (57–100 %) 5 yes, 0 partly, 0 no" in seen[4]
    assert "Would go on" not in seen[4]
    figures = [text.split("15-minute light talk")[1].split("The next ones")[0] for text in seen[4:9]]
    assert len({text.split("The dot is")[0].strip() for text in figures}) == 1
    assert "The next ones join in after 4 more cards" in seen[5]
    assert "Satisfied 50 % (24–76 %) 5 yes, 0 partly, 5 no" in seen[9]
    assert seen[10].split("The next")[0] == seen[9].split("The dot is")[0]
    assert "No card yet: Small module of a real project" in seen[10]


def test_totals_take_as_many_queries_for_many_cards_and_leave_sample_people_out() -> None:
    workspace = make_workspace()
    desk = Desk(owner_of(workspace))
    people = [agreed(workspace, f"程{number}") for number in range(10)]
    for number, person in enumerate(people):
        tapped(person, "yes", "yes", "yes", now=NOW + timedelta(minutes=number))
    desk.get("card_results")
    with CaptureQueriesContext(connection) as few:
        assert "10 yes" in words(desk.get("card_results"))
    for person in people:
        for fortnight, occasion in enumerate(("call", "workshop", "call", "workshop"), start=1):
            later = NOW + timedelta(days=14 * fortnight, minutes=len(people))
            tapped(person, "yes", "no", "partly", now=later, occasion=occasion)
    with CaptureQueriesContext(connection) as many:
        assert "20 yes" in words(desk.get("card_results"))
    assert len(many) == len(few)
    with scope(workspace.pk):
        Candidate.objects.update(is_sample=True)
    assert "Nothing was said yet" in words(desk.get("card_results"))
    Workspace.objects.filter(pk=workspace.pk).update(is_demo=True)
    assert "20 yes" in words(desk.get("card_results"))


def test_after_a_no_a_card_takes_a_named_reason_as_other_texts_do() -> None:
    workspace = make_workspace()
    person, owner = make_candidate(workspace), owner_of(workspace)
    says(person, "granted", now=NOW - timedelta(days=120))
    with scope(workspace.pk):
        no = Contact("phone", Began.US, Outcome.NO, NOW - timedelta(days=100))
        log_contact(person, no, by=owner, now=NOW)
    desk = Desk(owner)
    asked = {"occasion": "light_talk", "happened_on": "2026-11-01", "variant": "wechat"}
    refused = desk.post("candidate_card", person.public_id, **asked)
    assert refused.status_code == 409
    page = refused.content.decode()
    assert 'name="reason"' in page
    assert 'name="occasion" value="light_talk"' in page
    assert 'id="card_reason"' in desk.get("candidate", person.public_id).content.decode()
    assert desk.post("candidate_card", person.public_id, **asked, reason="他上周来参加了分享会").status_code == 200
    assert {"went_on", "card_asked"} <= set(kinds(person))
