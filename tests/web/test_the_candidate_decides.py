"""The whole walk: a pace chosen on a phone binds everybody and every way, a broken promise binds until it is mended."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from unittest import mock

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import NOW, make_candidate, make_member, make_workspace, owner_of
from tests.promises import missed, promised, seen, stored
from tests.web.recruiter.desk import Desk, words
from tests.web.recruiter.test_send_check_when_copying import copied
from xinqiao.capabilities.candidates.models import Candidate, OneTimeCode
from xinqiao.capabilities.candidates.operations import digits_of
from xinqiao.capabilities.promises import operations as promises
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Member

pytestmark = pytest.mark.django_db

FRIDAY = NOW - timedelta(days=3)
# A Monday again, and past the month that the person chose.
LATER = NOW + timedelta(days=35)


class Phone:
    """The person's browser; its clock stands where it is told."""

    def __init__(self, language: str) -> None:
        self.browser = Client(headers={"accept-language": language})
        self.token = ""

    def get(self, name: str, *, now: datetime) -> str:
        with mock.patch("django.utils.timezone.now", return_value=now):
            return words(self.browser.get(reverse(name, args=[self.token])))

    def post(self, name: str, *, now: datetime, **data: str) -> Any:
        with mock.patch("django.utils.timezone.now", return_value=now):
            return self.browser.post(reverse(name, args=[self.token]), data, follow=True)


def link_in(text: str) -> str:
    found = re.search(r"/c/([^/\s]+)/", text)
    assert found, text
    return found[1]


def refusals(member: Member, person: Candidate, *, now: datetime) -> set[str]:
    """Why this member may neither ask, nor copy, nor call: each answer's title."""
    desk = Desk(member, now=now)
    texts = [copied(member, person, "questionnaire", now=now, variant=way)["reason"] for way in ("wechat", "mail")]
    call = desk.post("candidate_call", person.public_id)
    assert call.status_code == 409
    title = re.search(r"<h2>(.*?)</h2>", call.content.decode())
    assert title
    return {*(re.split(r"[.。]", text)[0] for text in texts), title[1]}


def may_word(member: Member, person: Candidate, *, now: datetime) -> str:
    """The text on what was promised, which no pace holds back."""
    answer = Desk(member, now=now).post("promises_copy", person.public_id, headers={"accept": "application/json"})
    assert answer.status_code == 200, answer.content.decode()
    return str(answer.json()["text"])


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_monthly_on_a_phone_holds_for_everybody_and_a_broken_promise_until_they_accept(language: str) -> None:
    workspace = make_workspace()
    person = make_candidate(workspace, email="shen@home.example", phone="+86 120 0013 7001", language=language)
    owner, colleague = owner_of(workspace), make_member(workspace)
    phone = Phone(language)
    phone.token = link_in(copied(owner, person, "permission", now=FRIDAY)["text"])
    phone.post("permission", now=FRIDAY, choice="allow")
    phone.post("reach", now=FRIDAY, pace="monthly")

    reasons = refusals(owner, person, now=NOW)
    assert len(reasons) == 1
    assert refusals(colleague, person, now=NOW) == reasons
    promised(person, now=NOW)
    assert link_in(may_word(owner, person, now=NOW))

    broken = missed(person, now=LATER)
    blocked = refusals(owner, person, now=LATER)
    assert len(blocked) == 1
    assert blocked != reasons
    assert refusals(colleague, person, now=LATER) == blocked

    day = (LATER + timedelta(days=2)).date()
    with scope(workspace.pk):
        words_of_ours = "周三给您，这次不会再晚。"
        promises.offer(broken, "new_day", words_of_ours, day=day, by=owner, now=LATER, seen=seen(broken))
    phone.token = link_in(may_word(owner, person, now=LATER))
    assert words_of_ours not in phone.get("promised", now=LATER)
    phone.post("ask_code", now=LATER, way="read_out")
    with scope(workspace.pk):
        digits = digits_of(OneTimeCode.objects.filter(candidate=person).latest("pk"))
    phone.post("code", now=LATER, code=digits)
    assert words_of_ours in phone.get("promised", now=LATER)
    phone.post("decide_promise", now=LATER, promise=broken.public_id, choice="accept", seen=seen(broken))
    assert stored(broken).state == "moved"
    assert copied(colleague, person, "questionnaire", now=LATER)["ok"]
