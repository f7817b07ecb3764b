"""What a cell of a CSV file says: nothing, a number, or something that a person has to look at."""

import json
from math import isfinite
from typing import Final

from xinqiao.commands.wording import phrase

_BLANK: Final = frozenset({"", "na", "n/a", "nan", "null"})
_FULL_WIDTH: Final = str.maketrans("０１２３４５６７８９．－＋", "0123456789.-+")
_SHOWN_CHARACTERS: Final = 20


class BadCell(ValueError):
    """A cell holds neither what its column is for nor nothing; the message says so in the terminal's language."""


def plain_cell(cell: str) -> str:
    """The cell without spaces around it, its digits in plain width."""
    return cell.strip().translate(_FULL_WIDTH)


def is_blank(plain: str) -> bool:
    """Whether a plain cell stands for nothing: empty, NA, N/A, NaN or null."""
    return plain.casefold() in _BLANK


def number_in(cell: str) -> float | None:
    """The finite number in the cell, None for a blank one; raises BadCell."""
    plain = plain_cell(cell)
    if is_blank(plain):
        return None
    try:
        number = float(plain)
    except ValueError:
        number = float("nan")
    # Python also reads 1_000 as a number, and infinity.
    if "_" in plain or not isfinite(number):
        raise BadCell(phrase(f"{shown(plain)} is not a number", f"{shown(plain)} 不是数字"))
    return number


def in_column(column: str, problem: BadCell | str) -> str:
    """What is wrong with a cell, after the name of its column."""
    return phrase(f"{column}: {problem}", f"{column}：{problem}")


def shown(plain: str) -> str:
    """The cell in quotation marks, cut off where it is long."""
    text = plain if len(plain) <= _SHOWN_CHARACTERS else plain[:_SHOWN_CHARACTERS] + "…"
    return json.dumps(text, ensure_ascii=False)
