"""The text of one cell without what programs leave in it."""

import re
from collections.abc import Iterable
from typing import Final

# Control characters (PostgreSQL refuses NUL, which XLSX can smuggle in as _x0000_), zero-width spaces, and the
# direction marks that phones put around copied numbers and that can turn a name around. Line breaks stay.
_LEFTOVERS: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)
# ="13800138000" keeps Excel from rounding the number; the decoration is not part of the value.
_FORMULA_TEXT: Final = re.compile(r'="(.*)"', re.DOTALL)


def clean_row(cells: Iterable[str]) -> list[str]:
    """Return the cells of a row as a person would have typed them."""
    cells = list(cells)
    joined = "".join(cells)
    # One look at the whole row spares nearly all rows a look at every cell.
    if joined.isprintable() and '="' not in joined:
        return [cell.strip() for cell in cells]
    return [clean(cell) for cell in cells]


def clean(cell: str) -> str:
    """Return the cell as a person would have typed it."""
    if not cell.isprintable():
        cell = _LEFTOVERS.sub("", cell)
    cell = cell.strip()
    if cell.startswith('="'):
        formula = _FORMULA_TEXT.fullmatch(cell)
        return formula.group(1).strip() if formula else cell
    return cell
