"""What a person can be found by, as tokens, and what a question asks for. Databases only compare tokens.

Neither FTS5 nor PostgreSQL finds a name of two hanzi by itself (`../reference/stack.md` 5), so the application writes
the tokens: one and two hanzi of names, two of everything else, pinyin whole and by syllable, initials, Latin words,
addresses and numbers. Both databases then give the same answers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

MAX_TOKEN: Final = 40
MAX_TERMS: Final = 12
# A Latin beginning of this many letters, or digits at the end of a number, is enough while typing.
SHORTEST_PREFIX: Final = 2
SHORTEST_TAIL: Final = 3

_HANZI: Final = "\u3400-\u9fff\U00020000-\U0003ffff"
_PIECES: Final = re.compile(f"([{_HANZI}]+)|((?:(?![{_HANZI}])[^\\W_])+)")
_HANZI_RUN: Final = re.compile(f"[{_HANZI}]+")
_ADDRESS: Final = re.compile(r"[^\s@]+@[^\s@]*")
_DIGITS: Final = re.compile(r"[\d\s().+-]{3,}")
_NOT_A_DIGIT: Final = re.compile(r"\D")
_BETWEEN_PARTS: Final = re.compile(r"[@.+_-]")
_NOT_IN_A_TOKEN: Final = re.compile(r"[^\w@.+-]")


@dataclass(frozen=True, slots=True)
class Searchable:
    """What of a record can be searched. `pinyins` are readings of the name, syllables separated by spaces."""

    name: str
    pinyins: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Alternative:
    """A token that must be there, whole or as a beginning."""

    token: str
    is_prefix: bool = False


# One term of a question: any of its alternatives will do; all terms must hold.
Term = tuple[Alternative, ...]


def folded(text: str) -> str:
    """The text as compared: full-width letters narrow, lower case, without accents (ü becomes v)."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKC", text).casefold().replace("ü", "v").replace("u\u0308", "v")
    if _HANZI_RUN.fullmatch(text):
        return text
    plain = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(letter for letter in plain if not unicodedata.combining(letter)))


def tokens_of(person: Searchable) -> list[str]:
    """Every token of a person, without repeats, in a stable order."""
    found: dict[str, None] = {}
    found.update(_name_tokens(folded(person.name)))
    for pinyin in person.pinyins:
        found.update(_pinyin_tokens(pinyin))
    for text in person.texts:
        found.update(_text_tokens(text))
    for email in person.emails:
        found.update(_email_tokens(email))
    for phone in person.phones:
        found.update(_phone_tokens(phone))
    return list(found)


def terms_of(question: str) -> list[Term]:
    """What a question asks for; an empty list when it holds nothing that could be searched."""
    terms: list[Term] = []
    text = question.strip()[:200]
    number = _number(text)
    if number:
        return [number]
    for word in text.split():
        terms.extend(_terms_of_word(word))
    return terms[:MAX_TERMS]


def _terms_of_word(word: str) -> Iterator[Term]:
    word = folded(word)
    if _ADDRESS.fullmatch(word):
        yield (Alternative(_token(word), is_prefix=True),)
        return
    for hanzi, latin in _PIECES.findall(word):
        if hanzi:
            yield from ((Alternative(gram),) for gram in _grams(hanzi))
        else:
            yield _latin_term(latin)


def _latin_term(word: str) -> Term:
    if word.isdigit() and len(word) >= SHORTEST_TAIL:
        return (Alternative(_token(word), is_prefix=True), Alternative("#" + word[::-1], is_prefix=True))
    spellings = dict.fromkeys((word, *_spellings(word)))
    return tuple(Alternative(_token(one), is_prefix=len(one) >= SHORTEST_PREFIX) for one in spellings)


def _spellings(word: str) -> Iterator[str]:
    """Passports write LYU and NYU for lü and nü, keyboards lv and nv."""
    if "lyu" in word or "nyu" in word:
        yield word.replace("lyu", "lv").replace("nyu", "nv")


def _number(text: str) -> Term | None:
    """A question that is one telephone number, however it is spaced, or its last digits."""
    plain = folded(text)
    if not _DIGITS.fullmatch(plain):
        return None
    digits = _NOT_A_DIGIT.sub("", plain)
    if len(digits) < SHORTEST_TAIL:
        return None
    return (Alternative("#" + digits.lstrip("0")[::-1], is_prefix=True), Alternative(digits, is_prefix=True))


def _name_tokens(name: str) -> Iterator[tuple[str, None]]:
    for hanzi, latin in _PIECES.findall(name):
        if hanzi:
            # Single hanzi for names alone: a surname is looked for by itself, a syllable of a company is not.
            yield from ((one, None) for one in hanzi)
            yield from ((gram, None) for gram in _grams(hanzi))
        else:
            yield latin[:MAX_TOKEN], None


def _pinyin_tokens(pinyin: str) -> Iterator[tuple[str, None]]:
    syllables = pinyin.split()
    if not syllables:
        return
    yield "".join(syllables)[:MAX_TOKEN], None
    yield "".join(syllables[1:])[:MAX_TOKEN] or syllables[0], None
    yield "".join(one[0] for one in syllables)[:MAX_TOKEN], None
    yield from ((one[:MAX_TOKEN], None) for one in syllables)


@lru_cache(maxsize=20_000)
def _text_tokens(text: str) -> tuple[tuple[str, None], ...]:
    # Companies, titles, cities and skills repeat from person to person: most are cut up once.
    found: dict[str, None] = {}
    for hanzi, latin in _PIECES.findall(folded(text)):
        if hanzi:
            found.update(dict.fromkeys(_grams(hanzi)))
        else:
            found[latin[:MAX_TOKEN]] = None
    return tuple(found.items())


def _email_tokens(email: str) -> Iterator[tuple[str, None]]:
    address = _token(folded(email))
    local, _, domain = address.partition("@")
    for token in (address, local, domain, *_BETWEEN_PARTS.split(address)):
        if token:
            yield token, None


def _phone_tokens(phone: str) -> Iterator[tuple[str, None]]:
    digits = _NOT_A_DIGIT.sub("", phone)
    if digits:
        # From the last digit on: any tail is a beginning.
        yield "#" + digits[::-1], None


def _grams(hanzi: str) -> Iterable[str]:
    if len(hanzi) == 1:
        return (hanzi,)
    return (hanzi[place : place + 2] for place in range(len(hanzi) - 1))


def _token(text: str) -> str:
    return _NOT_IN_A_TOKEN.sub("", text)[:MAX_TOKEN]
