"""A word of the person's and a copy of a member's at the same moment: both are kept, one after the other."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from tests.factories import NOW, make_candidate, make_workspace, owner_of
from tests.web.recruiter.desk import kinds, says, terms
from xinqiao.capabilities.assessments.models import Response
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.candidates.operations import Contact
from xinqiao.capabilities.consent import gate
from xinqiao.capabilities.engagement.operations import tap
from xinqiao.domain.contacts import Began, Outcome
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
from xinqiao.journeys.contacts import log
from xinqiao.journeys.objections import object_to_all
from xinqiao.journeys.steps import begin_questionnaire, hand_out_card, hand_out_link, stop

# On SQLite those who write stand in a queue anyway.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


def log_stop(person: Candidate) -> None:
    stop = Contact("phone", Began.THEM, Outcome.STOP, NOW)
    log(person, stop, proof="said so on the phone", by=person.owner, now=NOW)


def object_to_everything(person: Candidate) -> None:
    object_to_all(person, language="en", now=NOW)


@pytest.mark.parametrize("word", [log_stop, object_to_everything])
def test_a_copy_and_a_stop_both_hold(word: Callable[[Candidate], None], monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = make_workspace()
    person, owner = make_candidate(workspace), owner_of(workspace)
    says(person, "granted")
    asked, go_on = threading.Event(), threading.Event()
    require = gate.require_copy

    def wait_with_the_terms_locked(*args: object, **named: object) -> object:
        asked.set()
        go_on.wait(timeout=2)
        return require(*args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(gate, "require_copy", wait_with_the_terms_locked)

    def copy() -> None:
        hand_out_link(person, "questionnaire", by=owner, now=NOW)

    def say() -> None:
        assert asked.wait(timeout=10)
        threading.Timer(0.3, go_on.set).start()
        word(Candidate.objects.select_related("owner__user").get(pk=person.pk))

    together(workspace, copy, say)
    assert terms(person).permission == "stopped"
    assert "questionnaire_invited" in kinds(person)


@pytest.mark.parametrize("begins", ["questionnaire", "card"])
def test_nothing_is_answered_after_a_stop_that_came_meanwhile(begins: str, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = make_workspace()
    person, owner = make_candidate(workspace), owner_of(workspace)
    says(person, "granted", now=NOW - timedelta(days=40))
    with scope(workspace.pk):
        link = hand_out_link(person, "questionnaire", by=owner, now=NOW - timedelta(days=34)).link
        day = NOW.date() - timedelta(days=3)
        card = hand_out_card(person, "light_talk", happened_on=day, zone="Asia/Shanghai", by=owner, now=NOW).card
    read, stopped = threading.Event(), threading.Event()
    require = gate.require_yes

    def wait_with_the_yes_read(candidate: Candidate) -> None:
        require(candidate)
        read.set()
        # Locked out, the stop cannot come before this act is over.
        assert not stopped.wait(timeout=1)

    monkeypatch.setattr(gate, "require_yes", wait_with_the_yes_read)

    def begin() -> None:
        if begins == "questionnaire":
            begin_questionnaire(link, language="en", browser_key="b", now=NOW)
        else:
            tap(card, "satisfied", "yes", version="v", language="en", browser_key="b", now=NOW)

    def say() -> None:
        assert read.wait(timeout=10)
        stop(Candidate.objects.get(pk=person.pk), text_version="stop-1", language="en", now=NOW)
        stopped.set()

    together(workspace, begin, say)
    with scope(workspace.pk):
        assert not Response.objects.filter(candidate=person).exists()


def together(workspace: Workspace, *acts: Callable[[], None]) -> None:
    """Runs each act in a thread of its own; none may fail."""
    failed: list[Exception] = []

    def run(act: Callable[[], None]) -> None:
        try:
            with scope(workspace.pk):
                act()
        except Exception as problem:
            failed.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert failed == []
