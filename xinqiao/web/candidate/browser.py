"""Which browser answered: a forwarded link shows nobody else's answers or result.

The secret lives in a cookie that is sent for this one link only; the database keeps its hash.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponse
from django.utils.crypto import constant_time_compare

from xinqiao.web.pages.phone_addresses import phone_address

if TYPE_CHECKING:
    from xinqiao.capabilities.assessments.models import Response
    from xinqiao.capabilities.engagement.models import ThreeTapCard
    from xinqiao.web.access.candidates import CandidateRequest

COOKIE = "browser"
COOKIE_DAYS = 60


def secret_of(request: CandidateRequest) -> str:
    """This browser's secret for this link, a new one when it has none yet."""
    return request.COOKIES.get(COOKIE) or secrets.token_urlsafe(32)


def key_of(secret: str) -> str:
    """What is stored beside the answers."""
    return hashlib.sha256(secret.encode()).hexdigest()


def is_theirs(request: CandidateRequest, filling: Response | ThreeTapCard) -> bool:
    """Whether this browser is the one that began these answers."""
    secret = request.COOKIES.get(COOKIE)
    return bool(secret) and constant_time_compare(key_of(secret or ""), filling.browser_key)


def remember(response: HttpResponse, request: CandidateRequest, secret: str) -> None:
    """Leaves the secret in this browser, out of reach of scripts."""
    response.set_cookie(
        COOKIE,
        secret,
        max_age=COOKIE_DAYS * 86400,
        path=phone_address("door", request.token),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
