"""A person's phone in tests: one link, one browser."""

from __future__ import annotations

from datetime import datetime, timedelta
from html.parser import HTMLParser
from typing import Any

from django.db.models import F
from django.test import Client
from django.urls import reverse

from tests.factories import NOW, make_candidate, make_workspace, owner_of
from tests.web.pages.pdf_words import words_in
from xinqiao.capabilities.assessments.models import Response
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.candidates.operations import open_link, token_of
from xinqiao.capabilities.consent.models import ContactTerms
from xinqiao.capabilities.consent.operations import decide
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace

KEYED_16 = (2, 3, 3, 4, 4)


class Phone:
    """One browser that holds a person's link."""

    def __init__(self, workspace: Workspace, candidate: Candidate, token: str, language: str = "") -> None:
        self.workspace, self.candidate, self.token = workspace, candidate, token
        self.browser = Client()
        if language:
            self.browser.cookies["django_language"] = language

    def address(self, name: str, *args: object) -> str:
        return reverse(name, args=[self.token, *args])

    def get(self, name: str, *args: object, **query: str) -> Any:
        """Opens a page and goes where it leads."""
        return self.browser.get(self.address(name, *args), query, follow=True)

    def post(self, name: str, *args: object, **data: object) -> Any:
        """Sends a form and goes where it leads."""
        return self.browser.post(self.address(name, *args), data, follow=True)

    def answer(self, *answers: int | None, quickly: bool = False, stay: bool = False) -> Any:
        """Begins and answers one statement after another, a minute long unless `quickly`; None is a skip.

        Ends on the result, or with `stay` on the unscored question before it.
        """
        page = self.post("begin", choice="start")
        if not quickly:
            with scope(self.workspace.pk):
                mine = Response.objects.filter(candidate=self.candidate, state=Response.State.DRAFT)
                mine.update(started_at=F("started_at") - timedelta(minutes=1))
        for item, answer in enumerate(answers, start=1):
            data: dict[str, object] = {"skip": "1"} if answer is None else {"answer": answer}
            page = self.post("question", item, **data)
        return page if stay else self.skip_last(page)

    def skip_last(self, page: Any) -> Any:
        """Past the unscored question, when the answers led to it."""
        last = self.address("hold_back")
        return self.post("hold_back") if page.redirect_chain and page.redirect_chain[-1][0] == last else page

    def finish(self) -> Any:
        """Leaves what was skipped, and the unscored question too."""
        return self.skip_last(self.post("finish"))

    def forwarded(self) -> Phone:
        """The same link in somebody else's browser."""
        return Phone(self.workspace, self.candidate, self.token)

    def filling(self) -> Response | None:
        with scope(self.workspace.pk):
            return Response.objects.filter(candidate=self.candidate).first()

    def terms(self) -> ContactTerms:
        with scope(self.workspace.pk):
            return ContactTerms.objects.get(candidate=self.candidate)


def make_phone(
    purpose: str = "questionnaire",
    *,
    said: str = "granted",
    workspace: Workspace | None = None,
    language: str = "",
    now: datetime = NOW,
    name: str = "沈知遥",
    **facts: Any,
) -> Phone:
    """A person with a link of this purpose, who said this before; `said=""` for nothing yet."""
    team = workspace or make_workspace()
    candidate = make_candidate(team, name, **facts)
    with scope(team.pk):
        if said:
            decide(candidate, said, text_version="permission-1", language="zh-hans", now=now)
        token = token_of(open_link(candidate, purpose, by=owner_of(team), now=now))
    return Phone(team, candidate, token, language)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in ("script", "style")
        given = dict(attrs)
        kept = ["aria-label", "placeholder", "alt", "title"]
        if tag == "meta" and given.get("name") not in ("viewport", "theme-color"):
            kept.append("content")
        self.words += [given[name] or "" for name in kept if name in given]

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self.hidden and data.strip():
            self.words.append(data.strip())


def words_on(page: Any) -> str:
    """Everything a person can read or hear on a page: text, title, labels, meta; or read in a PDF."""
    if page.headers["Content-Type"] == "application/pdf":
        return words_in(page.content)
    reader = _Words()
    reader.feed(page.content.decode())
    return "\n".join(reader.words)
