"""Which language and time zone a page speaks: asked for, remembered, the account's own, the browser's."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

Respond = Callable[[HttpRequest], HttpResponse]
CHOICES = ("zh-hans", "en")
COOKIE_DAYS = 365
CANDIDATE_PREFIX = "/c/"


def chosen_language(request: HttpRequest) -> str | None:
    """The language this browser asked for by link or keeps in its cookie, if any."""
    for text in (request.GET.get("lang"), request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)):
        if text in CHOICES:
            return text
    return None


def browser_language(request: HttpRequest) -> str:
    """Any Chinese becomes zh-hans, any other stated language English; silence is Chinese."""
    header = request.headers.get("Accept-Language", "").strip().lower()
    if not header or header.startswith(("zh", "*")):
        return "zh-hans"
    return "en"


class ChooseLanguage:
    """Activates the language before anything can fail, and remembers a `?lang=` in a cookie."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = chosen_language(request) or browser_language(request)
        translation.activate(language)
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", translation.get_language())
        if (asked := request.GET.get("lang")) in CHOICES:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                asked,
                max_age=COOKIE_DAYS * 86400,
                samesite="Lax",
                httponly=True,
                secure=settings.LANGUAGE_COOKIE_SECURE,
            )
        translation.deactivate()
        return response


class PersonalSettings:
    """For signed-in people: their own language (unless this browser chose another) and time zone.

    Candidate pages have no account, and reading one would cost a session look-up each.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(CANDIDATE_PREFIX) or settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return self.get_response(request)
        user = request.user
        if not user.is_authenticated:
            return self.get_response(request)
        if user.language in CHOICES and request.GET.get("lang") not in CHOICES:
            translation.activate(user.language)
        with timezone.override(zoneinfo.ZoneInfo(user.time_zone)):
            return self.get_response(request)
