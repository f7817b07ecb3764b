"""Sensitive facts in free text: told by words (see `sensitive_text.yaml`) and by numbers with a checksum."""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

import yaml

from xinqiao.capabilities.importing.headings import Sensitive

_LONG_NUMBER: Final = re.compile(r"(?<![0-9A-Za-z])[1-9](?:[ -]?[0-9]){14,18}(?:[ -]?[Xx])?(?![0-9A-Za-z])")
_BIRTH_DATE: Final = re.compile(r"(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_LATIN_WORD: Final = re.compile("[a-z]+")
_AGE: Final = re.compile(r"(?<![0-9])[1-6][0-9] ?岁")
# GB 11643-1999: the last character of an identity number.
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS: Final = "10X98765432"
# ISO/IEC 7812: first digits of bank cards, among them 62 for UnionPay.
_CARD_STARTS: Final = ("3", "4", "5", "62", "60", "65", "9")
_CARD_LENGTHS: Final = range(15, 20)


class Finding(NamedTuple):
    """A kind of sensitive fact and the word that told it; the word is empty for a number, which is not repeated."""

    kind: Sensitive
    word: str = ""


class _Listed(NamedTuple):
    kinds: dict[str, Sensitive]
    hanzi: re.Pattern[str]
    # By their first word.
    latin: dict[str, list[str]]


def sensitive_in(text: str) -> tuple[Finding, ...]:
    """Return each kind of sensitive fact that the text seems to hold, once."""
    found = {finding.kind: finding for finding in reversed([*_numbers(text), *_words(text.lower())])}
    return tuple(reversed(found.values()))


def is_identity_number(text: str) -> bool:
    """Say whether a text is a Chinese identity number, date and check character included."""
    digits = text.upper()
    if len(digits) != 18 or not digits[:17].isdecimal() or not _BIRTH_DATE.fullmatch(digits[6:14]):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=False))
    return _CHECK_CHARACTERS[total % 11] == digits[17]


def is_card_number(text: str) -> bool:
    """Say whether a text is the number of a bank card, by its length, its start and the Luhn sum."""
    if not text.isdecimal() or len(text) not in _CARD_LENGTHS or not text.startswith(_CARD_STARTS):
        return False
    doubled = [int(digit) * 2 for digit in text[-2::-2]]
    return (sum(map(int, text[-1::-2])) + sum(value - 9 if value > 9 else value for value in doubled)) % 10 == 0


def _numbers(text: str) -> Iterator[Finding]:
    for match in _LONG_NUMBER.finditer(text):
        number = match[0].replace(" ", "").replace("-", "")
        if is_identity_number(number):
            yield Finding(Sensitive.ID_NUMBER)
        elif is_card_number(number):
            yield Finding(Sensitive.BANK_ACCOUNT)
    age = _AGE.search(text)
    if age:
        yield Finding(Sensitive.AGE, age[0])


def _words(lowered: str) -> Iterator[Finding]:
    listed = _listed()
    if not lowered.isascii():
        for match in listed.hanzi.finditer(lowered):
            yield Finding(listed.kinds[match[0]], match[0])
    # One look at all words first: searching for every phrase would take ten times as long.
    for word in sorted(listed.latin.keys() & _LATIN_WORD.findall(lowered)):
        phrase = next((phrase for phrase in listed.latin[word] if _stands_in(phrase, lowered)), None)
        if phrase:
            yield Finding(listed.kinds[phrase], phrase)


def _stands_in(phrase: str, lowered: str) -> bool:
    return " " not in phrase or re.search(rf"\b{phrase}\b", lowered) is not None


@cache
def _listed() -> _Listed:
    listed = yaml.safe_load(files(__package__).joinpath("sensitive_text.yaml").read_text(encoding="utf-8"))
    kinds = {str(word): Sensitive(kind) for kind, words in listed.items() for word in words}
    # Longest first: 未婚 must not be read as 婚姻.
    hanzi = sorted((word for word in kinds if not word.isascii()), key=len, reverse=True)
    latin: dict[str, list[str]] = {}
    for phrase in filter(str.isascii, kinds):
        latin.setdefault(phrase.partition(" ")[0], []).append(phrase)
    return _Listed(kinds, re.compile("|".join(hanzi)), latin)
