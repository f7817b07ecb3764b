"""Codes by which people check that a message is ours: short enough to say, too many to guess."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# Without nought, O, one and I, which sound or look alike.
LETTERS: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH: Final = 8
_HALF: Final = LENGTH // 2
_BETWEEN: Final = re.compile(r"[\s\-‐-―−·._]+")


def code_of(number: int) -> str:
    """The code of a random number of at least 40 bits; 2⁴⁰ different ones."""
    letters = []
    for _ in range(LENGTH):
        number, index = divmod(number, len(LETTERS))
        letters.append(LETTERS[index])
    return "".join(letters)


def spoken(code: str) -> str:
    """In two groups, as it is written and read out: K7MQ-4R2X."""
    return f"{code[:_HALF]}-{code[_HALF:]}"


def read_code(text: str) -> str | None:
    """What a person typed, in any case, width and grouping; None for what can be no code of ours."""
    plain = _BETWEEN.sub("", unicodedata.normalize("NFKC", text[:60])).upper()
    return plain if len(plain) == LENGTH and set(plain) <= set(LETTERS) else None
