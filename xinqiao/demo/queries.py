"""Reads on the demo team."""

from __future__ import annotations

from xinqiao.demo.account import DEMO_EMAIL
from xinqiao.foundation.workspaces.models import User, Workspace
from xinqiao.foundation.workspaces.queries import memberships


def demo_owner() -> User | None:
    """The demo team's owner, or None when that account reaches anything else than demo teams."""
    owner = User.objects.filter(email=DEMO_EMAIL, is_active=True).first()
    if owner is None:
        return None
    places = memberships(owner)
    if not places or not all(place.workspace.is_demo for place in places):
        return None
    return owner


def demo_workspace() -> Workspace | None:
    """The demo team, if this installation has one."""
    return Workspace.objects.filter(is_demo=True).order_by("id").first()
