"""Workspaces, accounts, members, invitations."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from xinqiao.foundation.tenancy.constraints import SameWorkspace
from xinqiao.foundation.tenancy.identifiers import new_public_id
from xinqiao.foundation.tenancy.models import TenantModel, workspace_key
from xinqiao.foundation.workspaces.roles import Role


class Workspace(models.Model):
    """The tenant. Installation-level: its name and its public face, no personal payload."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    team_name = models.CharField(max_length=80, default="", blank=True)
    is_demo = models.BooleanField(default=False)
    # How a candidate can check who asks, beside the sender's code: entered by the owner.
    switchboard = models.CharField(max_length=40, default="", blank=True)
    public_page = models.URLField(default="", blank=True)
    icp_number = models.CharField(max_length=40, default="", blank=True)
    # The law that the team works under, by the playbook's id; chosen by the owner.
    law_profile = models.CharField(max_length=8, default="cn")
    first_run = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    delete_after = models.DateTimeField(null=True)


class UserManager(BaseUserManager["User"]):
    """Accounts are known by their e-mail address, whatever its case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Stores a new account; without a password it can only sign in after a reset link."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """The account of an address."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person who signs in; one account may be a member of several workspaces."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=80)
    language = models.CharField(max_length=10, default="", blank=True)
    time_zone = models.CharField(max_length=40, default="Asia/Shanghai")
    keys_enabled = models.BooleanField(default=True)
    # How often a letter tells what the day holds: daily, weekly, never.
    digest = models.CharField(max_length=6, default="daily")
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="workspaces_user_email_lower")]

    def get_short_name(self) -> str:
        """For greetings."""
        return self.name


class Member(models.Model):
    """An account's place in a workspace. Installation-level, because signing in asks for it first."""

    public_id = models.CharField(max_length=16, default=new_public_id, unique=True, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role.choices)
    joined_at = models.DateTimeField()
    # A member who left stays as the author of what they wrote, but can open nothing.
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "id"], name="workspaces_member_workspace_id"),
            models.UniqueConstraint(fields=["workspace", "user"], name="workspaces_member_once"),
        ]

    def keeps(self, owner_id: int) -> bool:
        """Whether this member keeps the relationship with people of that owner: the workspace's owner and theirs."""
        return self.role == Role.OWNER or self.pk == owner_id


class Invitation(TenantModel):
    """A link that makes its bearer a member."""

    email = models.EmailField(blank=True, default="")
    role = models.CharField(max_length=12, choices=Role.choices)
    invited_by = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *workspace_key("workspaces_invitation"),
            SameWorkspace(field="invited_by", table="workspaces_member", name="workspaces_invitation_inviter"),
        ]


class CheckPage(TenantModel):
    """The page on the company's own domain where people check who wrote to them; at most one a workspace.

    Its public id is the mark in the page, by which answers are kept to this workspace.
    """

    address = models.URLField(max_length=300)
    # As `domain.check_page.PageState`; empty before the first look.
    state = models.CharField(max_length=12, default="", blank=True)
    looked_at = models.DateTimeField(null=True)
    set_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    set_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            *workspace_key("workspaces_checkpage"),
            SameWorkspace(field="set_by", table="workspaces_member", name="workspaces_checkpage_member"),
            models.UniqueConstraint(fields=["workspace"], name="workspaces_checkpage_one"),
        ]
