"""A member's browser at the desk, and what people do meanwhile. The clock of the pages stands where it is told."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from unittest import mock

from django.test import Client
from django.urls import reverse

from tests.factories import NOW, owner_of
from xinqiao.capabilities.assessments.models import Response
from xinqiao.capabilities.assessments.operations import give_answer, say_hold_back
from xinqiao.capabilities.candidates.models import Candidate, TimelineEntry
from xinqiao.capabilities.candidates.operations import open_link
from xinqiao.capabilities.consent.models import ContactTerms
from xinqiao.capabilities.consent.operations import decide
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Member
from xinqiao.journeys.steps import begin_questionnaire, response_decided, response_submitted

# Keyed: (6-2)+(6-3)+(6-3)+(6-4)+4 = 16; the plain sum is 16 as well.
KEYED_16 = (2, 3, 3, 4, 4)
# Keyed 14, plain sum 18.
KEYED_14 = (4, 3, 3, 4, 4)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class Desk:
    """One member's browser, in English unless said otherwise, at one moment."""

    def __init__(self, member: Member, *, now: datetime = NOW, language: str = "en") -> None:
        self.member, self.now = member, now
        self.browser = Client(headers={"accept-language": language})
        with self._clock():
            self.browser.force_login(member.user, backend=BACKEND)

    def _clock(self) -> Any:
        return mock.patch("django.utils.timezone.now", return_value=self.now)

    def address(self, name: str, *args: str) -> str:
        return reverse(name, args=[self.member.workspace.slug, *args])

    def get(self, name: str, /, *args: str, headers: Any = None, **query: str) -> Any:
        with self._clock():
            return self.browser.get(self.address(name, *args), query, headers=headers)

    def post(self, name: str, /, *args: str, headers: Any = None, **data: object) -> Any:
        with self._clock():
            return self.browser.post(self.address(name, *args), data, headers=headers)

    def open(self, path: str, **headers: str) -> Any:
        with self._clock():
            return self.browser.get(path, headers=headers)

    def submit(self, path: str, **headers: str) -> Any:
        with self._clock():
            return self.browser.post(path, headers=headers)

    def undo_of_last_toast(self, page: Any) -> str:
        found = re.search(r'<form method="post" action="([^"]+)">[^\n]*data-undo', page.content.decode())
        assert found, "no toast with an undo"
        return html.unescape(found.group(1))


def words(answer: Any) -> str:
    """The visible words of a page."""
    body = re.sub(r"<(script|style)\b.*?</\1>", " ", answer.content.decode(), flags=re.DOTALL)
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)))


def says(candidate: Candidate, decision: str, *, now: datetime = NOW) -> None:
    """The person taps this on a permission link."""
    with scope(candidate.owner.workspace_id):
        decide(candidate, decision, text_version="permission-1", language="zh-hans", now=now)


def answers(
    candidate: Candidate,
    given: Sequence[int | None] = KEYED_16,
    *,
    decision: str = "shared",
    hold_back: str = "",
    now: datetime = NOW - timedelta(days=1),
) -> Response:
    """The person answers and decides; `draft` and `answered` stop before that."""
    with scope(candidate.owner.workspace_id):
        owner = owner_of(candidate.owner.workspace)
        if not ContactTerms.objects.filter(candidate=candidate, permission="granted").exists():
            decide(candidate, "granted", text_version="permission-1", language="zh-hans", now=now)
        link = open_link(candidate, "questionnaire", by=owner, now=now)
        began = now - timedelta(minutes=1)
        response = begin_questionnaire(link, language="zh-hans", browser_key="k", now=began)
        for item, answer in enumerate(given, start=1):
            give_answer(response, item, answer, now=began + timedelta(seconds=8 * item))
        if decision != "draft":
            response_submitted(response, now=now)
        if hold_back:
            say_hold_back(response, hold_back)
        if decision not in ("draft", "answered"):
            response_decided(response, decision, now=now)
        response.refresh_from_db()
    return response


def kinds(candidate: Candidate) -> list[str]:
    """The kinds of this person's timeline, oldest first."""
    with scope(candidate.owner.workspace_id):
        return list(TimelineEntry.objects.filter(candidate=candidate).order_by("id").values_list("kind", flat=True))


def terms(candidate: Candidate) -> ContactTerms:
    """The person's terms in force."""
    with scope(candidate.owner.workspace_id):
        return ContactTerms.objects.get(candidate=candidate)
