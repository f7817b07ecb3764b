"""What the schedule forgets once a day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from tests.factories import NOW, make_user, make_workspace, owner_of
from tests.import_lists import worker
from xinqiao.foundation.jobs.operations import enqueue
from xinqiao.foundation.tenancy.models import LinkAddress
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Invitation
from xinqiao.foundation.workspaces.operations import invite

pytestmark = pytest.mark.django_db
TASKS = "xinqiao.foundation.workspaces.tasks"


def test_with_a_session_its_address_and_browser_are_forgotten() -> None:
    user = make_user()
    for name in ("gone", "here"):
        store = SessionStore()
        store.create()
        UserSession.objects.create(user=user, session_key=store.session_key, ip="192.0.2.1", user_agent=name)
    Session.objects.filter(pk=UserSession.objects.get(user_agent="gone").session_key).delete()
    enqueue(f"{TASKS}:clear_sessions", now=NOW)
    assert worker().run_once()
    assert [row.user_agent for row in UserSession.objects.all()] == ["here"]


def test_with_an_ended_invitation_its_link_is_forgotten() -> None:
    workspace = make_workspace()
    with scope(workspace.pk):
        for age in (timedelta(days=8), timedelta(days=6)):
            invite(workspace, role="viewer", email="", by=owner_of(workspace), now=NOW - age)
    enqueue(f"{TASKS}:delete_ended_invitations", now=NOW)
    assert worker().run_once()
    with scope(workspace.pk):
        assert Invitation.objects.count() == 1
    assert LinkAddress.objects.count() == 1
