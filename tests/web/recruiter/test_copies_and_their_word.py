"""A copied text waits for a word: one tap says that it went out, or that it did not and counts no longer."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories import NOW, make_candidate, make_member, make_workspace, owner_of
from tests.web.recruiter.desk import Desk, kinds, says, terms, words
from tests.web.recruiter.people import fresh, untold
from tests.web.recruiter.test_send_check_when_copying import copied
from xinqiao.capabilities.candidates.models import Candidate, CopiedText
from xinqiao.capabilities.candidates.queries import copies_without_word
from xinqiao.foundation.tenancy.scope import scope

pytestmark = pytest.mark.django_db


def copy_of(person: Candidate) -> str:
    with scope(person.workspace_id):
        return CopiedText.objects.filter(candidate=person).order_by("-id")[0].public_id


def test_one_tap_after_copying_makes_it_a_contact_and_can_be_taken_back() -> None:
    workspace = make_workspace()
    person, desk = make_candidate(workspace), Desk(owner_of(workspace))
    page = desk.post("candidate_copy", person.public_id, "permission", variant="wechat")
    assert "Did it go out?" in words(page)
    desk.post("copy_sent", copy_of(person))
    page = desk.get("candidate", person.public_id)
    assert "Went out: Request for permission, WeChat" in words(page)
    assert "Did it go out?" not in words(page)
    # Copied again within the hour, nothing is asked anew.
    copied(owner_of(workspace), person, "permission")
    assert "Did it go out?" not in words(desk.get("candidate", person.public_id))
    desk.submit(desk.undo_of_last_toast(page))
    assert "Did it go out?" in words(desk.get("candidate", person.public_id))
    assert kinds(person) == ["added", "permission_asked", "copy_word_taken_back"]


def test_what_did_not_go_out_counts_no_longer_and_told_nobody() -> None:
    workspace = make_workspace()
    person, owner = untold(make_candidate(workspace)), owner_of(workspace)
    due = fresh(person).notice_due_at
    assert copied(owner, person, "permission")["ok"]
    assert fresh(person).notice_due_at is None
    desk = Desk(owner)
    page = desk.open(desk.post("copy_not_sent", copy_of(person))["Location"])
    assert (terms(person).permission_asks, fresh(person).notice_due_at) == ([], due)
    assert "permission_asked" not in kinds(person)
    assert "Ask for permission" in words(page)
    desk.submit(desk.undo_of_last_toast(page))
    assert len(terms(person).permission_asks) == 1
    assert fresh(person).notice_due_at is None
    assert not copied(owner, person, "permission", now=NOW + timedelta(hours=2))["ok"]


def test_an_answer_shows_that_it_went_out_whatever_is_said() -> None:
    workspace = make_workspace()
    person, desk = make_candidate(workspace), Desk(owner_of(workspace))
    copied(owner_of(workspace), person, "permission")
    says(person, "later", now=NOW + timedelta(minutes=5))
    desk.post("copy_not_sent", copy_of(person))
    assert len(terms(person).permission_asks) == 1
    assert kinds(person)[-1] == "said_later"


def test_the_evening_asks_which_went_out_once_and_only_of_ones_own() -> None:
    workspace = make_workspace()
    owner, colleague = owner_of(workspace), make_member(workspace)
    people = [make_candidate(workspace, f"沈知{name}") for name in "遥远近"]
    for person in people:
        copied(owner, person, "permission", now=NOW - timedelta(hours=2))
    assert "Copied" not in words(Desk(owner, now=NOW - timedelta(hours=1)).get("today"))
    assert "Copied" not in words(Desk(colleague).get("today"))
    desk = Desk(owner)
    assert "Copied 3 texts today; which went out?" in words(desk.get("today"))
    answer = desk.submit(desk.address("copy_sent", copy_of(people[0])))
    assert answer["Location"].endswith(f"/candidates/{people[0].public_id}/")
    rest = [copy_of(person) for person in people[1:]]
    page = words(desk.open(desk.post("copies_none", copy=rest)["Location"]))
    assert "2 texts did not go out." in page
    assert "which went out" not in page
    assert [len(terms(person).permission_asks) for person in people] == [1, 0, 0]
    with scope(workspace.pk):
        assert copies_without_word(owner, NOW) == []


def test_no_colleague_says_a_word_on_what_another_copied() -> None:
    workspace = make_workspace()
    person, colleague = make_candidate(workspace), make_member(workspace)
    copied(owner_of(workspace), person, "permission")
    for name in ("copy_sent", "copy_not_sent", "copy_undo"):
        assert Desk(colleague).post(name, copy_of(person)).status_code == 404
