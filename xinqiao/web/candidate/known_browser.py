"""Pages that show a person's data: they open in a browser in which a one-time code was typed in, and nowhere else.

A signed cookie below the link's own path says so, bound to link and person. It lasts 30 minutes without a page, 12
hours at most; nothing is stored about it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, Final, ParamSpec

from django.conf import settings
from django.core import signing
from django.http import HttpResponse

from xinqiao.web.candidate.browser import key_of
from xinqiao.web.candidate.page import go
from xinqiao.web.pages.phone_addresses import phone_address

if TYPE_CHECKING:
    from xinqiao.web.access.candidates import CandidateRequest

P = ParamSpec("P")
View = Callable[Concatenate["CandidateRequest", P], HttpResponse]

KNOWN: Final = "known"
ASKING: Final = "asking"
IDLE_SECONDS: Final = 30 * 60
LONGEST_SECONDS: Final = 12 * 60 * 60
# As long as a code lasts, and a little for the clock of the phone.
ASKING_SECONDS: Final = 15 * 60
# Not with every page: a cookie written anew each time would make answers larger for nothing.
_RENEW_AFTER: Final = 60
_SALT: Final = "xinqiao.known-browser"


def needs_code(view: View[P]) -> Callable[..., HttpResponse]:
    """Below `candidate_page`: shows the page only where a code was typed in; anywhere else it asks for one first."""

    @wraps(view)
    def checked(request: CandidateRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not is_known(request):
            return ask_first(request)
        response = view(request, *args, **kwargs)
        stay_known(response, request)
        return response

    return checked


def ask_first(request: CandidateRequest) -> HttpResponse:
    """To the page of the code, and from there back to the page that was wanted."""
    match = request.resolver_match
    return first_a_code(request, (match.url_name or "") if match else "")


def first_a_code(request: CandidateRequest, then: str) -> HttpResponse:
    """To the page of the code, and from there to the page of this name."""
    return go(request, "code", next=then)


def is_known(request: CandidateRequest) -> bool:
    """Whether a code was typed in here, for this link and this person, and the time is not over."""
    return _seen(request) is not None


def become_known(response: HttpResponse, request: CandidateRequest) -> None:
    """From here on this browser may see the data; the right code was typed in just now."""
    now = int(request.now.timestamp())
    _write(response, request, {"l": request.link.public_id, "p": request.candidate.public_id, "o": now, "s": now})
    response.delete_cookie(ASKING, path=_path(request), samesite="Lax")


def stay_known(response: HttpResponse, request: CandidateRequest) -> None:
    """Counts the page just shown as a sign of life, unless the view closed the data itself."""
    seen = _seen(request)
    now = int(request.now.timestamp())
    if seen is not None and KNOWN not in response.cookies and now - seen["s"] >= _RENEW_AFTER:
        _write(response, request, {**seen, "s": now})


def forget(response: HttpResponse, request: CandidateRequest) -> None:
    """Closes the data in this browser."""
    for name in (KNOWN, ASKING):
        response.delete_cookie(name, path=_path(request), samesite="Lax")


def asking_key(request: CandidateRequest) -> str:
    """What is stored of the browser that asked for a code; empty where none did."""
    secret = asking_secret(request)
    return key_of(secret) if secret else ""


def asking_secret(request: CandidateRequest) -> str:
    """The secret of the browser that asked for a code a short while ago; empty where none did."""
    return request.COOKIES.get(ASKING, "")


def new_asking() -> str:
    """A secret for a browser that asks for a code."""
    return secrets.token_urlsafe(24)


def remember_asking(response: HttpResponse, request: CandidateRequest, secret: str) -> None:
    """Leaves that secret in the browser."""
    _cookie(response, request, ASKING, secret, ASKING_SECONDS)


def _seen(request: CandidateRequest) -> dict[str, Any] | None:
    try:
        seen: dict[str, Any] = signing.loads(request.COOKIES.get(KNOWN, ""), salt=_SALT)
    except signing.BadSignature:
        return None
    if (seen["l"], seen["p"]) != (request.link.public_id, request.candidate.public_id):
        return None
    now = int(request.now.timestamp())
    is_over = now - seen["s"] > IDLE_SECONDS or now - seen["o"] > LONGEST_SECONDS
    return None if is_over else seen


def _write(response: HttpResponse, request: CandidateRequest, seen: dict[str, Any]) -> None:
    _cookie(response, request, KNOWN, signing.dumps(seen, salt=_SALT), IDLE_SECONDS)


def _cookie(response: HttpResponse, request: CandidateRequest, name: str, value: str, seconds: int) -> None:
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        path=_path(request),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _path(request: CandidateRequest) -> str:
    return phone_address("door", request.token)
