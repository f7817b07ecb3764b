"""Where the lines of the strategy map run. Boxes stand evenly in their column, so that all places follow from counts.

Between two columns the lines have a field of their own: 100 units wide, however wide it is on the screen, and as high
as the columns.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from xinqiao.playbook.strategy_map import Column, Link, Node, StrategyMap

# One box with the room around it, in CSS pixels; as in static/css/map.css.
PITCH: Final = 112
WIDTH: Final = 100
THIN: Final = 2.0
# The thickest line is as wide as this; room for it is left between the ends of lines at one box.
THICK: Final = 16.0
# Ends of lines at one box stand this far apart, and never further from its middle than a box is high.
APART: Final = 7.0
REACH: Final = 30.0


@dataclass(frozen=True)
class Line:
    """One curve: `level` colours it where it belongs to one level alone."""

    path: str
    width: float
    level: str
    is_on: bool


@dataclass(frozen=True)
class Field:
    """The lines between two columns."""

    height: int
    lines: tuple[Line, ...]


def height_of(drawn: StrategyMap) -> int:
    """The height of every column."""
    return PITCH * max(len(column) for column in drawn.columns)


def fields(drawn: StrategyMap, people: Mapping[str, int], chosen: Node | None) -> list[Field]:
    """The three fields from left to right. `people`: how many of a level, where that may be shown; thicker is more."""
    ports = _Ports(drawn)
    most = max(people.values(), default=0)
    found = []
    for column in (Column.LEVEL, Column.PORTRAIT, Column.MECHANISM):
        lines = [
            Line(
                path=_curve(ports.leaving(link), ports.arriving(link)),
                width=_width(link, people, most),
                level=next(iter(link.levels)) if len(link.levels) == 1 else "",
                is_on=chosen is not None and is_on_the_way(drawn, link, chosen),
            )
            for link in drawn.links
            if link.start.column == column
        ]
        # What is strong is drawn last, over the others.
        lines.sort(key=lambda line: line.is_on)
        found.append(Field(height_of(drawn), tuple(lines)))
    return found


def is_on_the_way(drawn: StrategyMap, link: Link, chosen: Node) -> bool:
    """Whether a line belongs to the ways over the chosen box."""
    if not link.levels & drawn.levels_of(chosen):
        return False
    if chosen.column <= Column.PORTRAIT:
        return True
    if chosen.column in (link.start.column, link.end.column):
        return chosen in (link.start, link.end)
    return True


def on_the_way(drawn: StrategyMap, chosen: Node) -> frozenset[Node]:
    """The boxes that the ways over the chosen one touch."""
    links = [link for link in drawn.links if is_on_the_way(drawn, link, chosen)]
    return frozenset({chosen, *(link.start for link in links), *(link.end for link in links)})


class _Ports:
    """Where each line leaves and arrives: round the middle of its box, in the order in which the lines fan out."""

    def __init__(self, drawn: StrategyMap) -> None:
        self._middles = {
            node: height_of(drawn) * (place + 0.5) / len(column)
            for column in drawn.columns
            for place, node in enumerate(column)
        }
        self._leaving: dict[Link, float] = {}
        self._arriving: dict[Link, float] = {}
        for node, middle in self._middles.items():
            out = [link for link in drawn.links if link.start == node]
            into = [link for link in drawn.links if link.end == node]
            out.sort(key=lambda link: self._middles[link.end])
            into.sort(key=lambda link: self._middles[link.start])
            self._leaving.update(zip(out, _spread(middle, len(out)), strict=True))
            self._arriving.update(zip(into, _spread(middle, len(into)), strict=True))

    def leaving(self, link: Link) -> float:
        """Height at which a line begins."""
        return self._leaving[link]

    def arriving(self, link: Link) -> float:
        """Height at which it ends."""
        return self._arriving[link]


def _spread(middle: float, count: int) -> list[float]:
    apart = min(APART, 2 * REACH / max(count - 1, 1))
    return [middle + (place - (count - 1) / 2) * apart for place in range(count)]


def _curve(start: float, end: float) -> str:
    half = WIDTH / 2
    return f"M0 {start:.1f}C{half:g} {start:.1f} {half:g} {end:.1f} {WIDTH} {end:.1f}"


def _width(link: Link, people: Mapping[str, int], most: int) -> float:
    """Thick where people go by what is proposed first to them; how many take which technique is not known."""
    if not link.is_first or not most:
        return THIN
    return round(THIN + (THICK - THIN) * people.get(next(iter(link.levels)), 0) / most, 1)
