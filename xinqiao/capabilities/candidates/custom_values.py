"""A value of a team's own field: read from text, shown as text."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from xinqiao.capabilities.candidates.models import CustomField
from xinqiao.domain.profile_links import normalise_link

MAX_TEXT: Final = 500
MAX_DIGITS: Final = 20
_YES: Final = {"yes", "y", "true", "1", "是", "有", "对"}
_NO: Final = {"no", "n", "false", "0", "否", "无", "没有", "不是"}


class BadValue(ValueError):
    """The text is no value of this kind; `kind` says which."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


def read_value(kind: str, text: str, *, choices: Sequence[str] = ()) -> str | bool | None:
    """The value as it is stored (numbers and days as text), None for an empty text; raises BadValue."""
    plain = text.strip()
    if not plain:
        return None
    if kind == CustomField.Kind.TEXT:
        value: str | bool | None = plain if len(plain) <= MAX_TEXT and "\x00" not in plain else None
    elif kind == CustomField.Kind.NUMBER:
        value = _number(plain)
    elif kind == CustomField.Kind.DATE:
        value = _day(plain)
    elif kind == CustomField.Kind.YES_NO:
        value = _yes_or_no(plain)
    elif kind == CustomField.Kind.CHOICE:
        value = plain if plain in choices else None
    else:
        link = normalise_link(plain)
        value = link.url if link else None
    if value is None:
        raise BadValue(kind)
    return value


def as_text(value: Any) -> str:
    """A stored value as a form field takes it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _number(plain: str) -> str | None:
    written = unicodedata.normalize("NFKC", plain).replace(",", "").replace(" ", "")
    try:
        number = Decimal(written)
    except InvalidOperation:
        return None
    if not number.is_finite() or len(written) > MAX_DIGITS or "e" in written.lower():
        return None
    return f"{number:f}"


def _day(plain: str) -> str | None:
    try:
        return date.fromisoformat(plain.replace("/", "-")).isoformat()
    except ValueError:
        return None


def _yes_or_no(plain: str) -> bool | None:
    word = plain.casefold()
    return True if word in _YES else False if word in _NO else None
