"""A word of the person's and a copy of a member's at the same moment: both are kept, one after the other."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from tests.factories import NOW, make_candidate, make_workspace, owner_of
from tests.web.recruiter.desk import kinds, says, terms
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.candidates.operations import Contact
from xinqiao.capabilities.consent import gate
from xinqiao.domain.contacts import Began, Outcome
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.journeys.contacts import log
from xinqiao.journeys.objections import object_to_all
from xinqiao.journeys.steps import hand_out_link

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
    asked, go_on, failed = threading.Event(), threading.Event(), []
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

    def run(act: Callable[[], None]) -> None:
        try:
            with scope(workspace.pk):
                act()
        except Exception as problem:
            failed.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in (copy, say)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert failed == []
    assert terms(person).permission == "stopped"
    assert "questionnaire_invited" in kinds(person)
