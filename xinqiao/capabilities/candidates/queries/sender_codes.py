"""Who of us is behind a code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from xinqiao.capabilities.candidates.models import CandidateLink, SenderCode
from xinqiao.capabilities.candidates.operations.sender_codes import code_hash
from xinqiao.foundation.tenancy.models import LinkAddress
from xinqiao.foundation.tenancy.prepared import PreparedSelect
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace

_OF_LINK = PreparedSelect(lambda link_id: SenderCode.objects.filter(link_id=link_id).order_by("-id"), int)


@dataclass(frozen=True)
class Sender:
    """Who handed a code out; `holds` is False past its end. Nothing in it speaks of the person who got it.

    `recruiter` is empty for a member who gave no name: a mail address is not for everybody who has a code.
    """

    holds: bool
    recruiter: str
    company: str
    team: str
    switchboard: str
    public_page: str


def sender_behind(code: str, *, within: int | None, now: datetime) -> Sender | None:
    """Who gave this code out, looked up in the whole installation, or only in the workspace `within`.

    None for a code that nobody gave out, and for one of another workspace than `within`.
    """
    address = LinkAddress.objects.filter(link_hash=code_hash(code)).first()
    if address is None or within not in (None, address.workspace_id):
        return None
    workspace = Workspace.objects.filter(pk=address.workspace_id, delete_after=None).first()
    if workspace is None:
        return None
    with scope(workspace.pk):
        found = SenderCode.objects.select_related("member__user", "link").filter(code=code).first()
    if found is None:
        return None
    return Sender(
        holds=_holds(found, now=now),
        recruiter=found.member.user.name,
        company=workspace.name,
        team=workspace.team_name,
        switchboard=workspace.switchboard,
        public_page=workspace.public_page,
    )


def code_on(link: CandidateLink) -> str:
    """The code last given out together with a link, empty when none was."""
    found = _OF_LINK.find(link.pk)
    return found.code if found else ""


def own_codes(*, now: datetime) -> list[SenderCode]:
    """The members' own codes that hold, oldest first, with their members."""
    rows = SenderCode.objects.filter(link=None, revoked_at=None, expires_at__gt=now, member__left_at=None)
    return list(rows.select_related("member__user").order_by("id"))


def own_code_of(public_id: str) -> SenderCode:
    """A member's own code by its public id; raises SenderCode.DoesNotExist for any other."""
    return SenderCode.objects.get(public_id=public_id, link=None)


def _holds(code: SenderCode, *, now: datetime) -> bool:
    if code.revoked_at is not None or code.member.left_at is not None:
        return False
    if code.link is None:
        return code.expires_at is not None and code.expires_at > now
    return code.link.revoked_at is None and code.link.expires_at > now
