"""The playbook as the reader's team words it, in the page's language. Ask once a page and hand it on."""

from __future__ import annotations

from django.utils.translation import get_language

from xinqiao.foundation.content.queries import team_book
from xinqiao.playbook.book import Playbook
from xinqiao.playbook.own_words import Language


def spoken_language() -> Language:
    """The page's language as the playbook names it."""
    return "zh" if (get_language() or "zh").startswith("zh") else "en"


def spoken_book() -> Playbook:
    """One query. Texts of this book are for this page's language only."""
    return team_book(spoken_language())
