"""Shares of small groups: with their interval, and only as far as nobody can be told from them.

Wilson's score interval (Wilson 1927, JASA 22). A view shows nothing below five people, and no group of fewer than five;
where the rest would be such a group, the next smallest goes with it, so that no subtraction gives it away.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import Final

LEAST_PEOPLE: Final = 5


class BadCount(ValueError):
    """A count must lie between 0 and a number of people above zero."""


@dataclass(frozen=True, slots=True)
class Share:
    """`count` of `people`, with the interval of the share, both ends from 0 to 1."""

    count: int
    people: int
    low: float
    high: float


@dataclass(frozen=True)
class ShownShares:
    """Groups that may be shown, the largest first, and how many people are in the others together (0 or ≥ 5)."""

    people: int
    shares: dict[str, Share]
    others: int


def wilson(count: int, people: int, *, coverage: float = 0.95) -> Share:
    """The share with its score interval; 30 of 100 gives 21.9 to 39.6 %. Raises BadCount."""
    if not 0 <= count <= people or people < 1:
        raise BadCount(count, people)
    z = NormalDist().inv_cdf((1 + coverage) / 2)
    share, weight = count / people, z * z / people
    middle = (share + weight / 2) / (1 + weight)
    half = z * sqrt(share * (1 - share) / people + weight / people / 4) / (1 + weight)
    return Share(count, people, max(0.0, middle - half), min(1.0, middle + half))


def shown_shares(counts: Mapping[str, int]) -> ShownShares | None:
    """What may be shown of these groups of people; None below five people in all."""
    people = sum(counts.values())
    if people < LEAST_PEOPLE:
        return None
    largest_first = sorted(((name, n) for name, n in counts.items() if n), key=lambda group: (-group[1], group[0]))
    shown = [group for group in largest_first if group[1] >= LEAST_PEOPLE]
    others = people - sum(n for _, n in shown)
    while shown and 0 < others < LEAST_PEOPLE:
        others += shown.pop()[1]
    return ShownShares(people, {name: wilson(n, people) for name, n in shown}, others)
