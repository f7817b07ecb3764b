"""What they allowed, at the desk: read by everybody, written down with proof, and never put above their own word."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import make_candidate, make_member, make_workspace, owner_of
from tests.web.recruiter.desk import Desk, kinds, says, words
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.consent import allowed, separate
from xinqiao.capabilities.consent.models import ConsentEvent
from xinqiao.domain.separate_consents import Purpose
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
from xinqiao.foundation.workspaces.roles import Role

pytestmark = pytest.mark.django_db
LINDI = {"name": "林地咨询", "contact": "hr@lindi.example", "what_for": "推荐平台岗位"}


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


@pytest.fixture
def person(workspace: Workspace) -> Candidate:
    return make_candidate(workspace)


@pytest.fixture
def desk(workspace: Workspace) -> Desk:
    return Desk(owner_of(workspace))


def said(**values: Any) -> dict[str, Any]:
    form = {"about": "recording:", "decision": "yes", "way": "phone", "said_on": "2026-11-01", "words": "可以录。"}
    return {**form, **values}


def test_a_yes_said_elsewhere_is_written_down_with_its_proof_and_stands_on_the_record(
    desk: Desk, person: Candidate
) -> None:
    assert "Nothing beyond contact" in words(desk.get("candidate", person.public_id))
    assert desk.post("consent_write", person.public_id, **said()).status_code == 303
    record = words(desk.get("candidate", person.public_id))
    assert "Recording a talk yes since 2 November" in record
    assert "Yes: Recording a talk" in record
    assert "可以录。" in record
    assert "Yes: Recording a talk, written down by hand" in record
    with scope(person.workspace_id):
        line = ConsentEvent.objects.get()
        assert (line.purpose, line.channel, line.text_version) == ("recording", "by_hand", "recording-1")
    for missing in ("about", "decision", "way", "words"):
        assert desk.post("consent_write", person.public_id, **said(**{missing: ""})).status_code == 422
    assert desk.post("consent_write", person.public_id, **said(about="contact:")).status_code == 422


def test_their_own_no_can_only_be_turned_by_them(desk: Desk, person: Candidate) -> None:
    with scope(person.workspace_id):
        separate.say(
            person, Purpose.RECORDING, yes=False, text_version="recording-1", language="zh-hans", now=person.created_at
        )
    answer = desk.post("consent_write", person.public_id, **said())
    assert answer.status_code == 422
    assert "A yes is theirs to give" in words(answer)
    assert "可以录。" in answer.content.decode()


def test_a_recipient_is_named_asked_about_and_taken_back(desk: Desk, person: Candidate) -> None:
    assert desk.post("recipient_name", person.public_id, purpose="sharing_company", **LINDI).status_code == 303
    with scope(person.workspace_id):
        (item,) = [one for one in allowed.items_of(person, now=person.created_at) if one.recipient]
    page = desk.get("candidate_consents", person.public_id)
    assert "林地咨询, hr@lindi.example, 推荐平台岗位" in words(page)
    assert desk.submit(desk.undo_of_last_toast(page)).status_code == 303
    assert "林地咨询" not in words(desk.get("candidate_consents", person.public_id))
    assert kinds(person)[-2:] == ["recipient_named", "recipient_taken_back"]
    again = desk.post("consent_write", person.public_id, **said(about=f"sharing_company:{item.recipient_id}"))
    assert again.status_code == 422
    answer = desk.post("recipient_name", person.public_id, purpose="recording", **LINDI)
    assert answer.status_code == 422
    says(person, "stopped")
    answer = desk.post("recipient_name", person.public_id, purpose="sharing_company", **LINDI)
    assert "nothing new is asked of them" in words(answer)


def test_interviewers_read_and_only_those_who_write_records_write(workspace: Workspace, person: Candidate) -> None:
    interviewer = Desk(make_member(workspace, Role.INTERVIEWER))
    assert "What they allowed" in words(interviewer.get("candidate", person.public_id))
    assert interviewer.get("candidate_consents", person.public_id).status_code == 403
    assert interviewer.post("consent_write", person.public_id, **said()).status_code == 403
    assert interviewer.post("candidate_restrict", person.public_id, reason="x").status_code == 403


def test_a_record_takes_no_more_queries_with_a_long_ledger(desk: Desk, person: Candidate) -> None:
    desk.post("consent_write", person.public_id, **said())
    with CaptureQueriesContext(connection) as few:
        desk.get("candidate_consents", person.public_id)
    for number in range(6):
        desk.post("recipient_name", person.public_id, purpose="sharing_company", **{**LINDI, "name": f"林地{number}"})
        desk.post("consent_write", person.public_id, **said(decision="no" if number % 2 else "yes"))
    with CaptureQueriesContext(connection) as many:
        desk.get("candidate_consents", person.public_id)
    assert len(many) == len(few)
