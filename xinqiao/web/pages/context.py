"""What every template may use."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language


def product(request: HttpRequest) -> dict[str, Any]:
    """Language, the address of this page in the other language, and whether this is a demonstration."""
    language = get_language() or "zh-hans"
    return {
        "language": language,
        "html_language": "zh-Hans" if language == "zh-hans" else "en",
        "other_language_url": _in_language(request, "en" if language == "zh-hans" else "zh-hans"),
        "other_language_name": "English" if language == "zh-hans" else "中文",
        "other_language_code": "en" if language == "zh-hans" else "zh-Hans",
        "demo_installation": settings.DEMO,
        "version": settings.VERSION,
    }


def _in_language(request: HttpRequest, language: str) -> str:
    if not request.GET:
        return f"{request.path}?lang={language}"
    query = request.GET.copy()
    query["lang"] = language
    return f"{request.path}?{query.urlencode()}"
