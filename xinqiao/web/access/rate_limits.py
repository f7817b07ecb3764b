"""How often one address may try: sign-in is limited by allauth, links and codes here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


@dataclass(frozen=True)
class Limit:
    """At most `amount` tries in `seconds`, counted per client address."""

    name: str
    amount: int
    seconds: int


WRONG_LINKS: Final = Limit("wrong-link", 30, 600)
JOINING: Final = Limit("join", 20, 600)


def exceeded(request: HttpRequest, limit: Limit) -> bool:
    """Counts one try; True when it was one too many. The window begins with its first try."""
    key = f"{limit.name}:{client_address(request)}"
    if cache.add(key, 1, limit.seconds):
        return False
    try:
        return cache.incr(key) > limit.amount
    except ValueError:
        return False


def client_address(request: HttpRequest) -> str:
    """The caller's address; a proxy's header counts only where the settings say there is a proxy."""
    if settings.TRUST_PROXY_HEADERS:
        forwarded = request.headers.get("X-Forwarded-For", "")
        if forwarded:
            # The last entry is the one our own proxy wrote.
            return forwarded.rsplit(",", 1)[-1].strip()
    return str(request.META.get("REMOTE_ADDR", ""))
