"""How a name is read, sorted and abbreviated: by pinyin with the surname's own reading, by its letters otherwise."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pypinyin import Style, lazy_pinyin

from xinqiao.capabilities.candidates.surnames import COMPOUND, READINGS

MAX_PINYIN: Final = 240
MAX_INITIALS: Final = 40
_HANZI_NAME: Final = re.compile("[\u3400-\u9fff]{2,6}")


@dataclass(frozen=True, slots=True)
class NameReading:
    """`pinyin`: syllables separated by spaces; `others`: further ways to read the surname; `initials`: `wxm`."""

    pinyin: str
    initials: str
    others: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """Every reading, the surest first."""
        return (self.pinyin, *self.others) if self.pinyin else ()


def plain_name(display_name: str) -> str:
    """The name as compared: narrow letters, lower case, no space around."""
    if display_name.isascii():
        return display_name.strip().lower()
    return unicodedata.normalize("NFKC", display_name).strip().casefold()


@lru_cache(maxsize=10_000)
def reading_of(display_name: str) -> NameReading:
    """How a name is read; letters that are no hanzi stay as they are, and a name without hanzi has no pinyin."""
    name = plain_name(display_name)
    if not any("\u3400" <= letter <= "\u9fff" for letter in name):
        return NameReading("", "".join(word[0] for word in name.split() if word)[:MAX_INITIALS])
    surname, given = _surname_of(name)
    rest = _syllables(given)
    readings = [" ".join([*first, *rest])[:MAX_PINYIN] for first in surname]
    return NameReading(readings[0], "".join(one[0] for one in readings[0].split())[:MAX_INITIALS], tuple(readings[1:]))


def sort_name(display_name: str, pinyin: str = "") -> str:
    """Lower-case key by which names stand in a list; Latin and Chinese names mix in one order."""
    return (pinyin or reading_of(display_name).pinyin or plain_name(display_name))[:MAX_PINYIN]


def _surname_of(name: str) -> tuple[list[list[str]], str]:
    """The readings of the surname, and what follows it."""
    if not _HANZI_NAME.fullmatch(name):
        return [[]], name
    if name[:2] in COMPOUND and len(name) > 2:
        return [COMPOUND[name[:2]].split()], name[2:]
    readings = READINGS.get(name[0])
    return [[one] for one in readings] if readings else [_syllables(name[0])], name[1:]


def _syllables(text: str) -> list[str]:
    """Pinyin without tones, ü as v."""
    return " ".join(lazy_pinyin(text, style=Style.NORMAL, errors="default", v_to_u=False)).split()
