"""Promises at the desk: made, kept with what shows it, put before the person; never closed by our click once missed."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import NOW, make_candidate, make_member, make_workspace, owner_of
from tests.promises import EVIDENCE, FRIDAY, TEXT, WORDS, history, missed, promised, seen, stored
from tests.web.recruiter.desk import Desk, kinds, says, words
from xinqiao.capabilities.candidates.models import Candidate, CandidateLink
from xinqiao.capabilities.promises import operations
from xinqiao.capabilities.promises.models import Promise
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
from xinqiao.foundation.workspaces.roles import Role
from xinqiao.web.recruiter.audit_log import SENTENCES
from xinqiao.web.recruiter.promise_words import EVENT_WORDS
from xinqiao.web.recruiter.timeline_words import KINDS

pytestmark = pytest.mark.django_db


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


@pytest.fixture
def person(workspace: Workspace) -> Candidate:
    return make_candidate(workspace)


@pytest.fixture
def desk(workspace: Workspace) -> Desk:
    return Desk(owner_of(workspace))


def only(workspace: Workspace) -> Promise:
    with scope(workspace.pk):
        return Promise.objects.select_related("candidate").get()


def make(desk: Desk, person: Candidate, **changed: str) -> Any:
    given = {"text": TEXT, "due_on": FRIDAY.isoformat(), "origin": "talk", "owner": desk.member.public_id}
    return desk.post("promise_add", person.public_id, **{**given, **changed})


def step(desk: Desk, name: str, promise: Promise, *, at: str = "", **data: str) -> Any:
    person = promise.candidate.public_id
    return desk.post(name, person, promise.public_id, seen=at or seen(promise), **data)


def test_a_promise_is_made_kept_with_what_shows_it_and_taken_back(
    workspace: Workspace, person: Candidate, desk: Desk
) -> None:
    assert make(desk, person).status_code == 303
    promise = only(workspace)
    record = desk.get("candidate", person.public_id)
    assert TEXT in words(record)
    assert "by 6 November, 4 days left, 林未" in words(record)
    assert TEXT in words(desk.get("candidate_seen", person.public_id))
    step(desk, "promise_keep", promise, **{"keep-words": EVIDENCE})
    assert (stored(promise).state, stored(promise).missed_at) == ("kept", None)
    page = desk.get("promise", person.public_id, promise.public_id)
    assert EVIDENCE in words(page)
    assert "promise_keep" not in page.content.decode()
    desk.submit(desk.undo_of_last_toast(page))
    assert (stored(promise).state, stored(promise).closed_at) == ("open", None)
    assert history(promise) == ["made", "kept", "taken_back"]
    assert kinds(person) == ["added", "promise_made", "promise_kept", "promise_taken_back"]
    # A quarter of an hour later, or by a colleague, a step stays.
    step(desk, "promise_keep", promise, **{"keep-words": EVIDENCE})
    newest = seen(promise)
    for other in (Desk(owner_of(workspace), now=NOW + timedelta(minutes=16)), Desk(make_member(workspace))):
        other.post("promise_undo", person.public_id, promise.public_id, newest)
    assert stored(promise).state == "kept"


def test_a_promise_only_just_made_goes_altogether(workspace: Workspace, person: Candidate, desk: Desk) -> None:
    make(desk, person)
    promise = only(workspace)
    desk.submit(desk.undo_of_last_toast(desk.get("promise", person.public_id, promise.public_id)))
    with scope(workspace.pk):
        assert not Promise.objects.exists()
    assert kinds(person) == ["added", "promise_made", "promise_taken_back"]


@pytest.mark.parametrize(
    ("changed", "says_"),
    [
        ({"text": ""}, "This field is required."),
        ({"text": "我们会做一次画像转化"}, "Please say it without 画像, 转化."),
        ({"due_on": "2026-11-01"}, "this day has gone by"),
        ({"due_on": "2027-12-01"}, "At most a year ahead."),
        ({"owner": "nobody"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_promised_comes_back_with_its_words(
    workspace: Workspace, person: Candidate, desk: Desk, changed: dict[str, str], says_: str
) -> None:
    page = make(desk, person, **changed)
    assert page.status_code == 422
    assert says_ in words(page)
    assert changed.get("text", TEXT) in page.content.decode()
    with scope(workspace.pk):
        assert not Promise.objects.exists()


def test_once_missed_our_clicks_only_put_something_before_them(
    workspace: Workspace, person: Candidate, desk: Desk
) -> None:
    broken = missed(person)
    page = desk.get("promise", person.public_id, broken.public_id)
    assert "They are asked whether that settles it." in words(page)
    assert "New requests wait until they accept a repair." in words(desk.get("candidate", person.public_id))
    step(desk, "promise_keep", broken, **{"keep-words": EVIDENCE})
    assert (stored(broken).state, stored(broken).offer) == ("missed", "done")
    day = {"day-day": "2026-11-09", "day-words": WORDS}
    step(desk, "promise_new_day", broken, **day)
    now = stored(broken)
    assert (now.state, now.offer, now.due_on, now.offered_day) == (
        "missed",
        "new_day",
        date(2026, 11, 1),
        date(2026, 11, 9),
    )
    assert "waits for their word on another day" in words(desk.get("promises", show="waiting"))
    assert step(desk, "promise_words", broken, **{"words-words": WORDS}).status_code == 303
    assert "Something has happened" in words(desk.get("promise", person.public_id, broken.public_id))
    assert step(desk, "promise_new_day", broken, **{"day-day": "2026-11-01", "day-words": WORDS}).status_code == 422
    assert step(desk, "promise_keep", broken, at="old", **{"keep-words": EVIDENCE}).status_code == 303
    assert history(broken) == ["made", "missed", "offered", "offered"]


def test_a_day_that_stands_already_is_no_offer_and_somebody_else_can_answer_for_it(
    workspace: Workspace, person: Candidate, desk: Desk
) -> None:
    promise, colleague = promised(person), make_member(workspace)
    same = step(desk, "promise_new_day", promise, **{"day-day": FRIDAY.isoformat(), "day-words": WORDS})
    assert "the day that stands already" in words(same)
    step(desk, "promise_owner", promise, **{"owner-owner": colleague.public_id})
    assert stored(promise).owner_id == colleague.pk
    reader = make_member(workspace, Role.VIEWER)
    assert step(desk, "promise_owner", promise, **{"owner-owner": reader.public_id}).status_code == 422


def test_the_teams_page_sorts_by_what_can_be_done_and_counts_what_was_kept_in_time(
    workspace: Workspace, person: Candidate, desk: Desk
) -> None:
    assert "nothing has come due yet" in words(desk.get("promises"))
    colleague = make_member(workspace)
    for number in range(3):
        kept = promised(person, f"kept {number}")
        with scope(workspace.pk):
            operations.keep(kept, EVIDENCE, by=kept.owner, now=NOW, seen=seen(kept))
    promised(person, "later", due_on=date(2026, 11, 20))
    promised(person, "sooner", owner=colleague)
    missed(person, "broken")
    with scope(workspace.pk):
        operations.report(person, "as they say", said_day=None, now=NOW)
    shown = {
        shelf: re.findall(r"data-open>([^<]+)<", desk.get("promises", show=shelf).content.decode())
        for shelf in ("due", "missed", "waiting", "closed", "x")
    }
    assert shown["due"] == shown["x"] == ["as they say", "sooner", "later"]
    assert (shown["missed"], shown["waiting"]) == (["broken"], [])
    assert shown["closed"] == ["kept 2", "kept 1", "kept 0"]
    mine = words(Desk(colleague).get("promises", mine="1"))
    assert "sooner" in mine
    assert "later" not in mine
    # Wilson's interval for 3 of 4.
    assert "Kept in time: 3 of 4, 75 % (95 %: 30–95 %)." in words(desk.get("promises"))


def test_a_long_page_goes_on_and_asks_as_many_queries_as_a_short_one(
    workspace: Workspace, person: Candidate, desk: Desk
) -> None:
    promised(person)
    # The first look is noted in the audit log, and chooses the day's cards.
    desk.get("candidate", person.public_id)
    desk.get("today")
    with CaptureQueriesContext(connection) as few:
        desk.get("promises")
        desk.get("candidate", person.public_id)
        desk.get("today")
    for number in range(52):
        promised(person, f"number {number}", due_on=FRIDAY + timedelta(days=number // 10))
    desk.get("today")
    with CaptureQueriesContext(connection) as many:
        page = desk.get("promises")
        desk.get("candidate", person.public_id)
        desk.get("today")
    assert len(many) == len(few)
    first = re.findall(r"data-open>([^<]+)<", page.content.decode())
    after = re.search(r"after=(\w+)", page.content.decode())
    assert after
    rest = re.findall(r"data-open>([^<]+)<", desk.get("promises", after=after.group(1)).content.decode())
    assert (len(first), len(rest), len({*first, *rest})) == (50, 3, 53)


def test_today_begins_with_what_this_member_owes(workspace: Workspace, person: Candidate, desk: Desk) -> None:
    colleague = make_member(workspace)
    missed(person, "broken")
    promised(person, "soon", due_on=date(2026, 11, 5))
    promised(person, "in a week", due_on=date(2026, 11, 9))
    promised(person, "a colleague's", owner=colleague)
    for number in range(5):
        make_candidate(workspace, f"问{number}")
    page = desk.get("today").content.decode()
    owed = page.split("Keep your word first")[1].split('class="today-head"')[0]
    assert owed.index("broken") < owed.index("soon")
    assert "in a week" not in page
    assert "a colleague&#x27;s" not in page
    assert page.count('class="today-row"') == 5
    assert "level" not in owed


def test_a_note_that_promises_is_offered_to_become_one(workspace: Workspace, person: Candidate, desk: Desk) -> None:
    noted = desk.post("candidate_note", person.public_id, text="聊了十分钟。我周五前把反馈发给她。")
    page = desk.open(noted["Location"])
    assert "Your note reads like a promise: 我周五前把反馈发给她。" in words(page)
    form = desk.post("promise_add", person.public_id, look="1", text="我周五前把反馈发给她。", origin="talk")
    assert form.status_code == 200
    assert "我周五前把反馈发给她。" in form.content.decode()
    with scope(workspace.pk):
        assert not Promise.objects.exists()
    colleague = Desk(make_member(workspace))
    assert "reads like a promise" not in words(colleague.open(noted["Location"]))
    plain = desk.post("candidate_note", person.public_id, text="聊了十分钟。")
    assert "note=" not in plain["Location"]
    for odd in ("?note=x", "?note=%00", "?copied=x.mail", "?copied=permission_ask.x"):
        assert desk.open(f"{plain['Location']}{odd}").status_code == 200


def test_a_copied_text_that_promises_outright_is_offered_too(workspace: Workspace, desk: Desk) -> None:
    person = make_candidate(workspace, language="en")
    says(person, "later", now=NOW - timedelta(days=40))
    first = desk.post("candidate_copy", person.public_id, "permission", variant="maimai")
    assert "reads like a promise" not in words(first)
    later = Desk(desk.member, now=NOW + timedelta(days=15))
    copied = later.post(
        "candidate_copy", person.public_id, "permission", variant="maimai", headers={"accept": "application/json"}
    ).json()
    assert "I will not ask again." in words(later.open(copied["reload"]))
    assert "The text that you copied reads like a promise" in words(later.open(copied["reload"]))


def test_the_way_to_their_promises_is_copied_through_the_send_check(
    workspace: Workspace, person: Candidate, desk: Desk
) -> None:
    # Without a promise it would be a message that no pace binds.
    assert desk.post("promises_copy", person.public_id).status_code == 404
    promised(person)
    page = desk.post("promises_copy", person.public_id)
    assert "/promised/" in page.content.decode()
    assert kinds(person)[-1] == "promises_link_copied"
    says(person, "stopped")
    refused = desk.post("promises_copy", person.public_id)
    assert refused.status_code == 409
    assert "/promised/" not in refused.content.decode()
    with scope(workspace.pk):
        assert CandidateLink.objects.count() == 1


def test_until_a_broken_promise_is_repaired_nothing_new_is_asked_by_anybody(
    workspace: Workspace, person: Candidate, desk: Desk
) -> None:
    broken = missed(person)
    for one in (desk, Desk(make_member(workspace))):
        refused = one.post("candidate_copy", person.public_id, "permission", headers={"accept": "application/json"})
        assert refused.status_code == 409
        assert "A promise to them was not kept" in refused.json()["reason"]
    # What we owe them still reaches them.
    owed = desk.post("promises_copy", person.public_id, headers={"accept": "application/json"})
    assert owed.status_code == 200
    step(desk, "promise_new_day", broken, **{"day-day": "2026-11-09", "day-words": WORDS})
    with scope(workspace.pk):
        operations.answer(stored(broken), accepted=True, now=NOW, seen=seen(broken))
    asked = desk.post("candidate_copy", person.public_id, "permission", headers={"accept": "application/json"})
    assert asked.status_code == 200


@pytest.mark.parametrize("role", [Role.INTERVIEWER, Role.VIEWER])
def test_readers_read_and_change_nothing(workspace: Workspace, person: Candidate, role: Role) -> None:
    broken, desk = missed(person), Desk(make_member(workspace, role))
    for page in (
        desk.get("promises", show="missed"),
        desk.get("promise", person.public_id, broken.public_id),
        desk.get("candidate", person.public_id),
    ):
        assert TEXT in words(page)
        assert not re.search(r'action="[^"]*promises[^"]*"', page.content.decode())
    for name in ("promise_keep", "promise_new_day", "promise_words", "promise_owner"):
        assert step(desk, name, broken).status_code == 403, name
    assert make(desk, person).status_code == 403
    assert desk.post("promises_copy", person.public_id).status_code == 403
    assert history(broken) == ["made", "missed"]


def test_a_promise_is_found_under_its_own_person_only(workspace: Workspace, person: Candidate, desk: Desk) -> None:
    promise, other = promised(person), make_candidate(workspace, "程二")
    assert desk.get("promise", other.public_id, promise.public_id).status_code == 404
    assert desk.post("promise_keep", other.public_id, promise.public_id, seen=seen(promise)).status_code == 404


def test_every_step_has_words_in_timeline_history_and_audit_log() -> None:
    steps = {f"promise_{kind}" for kind in EVENT_WORDS}
    also = {"promise_reported", "private_contact_reported", "promises_link_copied"}
    assert steps | also <= KINDS.keys()
    assert steps | also <= SENTENCES.keys()
