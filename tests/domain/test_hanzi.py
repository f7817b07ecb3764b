"""A hanzi by itself is read as pypinyin reads it."""

from __future__ import annotations

import unicodedata

import pytest
from pypinyin import Style, lazy_pinyin

from xinqiao.domain.hanzi import usual_reading

HANZI = [*range(0x3007, 0x3008), *range(0x3400, 0xA000), *range(0x20000, 0x32400)]


def test_every_hanzi_is_read_as_pypinyin_reads_it() -> None:
    letters = [letter for letter in map(chr, HANZI) if unicodedata.normalize("NFKC", letter) == letter]
    usual = {letter: usual_reading.__wrapped__(letter) for letter in letters}
    assert usual == {letter: lazy_pinyin(letter, style=Style.NORMAL)[0] for letter in letters}


@pytest.mark.parametrize("letter", ["", "a", "9", " ", "\n", "é", "・", "𝒜"])
def test_other_letters_are_their_own_reading(letter: str) -> None:
    assert usual_reading(letter) == letter
