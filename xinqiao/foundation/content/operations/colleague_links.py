"""Doors for colleagues without an account: made here, opened by their signed address."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from xinqiao.foundation.audit.operations import record
from xinqiao.foundation.content.models import ColleagueLink, CompanyCard, Story
from xinqiao.foundation.tenancy.identifiers import link_hash, link_token, read_link_token
from xinqiao.foundation.tenancy.models import LinkAddress
from xinqiao.foundation.tenancy.scope import current_workspace_id
from xinqiao.foundation.workspaces.models import Member
from xinqiao.foundation.workspaces.operations import actor_of

LINK_KIND: Final = "colleague"
LINK_LIFE: Final = timedelta(days=14)


class LinkUnknown(Exception):
    """The address is not one of ours: mistyped, cut off, forged, or its text is gone."""


def make_link(about: CompanyCard | Story, *, for_whom: str, by: Member, now: datetime) -> ColleagueLink:
    """A link for one colleague; good for 14 days, and for taking back after that."""
    is_card = isinstance(about, CompanyCard)
    with transaction.atomic():
        link = ColleagueLink.objects.create(
            card=about if isinstance(about, CompanyCard) else None,
            story=about if isinstance(about, Story) else None,
            for_whom=for_whom,
            created_by=by,
            created_at=now,
            expires_at=now + LINK_LIFE,
        )
        LinkAddress.objects.create(link_hash=link_hash(link.public_id), workspace_id=current_workspace_id())
        action = "card_link_made" if is_card else "story_link_made"
        record(actor_of(by), action, now=now, subject=("company_card" if is_card else "story", about.pk))
    return link


def end_link(link: ColleagueLink, *, by: Member, now: datetime) -> None:
    """From now on it only takes back."""
    with transaction.atomic():
        ColleagueLink.objects.filter(pk=link.pk, expires_at__gt=now).update(expires_at=now)
        record(actor_of(by), "colleague_link_ended", now=now, subject=("colleague_link", link.pk))


def link_address(link: ColleagueLink) -> str:
    """What stands in the link's address."""
    return link_token(link.public_id, kind=LINK_KIND)


def workspace_of_link(token: str) -> tuple[int, str]:
    """The workspace and link id behind a token; raises LinkUnknown."""
    link_id = read_link_token(token, kind=LINK_KIND)
    address = link_id and LinkAddress.objects.filter(link_hash=link_hash(link_id)).first()
    if not link_id or not address:
        raise LinkUnknown
    return address.workspace_id, link_id


def open_link(link_id: str) -> ColleagueLink:
    """The link with its card or story and its workspace; raises LinkUnknown. A team about to be deleted has none."""
    rows = ColleagueLink.objects.select_related("card", "story", "workspace")
    link = rows.filter(public_id=link_id, workspace__delete_after=None).first()
    if link is None:
        raise LinkUnknown
    return link
