"""Makes and removes the demo team: a workspace of invented people in every state, through the product's own steps."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from xinqiao.capabilities.candidates import operations as candidates
from xinqiao.capabilities.candidates.queries import openings_in_use
from xinqiao.capabilities.consent import impact
from xinqiao.demo.account import DEMO_EMAIL
from xinqiao.demo.allowing import allow_some
from xinqiao.demo.company import tell_of_company
from xinqiao.demo.noting import make_tasks
from xinqiao.demo.openings import sample_openings
from xinqiao.demo.people import invented_people
from xinqiao.demo.promising import make_promises
from xinqiao.demo.queries import demo_workspace
from xinqiao.demo.requesting import make_requests
from xinqiao.demo.stories import STORIES
from xinqiao.demo.telling import Telling
from xinqiao.foundation.content import operations as content
from xinqiao.foundation.content.models import Opening
from xinqiao.foundation.content.operations.company_card import remove_sample_cards
from xinqiao.foundation.content.operations.stories import remove_sample_stories
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Member, User, Workspace
from xinqiao.foundation.workspaces.operations import SlugTaken, create_workspace
from xinqiao.foundation.workspaces.operator import create_account, put_member
from xinqiao.foundation.workspaces.roles import Role
from xinqiao.privacy.impact import content_now

SEED: Final = 20261101
SLUG: Final = "demo"
NAME: Final = "砚川科技（示例）"
AGE: Final = timedelta(days=210)
COLLEAGUES: Final = (
    ("zhou.mu@example.test", "周牧", Role.RECRUITER),
    ("ye.ci@example.test", "叶辞", Role.INTERVIEWER),
)


def ensure_demo(*, now: datetime, password: str, seed: int = SEED) -> bool:
    """The demo team, made when the installation has none; True when it was made now.

    A team whose sample people were removed stays as it is.
    """
    if demo_workspace() is not None:
        return False
    with transaction.atomic():
        owner = User.objects.filter(email=DEMO_EMAIL).first() or create_account(
            DEMO_EMAIL, name="林未", password=password
        )
        workspace = _workspace(owner, now=now - AGE)
        with scope(workspace.pk):
            keepers = _members(workspace, now=now - AGE)
            _sign(keepers[0], now=now - AGE)
            openings = _openings(keepers[0], now=now - AGE / 2)
            _tell(keepers, openings, now=now, seed=seed)
            tell_of_company(keepers, now=now)
            # A partner was named since, so it is signed again.
            _sign(keepers[0], now=now)
        # What the sample people did is not what the visitor has tried.
        Workspace.objects.filter(pk=workspace.pk).update(first_run={})
    return True


def set_demo_password(password: str) -> None:
    """Gives the demo team's owner another password, when there is one."""
    owner = User.objects.filter(email=DEMO_EMAIL).first()
    if owner is not None:
        owner.set_password(password)
        owner.save(update_fields=["password"])


def remove_samples(*, by: Member, now: datetime) -> int:
    """Deletes all samples of the current workspace (people, openings, stories, cards) at once; returns how many people.

    A sample opening that a real person was told of stays.
    """
    with transaction.atomic():
        count = candidates.remove_samples(by=by, now=now)
        content.remove_sample_openings(keep=openings_in_use())
        remove_sample_stories()
        remove_sample_cards()
    return count


def _workspace(owner: User, *, now: datetime) -> Workspace:
    try:
        workspace = create_workspace(owner, name=NAME, now=now, slug=SLUG, is_demo=True)
    except SlugTaken:
        workspace = create_workspace(owner, name=NAME, now=now, is_demo=True)
    workspace.team_name = "平台组"
    workspace.switchboard = "0571-5550 0100"
    workspace.public_page = "https://careers.example.test/platform"
    workspace.save(update_fields=["team_name", "switchboard", "public_page"])
    return workspace


def _members(workspace: Workspace, *, now: datetime) -> list[Member]:
    """The owner and the recruiter, who keep the records; an interviewer is there to read."""
    for email, name, role in COLLEAGUES:
        user = User.objects.filter(email=email).first() or create_account(email, name=name)
        put_member(workspace, user, role=role, now=now)
    keepers = Member.objects.filter(workspace=workspace, role__in=[Role.OWNER, Role.RECRUITER])
    return list(keepers.select_related("user", "workspace").order_by("id"))


def _sign(owner: Member, *, now: datetime) -> None:
    """The owner has read and signed the impact assessment, else nothing could have been sent."""
    content = content_now()
    impact.sign(content, seen=impact.settings_hash(content), name=owner.user.name, by=owner, now=now)


def _openings(by: Member, *, now: datetime) -> list[Opening]:
    return [content.add_opening(by=by, now=now, is_sample=True, **facts) for facts in sample_openings(now.date())]


def _tell(keepers: list[Member], openings: list[Opening], *, now: datetime, seed: int) -> None:
    people = invented_people(seed, len(STORIES))
    telling = Telling(now=now, openings=openings, seed=seed)
    told = [
        # Every third record is kept by the colleague, so that not every score is the owner's alone.
        telling.tell(facts, story, keeper=keepers[1] if number % 3 == 2 else keepers[0])
        for number, (facts, story) in enumerate(zip(people, STORIES, strict=True))
    ]
    make_promises(told, now=now)
    allow_some(told, now=now)
    make_requests(told, now=now)
    make_tasks(told, now=now)
