"""One log line a request: the route's name, never the path, which may hold a link's token.

Also the outer edge where a database that is away becomes a calm 503 instead of a 500, and a person who was erased while
somebody wrote about them a missing page.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from http import HTTPStatus

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from xinqiao.web.access import errors
from xinqiao.web.access.gone_meanwhile import is_gone

log = logging.getLogger("xinqiao.web")


class RequestLog:
    """Logs method, route, status and milliseconds."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.monotonic()
        response = self.get_response(request)
        if _says_nothing(request, response):
            response = errors.method_not_allowed(response)
        match = request.resolver_match
        log.info(
            "request",
            extra={
                "route": match.view_name if match else "",
                "method": request.method,
                "status": response.status_code,
                "ms": round((time.monotonic() - started) * 1000, 1),
            },
        )
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A database that is locked, full, read-only or gone: nothing was stored; say so.

        Neither was anything about a row that went away meanwhile: 404. The log keeps where, should it be a mistake.
        Everything else goes on to `errors.server_error`, which logs it.
        """
        if isinstance(exception, OperationalError | InterfaceError):
            log.exception("database away", exc_info=exception)
            return errors.unavailable()
        if request.method == "POST" and is_gone(exception):
            log.warning("gone meanwhile", exc_info=exception)
            return errors.error_page(HTTPStatus.NOT_FOUND)
        return None


def _says_nothing(request: HttpRequest, response: HttpResponse) -> bool:
    is_refusal = response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and request.method != "HEAD"
    return is_refusal and not response.streaming and not response.content
