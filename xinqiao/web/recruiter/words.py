"""Playbook texts and fixed codes in the reader's language."""

from __future__ import annotations

from functools import cache
from typing import Final

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext_lazy as _

from xinqiao.journeys.desk import Permission
from xinqiao.playbook.loader import playbook
from xinqiao.playbook.text import Text

PERMISSION_WORDS: Final = {
    Permission.NOT_ASKED: _("not asked yet"),
    Permission.ASKED: _("asked"),
    Permission.GRANTED: _("yes"),
    Permission.LATER: _("later"),
    Permission.STOPPED: _("stopped"),
}
LANGUAGES: Final = [("zh-hans", _("Chinese")), ("en", _("English"))]


def bases_offered(law: str, present: str = "") -> list[tuple[str, str]]:
    """The legal bases that the team's law knows, and the one that a record has already."""
    book = playbook()
    offered = [(one.id, say(one.label)) for one in book.bases_under(law)]
    if present and present not in dict(offered):
        offered.append((present, say(book.legal_basis(present).label)))
    return offered


def say(text: Text) -> str:
    """A playbook text in the page's language."""
    return text.in_language(get_language() or "zh-hans")


def joined(parts: list[str]) -> str:
    """A short enumeration, leaving out what is empty."""
    return _comma(get_language()).join([part for part in parts if part])


@cache
def _comma(language: str | None) -> str:
    return str(_(", "))


def permission_words(permission: Permission) -> str:
    """Where somebody's permission stands, in a word or two."""
    return _permission_words(permission, get_language())


@cache
def _permission_words(permission: Permission, language: str | None) -> str:
    return str(PERMISSION_WORDS[permission])


def in_a_row(names: list[str]) -> str:
    """Names in a row; Chinese sets another mark between names than between clauses."""
    return pgettext("between names in a row", ", ").join(names)


def sentence_start(text: str) -> str:
    """The same words with a capital where the language has them."""
    return text[:1].upper() + text[1:]


def sentences(*parts: str) -> str:
    """Whole sentences one after the other; Chinese puts no space between them."""
    return ("" if get_language() == "zh-hans" else " ").join(part for part in parts if part)


def stage_label(code: str) -> str:
    """The desk's word for a stage."""
    return say(playbook().stage(code).label)


def language_label(code: str) -> str:
    """In which language a person is written to."""
    return str(dict(LANGUAGES).get(code, code))
