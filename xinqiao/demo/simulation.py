"""A simulated team: made-up people with a trust that nobody sees, contacts that fit or crowd them, readings with error.

Two policies can be compared on the same people: spacing matched to what was measured (the product's own defaults), and
one spacing for everybody. The equations and where each number comes from stand in docs/decisions/simulation.md. All
numbers are chosen, none is estimated: what comes out shows what the method does under these assumptions, and is
evidence of nothing.

One step a day over all people at once; a million days of people take about a third of a second.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import exp
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from xinqiao.domain.levels import UNMEASURED, LevelState, level_probabilities, tempo_level
from xinqiao.domain.pace import effective_interval
from xinqiao.domain.scale import DEFAULT_VARIANCE, DRIFT_PER_DAY, HIGHEST_TOTAL, LOWEST_TOTAL

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

LABEL: Final = "simulation/模拟"
# Some 0.6 GiB and a minute on a small machine; a hundred years.
MOST_PEOPLE_DAYS: Final = 50_000_000
MOST_PEOPLE: Final = 1_000_000
MOST_DAYS: Final = 36_500
NEVER: Final = np.iinfo(np.int64).max


class Policy(StrEnum):
    """Matched: spacing by the tempo level of the last reading. Same: every seven days, whoever it is."""

    MATCHED = "matched"
    SAME = "same"


class TooMuch(ValueError):
    """People and days are at least 1, at most a million and 36,500, and their product at most 50 million."""


@dataclass(frozen=True, slots=True)
class World:
    """How simulated people are and react. Trust is on the scale of the total, time in days."""

    mean: float = 14.0
    spread: float = 3.4
    drift: float = DRIFT_PER_DAY
    noise: float = DEFAULT_VARIANCE
    # Comfortable days between two contacts at a trust of 12; more trust shortens, less lengthens them.
    comfort: float = 14.0
    comfort_slope: float = 0.18
    comfort_spread: float = 0.35
    # Points a contact adds when it fits, and takes for each log unit by which it comes too soon.
    warmth: float = 0.25
    crowding: float = 0.8
    crowding_spread: float = 0.5
    reply_base: float = -0.6
    reply_slope: float = 0.12
    reply_crowding: float = 1.0
    promise_share: float = 0.25
    promise_days: int = 7
    kept_adds: float = 0.3
    broken_takes: float = 1.5
    # Log hazard a day of asking us to stop, at a trust of 14 and without crowding; crowding is forgotten in 14 days.
    leaving: float = -7.5
    leaving_slope: float = 0.12
    leaving_crowding: float = 0.9
    memory_days: float = 14.0
    answers: float = 0.6
    reading_gap: int = 28
    same_gap: int = 7
    kept_matched: float = 0.95
    kept_same: float = 0.80

    def kept(self, policy: Policy) -> float:
        """The share of promises that a team with this policy keeps."""
        return self.kept_matched if policy is Policy.MATCHED else self.kept_same


@dataclass(frozen=True, slots=True)
class Simulated:
    """Three tables, column by column; rows of contacts and readings in the order of days, then people.

    `person` counts from 0, `day` from 0; `since_last` is -1 at a first contact, `left` the day of a stop and -1 where
    there was none; `kept` is 1 or 0 for a promise and -1 where a contact made none, or where it was not yet due.
    """

    people: dict[str, NDArray[np.generic]]
    contacts: dict[str, NDArray[np.generic]]
    readings: dict[str, NDArray[np.generic]]


def simulate(people: int, days: int, policy: Policy, *, seed: int, world: World = World()) -> Simulated:
    """The course of `days` days with `people` people. The same arguments give the same tables. Raises TooMuch."""
    if not (1 <= people <= MOST_PEOPLE and 1 <= days <= MOST_DAYS) or people * days > MOST_PEOPLE_DAYS:
        raise TooMuch((people, days))
    team = _Team(people, policy, np.random.default_rng(seed), world)
    for day in range(days):
        team.live(day)
    return team.told()


def spacing_after(total: int | None) -> int:
    """Days until the next contact by the product's defaults, after a reading of this total, or before any."""
    tempo: LevelState = UNMEASURED if total is None else tempo_level(level_probabilities(total))
    spacing = effective_interval(None, tempo)
    days = spacing.news_days if spacing.ask_days is None else spacing.ask_days
    assert days is not None
    return days


class _Team:
    """Everybody's state today, and what was written down so far."""

    def __init__(self, people: int, policy: Policy, rng: np.random.Generator, world: World) -> None:
        self.world, self.policy, self.rng = world, policy, rng
        self.trust = rng.normal(world.mean, world.spread, people)
        self.began = self.trust.copy()
        self.shift = rng.normal(0, world.comfort_spread, people)
        centre = -(world.crowding_spread**2) / 2
        self.crowding = world.crowding * np.exp(rng.normal(centre, world.crowding_spread, people))
        self.crowded = np.zeros(people)
        self.next_contact = rng.integers(0, 14, people)
        self.last_contact = np.full(people, -1)
        self.last_reading = np.full(people, -world.reading_gap)
        self.left = np.full(people, -1)
        # Due on this day, made at these places of this batch of contacts.
        self.promises: deque[tuple[int, int, Whole]] = deque()
        self.replies = np.zeros(people, dtype=np.int64)
        self.spacing = np.full(people, self._first_spacing())
        self.by_total = np.array([spacing_after(total) for total in range(LOWEST_TOTAL, HIGHEST_TOTAL + 1)])
        self.contacts: list[tuple[Whole, Whole, Whole, Whole]] = []
        self.kept: list[Whole] = []
        self.readings: list[tuple[Whole, Whole, Whole, Floats]] = []

    def _first_spacing(self) -> int:
        return self.world.same_gap if self.policy is Policy.SAME else spacing_after(None)

    def live(self, day: int) -> None:
        """One day: trust drifts, promises fall due, contacts happen, some ask us to stop."""
        self.trust += self.rng.normal(0, np.sqrt(self.world.drift), len(self.trust))
        self.crowded *= exp(-1 / self.world.memory_days)
        self._promises_due(day)
        self._contact(day, np.flatnonzero(self.next_contact == day))
        self._leave(day)

    def _promises_due(self, day: int) -> None:
        while self.promises and self.promises[0][0] <= day:
            _, batch, places = self.promises.popleft()
            who = self.contacts[batch][0][places]
            kept = self.rng.random(len(who)) < self.world.kept(self.policy)
            # Whoever left is not told of it any more; their trust is theirs.
            stays = self.left[who] < 0
            change = np.where(kept, self.world.kept_adds, -self.world.broken_takes)
            np.add.at(self.trust, who[stays], change[stays])
            self.kept[batch][places] = kept

    def _contact(self, day: int, who: Whole) -> None:
        if not len(who):
            return
        world, gap = self.world, day - self.last_contact[who]
        comfort = world.comfort * np.exp(world.comfort_slope * (12 - self.trust[who]) + self.shift[who])
        soon = np.where(self.last_contact[who] < 0, 0.0, np.maximum(0, np.log(comfort / np.maximum(gap, 1))))
        self.trust[who] += np.where(soon > 0, 0.0, world.warmth) - self.crowding[who] * soon
        self.crowded[who] += soon
        tendency = world.reply_base + world.reply_slope * (self.trust[who] - 14) - world.reply_crowding * soon
        replied = self.rng.random(len(who)) < 1 / (1 + np.exp(-tendency))
        self.replies[who] += replied
        self._write_down(day, who, gap, replied)
        self._read(day, who[replied & (day - self.last_reading[who] >= world.reading_gap)])
        self.last_contact[who] = day
        self.next_contact[who] = day + self.spacing[who]

    def _write_down(self, day: int, who: Whole, gap: Whole, replied: NDArray[np.bool_]) -> None:
        since = np.where(self.last_contact[who] < 0, -1, gap)
        places = np.flatnonzero(self.rng.random(len(who)) < self.world.promise_share)
        self.promises.append((day + self.world.promise_days, len(self.contacts), places))
        self.contacts.append((who, np.full(len(who), day), since, replied.astype(np.int64)))
        self.kept.append(np.full(len(who), -1))

    def _read(self, day: int, asked: Whole) -> None:
        who = asked[self.rng.random(len(asked)) < self.world.answers]
        seen = self.trust[who] + self.rng.normal(0, np.sqrt(self.world.noise), len(who))
        totals = np.clip(np.rint(seen), LOWEST_TOTAL, HIGHEST_TOTAL).astype(np.int64)
        self.last_reading[who] = day
        self.readings.append((who, np.full(len(who), day), totals, self.trust[who].copy()))
        if self.policy is Policy.MATCHED:
            self.spacing[who] = self.by_total[totals - LOWEST_TOTAL]

    def _leave(self, day: int) -> None:
        world = self.world
        hazard = world.leaving - world.leaving_slope * (self.trust - 14) + world.leaving_crowding * self.crowded
        goes = (self.left < 0) & (self.rng.random(len(self.trust)) < -np.expm1(-np.exp(np.minimum(hazard, 5))))
        self.left[goes] = day
        self.next_contact[goes] = NEVER

    def told(self) -> Simulated:
        """The three tables."""
        return Simulated(
            people={
                "person": np.arange(len(self.trust)),
                "trust_first": self.began,
                "trust_last": self.trust,
                "replies": self.replies,
                "left": self.left,
            },
            contacts={
                **_columns(("person", "day", "since_last", "replied"), self.contacts),
                **_columns(("kept",), [(part,) for part in self.kept]),
            },
            readings=_columns(("person", "day", "total", "trust"), self.readings),
        )


def _columns(names: tuple[str, ...], parts: Sequence[tuple[NDArray[Any], ...]]) -> dict[str, NDArray[np.generic]]:
    nothing = np.empty(0, dtype=np.int64)
    return {name: np.concatenate([nothing, *(part[place] for part in parts)]) for place, name in enumerate(names)}
