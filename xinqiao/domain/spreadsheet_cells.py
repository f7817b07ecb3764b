"""Texts for files that people open in a spreadsheet program."""

from typing import Final

# What such a program would take for the beginning of a formula; East Asian ones read the wide signs as well.
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(cell: str) -> str:
    """The text, never a formula: an apostrophe in front makes every spreadsheet program show it as it is."""
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell
