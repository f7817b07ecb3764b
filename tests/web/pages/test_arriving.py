"""The address without a path takes everyone where they belong."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from tests.factories import NOW, make_user, make_workspace, owner_of
from xinqiao.foundation.workspaces.models import User, Workspace
from xinqiao.foundation.workspaces.operator import put_member

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def place_of(client: Client) -> str:
    answer = client.get("/")
    assert answer.status_code == 302
    return str(answer["Location"])


def test_the_very_first_visitor_makes_the_first_account() -> None:
    assert place_of(Client()) == "/account/signup/"


def test_a_signed_out_visitor_signs_in() -> None:
    make_user()
    assert place_of(Client()) == "/account/login/"


def test_a_member_arrives_at_the_first_workspace() -> None:
    first, second = make_workspace(), make_workspace()
    user = owner_of(first).user
    put_member(second, user, role="viewer", now=NOW)
    assert place_of(signed_in(user)) == f"/w/{first.slug}/"


def test_a_workspace_on_its_way_out_is_not_the_first() -> None:
    ending, staying = make_workspace(), make_workspace()
    user = owner_of(ending).user
    put_member(staying, user, role="viewer", now=NOW)
    Workspace.objects.filter(pk=ending.pk).update(delete_after=NOW + timedelta(days=7))
    assert place_of(signed_in(user)) == f"/w/{staying.slug}/"


def test_an_account_without_a_workspace_makes_one() -> None:
    assert place_of(signed_in(make_user())) == "/account/workspaces/new/"
