"""Inviting: a link to copy, a mail where mail works, an end at any time."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from tests.factories import NOW, make_member, make_workspace, owner_of
from tests.web.recruiter.desk import Desk, words
from xinqiao.foundation.gateways import mail_out
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Invitation, Member, Workspace
from xinqiao.foundation.workspaces.operations import InvitationEnded, find_invitation, invitation_token
from xinqiao.foundation.workspaces.roles import Role

pytestmark = pytest.mark.django_db


def only_invitation(workspace: Workspace) -> Invitation:
    with scope(workspace.pk):
        return Invitation.objects.get()


def link_of(invitation: Invitation) -> str:
    return "http://localhost:8000" + reverse("join", args=[invitation_token(invitation)])


def test_the_link_stands_on_the_page_until_it_is_used() -> None:
    workspace = make_workspace()
    desk = Desk(owner_of(workspace))
    answer = desk.post("member_invite", role="interviewer", email="")
    invitation = only_invitation(workspace)
    assert answer.headers["Location"].startswith(
        f"{reverse('members', args=[workspace.slug])}?new={invitation.public_id}"
    )
    assert link_of(invitation) in desk.get("members").content.decode()
    assert invitation.role == Role.INTERVIEWER
    assert mail.outbox == []


def test_where_mail_works_the_link_is_mailed_in_the_inviters_language(
    settings: Settings, django_capture_on_commit_callbacks: Any
) -> None:
    settings.MAIL_CONFIGURED = True
    workspace = make_workspace(name="砚川科技")
    desk = Desk(owner_of(workspace), language="en")
    with django_capture_on_commit_callbacks(execute=True):
        desk.post("member_invite", role="recruiter", email="Lin@Example.test")
    mail_out.wait_until_tried()
    [message] = mail.outbox
    assert message.to == ["lin@example.test"]
    assert "invites you to 砚川科技" in message.subject
    assert link_of(only_invitation(workspace)) in str(message.body)


def test_a_mail_server_that_refuses_does_not_stop_the_invitation(
    settings: Settings, django_capture_on_commit_callbacks: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.MAIL_CONFIGURED = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    workspace = make_workspace()
    with django_capture_on_commit_callbacks(execute=True):
        answer = Desk(owner_of(workspace)).post("member_invite", role="recruiter", email="lin@example.test")
    mail_out.wait_until_tried()
    assert answer.status_code == 302
    assert only_invitation(workspace).email == "lin@example.test"
    assert "mail not handed over" in caplog.text


def test_an_address_that_cannot_be_one_is_refused_and_kept() -> None:
    workspace = make_workspace()
    answer = Desk(owner_of(workspace)).post("member_invite", role="recruiter", email="lin@")
    assert 'value="lin@"' in answer.content.decode()
    with scope(workspace.pk):
        assert not Invitation.objects.exists()


def test_a_link_can_be_ended() -> None:
    workspace = make_workspace()
    desk = Desk(owner_of(workspace))
    desk.post("member_invite", role="recruiter")
    invitation = only_invitation(workspace)
    desk.post("invitation_revoke", invitation.public_id)
    assert link_of(invitation) not in desk.get("members").content.decode()
    with pytest.raises(InvitationEnded):
        find_invitation(invitation_token(invitation), now=desk.now)
    assert desk.post("invitation_revoke", invitation.public_id).status_code == 404


def test_an_admin_cannot_read_an_owners_link() -> None:
    workspace = make_workspace()
    Desk(owner_of(workspace)).post("member_invite", role="owner")
    page = Desk(make_member(workspace, Role.ADMIN)).get("members")
    assert link_of(only_invitation(workspace)) not in page.content.decode()
    assert "Only owners see this link" in page.content.decode()


@pytest.mark.parametrize("role", [Role.RECRUITER, Role.INTERVIEWER, Role.VIEWER])
def test_others_see_no_links(role: Role) -> None:
    workspace = make_workspace()
    Desk(owner_of(workspace)).post("member_invite", role="viewer", email="lin@example.test")
    page = Desk(make_member(workspace, role)).get("members")
    assert "lin@example.test" not in words(page)
    assert link_of(only_invitation(workspace)) not in page.content.decode()


def test_an_invitation_of_another_workspace_is_out_of_reach(client: Client) -> None:
    mine, theirs = make_workspace(), make_workspace()
    Desk(owner_of(theirs)).post("member_invite", role="viewer")
    assert Desk(owner_of(mine)).post("invitation_revoke", only_invitation(theirs).public_id).status_code == 404
    assert only_invitation(theirs).revoked_at is None


@pytest.mark.parametrize(("act", "values"), [("member_remove", {}), ("member_role", {"role": "viewer"})])
def test_whoever_is_removed_or_demoted_cannot_come_back_by_a_link_kept_aside(act: str, values: dict[str, str]) -> None:
    workspace = make_workspace()
    admin, owner = make_member(workspace, Role.ADMIN), Desk(owner_of(workspace))
    Desk(admin).post("member_invite", role="admin")
    owner.post("member_invite", role="admin", email=admin.user.email.upper())
    owner.post("member_invite", role="viewer", email="other@example.test")
    owner.post(act, admin.public_id, **values)
    with scope(workspace.pk):
        assert [row.email for row in Invitation.objects.filter(revoked_at=None)] == ["other@example.test"]


def test_a_link_is_worth_what_its_maker_may_still_give() -> None:
    workspace = make_workspace()
    second = make_member(workspace, Role.OWNER)
    Desk(second).post("member_invite", role="owner")
    token = invitation_token(only_invitation(workspace))
    find_invitation(token, now=NOW)
    Member.objects.filter(pk=second.pk).update(role=Role.ADMIN)
    with pytest.raises(InvitationEnded):
        find_invitation(token, now=NOW)


def test_line_breaks_in_a_name_do_not_lose_the_mail(
    settings: Settings, django_capture_on_commit_callbacks: Any
) -> None:
    settings.MAIL_CONFIGURED = True
    workspace = make_workspace(name="砚川\n科技")
    with django_capture_on_commit_callbacks(execute=True):
        Desk(owner_of(workspace)).post("member_invite", role="recruiter", email="lin@example.test")
    mail_out.wait_until_tried()
    assert [message.subject.splitlines() for message in mail.outbox] == [[mail.outbox[0].subject]]


def test_a_mail_that_cannot_be_made_is_logged(
    django_capture_on_commit_callbacks: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        mail_out.send_after_commit(mail.EmailMessage("two\nlines", "text", to=["lin@example.test"]))
    mail_out.wait_until_tried()
    assert "mail not handed over" in caplog.text
