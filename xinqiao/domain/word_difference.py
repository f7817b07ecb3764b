"""What changed between two texts, word by word; each hanzi counts as a word.

Longest matching blocks as in `difflib.SequenceMatcher` (Ratcliff and Metzener, Dr. Dobb's Journal, July 1988).
"""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby
from typing import Final, NamedTuple

# A Latin word or number, a run of space, or one sign of any other kind (a hanzi, a mark).
_WORD: Final = re.compile(r"[a-zA-Z0-9\u00c0-\u024f]+(?:['’][a-zA-Z]+)?|\s+|[^\sa-zA-Z0-9\u00c0-\u024f]")


class Change(StrEnum):
    """What became of a stretch of text."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


class Stretch(NamedTuple):
    """Some words in a row that share their fate; never empty."""

    change: Change
    text: str


def compared(before: str, after: str) -> tuple[Stretch, ...]:
    """The way from one text to the other. What is same or removed makes up `before`, same or added `after`.

    A single word that stayed between two changes is told as part of them: islands of one hanzi cannot be read.
    """
    old, new = _WORD.findall(before), _WORD.findall(after)
    parts = [
        Stretch(change, "".join(words)) for change, words in _told(list(_blocks(old, new)), old, new) if "".join(words)
    ]
    return tuple(
        Stretch(change, "".join(part.text for part in together))
        for change, together in groupby(_removed_first(parts), key=lambda part: part.change)
    )


class _Block(NamedTuple):
    is_same: bool
    old: slice
    new: slice


def _blocks(old: Sequence[str], new: Sequence[str]) -> Iterator[_Block]:
    # Without autojunk, which would take frequent words of a long text for no match at all.
    found = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for place, (tag, i1, i2, j1, j2) in enumerate(found):
        is_island = i2 - i1 == 1 and 0 < place < len(found) - 1
        yield _Block(tag == "equal" and not is_island, slice(i1, i2), slice(j1, j2))


def _told(blocks: Sequence[_Block], old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[Change, Sequence[str]]]:
    for block in blocks:
        if block.is_same:
            yield Change.SAME, old[block.old]
        else:
            yield Change.REMOVED, old[block.old]
            yield Change.ADDED, new[block.new]


def _removed_first(parts: Sequence[Stretch]) -> Iterator[Stretch]:
    """Between two same stretches, all that went before all that came."""
    for is_same, together in groupby(parts, key=lambda part: part.change == Change.SAME):
        run = list(together)
        yield from run if is_same else sorted(run, key=lambda part: part.change != Change.REMOVED)
