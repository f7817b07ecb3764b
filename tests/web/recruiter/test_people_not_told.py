"""People who do not know of their record: little is kept, they are told, or the record is deleted after 30 days."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories import NOW, make_candidate, make_member, make_opening, make_workspace, owner_of
from tests.web.recruiter.desk import Desk, kinds, words
from tests.web.recruiter.papers import PDF
from xinqiao.capabilities.assessments.models import Response
from xinqiao.capabilities.candidates.models import Attachment, Candidate, CandidateLink, CandidateTag, Sign
from xinqiao.capabilities.candidates.operations import (
    NotToldYet,
    PersonFacts,
    add_candidate,
    add_note,
    add_sign,
    mark_told,
    set_tags,
    take_back_told,
)
from xinqiao.capabilities.consent.models import ConsentEvent, NamedRecipient
from xinqiao.capabilities.promises.models import Promise
from xinqiao.foundation.audit.models import AuditEntry
from xinqiao.foundation.jobs.operations import enqueue
from xinqiao.foundation.jobs.runner import Worker
from xinqiao.foundation.tenancy.models import LinkAddress
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
from xinqiao.foundation.workspaces.roles import Role
from xinqiao.privacy.tasks import run_retention

pytestmark = pytest.mark.django_db
DUE = NOW + timedelta(days=30)
TASK = f"{run_retention.__module__}:{run_retention.__name__}"


@pytest.fixture(autouse=True)
def _own_files(settings: Any, tmp_path: Path) -> None:
    settings.FILES_ROOT = tmp_path / "files"


def untold(workspace: Workspace, name: str = "沈知遥", *, now: datetime = NOW, **facts: str) -> Candidate:
    owner = owner_of(workspace)
    values = PersonFacts(name, "public_profile", "lawfully_public", **facts)
    with scope(workspace.pk):
        return add_candidate(values, owner=owner, by=owner, now=now, told=False)


def fresh(person: Candidate) -> Candidate:
    with scope(person.workspace_id):
        return Candidate.objects.get(pk=person.pk)


def form(workspace: Workspace, **values: Any) -> dict[str, Any]:
    required = {"display_name": "沈知遥", "language": "zh-hans", "source": "public_profile"}
    return {**required, "legal_basis": "lawfully_public", "owner": owner_of(workspace).public_id, **values}


def run(*, now: datetime) -> None:
    enqueue(TASK, now=now)
    Worker(clock=lambda: now, _next_schedule=float("inf")).run_once()


def test_name_role_one_contact_and_source_of_somebody_not_told_are_kept() -> None:
    workspace = make_workspace()
    desk = Desk(owner_of(workspace))
    sent = form(workspace, not_told="on", title="架构师", company="砚川", email="shen@a.example")
    assert desk.post("candidate_add", **sent).status_code == 302
    with scope(workspace.pk):
        person = Candidate.objects.get()
    assert person.notice_due_at == DUE
    assert "Tell them by 2 December 2026" in words(desk.get("candidate", person.public_id))


@pytest.mark.parametrize(
    ("sent", "at"),
    [
        ({"city": "杭州"}, "city"),
        ({"skills": "Go"}, "skills"),
        ({"tags": "校友"}, "tags"),
        ({"seniority": "senior"}, "seniority"),
        ({"email": "a@a.example", "phone": "13800138000"}, ""),
        ({"email": "a@a.example", "more_kind": ["email"], "more_value": ["b@a.example"], "more_label": [""]}, ""),
    ],
)
def test_more_has_to_wait_and_nothing_typed_is_lost(sent: dict[str, Any], at: str) -> None:
    workspace = make_workspace()
    answer = Desk(owner_of(workspace)).post("candidate_add", **form(workspace, not_told="on", company="砚川", **sent))
    assert answer.status_code == 422
    assert "Before they are told" in words(answer)
    assert 'value="砚川"' in answer.content.decode()
    if at:
        assert f'id="id_{at}_error"' in answer.content.decode()
    with scope(workspace.pk):
        assert not Candidate.objects.exists()


def test_the_form_of_their_record_offers_only_what_may_be_kept() -> None:
    workspace = make_workspace()
    person = untold(workspace)
    desk = Desk(owner_of(workspace))
    page = desk.get("candidate_edit", person.public_id).content.decode()
    assert 'name="company"' in page
    for name in ("city", "skills", "tags", "opening", "more_kind", "time_zone", "not_told"):
        assert f'name="{name}"' not in page
    # Sent all the same, it is left out.
    opening = make_opening(workspace)
    sent = form(workspace, company="砚川", city="杭州", opening=opening.public_id, tags="校友")
    assert desk.post("candidate_edit", person.public_id, **sent).status_code == 302
    changed = fresh(person)
    assert (changed.company, changed.city, changed.opening_id, changed.notice_due_at) == ("砚川", "", None, DUE)
    two = form(workspace, email="a@a.example", phone="13800138000")
    assert desk.post("candidate_edit", person.public_id, **two).status_code == 422


def test_notes_signs_papers_and_further_contacts_are_refused_with_the_reason() -> None:
    workspace = make_workspace()
    person = untold(workspace, email="a@a.example")
    desk = Desk(owner_of(workspace))
    answers = [
        desk.post("candidate_note", person.public_id, text="问得很细"),
        desk.post("candidate_sign", person.public_id, kind="asked_question", observed_on=NOW.date().isoformat()),
        desk.post("candidate_point_add", person.public_id, kind="phone", value="13800138000"),
        desk.post("attachment_add", person.public_id, paper=SimpleUploadedFile("a.pdf", PDF), complete="1"),
    ]
    for answer in answers:
        assert answer.status_code == 422
        assert "They do not know of this record yet" in words(answer)
    assert "问得很细" in answers[0].content.decode()
    with scope(workspace.pk):
        assert not Sign.objects.exists()
        assert not Attachment.objects.exists()
        with pytest.raises(NotToldYet):
            set_tags(person, ["校友"], by=owner_of(workspace), now=NOW)
        assert not CandidateTag.objects.exists()
    assert kinds(person) == ["added"]


def test_no_other_door_leads_to_more_than_may_be_kept() -> None:
    workspace = make_workspace()
    person = untold(workspace, email="a@a.example")
    desk = Desk(owner_of(workspace))
    said = {"way": "phone", "said_on": "2026-11-01", "words": "可以。"}
    lindi = {"purpose": "sharing_company", "name": "林地咨询", "contact": "a@lindi.example", "what_for": "推荐"}
    paper = {**{f"item{n}": "3" for n in range(1, 6)}, "answered_on": "2026-11-01", "agreed_on": "2026-11-01"}
    card = {"occasion": "call", "happened_on": "2026-11-01", "variant": "im"}
    answers = [
        desk.post("consent_write", person.public_id, about="recording:", decision="yes", **said),
        desk.post("recipient_name", person.public_id, **lindi),
        desk.post("promises_copy", person.public_id),
        desk.post("candidate_copy", person.public_id, "questionnaire", variant="im"),
        desk.post("promise_add", person.public_id, text="写一份反馈", due_on="2026-11-20"),
        desk.post("answers_from_paper", person.public_id, language="zh-hans", **paper),
        desk.post("candidate_card", person.public_id, **card),
    ]
    assert [answer.status_code in (409, 422) for answer in answers] == [True] * len(answers)
    assert kinds(person) == ["added"]
    with scope(workspace.pk):
        for rows in (ConsentEvent, NamedRecipient, Promise, Response, CandidateLink):
            assert not rows.objects.exists()


def test_once_told_everything_may_be_kept() -> None:
    workspace = make_workspace()
    person = untold(workspace)
    desk = Desk(owner_of(workspace))
    desk.post("candidate_told", person.public_id, how="phone")
    assert fresh(person).notice_due_at is None
    assert kinds(person) == ["added", "told"]
    assert desk.post("candidate_note", person.public_id, text="问得很细").status_code == 303
    assert "Told of the record" in words(desk.get("candidate", person.public_id))


def test_a_press_by_mistake_is_taken_back_and_the_date_stands_as_before() -> None:
    workspace = make_workspace()
    person = untold(workspace)
    desk = Desk(owner_of(workspace))
    desk.post("candidate_told", person.public_id, how="in_person")
    undo = desk.undo_of_last_toast(desk.get("candidate", person.public_id))
    desk.submit(undo)
    assert fresh(person).notice_due_at == DUE
    assert kinds(person) == ["added", "told", "told_taken_back"]
    desk.submit(undo)
    assert kinds(person) == ["added", "told", "told_taken_back"]


@pytest.mark.parametrize("what", ["later", "colleague", "note"])
def test_being_told_stays_when_it_is_late_another_members_or_built_upon(what: str) -> None:
    workspace = make_workspace()
    person = untold(workspace)
    Desk(owner_of(workspace)).post("candidate_told", person.public_id, how="phone")
    desk = Desk(owner_of(workspace))
    if what == "later":
        desk = Desk(owner_of(workspace), now=NOW + timedelta(minutes=16))
    elif what == "colleague":
        desk = Desk(make_member(workspace))
    else:
        desk.post("candidate_note", person.public_id, text="问得很细")
    desk.post("candidate_told_undo", person.public_id)
    assert fresh(person).notice_due_at is None


def test_the_request_for_permission_tells_them() -> None:
    workspace = make_workspace()
    person = untold(workspace)
    desk = Desk(owner_of(workspace))
    assert desk.post("candidate_copy", person.public_id, "questionnaire").status_code == 409
    assert fresh(person).notice_due_at == DUE
    assert desk.post("candidate_copy", person.public_id, "permission").status_code == 200
    assert fresh(person).notice_due_at is None
    assert kinds(person) == ["added", "permission_asked", "told"]
    desk.post("candidate_told_undo", person.public_id)
    assert fresh(person).notice_due_at is None


def test_whoever_answers_knows_of_us() -> None:
    workspace = make_workspace()
    person = untold(workspace)
    sent = {"decision": "later", "way": "phone", "said_on": NOW.date().isoformat(), "words": "过完年再说"}
    Desk(owner_of(workspace)).post("candidate_consent", person.public_id, **sent)
    assert fresh(person).notice_due_at is None


def test_the_day_names_how_many_have_to_be_told_within_a_week() -> None:
    workspace = make_workspace()
    untold(workspace)
    untold(workspace, "王二", now=NOW + timedelta(days=20))
    owner = owner_of(workspace)
    assert "To be told" not in words(Desk(owner, now=NOW + timedelta(days=22)).get("today"))
    assert "1 person does not know of their record yet" in words(Desk(owner, now=NOW + timedelta(days=23)).get("today"))
    assert "2 people do not know" in words(Desk(owner, now=NOW + timedelta(days=45)).get("today"))


def test_after_30_days_without_word_the_record_is_deleted_and_the_log_says_so() -> None:
    workspace, other = make_workspace(), make_workspace()
    gone, told, known = untold(workspace), untold(workspace, "王二"), make_candidate(workspace, "李三")
    theirs = untold(other, now=NOW + timedelta(days=10))
    Desk(owner_of(workspace)).post("candidate_told", told.public_id, how="phone")
    run(now=DUE - timedelta(minutes=1))
    assert fresh(gone)
    run(now=DUE)
    with scope(workspace.pk):
        assert set(Candidate.objects.values_list("pk", flat=True)) == {told.pk, known.pk}
        entry = AuditEntry.objects.get(action="candidate_expired")
        assert (entry.subject_id, entry.actor_kind, entry.detail) == (gone.pk, "system", {})
    assert fresh(theirs)
    assert LinkAddress.objects.count() == 0
    run(now=DUE + timedelta(days=1))
    with scope(workspace.pk):
        assert AuditEntry.objects.filter(action="candidate_expired").count() == 1


def test_outsiders_and_readers_tell_nobody() -> None:
    workspace, other = make_workspace(), make_workspace()
    person = untold(workspace)
    for name in ("candidate_told", "candidate_told_undo"):
        assert Desk(owner_of(other)).post(name, person.public_id, how="phone").status_code == 404
        for role in (Role.INTERVIEWER, Role.VIEWER):
            assert Desk(make_member(workspace, role)).post(name, person.public_id, how="phone").status_code == 403
    assert Desk(owner_of(workspace)).post("candidate_told", person.public_id, how="telepathy").status_code == 404
    assert fresh(person).notice_due_at == DUE


def test_what_a_colleague_took_back_meanwhile_holds_for_a_page_opened_before() -> None:
    workspace = make_workspace()
    owner = owner_of(workspace)
    person = untold(workspace)
    with scope(workspace.pk):
        mark_told(person, "in_person", by=owner, now=NOW)
        as_opened = Candidate.objects.get(pk=person.pk)
        take_back_told(person, by=owner, now=NOW)
        with pytest.raises(NotToldYet):
            add_note(as_opened, "备注", by=owner, now=NOW)
        with pytest.raises(NotToldYet):
            add_sign(as_opened, "asked_a_question", observed_on=NOW.date(), by=owner, now=NOW)
        with pytest.raises(NotToldYet):
            set_tags(as_opened, ["架构"], by=owner, now=NOW)
