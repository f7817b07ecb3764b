"""Parts of a page that look the same each time: rendered once in a process for their language and values."""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.translation import get_language

register = template.Library()

# Parts with a team's own words take more room, and must not crowd out the drawings.
FEW = 100
# More than all drawings with all their values in both languages; a part with free text does not belong here.
ENOUGH = 500


@register.simple_tag
def once(part: str, **values: str | int | None) -> str:
    """`{% once "pages/icon.html" name="clock" %}`: as `include … with … only`, for words of ours and small numbers."""
    return _rendered(part, get_language(), **values)


@register.simple_tag
def as_before(part: str, **values: Hashable) -> str:
    """As `once`, for what seldom changes but holds words of a team, such as a choice of its tags."""
    return _kept(part, get_language(), **values)


@lru_cache(maxsize=ENOUGH)
def _rendered(part: str, language: str | None, **values: str | int | None) -> str:
    return render_to_string(part, values)


@lru_cache(maxsize=FEW)
def _kept(part: str, language: str | None, **values: Hashable) -> str:
    return render_to_string(part, values)
