"""A stop that a member writes down does what the person's own stop does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.factories import make_candidate, make_workspace
from tests.web.recruiter.desk import Desk, answers, says, terms
from xinqiao.capabilities.assessments.models import Response
from xinqiao.foundation.tenancy.scope import scope

if TYPE_CHECKING:
    from xinqiao.capabilities.candidates.models import Candidate

pytestmark = pytest.mark.django_db


def log_it(desk: Desk, person: Candidate) -> int:
    data = {"channel": "phone", "began": "in", "outcome": "stop", "when": "now"}
    return desk.post("contact_log", person.public_id, **data).status_code


def write_it_down(desk: Desk, person: Candidate) -> int:
    data = {"decision": "stopped", "way": "phone", "said_on": "2026-11-02", "words": "请别再联系我"}
    return desk.post("candidate_consent", person.public_id, **data).status_code


@pytest.mark.parametrize("stop", [log_it, write_it_down])
@pytest.mark.parametrize(("decision", "kept"), [("shared", True), ("answered", False), ("draft", False)])
def test_it_deletes_what_was_not_shared(stop: object, decision: str, kept: bool) -> None:
    person = make_candidate(make_workspace())
    says(person, "granted")
    answers(person, decision=decision)
    assert callable(stop)
    assert stop(Desk(person.owner), person) in (302, 303)
    assert terms(person).permission == "stopped"
    with scope(person.workspace_id):
        assert Response.objects.filter(candidate=person).exists() is kept
