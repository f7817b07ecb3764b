"""Weekdays and hours in words, for both sides."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# From Monday = 0.
WEEKDAYS: Final = (
    gettext_lazy("Mondays"),
    gettext_lazy("Tuesdays"),
    gettext_lazy("Wednesdays"),
    gettext_lazy("Thursdays"),
    gettext_lazy("Fridays"),
    gettext_lazy("Saturdays"),
    gettext_lazy("Sundays"),
)


def hours_words(first: int | None, last: int | None) -> str:
    """ "19:00 to 21:00"; empty where no hours are chosen."""
    if first is None or last is None:
        return ""
    return _("{first}:00 to {last}:00").format(first=first, last=last)
