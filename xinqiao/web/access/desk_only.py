"""Middleware that only the desk needs: session, form tokens, account, messages.

A person's phone has no account: their pages are opened by the link alone, so there these layers would only cost time.
A browser that brings a session cookie to a person's link takes the whole way: a colleague may be sitting there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.module_loading import import_string

from xinqiao.web.access.language import CANDIDATE_PREFIX

Respond = Callable[[HttpRequest], Any]


class DeskOnly:
    """Runs `settings.DESK_MIDDLEWARE`, outermost first, around everything but a person's pages."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = self.desk = get_response
        # Innermost first, as Django asks the hooks for exceptions.
        self.layers: list[Any] = []
        for path in reversed(settings.DESK_MIDDLEWARE):
            try:
                layer = import_string(path)(self.desk)
            except MiddlewareNotUsed:
                continue
            self.layers.append(layer)
            # As Django does between two layers: the outer one meets answers, never exceptions.
            self.desk = convert_exception_to_response(layer)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response: HttpResponse = self.get_response(request) if is_phone(request) else self.desk(request)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        """The layers' own, outermost first."""
        return (
            None if is_phone(request) else _first_answer(self.layers[::-1], "process_view", request, view, args, kwargs)
        )

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """The layers' own, innermost first."""
        return None if is_phone(request) else _first_answer(self.layers, "process_exception", request, exception)


def is_phone(request: HttpRequest) -> bool:
    """Whether somebody without a session opens a person's page."""
    return request.path_info.startswith(CANDIDATE_PREFIX) and settings.SESSION_COOKIE_NAME not in request.COOKIES


def _first_answer(layers: list[Any], hook: str, *arguments: Any) -> HttpResponseBase | None:
    for layer in layers:
        if hasattr(layer, hook) and (answer := getattr(layer, hook)(*arguments)) is not None:
            response: HttpResponseBase = answer
            return response
    return None
