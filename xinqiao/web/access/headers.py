"""Headers that every answer carries: nothing foreign, nothing framed, nothing indexed, nothing kept."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


class PrivateHeaders:
    """Adds the content security policy everywhere, and privacy headers to all but static files."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), payment=()")
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
            response.headers.setdefault("X-Robots-Tag", "noindex, nofollow")
            if request.path.startswith("/c/"):
                # The address itself is the key: it must not travel in a Referer header. (Invitations keep
                # "same-origin": under "no-referrer" browsers post with "Origin: null", which CSRF refuses.)
                response.headers["Referrer-Policy"] = "no-referrer"
        return response
