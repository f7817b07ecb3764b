"""Rows for tests, made through the product's own operations."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime

from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.candidates.operations import PersonFacts, add_candidate
from xinqiao.capabilities.consent.models import ImpactSignature
from xinqiao.foundation.content.models import Opening
from xinqiao.foundation.content.operations import add_opening
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Member, User, Workspace
from xinqiao.foundation.workspaces.operations import create_workspace
from xinqiao.foundation.workspaces.roles import Role

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
_numbers = itertools.count(1)


def make_user(email: str = "", name: str = "林未", password: str = "a long passphrase") -> User:
    """An account that can sign in."""
    return User.objects.create_user(email or f"user{next(_numbers)}@example.test", password, name=name)


def make_workspace(name: str = "砚川科技", slug: str = "", *, signed: bool = True) -> Workspace:
    """A workspace with one owner, who has signed the impact assessment unless said otherwise."""
    owner = make_user()
    workspace = create_workspace(owner, name=name, slug=slug or f"team-{next(_numbers)}", now=NOW)
    if signed:
        sign_assessment(workspace)
    return workspace


def sign_assessment(workspace: Workspace) -> None:
    """The owner's signature. Its content is nobody's concern here, so the settings are not looked at."""
    with scope(workspace.pk):
        ImpactSignature.objects.create(
            signed_by=owner_of(workspace), signed_name="林未", signed_at=NOW, content={}, digest="0" * 64
        )


def owner_of(workspace: Workspace) -> Member:
    """Its first owner."""
    return Member.objects.select_related("user", "workspace").get(workspace=workspace, role=Role.OWNER)


def make_member(workspace: Workspace, role: Role = Role.RECRUITER, user: User | None = None) -> Member:
    """A further member."""
    return Member.objects.create(workspace=workspace, user=user or make_user(), role=role, joined_at=NOW)


def make_candidate(workspace: Workspace, name: str = "沈知遥", owner: Member | None = None, **facts: str) -> Candidate:
    """A person in the workspace, kept by its owner unless said otherwise."""
    keeper = owner or owner_of(workspace)
    values = {"display_name": name, "source": "public_profile", "legal_basis": "lawfully_public", **facts}
    with scope(workspace.pk):
        return add_candidate(PersonFacts(**values), owner=keeper, by=keeper, now=NOW)


def make_opening(workspace: Workspace, title: str = "账务平台负责人") -> Opening:
    """An opening with a full fact sheet."""
    with scope(workspace.pk):
        return add_opening(
            by=owner_of(workspace),
            now=NOW,
            title=title,
            team="平台组",
            city="杭州",
            pay_range="60–85 万元/年",
            reports_to="技术副总裁",
            scope="账务核心与清结算，12 人",
            drawback="值班较多，每月一周",
            vouched_by="周牧",
            vouched_on=date(2026, 10, 20),
        )
