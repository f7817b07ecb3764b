"""The guard before every use of people whose data are only kept (GDPR 18): storage, and nothing else."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from xinqiao.capabilities.candidates.models import Candidate

# What every write that locks a person first raises when they were erased or merged since they were looked up.
PersonGone: Final = Candidate.DoesNotExist
# What binds a message and may change between a page's first read and the lock under which the send check reads.
_BINDS: Final = ("restricted_at", "owner_id", "time_zone", "employer_domain")


class UseRestricted(Exception):
    """The person's data are only kept until they allow their use again; `since` is when that began."""

    def __init__(self, since: datetime) -> None:
        super().__init__(since)
        self.since = since


def restricted_since(candidate: Candidate) -> datetime | None:
    """Since when the stored record may only be kept; None where it may be used."""
    return Candidate.objects.filter(pk=candidate.pk).values_list("restricted_at", flat=True).first()


def read_again(candidate: Candidate) -> None:
    """Puts what the database says now of restriction, keeper, zone and employer on the record in hand; one query."""
    for name, value in (Candidate.objects.filter(pk=candidate.pk).values(*_BINDS).first() or {}).items():
        setattr(candidate, name, value)


def require_usable(candidate: Candidate) -> None:
    """Raises UseRestricted for a person whose data are only kept, as the database knows it now."""
    since = restricted_since(candidate)
    if since is not None:
        raise UseRestricted(since)


def set_restricted(candidate: Candidate, since: datetime | None) -> bool:
    """Sets or clears the flag in the caller's transaction; False when it stood so already."""
    rows = Candidate.objects.filter(pk=candidate.pk, restricted_at__isnull=since is not None)
    changed = bool(rows.update(restricted_at=since))
    if changed:
        candidate.restricted_at = since
    return changed
