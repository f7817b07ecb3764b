"""How an axis of days names them."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import pgettext


def tick_words(day: date, unit: str) -> str:
    """A day, a month, or where a year begins, as the axis names it."""
    if unit == "day":
        return date_format(day, pgettext("date format of a day on an axis", "j M"))
    if unit == "year":
        return date_format(day, pgettext("date format of a year on an axis", "Y"))
    return date_format(day, pgettext("date format of a month on an axis", "M"))
