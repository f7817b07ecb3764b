"""Which browser answered: a forwarded link shows nobody else's answers or result.

The secret lives in a cookie that is sent for this one link only; the database keeps its hash. A second cookie, named
after the person, hands the same secret on to their next link, so that one browser can show them what they answered
over time. A link that somebody else opens first finds no such cookie there, and shows no earlier answers.
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
# Further answers come months later.
PERSON_COOKIE_DAYS = 400
PERSON_PATH = "/c/"


def secret_of(request: CandidateRequest) -> str:
    """This browser's secret for this link or this person, a new one when it has none yet."""
    known = request.COOKIES.get(COOKIE) or request.COOKIES.get(_person_cookie(request))
    return known or secrets.token_urlsafe(32)


def key_of(secret: str) -> str:
    """What is stored beside the answers."""
    return hashlib.sha256(secret.encode()).hexdigest()


def is_theirs(request: CandidateRequest, filling: Response | ThreeTapCard) -> bool:
    """Whether this browser is the one that began these answers."""
    secret = request.COOKIES.get(COOKIE)
    return bool(secret) and constant_time_compare(key_of(secret or ""), filling.browser_key)


def remember(response: HttpResponse, request: CandidateRequest, secret: str) -> None:
    """Leaves the secret in this browser, out of reach of scripts."""
    for name, days, path in (
        (COOKIE, COOKIE_DAYS, phone_address("door", request.token)),
        (_person_cookie(request), PERSON_COOKIE_DAYS, PERSON_PATH),
    ):
        response.set_cookie(
            name,
            secret,
            max_age=days * 86400,
            path=path,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )


def forget_person(response: HttpResponse, request: CandidateRequest) -> None:
    """Takes the person's cookie out of this browser: their next answers begin anew."""
    response.delete_cookie(_person_cookie(request), path=PERSON_PATH, samesite="Lax")


def _person_cookie(request: CandidateRequest) -> str:
    """A name for each person, which tells nobody whom it means: two people on one device keep apart."""
    return "own-" + hashlib.sha256(f"own:{request.candidate.public_id}".encode()).hexdigest()[:16]
