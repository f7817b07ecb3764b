"""Writes on workspaces, members and invitations."""

from __future__ import annotations

import re
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from xinqiao.foundation.audit.operations import Actor, record
from xinqiao.foundation.jobs.operations import cancel_all
from xinqiao.foundation.tenancy.identifiers import link_hash, link_token, read_link_token
from xinqiao.foundation.tenancy.models import LinkAddress
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Invitation, Member, User, Workspace
from xinqiao.foundation.workspaces.roles import Role

INVITATION_LIFE = timedelta(days=7)
WORKSPACE_UNDO = timedelta(days=7)
INVITATION_LINK = "invitation"


class LastOwner(Exception):
    """A workspace keeps at least one owner; make somebody else owner first."""


class InvitationEnded(Exception):
    """The invitation link is unknown, used, revoked or past its date."""


class NotAllowed(Exception):
    """The member's role does not permit this act."""


class SlugTaken(Exception):
    """Another workspace has this short name."""


def actor_of(member: Member) -> Actor:
    """The member as the audit log knows them."""
    return Actor("member", member.pk, member.role)


def create_workspace(
    owner: User, *, name: str, now: datetime, slug: str | None = None, is_demo: bool = False
) -> Workspace:
    """A new workspace with its first owner; raises SlugTaken for a short name in use."""
    with transaction.atomic():
        chosen = slug or _free_slug(name)
        if Workspace.objects.filter(slug=chosen).exists():
            raise SlugTaken(chosen)
        workspace = Workspace.objects.create(slug=chosen, name=name, created_at=now, is_demo=is_demo)
        member = Member.objects.create(workspace=workspace, user=owner, role=Role.OWNER, joined_at=now)
        with scope(workspace.pk):
            record(actor_of(member), "workspace_created", now=now)
    return workspace


def _free_slug(name: str) -> str:
    base = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:24] or "team"
    slug = base
    while Workspace.objects.filter(slug=slug).exists():
        slug = f"{base}-{secrets.token_hex(3)}"
    return slug


def change_workspace(workspace: Workspace, *, by: Member, now: datetime, **values: str) -> None:
    """Changes the name, team name, switchboard, public page or ICP number; owners and admins only."""
    _require(by, Role.OWNER, Role.ADMIN)
    with transaction.atomic():
        for field, value in values.items():
            setattr(workspace, field, value)
        workspace.save(update_fields=list(values))
        record(actor_of(by), "workspace_changed", now=now, detail={"fields": sorted(values)})


def switch_law(workspace: Workspace, law: str, *, by: Member, now: datetime) -> None:
    """Puts the team under another law, for records that begin from now on; owners only. The same one changes nothing.

    Whoever is here already keeps legal basis, date of notice, consents and restrictions: none of them is touched.
    """
    _require(by, Role.OWNER)
    with transaction.atomic():
        row = Workspace.objects.select_for_update().get(pk=workspace.pk)
        if row.law_profile == law:
            return
        former, row.law_profile = row.law_profile, law
        row.save(update_fields=["law_profile"])
        workspace.law_profile = law
        record(actor_of(by), "law_switched", now=now, detail={"from": former, "to": law})


def complete_first_run_step(workspace: Workspace, step: str, *, now: datetime) -> None:
    """Marks one step of the first-run list as done; doing it again changes nothing."""
    with transaction.atomic():
        row = Workspace.objects.select_for_update().get(pk=workspace.pk)
        if step not in row.first_run:
            row.first_run = {**row.first_run, step: now.isoformat()}
            row.save(update_fields=["first_run"])
        workspace.first_run = row.first_run


def invite(workspace: Workspace, *, role: str, email: str, by: Member, now: datetime) -> Invitation:
    """An invitation link for one person, valid for 7 days. Only an owner can make owners."""
    if not _may_give(by, role):
        raise NotAllowed(by.role)
    with transaction.atomic():
        invitation = Invitation.objects.create(
            role=role, email=email.lower(), invited_by=by, created_at=now, expires_at=now + INVITATION_LIFE
        )
        LinkAddress.objects.create(link_hash=link_hash(invitation.public_id), workspace_id=workspace.pk)
        record(actor_of(by), "member_invited", now=now, detail={"role": role})
    return invitation


def invitation_token(invitation: Invitation) -> str:
    """What stands in the invitation's address."""
    return link_token(invitation.public_id, kind=INVITATION_LINK)


def find_invitation(token: str, *, now: datetime) -> tuple[Workspace, Invitation]:
    """The workspace and open invitation behind a token; raises InvitationEnded otherwise.

    Whoever made it must still be there and still be allowed to give its role.
    """
    link_id = read_link_token(token, kind=INVITATION_LINK)
    address = link_id and LinkAddress.objects.filter(link_hash=link_hash(link_id)).first()
    if not address:
        raise InvitationEnded
    with scope(address.workspace_id):
        open_ones = Invitation.objects.filter(accepted_at=None, revoked_at=None, expires_at__gt=now)
        invitation = open_ones.select_related("invited_by").filter(public_id=link_id).first()
    workspace = Workspace.objects.filter(pk=address.workspace_id, delete_after=None).first()
    if invitation is None or workspace is None or not _may_give(invitation.invited_by, invitation.role):
        raise InvitationEnded
    return workspace, invitation


def accept_invitation(token: str, *, user: User, now: datetime) -> Member:
    """Makes the account a member, once; raises InvitationEnded when the link is no longer good."""
    with transaction.atomic():
        workspace, invitation = find_invitation(token, now=now)
        with scope(workspace.pk):
            open_rows = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None)
            if not open_rows.update(accepted_at=now):
                raise InvitationEnded
            member, created = Member.objects.get_or_create(
                workspace=workspace, user=user, defaults={"role": invitation.role, "joined_at": now}
            )
            if not created and member.left_at is not None:
                member.role, member.joined_at, member.left_at = invitation.role, now, None
                member.save(update_fields=["role", "joined_at", "left_at"])
            record(actor_of(member), "member_joined", now=now, detail={"role": member.role})
    return member


def revoke_invitation(invitation: Invitation, *, by: Member, now: datetime) -> None:
    """Ends an open invitation at once."""
    _require(by, Role.OWNER, Role.ADMIN)
    with transaction.atomic():
        Invitation.objects.filter(pk=invitation.pk, accepted_at=None).update(revoked_at=now)
        record(actor_of(by), "invitation_revoked", now=now)


def change_role(member: Member, role: str, *, by: Member, now: datetime) -> None:
    """Changes a member's role and ends the invitations that they made or that were made for them.

    Owners are made and unmade by owners; the last one stays (LastOwner).
    """
    _require(by, Role.OWNER, Role.ADMIN)
    if Role.OWNER in (role, member.role):
        _require(by, Role.OWNER)
    with transaction.atomic():
        if member.role == Role.OWNER and role != Role.OWNER:
            _keep_an_owner(member)
        member.role = role
        member.save(update_fields=["role"])
        end_invitations_of(member, now=now)
        record(actor_of(by), "role_changed", now=now, subject=("member", member.pk), detail={"role": role})


def remove_member(member: Member, *, by: Member, now: datetime) -> None:
    """Takes a member out of the workspace (or lets them leave), and ends invitations as `change_role` does.

    Raises LastOwner for the last owner.
    """
    if member.pk != by.pk:
        _require(by, Role.OWNER, Role.ADMIN)
        if member.role == Role.OWNER:
            _require(by, Role.OWNER)
    with transaction.atomic():
        if member.role == Role.OWNER:
            _keep_an_owner(member)
        member.left_at = now
        member.save(update_fields=["left_at"])
        end_invitations_of(member, now=now)
        action = "member_left" if member.pk == by.pk else "member_removed"
        record(actor_of(by), action, now=now, subject=("member", member.pk))


def end_invitations_of(member: Member, *, now: datetime) -> None:
    """In the caller's transaction: nobody comes back, or up again, through a link kept in a drawer."""
    made_or_meant = Q(invited_by=member) | Q(email__iexact=member.user.email)
    Invitation.objects.filter(made_or_meant, accepted_at=None, revoked_at=None).update(revoked_at=now)


def restore_member(member: Member, *, by: Member, now: datetime) -> None:
    """Undo of `remove_member`: the person is a member again, in the role they had."""
    _require(by, Role.OWNER, Role.ADMIN)
    if member.role == Role.OWNER:
        _require(by, Role.OWNER)
    with transaction.atomic():
        member.left_at = None
        member.save(update_fields=["left_at"])
        record(actor_of(by), "member_restored", now=now, subject=("member", member.pk))


def request_workspace_deletion(workspace: Workspace, *, by: Member, now: datetime) -> None:
    """Locks the workspace for everyone but its owners, stops its jobs, and destroys it after 7 days."""
    _require(by, Role.OWNER)
    with transaction.atomic():
        workspace.delete_after = now + WORKSPACE_UNDO
        workspace.save(update_fields=["delete_after"])
        cancel_all(workspace.pk, now=now)
        record(actor_of(by), "workspace_deletion_requested", now=now)


def undo_workspace_deletion(workspace: Workspace, *, by: Member, now: datetime) -> None:
    """Keeps a workspace that was to be deleted."""
    _require(by, Role.OWNER)
    with transaction.atomic():
        workspace.delete_after = None
        workspace.save(update_fields=["delete_after"])
        record(actor_of(by), "workspace_deletion_undone", now=now)


def change_account(
    user: User, *, name: str, language: str, time_zone: str, keys_enabled: bool, digest: str = ""
) -> None:
    """A person's own name, language, time zone, whether single keys work, and how often a letter about the day comes.

    An empty `digest` leaves that choice as it is.
    """
    user.name, user.language, user.time_zone, user.keys_enabled = name, language, time_zone, keys_enabled
    user.digest = digest or user.digest
    user.save(update_fields=["name", "language", "time_zone", "keys_enabled", "digest"])


def _may_give(member: Member, role: str) -> bool:
    if member.left_at is not None:
        return False
    return member.role == Role.OWNER or (member.role == Role.ADMIN and role != Role.OWNER)


def _require(member: Member, *roles: Role) -> None:
    if member.role not in roles or member.left_at is not None:
        raise NotAllowed(member.role)


def _keep_an_owner(member: Member) -> None:
    # The row lock makes two owners who leave at the same moment wait for each other.
    owners = Member.objects.select_for_update().filter(workspace_id=member.workspace_id, role=Role.OWNER, left_at=None)
    if not [owner for owner in owners if owner.pk != member.pk]:
        raise LastOwner
