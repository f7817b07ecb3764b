"""Reads on workspaces and members."""

from __future__ import annotations

from xinqiao.foundation.workspaces.models import Invitation, Member, User, Workspace


def memberships(user: User) -> list[Member]:
    """The account's present memberships, oldest first, with their workspaces."""
    return list(Member.objects.filter(user=user, left_at=None).select_related("workspace").order_by("id"))


def membership(user: User, slug: str) -> Member | None:
    """The account's present membership in one workspace, or None: also when no such workspace exists."""
    return (
        Member.objects.filter(user=user, workspace__slug=slug, left_at=None)
        .select_related("workspace", "user")
        .first()
    )


def members(workspace: Workspace) -> list[Member]:
    """Everyone who is a member now."""
    return list(
        Member.objects.filter(workspace=workspace, left_at=None).select_related("user").order_by("id")
    )


def member_of(workspace: Workspace, public_id: str) -> Member:
    """One present member of this workspace; raises Member.DoesNotExist for any other."""
    return Member.objects.select_related("user").get(workspace=workspace, public_id=public_id, left_at=None)


def open_invitations() -> list[Invitation]:
    """Invitations of the current workspace that nobody used or revoked."""
    return list(Invitation.objects.filter(accepted_at=None, revoked_at=None).order_by("-id"))


def workspace_ids() -> list[int]:
    """All workspaces, for periodic work that then enters each one's scope."""
    return list(Workspace.objects.order_by("id").values_list("id", flat=True))


def open_workspace(workspace_id: int) -> Workspace | None:
    """The workspace unless it is on its way to deletion: its links are closed then."""
    return Workspace.objects.filter(pk=workspace_id, delete_after=None).first()
