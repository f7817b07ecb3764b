"""The links that are a person's doors."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache, lru_cache

from django.db import transaction

from xinqiao.capabilities.candidates.models import Candidate, CandidateLink
from xinqiao.capabilities.candidates.operations.timeline import append
from xinqiao.foundation.audit.operations import record
from xinqiao.foundation.tenancy.identifiers import link_hash, link_token, read_link_token
from xinqiao.foundation.tenancy.models import LinkAddress
from xinqiao.foundation.tenancy.prepared import PreparedSelect
from xinqiao.foundation.tenancy.scope import current_workspace_id
from xinqiao.foundation.workspaces.models import Member
from xinqiao.foundation.workspaces.operations import actor_of

LINK_LIFE = {
    CandidateLink.Purpose.PERMISSION: timedelta(days=60),
    CandidateLink.Purpose.QUESTIONNAIRE: timedelta(days=30),
    CandidateLink.Purpose.THREE_TAPS: timedelta(days=30),
}


# After its date a link still opens pace and stop, so that "no" never depends on a date.
LINK_KIND = "candidate"
_ADDRESS = PreparedSelect(lambda hashed: LinkAddress.objects.filter(link_hash=hashed), str)


class LinkUnknown(Exception):
    """The address is not one of ours: mistyped, cut off or forged."""


def open_link(
    candidate: Candidate, purpose: str, *, by: Member, now: datetime, same_if_answered: bool = False
) -> CandidateLink:
    """The person's newest link for a purpose; a new one when it lasts no week any more, or carries shared answers.

    `same_if_answered`: it stays the same all the same, for those to whom another one would tell of answers.
    """
    kind = CandidateLink.Purpose(purpose)
    present = CandidateLink.objects.filter(
        candidate=candidate, purpose=kind, revoked_at=None, expires_at__gt=now + timedelta(days=7)
    ).last()
    if present is not None and (same_if_answered or not _used_up(present)):
        return present
    return new_link(candidate, kind, by=by, now=now)


def new_link(candidate: Candidate, kind: CandidateLink.Purpose, *, by: Member, now: datetime) -> CandidateLink:
    """A further link for a purpose, whatever there is already."""
    with transaction.atomic():
        link = CandidateLink.objects.create(
            candidate=candidate, purpose=kind, created_by=by, created_at=now, expires_at=now + LINK_LIFE[kind]
        )
        LinkAddress.objects.create(link_hash=link_hash(link.public_id), workspace_id=current_workspace_id())
    return link


def _used_up(link: CandidateLink) -> bool:
    # A questionnaire link carries one filling; a re-test gets a new one. Only a filling of which the person let
    # us know counts: a second link would tell staff that there are answers nobody shared.
    if link.purpose != CandidateLink.Purpose.QUESTIONNAIRE or not hasattr(link, "response"):
        return False
    return link.response.state in ("shared", "contact_only")


def token_of(link: CandidateLink) -> str:
    """What stands in the link's address."""
    return link_token(link.public_id, kind=LINK_KIND)


def workspace_of_token(token: str) -> tuple[int, str]:
    """The workspace and link id behind a token; raises LinkUnknown when the token is not ours."""
    link_id = read_link_token(token, kind=LINK_KIND)
    if link_id is None:
        raise LinkUnknown
    return _workspace_of(link_hash(link_id)), link_id


@lru_cache(maxsize=50_000)
def _workspace_of(hashed: str) -> int:
    # Never changes for a link, so one look-up a process is enough; a link that is gone ends at `link_of`.
    address = _ADDRESS.find(hashed)
    if address is None:
        raise LinkUnknown
    return address.workspace_id


def link_of(link_id: str, *also: str) -> CandidateLink:
    """The link with its person, its workspace and what else the caller names (relations), in one query.

    Raises LinkUnknown when it is gone.
    """
    link = _link_with(also).find(link_id)
    if link is None:
        raise LinkUnknown
    return link


@cache
def _link_with(also: tuple[str, ...]) -> PreparedSelect[CandidateLink]:
    related = ("candidate", "workspace", *also)
    return PreparedSelect(lambda link_id: CandidateLink.objects.select_related(*related).filter(public_id=link_id), str)


def revoke_links(candidate: Candidate, *, by: Member, now: datetime) -> int:
    """Closes the person's links for everything but pace and stop; returns how many."""
    with transaction.atomic():
        count = CandidateLink.objects.filter(candidate=candidate, revoked_at=None).update(revoked_at=now)
        append(candidate, "links_revoked", at=now, by=by)
        record(actor_of(by), "links_revoked", now=now, subject=("candidate", candidate.pk))
    return count
