"""One line at the bottom of the next page, with its undo."""

from __future__ import annotations

from typing import TypedDict

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _


class Toast(TypedDict):
    """What the layout draws."""

    text: str
    undo_url: str
    undo_label: str


def toast(request: HttpRequest, text: str, *, undo_url: str = "") -> None:
    """Says what was done on the next page; `undo_url` is posted to by the undo button."""
    messages.info(request, text, extra_tags=undo_url)


def waiting_toasts(request: HttpRequest) -> list[Toast]:
    """Takes the toasts that have not been shown yet."""
    return [
        {"text": str(message), "undo_url": message.extra_tags or "", "undo_label": _("Undo")}
        for message in messages.get_messages(request)
    ]
