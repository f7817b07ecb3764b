"""The request desk: written down, made sure who asks, answered by a day, refused only with a reason."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import NOW, make_candidate, make_member, make_workspace, owner_of
from tests.rights import ANSWER, MONDAY, WISH, requested, stored
from tests.web.recruiter.desk import Desk, kinds, words
from tests.web.recruiter.people import send, untold
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.consent.models import PersonRequest
from xinqiao.capabilities.consent.request_queries import figures, requests_due
from xinqiao.foundation.audit.models import AuditEntry
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.roles import Role
from xinqiao.privacy.retention import destroy_person

pytestmark = pytest.mark.django_db
DUE = date(2026, 11, 23)


@pytest.fixture
def person() -> Candidate:
    return make_candidate(make_workspace())


def desk_of(person: Candidate) -> Desk:
    return Desk(owner_of(person.owner.workspace))


def test_a_request_by_mail_is_written_down_with_its_last_day_and_they_count_as_told(person: Candidate) -> None:
    untold(person)
    page = send(desk_of(person), "request_add", person.public_id, kind="access", channel="email",
                received_on="2026-10-30", words=WISH)  # fmt: skip
    assert "to be answered by 20 November, 18 days left" in words(page)
    with scope(person.workspace_id):
        one = PersonRequest.objects.get()
        assert (one.due_on, one.profile, one.state) == (date(2026, 11, 20), "cn", "open")
        assert Candidate.objects.get().notice_due_at is None
    assert kinds(person)[-2:] == ["told", "request_received"]


def test_nothing_is_handed_out_before_it_is_sure_who_asks(person: Candidate) -> None:
    one, desk = requested(person), desk_of(person)
    page = desk.post("request_done", one.public_id, **{"done-words": ANSWER})
    assert page.status_code == 422
    assert "First write down how you made sure" in words(page)
    assert ANSWER in words(page)
    assert desk.post("request_identity", one.public_id, **{"identity-how": "other"}).status_code == 422
    send(desk, "request_identity", one.public_id, **{"identity-how": "read_out"})
    page = send(desk, "request_done", one.public_id, **{"done-words": ANSWER})
    assert "done on 2 November, in time" in words(page)
    assert (stored(one).state, stored(one).answer, stored(one).closed_at) == ("done", ANSWER, NOW)
    with scope(person.workspace_id):
        entry = AuditEntry.objects.get(action="request_done")
        assert entry.detail == {"request": "correction", "in_time": True}
    send(desk, "request_refuse", one.public_id, **{"refuse-words": "x"})
    assert stored(one).state == "done"


@pytest.mark.parametrize("kind", ["objection", "withdrawal"])
def test_a_no_needs_no_proof_of_who_says_it(person: Candidate, kind: str) -> None:
    one = requested(person, kind)
    send(desk_of(person), "request_done", one.public_id, **{"done-words": ANSWER})
    assert stored(one).state == "done"


def test_refusing_and_more_time_need_a_reason_that_they_may_read(person: Candidate) -> None:
    one, desk = requested(person), desk_of(person)
    for name, form in (("request_refuse", "refuse"), ("request_extend", "extend")):
        for text in ("", "先激活再说"):
            assert desk.post(name, one.public_id, **{f"{form}-words": text}).status_code == 422
    page = send(desk, "request_extend", one.public_id, **{"extend-words": "档案还在归档"})
    assert "extended to 14 December" in words(page)
    assert (stored(one).first_due_on, stored(one).due_on) == (DUE, date(2026, 12, 14))
    page = send(desk, "request_extend", one.public_id, **{"extend-words": "还要更久"})
    assert "It is closed, or has changed meanwhile" in words(page)
    send(desk, "request_refuse", one.public_id, **{"refuse-words": "法律要求保留到年底"})
    assert (stored(one).state, stored(one).due_on) == ("refused", date(2026, 12, 14))


def test_the_last_step_can_be_taken_back_for_15_minutes_by_whoever_took_it(person: Candidate) -> None:
    one, desk = requested(person, "objection"), desk_of(person)
    page = send(desk, "request_done", one.public_id, **{"done-words": ANSWER})
    undo = desk.undo_of_last_toast(page)
    Desk(make_member(person.owner.workspace)).submit(undo)
    assert stored(one).state == "done"
    Desk(desk.member, now=NOW + timedelta(minutes=16)).submit(undo)
    assert stored(one).state == "done"
    desk.submit(undo)
    assert (stored(one).state, stored(one).answer, stored(one).closed_at) == ("open", "", None)
    with scope(person.workspace_id):
        assert figures(samples=False).closed["done"] == 0


def test_open_ones_stand_by_their_last_day_and_queries_do_not_grow(person: Candidate) -> None:
    workspace, desk = person.owner.workspace, desk_of(person)
    requested(person, on=MONDAY - timedelta(days=3))
    with CaptureQueriesContext(connection) as few:
        desk.get("requests")
    for number in range(8):
        requested(make_candidate(workspace, f"人{number}"), "access", on=MONDAY - timedelta(days=number))
    with CaptureQueriesContext(connection) as many:
        page = words(desk.get("requests"))
    assert len(many) == len(few)
    assert page.index("人7") < page.index("人1") < page.index("人0")
    with scope(workspace.pk):
        due = requests_due(samples=False, now=NOW + timedelta(days=9), limit=9)
        assert [one.candidate.display_name for one in due] == ["人7"]


def test_figures_stay_when_the_person_is_erased_and_name_nobody(person: Candidate) -> None:
    one, late = requested(person, "objection"), requested(person, "other", on=MONDAY - timedelta(days=40))
    desk = desk_of(person)
    for each in (one, late):
        send(desk, "request_done", each.public_id, **{"done-words": ANSWER})
    with scope(person.workspace_id):
        destroy_person(person, reason="no_contact", now=NOW)
        found = figures(samples=False)
    assert (found.received, found.open, found.closed, found.closed_late) == (
        2, 0, {"done": 2, "refused": 0, "withdrawn": 0}, 1,
    )  # fmt: skip


@pytest.mark.parametrize("role", [Role.INTERVIEWER, Role.VIEWER])
def test_who_only_reads_has_no_business_here(person: Candidate, role: Role) -> None:
    one, desk = requested(person), Desk(make_member(person.owner.workspace, role))
    answers: list[Any] = [desk.get("requests"), desk.get("request", one.public_id),
                          desk.post("request_refuse", one.public_id, **{"refuse-words": "x"})]  # fmt: skip
    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert "Requests" not in words(desk.get("today"))
