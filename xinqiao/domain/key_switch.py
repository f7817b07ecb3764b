"""What another scoring key changes: who reads as another level, and why nobody is contacted sooner for it.

A switch is our act, not the person's. So answers given before it keep the slowest tempo that any key gives them, until
the person answers anew; the default interval between contacts can only grow by a switch, never shrink.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from xinqiao.domain.levels import GENTLEST_FIRST, Level, level_of, level_probabilities, tempo_level
from xinqiao.domain.scale import KEYS, Answer, ScoringKey, score

Pattern = tuple[Answer, ...]


@dataclass(frozen=True)
class Preview:
    """People by level before and after; `moves` holds every pair that occurs, unchanged ones too."""

    people: int
    moves: dict[tuple[Level, Level], int]

    @property
    def changed(self) -> int:
        """How many people read as another level afterwards."""
        return sum(count for (before, after), count in self.moves.items() if before != after)

    def before(self, level: Level) -> int:
        """How many people are of this level now."""
        return sum(count for (before, _), count in self.moves.items() if before == level)

    def after(self, level: Level) -> int:
        """How many people are of this level under the other key."""
        return sum(count for (_, after), count in self.moves.items() if after == level)


def preview(patterns: Mapping[Pattern, int], present: ScoringKey, other: ScoringKey) -> Preview:
    """What the other key makes of these answer patterns, each with its number of people.

    Patterns without a total (two or more answers missing) have no level under any key and are left out.
    """
    moves: Counter[tuple[Level, Level]] = Counter()
    for answers, people in patterns.items():
        before, after = score(answers, present).total, score(answers, other).total
        if before is not None and after is not None:
            moves[level_of(before), level_of(after)] += people
    return Preview(people=sum(moves.values()), moves=dict(moves))


def slowest_tempo(answers: Sequence[Answer], variance: float) -> Level | None:
    """The gentlest tempo level that any scoring key gives these answers; None when they have no total."""
    tempos = [tempo_level(level_probabilities(total, variance)) for total in totals_by_key(answers)]
    return gentlest(tempos) if tempos else None


def totals_by_key(answers: Sequence[Answer]) -> tuple[float, ...]:
    """The total of these answers under each key, in the order of `KEYS`; empty when they have no total."""
    totals = [score(answers, key).total for key in KEYS.values()]
    return tuple(total for total in totals if total is not None)


def gentlest(tempos: Iterable[Level]) -> Level:
    """The gentlest of these levels; there is one at least."""
    return min(tempos, key=_openness)


def held_tempo(tempo: Level, slowest: Level | None) -> Level:
    """The tempo that binds us: that of the present key, or the slower one that a switch may not loosen."""
    return tempo if slowest is None else gentlest((tempo, slowest))


def _openness(level: Level) -> int:
    return GENTLEST_FIRST.index(level)
