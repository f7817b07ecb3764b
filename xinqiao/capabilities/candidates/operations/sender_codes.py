"""Codes by which a person checks that a message is ours."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from xinqiao.capabilities.candidates.models import CandidateLink, SenderCode
from xinqiao.domain.sender_code import code_of
from xinqiao.foundation.audit.operations import record
from xinqiao.foundation.tenancy.identifiers import link_hash
from xinqiao.foundation.tenancy.models import LinkAddress
from xinqiao.foundation.tenancy.scope import current_workspace_id
from xinqiao.foundation.workspaces.models import Member
from xinqiao.foundation.workspaces.operations import NotAllowed, actor_of
from xinqiao.foundation.workspaces.roles import Role

OWN_CODE_LIFE: Final = timedelta(days=365)
_WRITERS: Final = (Role.OWNER, Role.ADMIN, Role.RECRUITER)


def code_hash(code: str) -> str:
    """What the installation-level table of links stores of a code."""
    return link_hash(f"sender:{code}")


def sender_code(link: CandidateLink, *, by: Member, now: datetime) -> str:
    """The code that this member gives out with this link, the same each time; it ends with the link."""
    with transaction.atomic():
        # Locked: two copies at the same moment get the same code.
        CandidateLink.objects.select_for_update().get(pk=link.pk)
        present = SenderCode.objects.filter(link=link, member=by).first()
        return present.code if present else _new(by, link=link, now=now).code


def renew_own_code(*, by: Member, now: datetime) -> SenderCode:
    """A member's own code, for messages without a link, valid for a year; the former one ends at once.

    Raises NotAllowed for members who do not write to people.
    """
    if by.role not in _WRITERS:
        raise NotAllowed(by.role)
    with transaction.atomic():
        Member.objects.select_for_update().get(pk=by.pk)
        SenderCode.objects.filter(member=by, link=None, revoked_at=None).update(revoked_at=now)
        code = _new(by, link=None, now=now, expires_at=now + OWN_CODE_LIFE)
        record(actor_of(by), "sender_code_made", now=now, subject=("member", by.pk))
    return code


def end_own_code(code: SenderCode, *, by: Member, now: datetime) -> bool:
    """Ends a member's own code: their own, or as an owner anybody's; False when it had ended. Raises NotAllowed."""
    if by.role != Role.OWNER and code.member_id != by.pk:
        raise NotAllowed(by.role)
    with transaction.atomic():
        if not SenderCode.objects.filter(pk=code.pk, revoked_at=None).update(revoked_at=now):
            return False
        record(actor_of(by), "sender_code_ended", now=now, subject=("member", code.member_id))
    return True


def forget_addresses(links: QuerySet[CandidateLink]) -> None:
    """Neither these links nor the codes given out with them are known any more; call it before the rows go."""
    codes = SenderCode.objects.filter(link__in=links).values_list("code", flat=True)
    hashes = [*map(link_hash, links.values_list("public_id", flat=True)), *map(code_hash, codes)]
    LinkAddress.objects.filter(link_hash__in=hashes).delete()


def _new(by: Member, *, link: CandidateLink | None, now: datetime, expires_at: datetime | None = None) -> SenderCode:
    code = code_of(secrets.randbits(64))
    while LinkAddress.objects.filter(link_hash=code_hash(code)).exists():
        code = code_of(secrets.randbits(64))
    LinkAddress.objects.create(link_hash=code_hash(code), workspace_id=current_workspace_id())
    return SenderCode.objects.create(code=code, member=by, link=link, created_at=now, expires_at=expires_at)
