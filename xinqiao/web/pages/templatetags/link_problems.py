"""What to say about a link that cannot be used; these pages are drawn before any view has run."""

from __future__ import annotations

from django import template

from xinqiao.playbook.loader import playbook
from xinqiao.playbook.page_schema import NamedNotice

register = template.Library()


@register.simple_tag
def link_problem(code: str) -> NamedNotice:
    """The playbook's notice for this problem."""
    return playbook().link_problem(code)
