"""Playbook texts in templates."""

from __future__ import annotations

from django import template

from xinqiao.playbook.text import Text

register = template.Library()


@register.filter
def say(text: Text, language: str) -> str:
    """The text in the page's language."""
    return text.in_language(language)
