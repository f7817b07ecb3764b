"""Writes xinqiao/domain/hanzi_readings.txt from the release of pypinyin that requirements/test.txt names."""

import unicodedata
from collections import defaultdict
from pathlib import Path

from pypinyin import Style, lazy_pinyin
from pypinyin.constants import PINYIN_DICT

TABLE = Path(__file__).resolve().parents[1] / "xinqiao" / "domain" / "hanzi_readings.txt"


def table() -> str:
    """A line per syllable with all letters that are read so; names are looked up in their NFKC form."""
    letters = defaultdict(list)
    for code in sorted(PINYIN_DICT):
        letter = chr(code)
        if unicodedata.category(letter) != "Co" and unicodedata.normalize("NFKC", letter) == letter:
            letters[lazy_pinyin(letter, style=Style.NORMAL)[0]].append(letter)
    return "".join(f"{syllable} {''.join(letters[syllable])}\n" for syllable in sorted(letters))


if __name__ == "__main__":
    TABLE.write_text(table(), encoding="utf-8")
