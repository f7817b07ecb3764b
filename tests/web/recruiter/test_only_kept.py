"""People whose data are only kept: stored, and in no message, plan, export, act on many, statistic or score."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.factories import NOW, make_candidate, make_workspace, owner_of
from tests.web.cards import tapped
from tests.web.recruiter.desk import Desk, answers, kinds, says, words
from xinqiao.capabilities.assessments.planning import people_by_level
from xinqiao.capabilities.assessments.psychometrics import patterns_by_language
from xinqiao.capabilities.candidates.exporting.columns import load
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.consent import gate, restriction
from xinqiao.capabilities.consent.queries import permission_counts
from xinqiao.capabilities.engagement.queries import totals
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
from xinqiao.journeys.steps import hand_out_link
from xinqiao.playbook.loader import playbook

pytestmark = pytest.mark.django_db
REASON = {"reason": "本人说公司写错了，核对之前先不用。"}


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


@pytest.fixture
def person(workspace: Workspace) -> Candidate:
    """Somebody who said yes, shared an answer, and is kept by the owner."""
    candidate = make_candidate(workspace)
    answers(candidate)
    return candidate


@pytest.fixture
def desk(workspace: Workspace) -> Desk:
    return Desk(owner_of(workspace))


def restrict(person: Candidate, *, now: datetime = NOW) -> None:
    with scope(person.workspace_id):
        restriction.restrict(person, language="zh-hans", now=now)


def test_a_member_sets_it_with_a_reason_and_the_record_says_since_when_and_why(desk: Desk, person: Candidate) -> None:
    assert desk.post("candidate_restrict", person.public_id, reason="").status_code == 422
    assert desk.post("candidate_restrict", person.public_id, **REASON).status_code == 303
    record = words(desk.get("candidate", person.public_id))
    assert "Their data are only kept Since 2 November 2026." in record
    assert REASON["reason"] in record
    assert "Only kept, not used" in record
    assert kinds(person)[-1] == "use_restricted"
    # Lifted only with the person's words.
    assert desk.post("candidate_unrestrict", person.public_id, reason=" ").status_code == 422
    assert desk.post("candidate_unrestrict", person.public_id, reason="来电说可以用了。").status_code == 303
    assert "Their data are only kept" not in words(desk.get("candidate", person.public_id))


def test_what_they_set_themselves_only_they_lift(desk: Desk, person: Candidate) -> None:
    restrict(person)
    answer = desk.post("candidate_unrestrict", person.public_id, reason="我们想用。")
    assert answer.status_code == 422
    assert "Only they can lift it" in words(answer)


def test_they_leave_plans_statistics_exports_and_counts(workspace: Workspace, person: Candidate) -> None:
    tapped(person, "yes")

    def counted() -> tuple[Any, ...]:
        with scope(workspace.pk):
            patterns = patterns_by_language(playbook().scale("tos5").version, samples=False)
            planned = people_by_level(kept_by=None)
            return (
                sum(one.complete for one in patterns.values()), sum(planned.values()),
                len(load([person.pk])), permission_counts().get("granted", 0), len(totals(samples=True)),
            )  # fmt: skip

    assert counted() == (1, 1, 1, 1, 1)
    restrict(person)
    assert counted() == (0, 0, 0, 0, 0)


def test_nobody_reads_their_score_and_nothing_is_suggested(desk: Desk, person: Candidate) -> None:
    assert "沈知遥" in words(desk.get("planning", level="cautious"))
    restrict(person)
    assert desk.get("candidate_curve", person.public_id).status_code == 403
    record = desk.get("candidate", person.public_id).content.decode()
    assert 'id="answers"' not in record
    assert 'name="text"' not in record
    listed = words(desk.get("candidates"))
    assert "Only kept" in listed
    assert "沈知遥" not in words(desk.get("planning", level="cautious"))
    assert "沈知遥" not in words(desk.get("today"))


def test_no_message_leaves_also_when_they_said_so_meanwhile(workspace: Workspace, person: Candidate) -> None:
    other = make_candidate(workspace, "顾言")
    says(other, "granted", now=NOW - timedelta(days=60))
    with scope(workspace.pk):
        read_before = Candidate.objects.get(pk=other.pk)
        restriction.restrict(other, language="en", now=NOW)
        with pytest.raises(gate.Refused) as refused:
            hand_out_link(read_before, "questionnaire", by=owner_of(workspace), now=NOW)
        assert refused.value.decision.rule == "restricted"
        with pytest.raises(gate.Refused):
            gate.require_word(read_before, now=NOW)


def test_every_door_of_the_record_is_closed_and_says_why(desk: Desk, person: Candidate) -> None:
    restrict(person)
    doors: list[tuple[str, dict[str, Any]]] = [
        ("candidate_note", {"text": "备注"}),
        ("candidate_stage", {"stage": "building"}),
        ("candidate_copy", {"variant": "wechat"}),
    ]
    for name, sent in doors:
        args = ("questionnaire",) if name == "candidate_copy" else ()
        answer = desk.post(name, person.public_id, *args, **sent)
        assert answer.status_code == 409, name
        assert "only kept" in words(answer), name


def test_acts_on_many_people_pass_them_by(desk: Desk, workspace: Workspace, person: Candidate) -> None:
    other = make_candidate(workspace, "顾言")
    restrict(person)
    answer = desk.post("bulk_start", act="stage", stage="building", id=[person.public_id, other.public_id])
    assert answer.status_code == 302
    with scope(workspace.pk):
        stages = {one.pk: one.stage for one in Candidate.objects.all()}
    assert stages == {person.pk: "outreach", other.pk: "building"}
    assert "The data of 1 are only kept." in words(desk.get("candidates"))
