"""Error pages in both languages, without database, session or context processors."""

from __future__ import annotations

import logging
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

log = logging.getLogger("xinqiao.web")


def error_page(status: int) -> HttpResponse:
    """The bilingual page for a status code."""
    return HttpResponse(render_to_string(f"{status}.html"), status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, or 413 when the request itself was too large."""
    too_large = type(exception).__name__ in ("RequestDataTooBig", "TooManyFieldsSent", "TooManyFilesSent")
    return error_page(413 if too_large else 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return error_page(403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 after a form whose page was too old or whose cookies are blocked."""
    return error_page(403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return error_page(404)


def method_not_allowed(response: HttpResponse) -> HttpResponse:
    """405 with a page in place of nothing; the headers, `Allow` among them, stay."""
    response.content = render_to_string("405.html")
    response.headers["Content-Type"] = "text/html; charset=utf-8"
    response.headers["Content-Length"] = str(len(response.content))
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 when the database was away before any view began (a session is read by middleware)."""
    # Django calls this while it handles the exception, of a view or of middleware, and passes it in no other way.
    # Its own log of requests is silenced because it writes paths, so this is the only place that tells.
    match = request.resolver_match
    log.exception("request failed", extra={"route": match.view_name if match else "", "method": request.method})
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return unavailable()
    return error_page(500)


def too_many_requests() -> HttpResponse:
    """429, asking to wait a minute."""
    response = error_page(429)
    response.headers["Retry-After"] = "60"
    return response


def unavailable() -> HttpResponse:
    """503 while the database is away, locked, full or of another version."""
    response = error_page(503)
    response.headers["Retry-After"] = "5"
    return response
