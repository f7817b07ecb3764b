"""What the operator of an installation does from the command line, with the rights of the database itself."""

from __future__ import annotations

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction

from xinqiao.foundation.audit.operations import Actor, record
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Member, User, Workspace
from xinqiao.foundation.workspaces.operations import LastOwner, end_invitations_of
from xinqiao.foundation.workspaces.roles import Role

OPERATOR = Actor("operator")


class AccountExists(Exception):
    """There is an account with this address already."""


def create_account(email: str, *, name: str, password: str | None = None) -> User:
    """An account whose address the operator vouches for; without a password it needs a reset link."""
    with transaction.atomic():
        if User.objects.filter(email__iexact=email).exists():
            raise AccountExists(email)
        user = User.objects.create_user(email, password, name=name)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def put_member(workspace: Workspace, user: User, *, role: str, now: datetime) -> Member:
    """Makes the account a member with this role, re-admits it, or changes its role.

    Raises LastOwner when nobody would be left to own the workspace.
    """
    chosen = Role(role)
    with transaction.atomic(), scope(workspace.pk):
        member = Member.objects.select_for_update().filter(workspace=workspace, user=user).first()
        if member is None:
            member = Member.objects.create(workspace=workspace, user=user, role=chosen, joined_at=now)
            record(OPERATOR, "member_added", now=now, subject=("member", member.pk), detail={"role": chosen})
            return member
        if chosen != Role.OWNER:
            _require_another_owner(member)
        if member.left_at is not None:
            member.joined_at, member.left_at = now, None
        member.role = chosen
        member.save(update_fields=["role", "joined_at", "left_at"])
        end_invitations_of(member, now=now)
        record(OPERATOR, "role_changed", now=now, subject=("member", member.pk), detail={"role": chosen})
    return member


def _require_another_owner(member: Member) -> None:
    if member.role != Role.OWNER or member.left_at is not None:
        return
    owners = Member.objects.select_for_update().filter(workspace_id=member.workspace_id, role=Role.OWNER, left_at=None)
    if not [owner for owner in owners if owner.pk != member.pk]:
        raise LastOwner
