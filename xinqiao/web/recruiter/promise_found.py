"""Promise-like phrases in what a member has just written or copied, so that they are offered to record one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ObjectDoesNotExist

from xinqiao.capabilities.candidates.queries import note_of
from xinqiao.domain.promise_phrases import find_promises
from xinqiao.domain.promises import Origin
from xinqiao.playbook.book import UnknownPlaybookEntry
from xinqiao.web.recruiter.message_text import VARIANTS, message_text
from xinqiao.web.recruiter.promise_forms import TEXT_LENGTH

if TYPE_CHECKING:
    from xinqiao.capabilities.candidates.models import Candidate
    from xinqiao.web.access.members import MemberRequest

# A copied text is used again and again, so only what promises outright is offered there: a word, a time, a "never".
OUTRIGHT: Final = frozenset(
    {"zh-word", "zh-told", "zh-count-on-us", "zh-not", "zh-not-theirs", "zh-secret", "zh-when", "zh-when-first"}
    | {"zh-as-soon-as", "zh-to-them", "zh-to-them-first", "zh-happens", "zh-our-side", "zh-owe"}
    | {"en-word", "en-my-word", "en-count-on-us", "en-not", "en-not-you", "en-nobody", "en-secret", "en-told"}
    | {"en-hear", "en-they-get", "en-expect", "en-arrives", "en-owe"}
)


@dataclass(frozen=True)
class PromiseFound:
    """A sentence that reads like a promise, and where it stands."""

    text: str
    origin: str


def in_note(text: str) -> PromiseFound | None:
    """The first promise-like sentence of a note."""
    phrases = find_promises(text)
    return PromiseFound(phrases[0].sentence[:TEXT_LENGTH], Origin.TALK) if phrases else None


def in_copied(text: str) -> PromiseFound | None:
    """The first sentence of a copied text that promises outright."""
    phrases = [one for one in find_promises(text) if one.rule in OUTRIGHT]
    return PromiseFound(phrases[0].sentence[:TEXT_LENGTH], Origin.MESSAGE) if phrases else None


def just_now(request: MemberRequest, person: Candidate) -> PromiseFound | None:
    """What the address says was written (`note`) or copied (`copied`: message and way) by this member just now."""
    if note_id := request.GET.get("note", "").replace("\x00", ""):
        try:
            note = note_of(person, note_id)
        except ObjectDoesNotExist:
            return None
        return in_note(note.data.get("text", "")) if note.by_id == request.member.pk else None
    code, _dot, variant = request.GET.get("copied", "").partition(".")
    if variant not in VARIANTS:
        return None
    try:
        text = message_text(code, variant, candidate=person, by=request.member, token="0" * 32, sender="")
    except UnknownPlaybookEntry:
        return None
    return in_copied(text)
