"""How the playbook's texts are called on the desk, and what is wrong with words that cannot stand there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from xinqiao.foundation.content.queries import is_outdated
from xinqiao.playbook import own_words
from xinqiao.playbook.own_words import Language, Place, Problem, UnusableText
from xinqiao.web.recruiter.words import joined, say

if TYPE_CHECKING:
    from xinqiao.foundation.content.models import OwnText
    from xinqiao.playbook.book import Playbook

FIELD_WORDS: Final = {
    "portrait.headline": gettext_lazy("In short"),
    "portrait.traits": gettext_lazy("Traits"),
    "portrait.worries": gettext_lazy("Worries"),
    "portrait.opening": gettext_lazy("How to begin"),
    "explanation": gettext_lazy("What they read about their result"),
    "we_would": gettext_lazy("What we would do, as they read it"),
    "headline": gettext_lazy("In short"),
    "do": gettext_lazy("Do"),
    "avoid": pgettext_lazy("a list of things not to do", "Avoid"),
    "first_step": gettext_lazy("First step"),
    "what": gettext_lazy("What it is"),
    "how_to_offer": gettext_lazy("How to offer it"),
    "suits": pgettext_lazy("whom a small try suits", "Suits"),
    "core": gettext_lazy("What it is"),
    "how_to": gettext_lazy("How it goes"),
    "tell_candidate": gettext_lazy("What we tell them"),
}


@dataclass(frozen=True)
class Shown:
    """One text as the team reads it. `address` leads to where it can be reworded."""

    label: str
    lines: list[str]
    is_list: bool
    is_told: bool
    is_own: bool
    is_outdated: bool
    address: str


def shown(book: Playbook, place: Place, own: OwnText | None, *, language: Language, slug: str) -> Shown:
    """A text of the team's book with where it comes from; `own` is the team's wording in force."""
    # A wording that the book would refuse by now is not shown, and its page says why.
    is_own = own is not None and own_words.text_at(book, place, language) == own.text
    return Shown(
        label=str(FIELD_WORDS[place.field]),
        lines=own_words.text_at(book, place, language).split("\n"),
        is_list=own_words.is_list(book, place),
        is_told=place.field == "tell_candidate",
        is_own=is_own,
        is_outdated=own is not None and (not is_own or is_outdated(own)),
        address=reverse("own_text", args=[slug, *place, language]),
    )


def entry_label(book: Playbook, place: Place) -> str:
    """What the entry is called."""
    entries: Any = getattr(book, place.kind)
    return next(say(entry.label) for entry in entries if entry.id == place.entry)


def problem_words(problem: UnusableText) -> str:
    """What is wrong and what would do."""
    if problem.problem == Problem.TOO_LONG:
        return ngettext(
            "At most %d character in one text or line.", "At most %d characters in one text or line.", problem.limit
        ) % (problem.limit)
    if problem.problem == Problem.TOO_MANY_LINES:
        return ngettext("At most %d line.", "At most %d lines.", problem.limit) % problem.limit
    if problem.problem == Problem.FORBIDDEN_WORDS:
        return _("Candidates read this text, and these words never stand before them: %(words)s.") % {
            "words": joined(list(problem.words))
        }
    return str(_PLAIN[problem.problem])


_PLAIN: Final = {
    Problem.EMPTY: gettext_lazy(
        "Something must stand here. To have the shipped text again, choose “Back to the shipped text”."
    ),
    Problem.MARKUP: gettext_lazy("Plain text only: no HTML."),
    Problem.BRACES: gettext_lazy("No curly braces: nothing is filled in here."),
}


@dataclass(frozen=True)
class Wording:
    """One line of a text's history."""

    public_id: str
    at: datetime
    by: str
    text: str
    is_present: bool


def wording(row: OwnText) -> Wording:
    """A wording with who wrote it."""
    name = row.by.user.name or row.by.user.email
    return Wording(public_id=row.public_id, at=row.at, by=name, text=row.text, is_present=row.is_latest)
