"""What a link opens once its person asked to be erased: one page that says so; in their own browser, the way back."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Concatenate, Final, ParamSpec

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import formats, timezone, translation
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt

from xinqiao.capabilities.candidates.operations import LinkUnknown, workspace_of_token
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.playbook.loader import playbook
from xinqiao.privacy.erasing import may_take_back
from xinqiao.privacy.queries import erasure_behind
from xinqiao.web.access import errors
from xinqiao.web.access.language import chosen_language
from xinqiao.web.access.rate_limits import WRONG_LINKS, exceeded

if TYPE_CHECKING:
    from datetime import datetime

    from xinqiao.capabilities.candidates.models import Erasure

P = ParamSpec("P")
COOKIE: Final = "erasing-"
# All links of the person in this browser, as long as anything can be taken back.
_PATH: Final = "/c/"
_DAYS: Final = 8


class ErasedRequest(HttpRequest):
    """A request through the link of a person who is being erased."""

    erasure: Erasure
    token: str
    now: datetime


View = Callable[Concatenate[ErasedRequest, P], HttpResponse]


def erased_page(view: View[P]) -> Callable[..., HttpResponse]:
    """For what a person can still do while they are being erased; any other link is unknown here."""

    @wraps(view)
    def guarded(request: ErasedRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponse:
        request.token, request.now = token, timezone.now()
        try:
            workspace_id, link_id = workspace_of_token(token)
            with scope(workspace_id):
                erasure = erasure_behind(link_id, now=request.now)
                if erasure is not None:
                    request.erasure = erasure
                    return view(request, *args, **kwargs)
        except LinkUnknown:
            pass
        if exceeded(request, WRONG_LINKS):
            return errors.too_many_requests()
        return render(request, "candidate/link/unknown.html", status=404)

    exempt: Callable[..., HttpResponse] = csrf_exempt(guarded)
    transaction.non_atomic_requests(exempt)
    exempt.access = "link"  # type: ignore[attr-defined]
    return exempt


def show_erased(request: HttpRequest, erasure: Erasure, token: str) -> HttpResponse:
    """410 with the one page there is; beside it only the empty page for whoever must be gone at once."""
    if chosen_language(request) is None:
        translation.activate(erasure.language)
    if request.resolver_match is not None and request.resolver_match.url_name == "leave":
        return render(request, "candidate/stop/leave.html")
    words, language = playbook().whole_person.erased, translation.get_language() or "zh-hans"
    when = formats.date_format(timezone.localtime(erasure.destroy_after), "DATETIME_FORMAT")
    workspace, is_open = erasure.workspace, may_take_back(erasure, now=timezone.now())
    elsewhere = words.elsewhere.fill(language, company=workspace.name, reference=erasure.public_id)
    context = {
        "token": token,
        "sender": " · ".join(filter(None, (workspace.name, workspace.team_name))),
        "words": words,
        "text": (words.held if erasure.held_for else words.text).fill(language, when=when),
        "may_take_back": is_open and is_theirs(request, erasure),
        "elsewhere": elsewhere if is_open else "",
    }
    return render(request, "candidate/whole_person/erased.html", context, status=HTTPStatus.GONE)


def new_secret() -> str:
    """For the browser in which an erasure is asked for."""
    return secrets.token_urlsafe(32)


def key_of(secret: str) -> str:
    """What is stored beside the erasure."""
    return hashlib.sha256(secret.encode()).hexdigest()


def remember(response: HttpResponse, erasure: Erasure, secret: str) -> None:
    """From here on this browser can take it back."""
    response.set_cookie(
        f"{COOKIE}{erasure.public_id}",
        secret,
        max_age=_DAYS * 86400,
        path=_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def is_theirs(request: HttpRequest, erasure: Erasure) -> bool:
    """Whether the erasure was asked for in this browser."""
    secret = request.COOKIES.get(f"{COOKIE}{erasure.public_id}", "")
    return bool(secret and erasure.browser_key) and constant_time_compare(key_of(secret), erasure.browser_key)
