"""A link makes its bearer a member, once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import make_user, make_workspace, owner_of
from tests.web.sign_in.conftest import Delivered
from tests.web.sign_in.door import is_signed_in, link_in, sign_in, text_of
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Invitation, Member, User, Workspace
from xinqiao.foundation.workspaces.operations import (
    invitation_token,
    invite,
    request_workspace_deletion,
    revoke_invitation,
)
from xinqiao.web.access.rate_limits import JOINING

pytestmark = pytest.mark.django_db

NEW = {"name": "林未", "email": "lin@example.test", "password1": "four calm river stones"}


def make_invitation(
    workspace: Workspace, role: str = "recruiter", email: str = "", now: datetime | None = None
) -> Invitation:
    with scope(workspace.pk):
        return invite(workspace, role=role, email=email, by=owner_of(workspace), now=now or timezone.now())


def address(invitation: Invitation) -> str:
    return reverse("join", args=[invitation_token(invitation)])


def test_the_page_says_where_it_leads_and_fills_the_address_in(client: Client) -> None:
    workspace = make_workspace(name="砚川科技")
    page = text_of(client.get(address(make_invitation(workspace, email="lin@example.test"))))
    assert "砚川科技" in page
    assert 'value="lin@example.test"' in page
    assert Member.objects.filter(workspace=workspace).count() == 1


def test_a_newcomer_makes_an_account_and_is_in(client: Client) -> None:
    workspace = make_workspace()
    answer = client.post(address(make_invitation(workspace, role="interviewer")), NEW)
    assert answer.headers["Location"] == reverse("today", args=[workspace.slug])
    member = Member.objects.select_related("user").get(workspace=workspace, user__email="lin@example.test")
    assert (member.role, member.user.name) == ("interviewer", "林未")
    assert is_signed_in(client)


def test_with_a_mail_server_the_newcomer_confirms_the_address_first(client: Client, delivered: Delivered) -> None:
    workspace = make_workspace()
    invitation = make_invitation(workspace)
    [message] = delivered(lambda: client.post(address(invitation), NEW))
    assert message.to == ["lin@example.test"]
    assert not is_signed_in(client)
    user = User.objects.get(email="lin@example.test")
    assert Member.objects.filter(workspace=workspace, user=user).exists()

    confirm = link_in(message)
    assert client.get(confirm).status_code == 200
    assert not sign_in(client, user, password=NEW["password1"]).wsgi_request.user.is_authenticated
    client.post(confirm)
    sign_in(client, user, password=NEW["password1"])
    assert is_signed_in(client)


def test_a_signed_in_person_joins_with_one_button(client: Client) -> None:
    workspace, user = make_workspace(), make_user()
    client.force_login(user)
    url = address(make_invitation(workspace, email="someone@example.test"))
    page = text_of(client.get(url))
    assert user.name in page
    assert "someone@example.test" in page
    client.post(url)
    assert Member.objects.get(workspace=workspace, user=user).role == "recruiter"


def test_a_member_is_taken_in_and_the_link_stays_good(client: Client) -> None:
    workspace = make_workspace()
    invitation = make_invitation(workspace)
    client.force_login(owner_of(workspace).user)
    assert client.get(address(invitation)).headers["Location"] == reverse("today", args=[workspace.slug])
    with scope(workspace.pk):
        assert Invitation.objects.get().accepted_at is None


def test_it_works_only_once(client: Client) -> None:
    workspace = make_workspace()
    url = address(make_invitation(workspace))
    client.post(url, NEW)
    other = Client()
    assert other.get(url).status_code == 404
    assert other.post(url, {**NEW, "email": "second@example.test"}).status_code == 404
    assert not User.objects.filter(email="second@example.test").exists()


def test_it_rejects_an_expired_link(client: Client) -> None:
    workspace = make_workspace()
    url = address(make_invitation(workspace, now=timezone.now() - timedelta(days=7, seconds=1)))
    assert client.post(url, NEW).status_code == 404
    assert User.objects.count() == 1


def test_it_rejects_a_revoked_link(client: Client) -> None:
    workspace = make_workspace()
    invitation = make_invitation(workspace)
    with scope(workspace.pk):
        revoke_invitation(invitation, by=owner_of(workspace), now=timezone.now())
    assert client.post(address(invitation), NEW).status_code == 404


def test_it_rejects_a_forged_or_cut_link(client: Client) -> None:
    token = invitation_token(make_invitation(make_workspace()))
    forged = token[:-1] + ("x" if token[-1] != "x" else "y")
    for wrong in (forged, token[:-4], token[:16], "x" * 32):
        assert client.get(reverse("join", args=[wrong])).status_code == 404


def test_a_workspace_that_is_being_deleted_takes_nobody_in(client: Client) -> None:
    workspace = make_workspace()
    invitation = make_invitation(workspace)
    with scope(workspace.pk):
        request_workspace_deletion(workspace, by=owner_of(workspace), now=timezone.now())
    assert client.get(address(invitation)).status_code == 404


def test_wrong_links_are_answered_only_so_often(client: Client) -> None:
    url = reverse("join", args=["x" * 32])
    answers = [client.get(url).status_code for _ in range(JOINING.amount + 1)]
    assert answers == [404] * JOINING.amount + [429]


def test_without_mail_a_known_address_is_sent_to_sign_in(client: Client) -> None:
    workspace, user = make_workspace(), make_user()
    answer = client.post(address(make_invitation(workspace)), {**NEW, "email": user.email})
    assert answer.context["form"].errors.keys() == {"email"}
    assert User.objects.filter(email=user.email).count() == 1


def test_with_mail_a_known_address_gets_the_same_answer_as_a_new_one(delivered: Delivered) -> None:
    user = make_user()
    first, second = Client(), Client()
    url = address(make_invitation(make_workspace()))
    answers: dict[str, Any] = {}
    [told] = delivered(lambda: answers.update(known=first.post(url, {**NEW, "email": user.email})))
    delivered(lambda: answers.update(new=second.post(url, NEW)))
    assert answers["known"].status_code == answers["new"].status_code == 302
    assert answers["known"].headers["Location"] == answers["new"].headers["Location"]
    assert told.to == [user.email]
    assert reverse("account_reset_password") in str(told.body)


def test_an_invitation_cannot_be_read_from_the_database_alone(client: Client) -> None:
    invitation = make_invitation(make_workspace())
    assert client.get(reverse("join", args=[invitation.public_id])).status_code == 404
