"""The way from level to portrait, first mechanism and interview technique, as nodes in four columns and their links."""

from collections.abc import Iterable, Iterator
from enum import IntEnum
from typing import Final, NamedTuple, Self

from xinqiao.playbook.book import Playbook
from xinqiao.playbook.schema import Level, Mechanism, Technique

UNMEASURED: Final = "unmeasured"


class Column(IntEnum):
    """Where a node stands, from left to right."""

    LEVEL = 0
    PORTRAIT = 1
    MECHANISM = 2
    TECHNIQUE = 3


class Node(NamedTuple):
    """One box: an entry of the playbook in a column. A level stands in the first two, by its total and by its portrait.

    Where nothing is offered the strategy stands instead: before any answer, and where the person begins.
    """

    column: Column
    kind: str
    entry: str

    @property
    def id(self) -> str:
        """The node's name in an address."""
        return f"{'portraits' if self.is_portrait else self.kind}.{self.entry}"

    @property
    def is_portrait(self) -> bool:
        """A level seen by its portrait."""
        return self.kind == "levels" and self.column == Column.PORTRAIT


class Link(NamedTuple):
    """A line between two nodes, for these levels; `is_first` where it leads to what is proposed first."""

    start: Node
    end: Node
    levels: frozenset[str]
    is_first: bool


class StrategyMap(NamedTuple):
    """All columns from top to bottom, and all links."""

    columns: tuple[tuple[Node, ...], ...]
    links: tuple[Link, ...]

    @classmethod
    def of(cls, book: Playbook) -> Self:
        """The map of a playbook. Columns are ordered by the levels they serve, so that few lines cross."""
        levels = tuple(_level(one) for one in book.levels)
        seconds = tuple(_second(one) for one in book.levels)
        waiting = [one for one in book.levels if one.only_when_they_begin]
        thirds = (
            *_by_levels((_mechanism(one) for one in book.mechanisms), _weights_of_mechanisms(book)),
            *(_strategy(one, Column.MECHANISM) for one in waiting),
        )
        fourths = _by_levels((_technique(one) for one in book.techniques), _weights_of_techniques(book))
        return cls((levels, seconds, thirds, tuple(fourths)), tuple(_links(book)))

    def node(self, node_id: str) -> Node | None:
        """The node of that name."""
        return next((node for column in self.columns for node in column if node.id == node_id), None)

    def levels_of(self, node: Node) -> frozenset[str]:
        """The levels whose way leads over a node."""
        if node.column <= Column.PORTRAIT:
            return frozenset({node.entry})
        return frozenset().union(*(link.levels for link in self.links if node in (link.start, link.end)))


def _level(entry: Level) -> Node:
    return Node(Column.LEVEL, "levels", entry.id)


def _second(entry: Level) -> Node:
    if entry.portrait is None:
        return _strategy(entry, Column.PORTRAIT)
    return Node(Column.PORTRAIT, "levels", entry.id)


def _strategy(entry: Level, column: Column) -> Node:
    return Node(column, "strategies", entry.id)


def _mechanism(entry: Mechanism) -> Node:
    return Node(Column.MECHANISM, "mechanisms", entry.id)


def _technique(entry: Technique) -> Node:
    return Node(Column.TECHNIQUE, "techniques", entry.id)


def _offers(book: Playbook, entry: Level) -> tuple[Node, ...]:
    """What is proposed to people of a level, whatever their field of work and seniority, best first."""
    if entry.only_when_they_begin:
        return (_strategy(entry, Column.MECHANISM),)
    ranked = sorted(
        (fit.rank, place) for place, one in enumerate(book.mechanisms) for fit in one.fits if entry.id in fit.levels
    )
    return tuple(dict.fromkeys(_mechanism(book.mechanisms[place]) for _, place in ranked))


def _links(book: Playbook) -> Iterator[Link]:
    measured = [one for one in book.levels if one.portrait is not None]
    for entry in book.levels:
        yield Link(_level(entry), _second(entry), frozenset({entry.id}), is_first=True)
    served: dict[tuple[Node, Node], set[str]] = {}
    for entry in measured:
        for place, offer in enumerate(_offers(book, entry)):
            yield Link(_second(entry), offer, frozenset({entry.id}), is_first=place == 0)
            for technique in book.techniques_for(entry.id):
                served.setdefault((offer, _technique(technique)), set()).add(entry.id)
    for (start, end), served_levels in served.items():
        yield Link(start, end, frozenset(served_levels), is_first=False)


def _weights_of_mechanisms(book: Playbook) -> dict[str, list[tuple[float, int]]]:
    # What is proposed early for a level draws a mechanism towards that level.
    return {
        one.id: [(1 / fit.rank, place) for fit in one.fits for place in _places_of(book, fit.levels)]
        for one in book.mechanisms
    }


def _weights_of_techniques(book: Playbook) -> dict[str, list[tuple[float, int]]]:
    return {one.id: [(1, place) for place in _places_of(book, one.levels)] for one in book.techniques}


def _places_of(book: Playbook, levels: Iterable[str]) -> list[int]:
    order: list[str] = [one.id for one in book.levels if one.id != UNMEASURED]
    return [order.index(level) for level in levels if level != UNMEASURED]


def _by_levels(nodes: Iterable[Node], weights: dict[str, list[tuple[float, int]]]) -> list[Node]:
    def middle(node: Node) -> float:
        pulls = weights[node.entry]
        return sum(weight * place for weight, place in pulls) / sum(weight for weight, _ in pulls)

    return sorted(nodes, key=middle)
