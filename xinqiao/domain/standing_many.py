"""`standing` for whole columns of answers: the rules of occasions, the curve and the likeliest level, many at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from xinqiao.domain.levels import GENTLEST_FIRST, Level
from xinqiao.domain.local_level import Floats
from xinqiao.domain.occasions import SHORT_GAP_DAYS, day_of_second
from xinqiao.domain.response_quality import SHORT_GAP_VARIANCE_FACTOR
from xinqiao.domain.scale_many import level_probabilities_many
from xinqiao.domain.trust_curve import curves

_HOUR: Final = 3600


@dataclass(frozen=True, slots=True)
class Answers:
    """One entry a scored answer, in any order.

    `moments` are seconds since 1970, `days` ordinals of the person's own calendar; of one moment the later `ranks`
    counts as later. `waits`: waits for a person's word, so that its occasion does not count.
    """

    people: NDArray[np.int64]
    days: NDArray[np.int64]
    moments: Floats
    ranks: NDArray[np.int64]
    totals: Floats
    variances: Floats
    waits: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Standings:
    """One entry a person of whom something counts: who, and the level as of their latest reading."""

    people: NDArray[np.int64]
    means: Floats
    variances: Floats

    def levels(self) -> list[Level]:
        """Each person's likeliest level; on a tie the gentler."""
        # Columns of probabilities come the most open first.
        shares = level_probabilities_many(self.means, self.variances)[:, ::-1]
        return [GENTLEST_FIRST[place] for place in shares.argmax(axis=1).tolist()]


def days_of(moments: Floats) -> NDArray[np.int64]:
    """The usual zone's calendar day of each moment (seconds since 1970), as an ordinal."""
    # A day begins and a clock is changed at a full hour there.
    hours, place = np.unique(np.floor_divide(moments, _HOUR).astype(np.int64), return_inverse=True)
    days = np.array([day_of_second(hour * _HOUR).toordinal() for hour in hours.tolist()], dtype=np.int64)
    return days[place]


def standings_of(answers: Answers) -> Standings:
    """Where everybody stands who gave these answers, as `occasions` and `standing.estimates` say of one person.

    Raises `trust_curve.BadReadings`.
    """
    order = np.lexsort((answers.ranks, answers.moments, ~answers.waits, answers.days, answers.people))
    given = _taken(answers, order)
    # The last answer of a day stands for the day, one that waits only where the day has no other.
    given = _taken(given, np.append(_begins(given.people, given.days)[1:], True))
    soon = np.append(False, np.diff(given.days) < SHORT_GAP_DAYS) & ~_begins(given.people)
    widened = np.where(soon, given.variances * SHORT_GAP_VARIANCE_FACTOR, given.variances)
    counts = ~given.waits
    people, totals, variances = given.people[counts], given.totals[counts], widened[counts]
    starts = np.flatnonzero(_begins(people))
    drawn = curves(given.days[counts], totals, variances, starts)
    ends = np.append(starts[1:], len(people))[: len(starts)] - 1
    return Standings(people[ends], drawn.averaged_mean[ends], drawn.averaged_variance[ends])


def _begins(*columns: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Where a value differs from the one before it, in any of these columns; the first entry always does."""
    begins = np.ones(len(columns[0]), dtype=np.bool_)
    begins[1:] = False
    for column in columns:
        begins[1:] |= column[1:] != column[:-1]
    return begins


def _taken(answers: Answers, places: NDArray[np.int64] | NDArray[np.bool_]) -> Answers:
    return Answers(*(getattr(answers, name)[places] for name in Answers.__slots__))
