"""What stands in one cell: a tidy text, several values, or one of the signs for nothing."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

_PLACEHOLDERS: Final = {
    *("-", "--", "—", "——", "/", "\\", "?", "无", "暂无", "没有", "未知", "不详", "未填", "待补充", "空"),
    *("n/a", "na", "none", "null", "nil", "nan", "#n/a", "tbd"),
}
_NO_NAMES: Final = {"无", "暂无", "未知", "不详", "n/a", "#n/a"}

_HANZI_ONLY: Final = re.compile("[\u3400-\u9fff·•・\\s]+")
# Google's and the vCards' own sign, which hardly anybody types.
BETWEEN_EXPORTED: Final = ":::"
# The others come from Lever, LinkedIn Talent Hub and from hands.
_BETWEEN_VALUES: Final = re.compile(r":::|[;；,，、|/\n]")
_SURE_SEPARATORS: Final = (BETWEEN_EXPORTED, "；", "、", "|", "\n")
_COMMAS: Final = ("，", ",")
_BETWEEN_LINKS: Final = re.compile(r":::|[;；，、|\s]+|,\s+|,(?=https?:|www\.)")


# Companies, cities and tags come again and again; only short texts are remembered, so that little is held.
REMEMBERED_CHARS: Final = 100
REMEMBERED_ITEMS_CHARS: Final = 40
_remember: Final = lru_cache(maxsize=8192)


def tidy(text: str) -> str:
    """Return the text as one line, without full-width letters and what programs leave around it."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).strip("\ufeff\u200b")
    return " ".join(text.split()).strip("'")


def tidy_name(text: str) -> str:
    """Return a tidy name; 张　三 loses the space that only lines it up with longer names."""
    text = tidy(text)
    if text.lower() in _NO_NAMES:
        return ""
    return text.replace(" ", "") if " " in text and _HANZI_ONLY.fullmatch(text) else text


# Na and Nan are names, so the parts of one are not compared with the signs for nothing.
name_part: Final = _remember(tidy_name)


def is_nothing(text: str) -> bool:
    """Say whether a cell holds only what people write into empty ones."""
    return len(text) < 5 and text.lower() in _PLACEHOLDERS


@_remember
def said(cell: str) -> str:
    """Return a short cell as a tidy text, empty for the signs that people write into empty ones."""
    text = tidy(cell)
    return "" if is_nothing(text) else text


def split_values(cell: str) -> list[str]:
    """Return the parts of a cell with several addresses or numbers."""
    parts = [part for part in map(str.strip, _BETWEEN_VALUES.split(cell)) if part]
    return parts if len(parts) > 1 else cell.split()


def split_links(cell: str) -> list[str]:
    """Return the links of a cell; a comma within a link does not end it."""
    return [part for part in _BETWEEN_LINKS.split(cell) if part]


def split_items(cell: str) -> tuple[str, ...]:
    """Return the items of a list without repeats. A comma separates only where nothing surer does."""
    return _few_items(cell) if len(cell) <= REMEMBERED_ITEMS_CHARS else _items(cell)


def _items(cell: str) -> tuple[str, ...]:
    for separator in _SURE_SEPARATORS:
        cell = cell.replace(separator, ";")
    if ";" not in cell:
        for separator in _COMMAS:
            cell = cell.replace(separator, ";")
    return tuple([item for item in dict.fromkeys(map(said, cell.split(";"))) if item])


_few_items: Final = _remember(_items)
