"""Who must not come in again. Of them only keyed digests are kept, which name nobody."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from xinqiao.capabilities.candidates.models import BlockedIdentity, BlockingSalt, Candidate, ContactPoint

# What recognises a person beyond doubt; a name never does.
KINDS: Final = (
    ContactPoint.Kind.EMAIL,
    ContactPoint.Kind.PHONE,
    ContactPoint.Kind.LINK,
    ContactPoint.Kind.WECHAT,
    ContactPoint.Kind.EXTERNAL,
)
Identity = tuple[str, str]


class Blocked(Exception):
    """This person asked not to be recorded again. Which address told so is not said."""


def block(candidate: Candidate, *, reason: str, now: datetime) -> int:
    """Keeps every address of a person from coming in again; returns how many are new on the list.

    Call it before the record is deleted, in the same transaction.
    """
    return len(newly_blocked(candidate, reason=reason, now=now))


def newly_blocked(candidate: Candidate, *, reason: str, now: datetime) -> list[str]:
    """As `block`; returns the digests that are new on the list, for an undo."""
    points = ContactPoint.objects.filter(candidate=candidate).values_list("kind", "key")
    return _block(points, reason=reason, now=now)


def unblock(digests: Iterable[str]) -> None:
    """Takes digests off the list again: the person took back what put them there."""
    BlockedIdentity.objects.filter(digest__in=list(digests)).delete()


def block_identities(identities: Iterable[Identity], *, reason: str, now: datetime) -> int:
    """As `block`, for (kind, normalised key) of people whose records are gone already."""
    return len(_block(identities, reason=reason, now=now))


def _block(identities: Iterable[Identity], *, reason: str, now: datetime) -> list[str]:
    salt = _salt_made()
    digests = {_digest(salt, kind, key) for kind, key in identities}
    known = set(BlockedIdentity.objects.filter(digest__in=digests).values_list("digest", flat=True))
    new = sorted(digests - known)
    BlockedIdentity.objects.bulk_create(
        [BlockedIdentity(digest=digest, reason=reason, blocked_at=now) for digest in new], ignore_conflicts=True
    )
    return new


def is_blocked(identities: Iterable[Identity]) -> set[Identity]:
    """Which of these (kind, normalised key) are blocked: one query, two once somebody is."""
    salt = BlockingSalt.objects.values_list("salt", flat=True).first()
    if salt is None:
        return set()
    digests = {_digest(salt, kind, key): (str(kind), key) for kind, key in identities}
    found = BlockedIdentity.objects.filter(digest__among=set(digests)).values_list("digest", flat=True)
    return {digests[digest] for digest in found}


def require_unblocked(identities: Iterable[Identity]) -> None:
    """Raises Blocked when one of these is on the list."""
    if is_blocked(identities):
        raise Blocked


def digest_of(kind: str, key: str) -> str:
    """What is kept of an address of the current workspace."""
    return _digest(_salt_made(), kind, key)


def _digest(salt: str, kind: str, key: str) -> str:
    return hmac.digest(bytes.fromhex(salt), f"{kind}:{key}".encode(), "sha256").hex()


def _salt_made() -> str:
    # Two at once: the second one finds what the first one stored.
    made, _ = BlockingSalt.objects.get_or_create(defaults={"salt": secrets.token_hex(32)})
    return made.salt
