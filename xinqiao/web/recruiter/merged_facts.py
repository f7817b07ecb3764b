"""What two records say, fact by fact, for choosing what survives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy

from xinqiao.capabilities.candidates.operations.merging import CHOICES as FACTS
from xinqiao.capabilities.candidates.operations.merging import CONTACT_CHOICES, FILLED
from xinqiao.playbook.book import UnknownPlaybookEntry
from xinqiao.playbook.loader import playbook
from xinqiao.web.recruiter.words import joined, language_label, say, stage_label

if TYPE_CHECKING:
    from xinqiao.capabilities.candidates.models import Candidate
    from xinqiao.playbook.text import Text

CHOICES: Final = (*FACTS, *CONTACT_CHOICES)
LABELS: Final = {
    "name": gettext_lazy("Name"),
    "title": gettext_lazy("Position"),
    "company": gettext_lazy("Company"),
    "city": gettext_lazy("City"),
    "time_zone": gettext_lazy("Time zone"),
    "role_family": gettext_lazy("Field of work"),
    "seniority": gettext_lazy("Seniority"),
    "language": gettext_lazy("Written to in"),
    "source": gettext_lazy("How we know them"),
    "stage": gettext_lazy("Stage"),
    "opening": gettext_lazy("Opening"),
    "email": gettext_lazy("E-mail used first"),
    "phone": gettext_lazy("Phone used first"),
}


@dataclass(frozen=True)
class Compared:
    """One fact on both sides. `choose`: they differ, and one has to stand on the record."""

    choice: str
    label: str
    mine: str
    theirs: str
    choose: bool


def _source(person: Candidate) -> str:
    book = playbook()
    basis = say(book.legal_basis(person.legal_basis).label)
    return joined([say(book.source(person.source).label), person.source_detail, basis])


_WORDS: Final[dict[str, Callable[[Candidate], str]]] = {
    "name": lambda person: person.display_name,
    "role_family": lambda person: say(playbook().role_family(person.role_family).label) if person.role_family else "",
    "seniority": lambda person: say(playbook().seniority(person.seniority).label) if person.seniority else "",
    "language": lambda person: language_label(person.language),
    "source": _source,
    "stage": lambda person: stage_label(person.stage),
    "opening": lambda person: person.opening.title if person.opening else "",
}


def compared(keep: Candidate, other: Candidate) -> list[Compared]:
    """Every fact that at least one of the two has, those to choose from first."""
    rows = []
    for choice in CHOICES:
        words: Any = _WORDS.get(choice, lambda person, name=choice: getattr(person, name))
        mine, theirs = words(keep), words(other)
        if not mine and not theirs:
            continue
        # Where one side is empty the other one speaks by itself.
        alone = (choice in FILLED or choice in CONTACT_CHOICES) and not (mine and theirs)
        rows.append(Compared(choice, str(LABELS[choice]), mine, theirs, mine != theirs and not alone))
    return sorted(rows, key=lambda row: not row.choose)


def fact_label(choice: str) -> str:
    """The desk's word for a fact."""
    return str(LABELS.get(choice, choice))


def fact_words(choice: str, value: str) -> str:
    """A stored value of a fact in the reader's language, as far as it is a code."""
    entries: dict[str, Callable[[str], Text]] = {
        "role_family": lambda code: playbook().role_family(code).label,
        "seniority": lambda code: playbook().seniority(code).label,
        "source": lambda code: playbook().source(code).label,
    }
    if choice == "language":
        return language_label(value)
    try:
        return say(entries[choice](value)) if choice in entries else value
    except UnknownPlaybookEntry:
        return value
