"""How long what is kept, whom a run would delete, and who has to stay all the same."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum


class Hold(StrEnum):
    """Why somebody whose time is over stays for now; the first that holds is named."""

    LEGAL = "legal"
    REQUEST = "request"
    PROMISE = "promise"


class NotOffered(ValueError):
    """The rule offers no such number of days."""


def days_in_force(default: int, choices: Sequence[int], chosen: int | None) -> int:
    """The team's choice where the rule still offers it, else the default."""
    return chosen if chosen in choices and chosen is not None else default


def require_offered(choices: Sequence[int], days: int) -> None:
    """Raises NotOffered for a number of days that the rule does not offer."""
    if days not in choices:
        raise NotOffered(days)


def ends_before(now: datetime, days: int) -> datetime:
    """What is older than this is past its time."""
    return now - timedelta(days=days)


def hold_of(*, legal: bool, open_request: bool, open_promise: bool) -> Hold | None:
    """What keeps a person, if anything does."""
    if legal:
        return Hold.LEGAL
    if open_request:
        return Hold.REQUEST
    return Hold.PROMISE if open_promise else None


def proof_of(public_ids: Iterable[str]) -> str:
    """The hash that a run leaves behind: of the sorted ids, one a line. It names nobody and can be checked by whoever
    still has the ids."""
    return hashlib.sha256("\n".join(sorted(public_ids)).encode()).hexdigest()
