"""A team's own words in place of the playbook's: which texts may be replaced, what they must keep, and how they read.

Fixed for everyone are the questionnaire, labels, figures (lengths, intervals, weeks), the source's claims, consent
texts and messages, and the advice for interviewers, which a page by level would give away.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final, Literal, NamedTuple, cast

from xinqiao.playbook.book import Playbook
from xinqiao.playbook.schema import Level, Mechanism, Strategy, Technique
from xinqiao.playbook.text import CandidateText, Entry, Text
from xinqiao.playbook.words import forbidden_words

Language = Literal["zh", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("zh", "en")

# For each kind of entry its fields in the order of reading; a dot leads into a part of the entry.
FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "levels": (
        "portrait.headline",
        "portrait.traits",
        "portrait.worries",
        "portrait.opening",
        "explanation",
        "we_would",
        "tell_candidate",
    ),
    "strategies": ("headline", "do", "avoid", "first_step", "tell_candidate"),
    "mechanisms": ("what", "how_to_offer", "suits", "tell_candidate"),
    "techniques": ("core", "how_to", "tell_candidate"),
}

TEXT_AT_MOST: Final = 600
LINE_AT_MOST: Final = 200
LINES_AT_MOST: Final = 10
# Whatever the text is, a form need not take more.
LENGTH_AT_MOST: Final = LINES_AT_MOST * (LINE_AT_MOST + 1)

_TAG: Final = re.compile(r"</?[a-zA-Z!?]")
# Signs that turn the direction of writing make a text read otherwise than it is stored.
_TURNING: Final = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class Place(NamedTuple):
    """Where a text stands: a kind of entry (the name of its file), the entry's id, and the field."""

    kind: str
    entry: str
    field: str


class UnknownPlace(LookupError):
    """The playbook has no text there that a team may replace."""


class Problem(StrEnum):
    """Why a text cannot stand in a place."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    TOO_MANY_LINES = "too_many_lines"
    MARKUP = "markup"
    BRACES = "braces"
    FORBIDDEN_WORDS = "forbidden_words"


class UnusableText(ValueError):
    """A text that cannot stand in a place. `words` are the forbidden ones, `limit` the characters or lines allowed."""

    def __init__(self, problem: Problem, *, words: tuple[str, ...] = (), limit: int = 0) -> None:
        super().__init__(problem)
        self.problem, self.words, self.limit = problem, words, limit


def places(book: Playbook) -> Iterator[Place]:
    """Every place where a team may put its own words."""
    for kind in FIELDS:
        for entry in _entries(book, kind):
            yield from places_of(book, kind, entry.id)


def places_of(book: Playbook, kind: str, entry_id: str) -> tuple[Place, ...]:
    """The places of one entry; raises UnknownPlace. Before any answer there is no portrait, and no place for one."""
    entry = _entry(book, kind, entry_id)
    return tuple(Place(kind, entry_id, field) for field in FIELDS[kind] if _value(entry, field) is not None)


def is_list(book: Playbook, place: Place) -> bool:
    """Whether the text is a list, a line each."""
    return isinstance(_texts(book, place), tuple)


def candidates_read(book: Playbook, place: Place) -> bool:
    """Whether the text appears on a candidate's page, so that no word of the trade may stand in it."""
    return isinstance(_first(_texts(book, place)), CandidateText)


def text_at(book: Playbook, place: Place, language: Language) -> str:
    """The book's text there; a list with a line for each of its texts. Raises UnknownPlace."""
    found = _texts(book, place)
    return "\n".join(one.in_language(language) for one in (found if isinstance(found, tuple) else (found,)))


def fingerprint(text: str) -> str:
    """What tells a text from a later wording of it: 64 hexadecimal digits."""
    return sha256(text.encode()).hexdigest()


def cleaned(book: Playbook, place: Place, text: str) -> str:
    """The text as it is kept: no control characters, single spaces, a line for each member of a list.

    Raises UnknownPlace, and UnusableText where a text of the playbook would be refused as well.
    """
    lines = [line for line in (" ".join(_visible(raw).split()) for raw in text.splitlines()) if line]
    if is_list(book, place):
        _check_lines(lines)
        kept = "\n".join(lines)
    else:
        kept = " ".join(lines)
        if len(kept) > TEXT_AT_MOST:
            raise UnusableText(Problem.TOO_LONG, limit=TEXT_AT_MOST)
    # Letters, figures, marks: signs of no width alone would leave the place blank.
    if not any(unicodedata.category(sign)[0] in "LNPS" for sign in kept):
        raise UnusableText(Problem.EMPTY)
    _check_signs(kept)
    if candidates_read(book, place) and (found := forbidden_words().found_in(kept)):
        raise UnusableText(Problem.FORBIDDEN_WORDS, words=tuple(dict.fromkeys(found)))
    return kept


def in_own_words(book: Playbook, language: Language, own: Mapping[Place, str]) -> Playbook:
    """The book as a team reads it in one language, for that language alone.

    What the book no longer has, or would refuse by now, is left as shipped.
    """
    changed: dict[str, dict[str, Entry]] = {}
    for place, text in own.items():
        if not is_usable(book, place, text):
            continue
        entries = changed.setdefault(place.kind, {})
        entry = entries.get(place.entry) or _entry(book, place.kind, place.entry)
        entries[place.entry] = _replaced(entry, place.field, _worded(_texts(book, place), language, text))
    if not changed:
        return book
    return book.model_copy(
        update={
            kind: tuple(entries.get(one.id, one) for one in _entries(book, kind)) for kind, entries in changed.items()
        }
    )


def is_usable(book: Playbook, place: Place, text: str) -> bool:
    """Whether the text may stand there as the book is now."""
    try:
        return cleaned(book, place, text) == text
    except (UnknownPlace, UnusableText):
        return False


def _check_lines(lines: list[str]) -> None:
    if len(lines) > LINES_AT_MOST:
        raise UnusableText(Problem.TOO_MANY_LINES, limit=LINES_AT_MOST)
    if any(len(line) > LINE_AT_MOST for line in lines):
        raise UnusableText(Problem.TOO_LONG, limit=LINE_AT_MOST)


def _check_signs(text: str) -> None:
    if _TAG.search(text):
        raise UnusableText(Problem.MARKUP)
    # Nothing fills these texts, so a brace would stand on the page as it is.
    if set("{}") & set(text):
        raise UnusableText(Problem.BRACES)


def _visible(text: str) -> str:
    return "".join(
        sign for sign in text if sign == "\t" or not (unicodedata.category(sign) == "Cc" or sign in _TURNING)
    )


def _entries(book: Playbook, kind: str) -> tuple[Level | Strategy | Mechanism | Technique, ...]:
    if kind not in FIELDS:
        raise UnknownPlace(kind)
    return cast("tuple[Level | Strategy | Mechanism | Technique, ...]", getattr(book, kind))


def _entry(book: Playbook, kind: str, entry_id: str) -> Entry:
    for entry in _entries(book, kind):
        if entry.id == entry_id:
            return entry
    raise UnknownPlace(f"{kind}.{entry_id}")


def _texts(book: Playbook, place: Place) -> Text | tuple[Text, ...]:
    entry = _entry(book, place.kind, place.entry)
    found = _value(entry, place.field) if place.field in FIELDS[place.kind] else None
    if found is None:
        raise UnknownPlace(".".join(place))
    return cast("Text | tuple[Text, ...]", found)


def _value(entry: Entry, field: str) -> Any:
    found: Any = entry
    for step in field.split("."):
        found = None if found is None else getattr(found, step)
    return found


def _first(found: Text | tuple[Text, ...]) -> Text:
    return found[0] if isinstance(found, tuple) else found


def _worded(shipped: Text | tuple[Text, ...], language: Language, text: str) -> Text | tuple[Text, ...]:
    if not isinstance(shipped, tuple):
        return shipped.model_copy(update={language: text})
    # A team's list may be longer or shorter than ours, so its lines have no counterpart in the other language.
    return tuple(shipped[0].model_copy(update={"zh": line, "en": line}) for line in text.split("\n"))


def _replaced(entry: Entry, field: str, value: Text | tuple[Text, ...]) -> Entry:
    head, _, rest = field.partition(".")
    return entry.model_copy(update={head: _replaced(getattr(entry, head), rest, value) if rest else value})
