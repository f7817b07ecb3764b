"""How often one address may try: sign-in is limited by allauth, links and codes here."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest


@dataclass(frozen=True)
class Limit:
    """At most `amount` tries in `seconds`, counted per client address unless somebody is named."""

    name: str
    amount: int
    seconds: int


WRONG_LINKS: Final = Limit("wrong-link", 30, 600)
JOINING: Final = Limit("join", 20, 600)
# Asked for and typed in, beside the limits of each link and person.
CODES: Final = Limit("code", 40, 600)
# A refused address tells that somebody may be known here: few guesses a person and day.
OWN_ADDRESSES: Final = Limit("own-address", 10, 86400)


def exceeded(request: HttpRequest, limit: Limit, *, of: str = "") -> bool:
    """Counts one try, of the client address or of whoever `of` names; True when it was one too many in the present
    window of the clock."""
    key = f"{limit.name}:{of or client_address(request)}:{int(time.time()) // limit.seconds}"
    # Not `incr`: it would let the counter lapse after the cache's own 300 seconds. On SQLite the transaction lets
    # one count at a time; on PostgreSQL tries of the very same moment may count as one.
    with transaction.atomic():
        tries = cache.get(key, 0) + 1
        cache.set(key, tries, limit.seconds)
    return bool(tries > limit.amount)


def client_address(request: HttpRequest) -> str:
    """The caller's address; a proxy's header counts only where the settings say there is a proxy."""
    if settings.TRUST_PROXY_HEADERS:
        forwarded = request.headers.get("X-Forwarded-For", "")
        if forwarded:
            # The last entry is the one our own proxy wrote.
            return forwarded.rsplit(",", 1)[-1].strip()
    return str(request.META.get("REMOTE_ADDR", ""))
