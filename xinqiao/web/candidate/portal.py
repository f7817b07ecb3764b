"""The pages of a person's portal, in the order in which each of them leads to the others. One line adds a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from xinqiao.web.candidate.page import address

if TYPE_CHECKING:
    from xinqiao.web.access.candidates import CandidateRequest

# Name of the address, and what it is called.
PAGES: Final = (
    ("held", _("What is held about me")),
    ("reach", _("How to reach me")),
    ("promised", _("What we promised you")),
    ("copy", _("A full copy")),
    ("erase", _("Erase everything")),
    ("own_requests", _("My requests")),
)
# Reached from other pages, but worth coming back to once a code was typed in.
_FURTHER: Final = frozenset({"answers", "consents", "correct", "restriction"})
FIRST: Final = "held"


@dataclass(frozen=True)
class Way:
    """A link to a page of the portal."""

    url: str
    words: str
    is_here: bool


def ways(request: CandidateRequest, here: str) -> list[Way]:
    """Links to all pages of the portal; the page `here` is marked."""
    return [Way(address(request, name), str(words), name == here) for name, words in PAGES]


def after_code(wanted: str) -> str:
    """The name of the page to show once the code was right: the one that was wanted, if it is one of ours."""
    return wanted if wanted in _FURTHER or any(wanted == name for name, _ in PAGES) else FIRST
