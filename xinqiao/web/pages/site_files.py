"""The few files that browsers and crawlers expect at the top of a site."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.templatetags.static import static
from django.urls import URLPattern, path
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

_A_DAY = "public, max-age=86400"


@transaction.non_atomic_requests
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What an installed page is called and looks like."""
    icons = [
        {"src": static(f"img/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"} for size in (192, 512)
    ]
    content = {
        "name": _("Xinqiao"),
        "short_name": _("Xinqiao"),
        "lang": "zh-Hans" if get_language() == "zh-hans" else "en",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#F4F6F3",
        "theme_color": "#0F5C50",
        "icons": icons,
    }
    response = JsonResponse(content, content_type="application/manifest+json")
    response.headers["Cache-Control"] = "no-cache"
    return response


@transaction.non_atomic_requests
@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for this name whatever a page says."""
    response = HttpResponseRedirect(static("img/favicon.ico"))
    response.headers["Cache-Control"] = _A_DAY
    return response


@transaction.non_atomic_requests
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Nothing here is for search engines."""
    response = HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = _A_DAY
    return response


urls: list[URLPattern] = [
    path("manifest.webmanifest", manifest, name="manifest"),
    path("favicon.ico", favicon, name="favicon"),
    path("robots.txt", robots, name="robots"),
]
