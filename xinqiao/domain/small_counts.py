"""Which counts of people may be shown without saying anything about one of them.

Primary and secondary cell suppression of statistical disclosure control (Hundepool et al., Statistical Disclosure
Control, 2012, chapter 4): a small count is hidden, and with it as many others as it takes that subtracting what is
shown from a known total leads back to none of the hidden ones.
"""

from collections.abc import Mapping
from typing import Final, TypeVar

LEAST: Final = 5

Cell = TypeVar("Cell")


class NotACount(ValueError):
    """A number of people is a whole number, zero or more."""


def shown_counts(counts: Mapping[Cell, int], *, least: int = LEAST) -> dict[Cell, int | None]:
    """The counts in their order, None where one must not be shown.

    Hidden are all below `least`, zero too. Where anything is hidden, the hidden cells are at least two and hold at
    least `least` people together: the next smallest joins them until that holds, or until nothing is shown.
    """
    for count in counts.values():
        if count < 0:
            raise NotACount(count)
    waiting = sorted(counts, key=lambda cell: counts[cell])
    hidden = [cell for cell in waiting if counts[cell] < least]
    waiting = waiting[len(hidden) :]
    while hidden and waiting and (len(hidden) < 2 or sum(counts[cell] for cell in hidden) < least):
        hidden.append(waiting.pop(0))
    return {cell: None if cell in hidden else count for cell, count in counts.items()}


def in_whole_blocks(answers: int) -> int:
    """How many of so many answers, the oldest, may stand in a total that everybody may look at again and again.

    Two looks differ by at least `LEAST` new answers, so that their difference is never what one person said.
    """
    return answers - answers % LEAST


def shown_total(counts: Mapping[Cell, int], *, least: int = LEAST) -> int | None:
    """The sum of all counts; None where it is below `least` itself."""
    total = sum(counts.values())
    return None if total < least else total
