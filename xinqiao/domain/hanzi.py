"""How a hanzi is read aloud by itself: pypinyin's first reading of each, without its tones.

The package keeps 55 MiB of words and phrases in each process for what a table of 140 KB holds. A line of
`hanzi_readings.txt` is a syllable (ü as v), a space, and all letters that are read so. `scripts/update_hanzi.py`
writes it.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Final

_LINES: Final = files("xinqiao.domain").joinpath("hanzi_readings.txt").read_text(encoding="utf-8")


@lru_cache(maxsize=16_384)
def usual_reading(letter: str) -> str:
    """The syllable of one hanzi in lower-case ASCII, ü as v; any other letter is its own reading."""
    place = -1 if letter.isascii() else _LINES.find(letter)
    if place < 0:
        return letter
    begin = _LINES.rfind("\n", 0, place) + 1
    return _LINES[begin : _LINES.index(" ", begin)]
