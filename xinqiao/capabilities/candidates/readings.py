"""How a name is read: derived from its letters, or as a member corrected it."""

from __future__ import annotations

import re
import unicodedata
from typing import Final, NamedTuple

from xinqiao.capabilities.candidates import names

_NO_LETTER: Final = re.compile(r"[\W\d_]+")


class Reading(NamedTuple):
    """By what a name is sorted and found."""

    sort_name: str
    pinyin: str
    initials: str


def reading_of(display_name: str, *, correction: str = "") -> Reading:
    """The reading of a name; a corrected pinyin ("shan ying") wins over the derived one."""
    derived = names.pinyin_of(display_name)
    pinyin = plain_pinyin(correction) or derived
    # A Latin name stands in the list as it is written, whatever is said about its sound.
    sort_key = names.sort_name(display_name, pinyin if derived else "")
    return Reading(sort_key, pinyin, names.initials_of(display_name, pinyin))


def plain_pinyin(text: str) -> str:
    """Syllables in lower case without tones, one space between them; ü is kept as v, as one types it."""
    letters = unicodedata.normalize("NFD", text.casefold().replace("u:", "v"))
    # The two dots of ü are no tone.
    letters = letters.replace("u\u0308", "v")
    letters = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _NO_LETTER.sub(" ", letters).strip()[:240]
