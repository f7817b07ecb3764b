"""One tap into the demo team, and nowhere else."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.factories import NOW, make_workspace
from xinqiao.demo.account import DEMO_EMAIL
from xinqiao.foundation.workspaces.models import Workspace
from xinqiao.foundation.workspaces.operations import create_workspace
from xinqiao.foundation.workspaces.operator import create_account, put_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo_team() -> Workspace:
    owner = create_account(DEMO_EMAIL, name="林未")
    return create_workspace(owner, name="示例", slug="demo", now=NOW, is_demo=True)


def test_one_tap_signs_in_to_the_demo_team(settings: Any, demo_team: Workspace) -> None:
    settings.DEMO = True
    client = Client()
    assert client.post("/demo/enter/")["Location"] == "/"
    assert client.get("/")["Location"] == f"/w/{demo_team.slug}/"


def test_there_is_no_such_door_in_a_real_installation(demo_team: Workspace) -> None:
    client = Client()
    assert client.post("/demo/enter/").status_code == 404
    assert client.get("/")["Location"] == "/account/login/"


def test_the_door_is_shut_once_the_account_reaches_real_people(settings: Any, demo_team: Workspace) -> None:
    settings.DEMO = True
    owner = demo_team.members.get().user
    put_member(make_workspace(), owner, role="viewer", now=NOW)
    assert Client().post("/demo/enter/").status_code == 404


def test_a_link_alone_signs_nobody_in(settings: Any, demo_team: Workspace) -> None:
    settings.DEMO = True
    assert Client().get("/demo/enter/").status_code == 405
    assert Client(enforce_csrf_checks=True).post("/demo/enter/").status_code == 403


def test_what_every_visitor_shares_stays_as_it_is(settings: Any, demo_team: Workspace) -> None:
    settings.DEMO = True
    client = Client()
    client.post("/demo/enter/")
    for path in ("workspaces/new/", "password/change/", "password/set/", "email/"):
        assert client.post(f"/account/{path}", {"name": "Mine"}).status_code == 403, path
    assert client.post(f"/w/{demo_team.slug}/settings/delete/").status_code == 403
    demo_team.refresh_from_db()
    assert (demo_team.delete_after, Workspace.objects.count()) == (None, 1)

    # Somebody else's account, and an installation that demonstrates nothing, are as free as ever.
    other = make_workspace()
    client.force_login(other.members.get().user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.post(f"/w/{other.slug}/settings/delete/").status_code == 302
