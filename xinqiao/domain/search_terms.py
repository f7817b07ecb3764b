"""What a search knows of a person, and what a typed query asks for: tokens that both databases only compare.

Words stand as they are: hanzi names as single characters and pairs, other hanzi texts as pairs, Latin words and pinyin
whole. Three signs keep what is no word apart, so that beginnings of words never run through a million addresses:
`@` an address, handle or WeChat name, `@@` a mail domain, `~` a number read from its end. A colon is only in marks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from xinqiao.domain.contact_points import DamagedPhone, normalise_phone

MAX_QUERY_LENGTH: Final = 120
MAX_TERMS: Final = 8
MAX_TOKEN_LENGTH: Final = 80
# A page's text box is for names and lists of skills, not for books.
_MAX_TEXT_LENGTH: Final = 300

# Han with its extensions, kana, hangul: written without spaces, so found by pairs.
_EAST: Final = "\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_RUN: Final = re.compile(f"[{_EAST}]+|[^\\W_{_EAST}]+[+#]*")
_IS_EAST: Final = re.compile(f"[{_EAST}]")
_PLAIN_HANZI: Final = re.compile("[\u4e00-\u9fff]{1,60}")
# 买买提·吐尔逊 is one name; its point is typed in many ways or not at all.
_POINT: Final = re.compile(f"(?<=[{_EAST}])\\s*[·•‧・∙\\u02d9]\\s*(?=[{_EAST}])")
_PADDING: Final = re.compile(f"(?<=[{_EAST}])\\s+(?=[{_EAST}])")
_APOSTROPHE: Final = re.compile("['’‘ʼ`]")
_ACCENT: Final = re.compile("[\u0300-\u036f]")
# ü after l or n is what people type as v; after j, q, x, y it is written u anyway.
_LONG_U: Final = re.compile("(?<=[ln])[üǖǘǚǜ]")
_TYPED_U: Final = re.compile("([ln])yu")
_NUMBER: Final = re.compile(r"(?<!\w)[+(]*\d[\d\s().\-/]{5,}\d(?!\w)")
_NOT_DIGIT: Final = re.compile(r"\D")
_JOINED: Final = re.compile(r"[^\s@]+@[^\s@]*|[^\s@]+(?:[._\-/][^\s@]+)+")
# How tokens of addresses, handles and numbers begin.
_APART: Final = ("@", "~")
_EDGE: Final = "\"',;:!?()[]{}<>，。；：！？（）【】《》、"

_SPACE: Final = re.compile(r"\s+")
_UNWANTED: Final = re.compile("[\\s\x00-\x1f\x7f\"']")


@dataclass(frozen=True, slots=True)
class Token:
    """A token that must be there, or with `is_prefix` the beginning of one."""

    text: str
    is_prefix: bool = False


# All tokens of one way in which a term can be met, and the ways of which one is enough.
Way = tuple[Token, ...]
Term = tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a name aloud: syllables of the surname and of the given name, or words of a Latin name."""

    family: tuple[str, ...]
    given: tuple[str, ...]


def folded(text: str) -> str:
    """The text as compared: one width, lower case, without accents; lü and nü as lv and nv."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKC", text).casefold()
    if _LONG_U.search(plain):
        plain = _LONG_U.sub("v", plain)
    return _POINT.sub("", _without_accents(plain))


@lru_cache(maxsize=32_768)
def text_tokens(text: str) -> tuple[str, ...]:
    """The tokens of a company, title, city, skill or tag. Such texts repeat, so they are remembered."""
    tokens: list[str] = []
    for plain in _spelt(text):
        for run in _RUN.findall(plain):
            tokens += _pairs(run) if _IS_EAST.match(run) else _latin(run)
    return tuple(tokens)


def _spelt(text: str) -> list[str]:
    if _PLAIN_HANZI.fullmatch(text):
        # Nearly every Chinese name: nothing to fold.
        return [text]
    text = _APOSTROPHE.sub("", text[:_MAX_TEXT_LENGTH])
    plain = folded(text)
    if text.isascii():
        return [plain]
    wide = unicodedata.normalize("NFKC", text).casefold()
    # Lüders is typed Luders as well.
    return [plain, _without_accents(wide)] if _LONG_U.search(wide) else [plain]


def _without_accents(text: str) -> str:
    return unicodedata.normalize("NFC", _ACCENT.sub("", unicodedata.normalize("NFD", text)))


def name_tokens(display_name: str, readings: Sequence[Reading]) -> list[str]:
    """The tokens of a name: characters and pairs, and for each reading syllables, joined and initials."""
    tokens: list[str] = []
    for plain in _spelt(display_name):
        for run in _RUN.findall(_PADDING.sub("", plain)):
            if _IS_EAST.match(run):
                tokens += run
                tokens += map("".join, pairwise(run))
            else:
                tokens += _latin(run)
    for reading in readings:
        tokens += _read_aloud(reading.family, reading.given)
    return tokens


def _read_aloud(family: tuple[str, ...], given: tuple[str, ...]) -> Iterator[str]:
    syllables = family + given
    yield from syllables
    if len(syllables) < 2:
        return
    first, last = "".join(family), "".join(given)
    yield first + last
    yield "".join([syllable[0] for syllable in syllables])
    if first and last:
        yield first
        yield last


def email_tokens(address: str) -> tuple[str, ...]:
    """Whole, local part, domain; the address as normalised."""
    address = _UNWANTED.sub("", folded(address))
    local, _, domain = address.partition("@")
    return _cut("@" + address), _cut("@" + local), _cut("@@" + domain)


def phone_token(e164: str) -> str:
    """The digits from the end, so that any tail is a beginning."""
    return "~" + e164.lstrip("+")[::-1]


def handle_token(handle: str) -> str:
    """A WeChat name, or the last part of a profile's address."""
    return _sign("@", folded(handle).rstrip("/").rpartition("/")[2])


@lru_cache(maxsize=16_384)
def mark(kind: str, value: str) -> str:
    """An exact token that a filter asks for."""
    return _sign(f"{kind}:", folded(value).replace(":", ""))


def terms_of(query: str) -> tuple[Term, ...] | None:
    """What a typed query asks for: every term must be met. None for a query with nothing in it to look for."""
    terms: list[Term] = []
    text = _NUMBER.sub(lambda found: _take_number(found.group(), terms), _narrow(query[:MAX_QUERY_LENGTH]))
    chunks = [chunk for chunk in (raw.strip(_EDGE) for raw in _SPACE.split(text)) if chunk]
    for position, chunk in enumerate(chunks):
        terms += _terms_of_chunk(chunk, is_last=position == len(chunks) - 1)
    return tuple(terms[:MAX_TERMS]) if terms else None


def without_addresses(terms: Iterable[Term]) -> tuple[Term, ...] | None:
    """The same question by words alone, for whoever may not read addresses and numbers: found out is read.

    None where a term asks for nothing else.
    """
    by_words = [tuple(way for way in term if not any(token.text.startswith(_APART) for token in way)) for term in terms]
    return tuple(by_words) if all(by_words) else None


def _narrow(text: str) -> str:
    # Only width and points here: ü is read in two ways further down.
    return _POINT.sub("", unicodedata.normalize("NFKC", text).casefold()).strip()


def _take_number(typed: str, terms: list[Term]) -> str:
    digits = _NOT_DIGIT.sub("", typed)
    if len(digits) < 7:
        return typed
    forms = {digits}
    try:
        phone = normalise_phone(typed)
    except DamagedPhone:
        phone = None
    if phone:
        forms.add(_NOT_DIGIT.sub("", phone.e164))
    ways = [(Token("~" + form[::-1], is_prefix=True),) for form in sorted(forms)]
    terms.append((*ways, (Token("@" + digits, is_prefix=True),), (Token(digits),)))
    return " "


def _terms_of_chunk(chunk: str, *, is_last: bool) -> list[Term]:
    if _JOINED.fullmatch(chunk) or chunk.startswith("@"):
        return [_address(chunk, is_last=is_last)]
    runs = _RUN.findall(_APOSTROPHE.sub("", chunk))
    return [_term(run, is_last=is_last and position == len(runs) - 1) for position, run in enumerate(runs)]


def _address(chunk: str, *, is_last: bool) -> Term:
    """An e-mail address or its beginning, a domain, a profile's address, or words with a point between."""
    plain = folded(chunk).rstrip("/.")
    whole = plain.rpartition("/")[2].lstrip("@")
    domain, handle = Token(_sign("@@", whole), is_prefix=True), Token(_sign("@", whole), is_prefix=True)
    if chunk.startswith("@"):
        return ((domain,), (handle,))
    ways: list[Way] = [(handle,), (domain,)]
    pieces = _RUN.findall(_APOSTROPHE.sub("", plain))
    if "@" not in chunk and pieces:
        words = [token for piece in pieces[:-1] for token in _exact(piece)]
        ways += [(*words, *way) for way in _ways(pieces[-1], is_last=is_last)]
    return tuple(ways)


def _exact(run: str) -> list[Token]:
    return [Token(token) for token in (_pairs(run) if _IS_EAST.match(run) else [_cut(folded(run))])]


def _term(run: str, *, is_last: bool) -> Term:
    return tuple(_ways(run, is_last=is_last))


def _ways(run: str, *, is_last: bool) -> list[Way]:
    if _IS_EAST.match(run):
        return [tuple(Token(token) for token in _pairs(run))]
    if run.isdigit() and len(run) >= 3:
        return _digit_ways(run, is_last=is_last)
    starts = is_last and len(run) >= 2
    ways: list[Way] = [(Token(_cut(form), is_prefix=starts),) for form in _spellings(run)]
    # A whole local part or handle; its beginning only where it cannot be a word.
    has_digit = any(letter.isdigit() for letter in run)
    ways.append((Token(_cut("@" + folded(run)), is_prefix=has_digit),))
    return ways


def _digit_ways(run: str, *, is_last: bool) -> list[Way]:
    ways: list[Way] = [(Token("~" + run[::-1], is_prefix=True),), (Token(run, is_prefix=is_last),)]
    if len(run) >= 5:
        ways.append((Token("@" + run, is_prefix=True),))
    return ways


def _spellings(run: str) -> list[str]:
    """How a Latin word may stand: lü as lv, lyu as lv and lyu."""
    plain = folded(run)
    return list(dict.fromkeys([plain, _TYPED_U.sub(r"\1v", plain)]))


def _latin(run: str) -> Iterable[str]:
    word = _cut(run)
    yield word
    if word[-1] in "+#":
        yield word.rstrip("+#")
    if "yu" in word and _TYPED_U.search(word):
        yield _TYPED_U.sub(r"\1v", word)


def _pairs(run: str) -> list[str]:
    return [run] if len(run) == 1 else list(map("".join, pairwise(run)))


def _cut(token: str) -> str:
    return token[:MAX_TOKEN_LENGTH]


def _sign(sign: str, text: str) -> str:
    # Quotes and blanks are what the databases' own query words are made of; no address needs them.
    return _cut(sign + _UNWANTED.sub("", text))
