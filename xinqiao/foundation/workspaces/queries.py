"""Reads on workspaces and members."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from xinqiao.foundation.tenancy.prepared import PreparedSelect
from xinqiao.foundation.workspaces.models import Invitation, Member, User, Workspace

_MEMBERSHIP = PreparedSelect(
    lambda user_id, slug: Member.objects.filter(user_id=user_id, workspace__slug=slug, left_at=None).select_related(
        "workspace", "user"
    ),
    int,
    str,
)
_PRESENT = PreparedSelect(
    lambda workspace_id: (
        Member.objects.filter(workspace_id=workspace_id, left_at=None).select_related("user").order_by("id")
    ),
    int,
)
_NAMED = PreparedSelect(lambda pk: Member.objects.select_related("user").only("user", "user__name").filter(pk=pk), int)


def law_in_force(workspace_id: int) -> str:
    """The playbook's id of the law that this team works under."""
    return Workspace.objects.values_list("law_profile", flat=True).get(pk=workspace_id)


def memberships(user: User) -> list[Member]:
    """The account's present memberships, oldest first, with their workspaces."""
    return list(Member.objects.filter(user=user, left_at=None).select_related("workspace").order_by("id"))


def membership(user: User, slug: str) -> Member | None:
    """The account's present membership in one workspace, or None: also when no such workspace exists."""
    return _MEMBERSHIP.find(user.pk, slug)


def members(workspace: Workspace) -> list[Member]:
    """Everyone who is a member now."""
    return _PRESENT.all(workspace.pk)


def member_of(workspace: Workspace, public_id: str) -> Member:
    """One present member of this workspace; raises Member.DoesNotExist for any other."""
    return Member.objects.select_related("user").get(workspace=workspace, public_id=public_id, left_at=None)


def former_member_of(workspace: Workspace, public_id: str) -> Member:
    """One who left or was taken out; raises Member.DoesNotExist for any other."""
    return Member.objects.select_related("user").get(workspace=workspace, public_id=public_id, left_at__isnull=False)


def former_members(workspace: Workspace) -> list[Member]:
    """Everyone who left or was taken out."""
    rows = Member.objects.filter(workspace=workspace, left_at__isnull=False)
    return list(rows.select_related("user").order_by("id"))


def names_of_members(workspace: Workspace) -> dict[int, str]:
    """Everyone who is or was a member, by internal id, for pages that tell who did something."""
    rows = Member.objects.filter(workspace=workspace).values_list("pk", "user__name", "user__email")
    return {pk: name or email for pk, name, email in rows}


def any_account() -> bool:
    """Whether somebody has an account already: the first one is made without an invitation."""
    return User.objects.exists()


def invitation_of(public_id: str) -> Invitation:
    """One open invitation of the current workspace; raises Invitation.DoesNotExist for any other."""
    return Invitation.objects.get(public_id=public_id, accepted_at=None, revoked_at=None)


def open_invitations() -> list[Invitation]:
    """Invitations of the current workspace that nobody used or revoked."""
    return list(Invitation.objects.filter(accepted_at=None, revoked_at=None).order_by("-id"))


def members_without(roles: Iterable[str], *, workspace_id: int) -> list[int]:
    """Internal ids of everybody who left this workspace, or whose role is none of these."""
    gone = Q(left_at__isnull=False) | ~Q(role__in=list(roles))
    return list(Member.objects.filter(gone, workspace_id=workspace_id).values_list("pk", flat=True))


def workspace_ids() -> list[int]:
    """All workspaces, for periodic work that then enters each one's scope."""
    return list(Workspace.objects.order_by("id").values_list("id", flat=True))


def present_members(roles: Iterable[str]) -> list[Member]:
    """Everybody on the installation who has one of these roles now, with account and workspace; one query.

    Accounts that are closed and workspaces that are being deleted are left out.
    """
    rows = Member.objects.filter(role__in=list(roles), left_at=None, user__is_active=True, workspace__delete_after=None)
    return list(rows.select_related("user", "workspace").order_by("workspace_id", "id"))


def workspace_of(slug: str) -> Workspace | None:
    """The team of that name in addresses."""
    return Workspace.objects.filter(slug=slug).first()


def member_name(member_id: int) -> str:
    """The name that a member goes by, empty when they gave none; members who left keep theirs."""
    member = _NAMED.find(member_id)
    return "" if member is None else member.user.name


def all_workspaces() -> list[Workspace]:
    """Every workspace, oldest first, for the operator's command line."""
    return list(Workspace.objects.order_by("id"))


def account_of(email: str) -> User | None:
    """The account with this address, whatever its case."""
    return User.objects.filter(email__iexact=email).first()
