"""Whoever we were in contact with learns who writes from now on, and may refuse it with one tap."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from unittest import mock

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import NOW, make_candidate, make_member, make_user, make_workspace, owner_of
from tests.web.recruiter.desk import Desk, kinds, says, words
from tests.web.recruiter.people import fresh, send
from tests.web.recruiter.test_contact_log import log
from tests.web.recruiter.test_send_check_when_copying import copied
from xinqiao.capabilities.candidates.models import Candidate, HandOver
from xinqiao.capabilities.candidates.operations import open_link, token_of
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Member, Workspace

pytestmark = pytest.mark.django_db


class OwnPage:
    """The person's phone at one moment."""

    def __init__(self, person: Candidate, now: datetime = NOW) -> None:
        with scope(person.workspace_id):
            self.token = token_of(open_link(person, "permission", by=person.owner, now=NOW))
        self.now, self.browser = now, Client(headers={"accept-language": "en"})

    def open(self, name: str = "who_writes") -> str:
        with mock.patch("django.utils.timezone.now", return_value=self.now):
            return words(self.browser.get(reverse(name, args=[self.token])))

    def tap(self, person: Candidate, choice: str) -> str:
        with scope(person.workspace_id):
            about = HandOver.objects.filter(candidate=person).order_by("-id")[0].public_id
        data = {"choice": choice, "about": about}
        with mock.patch("django.utils.timezone.now", return_value=self.now):
            return words(self.browser.post(reverse("who_writes", args=[self.token]), data, follow=True))


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


@pytest.fixture
def new(workspace: Workspace) -> Member:
    return make_member(workspace, user=make_user(name="周牧"))


def in_contact(workspace: Workspace) -> Candidate:
    """A person with a yes, with whom the owner talked ten days ago."""
    person = make_candidate(workspace, language="en")
    says(person, "granted", now=NOW - timedelta(days=40))
    log(Desk(owner_of(workspace), now=NOW - timedelta(days=30)), person, "talked", began="in")
    return person


def hand_over(workspace: Workspace, person: Candidate, to: Member) -> Any:
    return Desk(owner_of(workspace)).post("candidate_hand_over", person.public_id, to=to.public_id)


def test_the_new_colleague_asks_nothing_before_a_week_or_their_word(workspace: Workspace, new: Member) -> None:
    person = in_contact(workspace)
    assert hand_over(workspace, person, new).status_code == 303
    assert fresh(person).owner_id == new.pk
    phone = OwnPage(person)
    assert "周牧 would write to you instead of 林未." in phone.open()
    assert "周牧 would write to you instead of 林未." in phone.open("door")
    assert "From 9 Nov" in copied(new, person, "questionnaire")["reason"]
    assert "is fine by you" in phone.tap(person, "fine")
    assert copied(new, person, "questionnaire")["ok"]
    assert kinds(person)[-3:-1] == ["changed", "hand_over_fine"]


def test_a_refusal_gives_the_record_back_binds_for_good_and_can_be_taken_back(
    workspace: Workspace, new: Member
) -> None:
    person, owner = in_contact(workspace), owner_of(workspace)
    hand_over(workspace, person, new)
    phone = OwnPage(person)
    assert "You do not want 周牧 to write to you" in phone.tap(person, "refused")
    assert fresh(person).owner_id == owner.pk
    assert "They refused" in words(hand_over(workspace, person, new))
    answer = send(Desk(owner), "bulk_start", act="owner", id=[person.public_id], owner=new.public_id)
    assert "1 refused this colleague." in words(answer)
    assert copied(owner, person, "questionnaire")["ok"]
    phone.tap(person, "take_back")
    assert fresh(person).owner_id == new.pk
    assert "would write to you" in phone.open()


def test_handing_over_many_follows_the_same_rule_and_its_undo_tells_nobody(workspace: Workspace, new: Member) -> None:
    person, quiet = in_contact(workspace), make_candidate(workspace, "安一")
    desk = Desk(owner_of(workspace))
    ids = [person.public_id, quiet.public_id]
    send(desk, "bulk_start", act="owner", id=ids, owner=new.public_id)
    with scope(workspace.pk):
        told = HandOver.objects.get()
        assert (told.candidate_id, told.former_id, told.ended_at) == (person.pk, owner_of(workspace).pk, None)
    assert not copied(new, person, "questionnaire")["ok"]
    assert copied(new, quiet, "permission")["ok"]
    page = desk.get("bulk_acts")
    path = page.content.decode().split('/undo/"')[0].split('action="')[-1] + "/undo/"
    desk.submit(path)
    assert "nobody else asks you" in OwnPage(person).open()
    assert fresh(person).owner_id == owner_of(workspace).pk


def test_people_of_a_member_who_left_are_handed_over_by_the_owner(workspace: Workspace, new: Member) -> None:
    desk, owner = Desk(owner_of(workspace)), owner_of(workspace)
    person = in_contact(workspace)
    hand_over(workspace, person, new)
    desk.post("member_remove", new.public_id)
    assert "1 person: hand over" in words(desk.get("members"))
    answer = desk.post("member_people", new.public_id, to=owner.public_id)
    assert "/bulk/" in answer["Location"]
    # Back to whom they know: there is nobody to introduce.
    assert fresh(person).owner_id == owner.pk
    assert copied(owner, person, "questionnaire")["ok"]
    assert Desk(make_member(workspace)).get("member_people", new.public_id).status_code == 403
