"""Where people stand by what they shared: one notion for the record, the lists, the plans and the tempo."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Case, FloatField, Func, Q, QuerySet, When
from django.db.models.functions import Coalesce

from xinqiao.capabilities.assessments.keys import team_key
from xinqiao.capabilities.assessments.models import Response
from xinqiao.capabilities.assessments.queries import DOUBTFUL, Reading, readings_by_person
from xinqiao.domain import levels
from xinqiao.domain.key_switch import gentlest, held_tempo
from xinqiao.domain.levels import Level
from xinqiao.domain.standing import Counted, estimates

if TYPE_CHECKING:
    from xinqiao.capabilities.candidates.models import Candidate

DAY_SECONDS: Final = 86_400
# Earlier than any day of answers.
NO_DAY: Final = -1e12


@dataclass(frozen=True)
class Standing:
    """The level of one person as of their latest reading that counts, from all that do.

    `slowest_tempo`: where that reading is older than the last switch of key, the gentlest tempo that any key gives.
    """

    mean: float
    variance: float
    latest: Reading
    readings: int
    slowest_tempo: Level | None = None

    @property
    def as_of(self) -> datetime:
        """When the latest reading that counts was given."""
        return self.latest.at

    @cached_property
    def probabilities(self) -> dict[Level, float]:
        """How likely each level is."""
        return levels.level_probabilities(self.mean, self.variance)

    @property
    def level(self) -> Level:
        """The likeliest level; of one reading the total's own."""
        return levels.likeliest_two(self.probabilities)[0]

    @property
    def tempo(self) -> Level:
        """The level that sets the tempo: the gentlest that is likely enough, never loosened by a switch of key.

        Nor looser than their latest answers alone would have it: that is what their own page told them.
        """
        told = levels.tempo_level(levels.level_probabilities(self.latest.total, self.latest.variance))
        return held_tempo(gentlest([levels.tempo_level(self.probabilities), told]), self.slowest_tempo)


@dataclass(frozen=True)
class Newest:
    """Of one person who shared answers: where they stand, if anything counts, and the newest reading of all."""

    standing: Standing | None
    newest: Reading


def newest_of(candidate_ids: Iterable[int]) -> dict[int, Newest]:
    """Everybody among these people who shared a reading, in two queries."""
    of = readings_by_person(candidate_ids)
    found = standings(of)
    return {pk: Newest(found.get(pk), readings[-1]) for pk, readings in of.items()}


def standing_of(readings: Sequence[Reading]) -> Standing | None:
    """Where the person of these readings, oldest first, stands; None where none counts."""
    return standings({0: readings}).get(0)


def standings(of: Mapping[int, Sequence[Reading]]) -> dict[int, Standing]:
    """Where these people stand by their readings, oldest first; without those of whom none counts.

    What waits for a person's word counts in nothing.
    """
    counting = {pk: [one for one in readings if not one.doubtful] for pk, readings in of.items()}
    counting = {pk: readings for pk, readings in counting.items() if readings}
    found = estimates([[_counted(one, one.total) for one in readings] for readings in counting.values()])
    slowest = _slowest_tempos(counting)
    return {
        pk: Standing(one.mean, one.variance, readings[-1], len(readings), slowest.get(pk))
        for (pk, readings), one in zip(counting.items(), found, strict=True)
    }


def _slowest_tempos(counting: Mapping[int, Sequence[Reading]]) -> dict[int, Level]:
    """Of those who answered nothing since the last switch of key: the gentlest tempo that any key gives them."""
    held = {pk: readings for pk, readings in counting.items() if readings[-1].is_before_switch}
    histories, whose = [], []
    for pk, readings in held.items():
        for totals in zip(*(one.totals for one in readings), strict=True):
            history = [_counted(one, total) for one, total in zip(readings, totals, strict=True)]
            # The latest answers alone too, as their own page tells their tempo.
            histories += [history, history[-1:]]
            whose += [pk, pk]
    tempos: dict[int, list[Level]] = {pk: [] for pk in held}
    for pk, one in zip(whose, estimates(histories), strict=True):
        tempos[pk].append(levels.tempo_level(levels.level_probabilities(*one)))
    return {pk: gentlest(theirs) for pk, theirs in tempos.items()}


def _counted(reading: Reading, total: float) -> Counted:
    return Counted((reading.day or reading.at.date()).toordinal(), total, reading.variance)


class _Seconds(Func):
    """A moment or a day as seconds since 1970: neither database's rows are made into moments of Python."""

    output_field = FloatField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """To the millisecond."""
        return super().as_sql(
            compiler, connection, template="((julianday(%(expressions)s) - 2440587.5) * 86400.0)", **context
        )

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """To the microsecond."""
        template = "CAST(EXTRACT(EPOCH FROM %(expressions)s) AS double precision)"
        return super().as_sql(compiler, connection, template=template, **context)


def levels_of(people: Collection[int] | QuerySet[Candidate]) -> dict[int, Level]:
    """The level that each of these people stands at, in two queries; without those of whom nothing counts.

    People as ids or, where they are many, as the query that finds them.
    """
    whose = Q(candidate__in=people.values("pk")) if isinstance(people, QuerySet) else Q(candidate_id__among=people)
    found = Response.shared.filter(whose, scores__scoring_key=team_key().id)
    waits = Case(When(doubt__in=DOUBTFUL, then=1), default=0)
    day = Coalesce(_Seconds("answered_on"), NO_DAY)
    moment = _Seconds(Coalesce("finished_at", "started_at"))
    columns = ("candidate_id", moment, day, "scores__id", "scores__total", "scores__variance", waits)
    rows = list(found.order_by().values_list(*columns))
    # NumPy takes 20 MiB: where nobody shared anything it is not loaded.
    if not rows:
        return {}
    import numpy as np

    from xinqiao.domain.standing_many import Answers, days_of, standings_of

    table = np.fromiter(chain.from_iterable(rows), dtype=np.float64, count=len(rows) * len(columns))
    people_ids, moments, own_days, score_ids, totals, variances, waiting = table.reshape(-1, len(columns)).T
    # To the millisecond, as finely as both databases tell it: midnight is no moment earlier.
    moments = np.rint(moments * 1000) / 1000
    own = np.rint(own_days / DAY_SECONDS).astype(np.int64) + date(1970, 1, 1).toordinal()
    found_standings = standings_of(
        Answers(
            people=people_ids.astype(np.int64),
            days=np.where(own_days == NO_DAY, days_of(moments), own),
            moments=moments,
            ranks=score_ids.astype(np.int64),
            totals=totals,
            variances=variances,
            waits=waiting > 0,
        )
    )
    return dict(zip(found_standings.people.tolist(), found_standings.levels(), strict=True))
