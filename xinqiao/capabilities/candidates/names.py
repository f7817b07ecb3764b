"""How a name is sorted: by pinyin for hanzi, by its letters otherwise."""

from __future__ import annotations

import unicodedata

from pypinyin import Style, lazy_pinyin


def sort_name(display_name: str) -> str:
    """Lower-case key by which names stand in a list; Latin and Chinese names mix in one order."""
    text = unicodedata.normalize("NFKC", display_name).strip().casefold()
    return " ".join(lazy_pinyin(text, style=Style.NORMAL, errors="default"))[:240]
