"""A signed-in member who opens a person's link cannot say yes, come back or share in their place."""

from __future__ import annotations

import pytest

from tests.factories import make_member, make_user, make_workspace, owner_of
from tests.web.candidate.phone import KEYED_16, Phone, make_phone, words_on
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.consent.models import ConsentEvent
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import User
from xinqiao.foundation.workspaces.roles import Role

pytestmark = pytest.mark.django_db


def signed_in(phone: Phone, user: User | None = None) -> Phone:
    phone.browser.force_login(user or owner_of(phone.workspace).user)
    return phone


def test_a_yes_of_a_signed_in_colleague_is_refused_and_says_what_to_do() -> None:
    phone = signed_in(make_phone("permission", said="", language="en"))
    page = phone.post("permission", choice="allow")
    assert page.status_code == 403
    assert "Write down what they said" in words_on(page)
    with scope(phone.workspace.pk):
        assert not ConsentEvent.objects.exists()


@pytest.mark.parametrize("choice", ["later", "stop"])
def test_later_and_stop_stay_possible(choice: str) -> None:
    phone = signed_in(make_phone("permission", said=""))
    assert phone.post("permission", choice=choice).status_code == 200
    assert phone.terms().permission == {"later": "later", "stop": "stopped"}[choice]


@pytest.mark.parametrize("said", ["stopped", "later"])
def test_a_stop_or_later_cannot_be_taken_back_by_a_colleague(said: str) -> None:
    phone = signed_in(make_phone(said=said))
    assert phone.post("undo", decision=said).status_code == 403
    assert phone.terms().permission == said


def test_taking_back_a_yes_stays_possible() -> None:
    phone = signed_in(make_phone("permission", said="granted"))
    assert phone.post("undo", decision="granted").status_code == 200
    assert phone.terms().permission == "none"


def test_a_result_cannot_be_shared_by_a_colleague() -> None:
    phone = make_phone()
    phone.answer(*KEYED_16)
    signed_in(phone)
    assert phone.post("decide", choice="share_result").status_code == 403
    assert phone.post("decide", choice="keep_private").status_code == 200
    filling = phone.filling()
    assert filling is not None
    assert filling.state == "private"


def test_a_sample_person_is_for_trying_everything_out() -> None:
    phone = make_phone("permission", said="")
    with scope(phone.workspace.pk):
        Candidate.objects.filter(pk=phone.candidate.pk).update(is_sample=True)
    assert signed_in(phone).post("permission", choice="allow").status_code == 200
    assert phone.terms().permission == "granted"


def test_accounts_of_other_teams_and_of_former_members_are_people_like_any() -> None:
    workspace = make_workspace()
    former = make_member(workspace, Role.RECRUITER)
    former.left_at = former.joined_at
    former.save(update_fields=["left_at"])
    for user in (make_user(), former.user):
        phone = signed_in(make_phone("permission", said="", workspace=workspace), user)
        assert phone.post("permission", choice="allow").status_code == 200
        assert phone.terms().permission == "granted"


def test_a_person_without_an_account_costs_no_look_up() -> None:
    phone = make_phone("permission", said="")
    page = phone.post("permission", choice="allow")
    assert page.status_code == 200
    assert "Cookie" not in page.headers.get("Vary", "")
