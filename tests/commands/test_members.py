"""Accounts and roles without mail and without a browser."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories import make_member, make_user, make_workspace, owner_of
from xinqiao import cli
from xinqiao.foundation.audit.models import AuditEntry
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Member, User
from xinqiao.foundation.workspaces.roles import Role

pytestmark = pytest.mark.django_db
Said = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


def xinqiao(*words: str) -> int:
    return cli.main(["member", *words])


def test_the_list_shows_workspaces_people_and_roles(capsys: Said) -> None:
    workspace = make_workspace(slug="alpha")
    make_member(workspace, Role.VIEWER)
    assert xinqiao("list") == 0
    said = capsys.readouterr().out
    assert "alpha" in said
    assert owner_of(workspace).user.email in said
    assert "viewer" in said


def test_a_new_person_gets_an_account_a_place_and_a_link_to_set_the_password(capsys: Said) -> None:
    workspace = make_workspace(slug="alpha")
    assert xinqiao("add", "New@Example.test", "--workspace", "alpha", "--role", "admin", "--name", "周牧") == 0
    user = User.objects.get(email="new@example.test")
    assert (user.name, user.has_usable_password()) == ("周牧", False)
    assert Member.objects.get(user=user, workspace=workspace).role == Role.ADMIN
    link = capsys.readouterr().out.split("http://localhost:8000")[1].strip()
    assert Client().get(link, follow=True).status_code == 200
    with scope(workspace.pk):
        assert AuditEntry.objects.filter(action="member_added", actor_kind="operator").count() == 1


def test_somebody_can_be_put_into_a_new_workspace_as_its_owner() -> None:
    make_user("known@example.test")
    assert xinqiao("add", "known@example.test", "--new-workspace", "Second team") == 0
    assert Member.objects.get(user__email="known@example.test").role == Role.OWNER


def test_a_role_is_changed_but_the_last_owner_stays(capsys: Said) -> None:
    workspace = make_workspace(slug="alpha")
    owner, other = owner_of(workspace).user, make_member(workspace, Role.VIEWER).user
    assert xinqiao("role", owner.email, "viewer", "--workspace", "alpha") == 1
    assert "Nobody would be left" in capsys.readouterr().err
    assert xinqiao("role", other.email, "owner", "--workspace", "alpha") == 0
    assert xinqiao("role", owner.email, "viewer", "--workspace", "alpha") == 0
    roles = dict(Member.objects.filter(workspace=workspace).values_list("user__email", "role"))
    assert roles == {owner.email: "viewer", other.email: "owner"}


def test_a_reset_link_is_printed_and_sets_a_password(capsys: Said) -> None:
    user = make_user("lost@example.test")
    assert xinqiao("reset-link", "LOST@example.test") == 0
    link = capsys.readouterr().out.split("http://localhost:8000")[1].strip()
    client = Client()
    page = client.get(link, follow=True)
    password = "another long passphrase"
    client.post(page.redirect_chain[-1][0], {"password1": password, "password2": password})
    user.refresh_from_db()
    assert user.check_password(password)


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("add", "nobody", "--workspace", "alpha"), 2, "no e-mail address"),
        (("add", "a@example.test", "--workspace", "beta"), 1, "no workspace beta. There are: alpha"),
        (("add", "a@example.test"), 2, "either --workspace"),
        (("reset-link", "a@example.test"), 1, "no account"),
        (("reset-link",), 2, "Which account"),
        (("role", "a@example.test"), 2, "Give ROLE"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    words: tuple[str, ...], status: int, said: str, capsys: Said
) -> None:
    make_workspace(slug="alpha")
    before = (User.objects.count(), Member.objects.count())
    assert xinqiao(*words) == status
    assert said in capsys.readouterr().err
    assert (User.objects.count(), Member.objects.count()) == before
