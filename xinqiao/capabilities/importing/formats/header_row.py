"""Which row names the columns, when titles, notes or nothing at all may stand above the data."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from xinqiao.capabilities.importing.headings import is_known

# How many rows from the top are looked at.
TOP_ROWS: Final = 60

# A row's number as people see it in the file, counted from 1, and its cells.
Record = tuple[int, list[str]]

_LOOKS_LIKE_DATA: Final = re.compile(r"@|\d{5,}|\d[-/.年]\d{1,2}[-/.月]\d|://")
_LONGEST_HEADING: Final = 40


def guess_header_row(top: Sequence[Record]) -> int:
    """Return the number of the row that names the columns, or 0 when every row is data."""
    best_row, best_known = 0, 0
    for number, cells in top:
        known = known_headings(cells)
        if known > best_known:
            best_row, best_known = number, known
    if best_known >= 2:
        return best_row
    usual_width = _usual_width(top)
    if best_known == 1 and usual_width == 1:
        return best_row
    for number, cells in top:
        filled = [cell for cell in cells if cell]
        if filled and len(filled) * 2 >= usual_width and (usual_width == 1 or len(filled) > 1):
            return number if _reads_like_a_header(filled, alone=usual_width == 1) else 0
    return 0


def known_headings(cells: Sequence[str]) -> int:
    """Count the cells that are headings we know."""
    return sum(1 for cell in cells if cell and is_known(cell))


def _usual_width(top: Sequence[Record]) -> int:
    widths = Counter(sum(1 for cell in cells if cell) for _, cells in top)
    del widths[0]
    return max(widths, key=lambda width: (widths[width], width), default=0)


def _reads_like_a_header(filled: list[str], *, alone: bool) -> bool:
    """Short, distinct texts without addresses, dates or long numbers. A single unknown word is data."""
    if alone or len(set(filled)) < len(filled):
        return False
    return not any(len(cell) > _LONGEST_HEADING or _LOOKS_LIKE_DATA.search(cell) for cell in filled)
