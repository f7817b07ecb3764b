"""Totals as bars over the levels' bands. Positions are totals themselves, so that the drawing stretches freely."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from xinqiao.domain.levels import GENTLEST_FIRST, totals_of
from xinqiao.domain.scale import HIGHEST_TOTAL, LOWEST_TOTAL
from xinqiao.web.recruiter import badges

# Share of a column that its bar takes.
_BAR: Final = 0.7


@dataclass(frozen=True)
class Bar:
    """One total and how many people have it; `y` and `height` in hundredths of the drawing, from the top."""

    total: int
    people: int
    x: float
    width: float
    y: float
    height: float


@dataclass(frozen=True)
class Zone:
    """The band of one level behind the bars, and its word below them."""

    level: str
    label: str
    x: int
    width: int


@dataclass(frozen=True)
class Chart:
    """All bars, 21 columns wide; `most` is the height of the tallest, in people."""

    bars: tuple[Bar, ...]
    zones: tuple[Zone, ...]
    most: int
    lowest: int
    highest: int
    commonest: int
    columns: int = HIGHEST_TOTAL - LOWEST_TOTAL + 1


def chart_of(totals: dict[int, int]) -> Chart:
    """The drawing of at least one person's totals."""
    most = max(totals.values())
    there = [total for total, people in totals.items() if people]
    return Chart(
        bars=tuple(_bar(total, people, most) for total, people in totals.items()),
        zones=tuple(_zones()),
        most=most,
        lowest=min(there),
        highest=max(there),
        commonest=max(there, key=lambda total: totals[total]),
    )


def _bar(total: int, people: int, most: int) -> Bar:
    height = round(people / most * 100, 2)
    return Bar(total, people, round(total - LOWEST_TOTAL + (1 - _BAR) / 2, 2), _BAR, round(100 - height, 2), height)


def _zones() -> list[Zone]:
    found, begin = [], 0
    for level in GENTLEST_FIRST:
        # A band ends on a half: the last whole total below it is the band's own.
        end = min(int(totals_of(level)[1]), HIGHEST_TOTAL) - LOWEST_TOTAL + 1
        found.append(Zone(str(level), badges.label(level), begin, end - begin))
        begin = end
    return found
