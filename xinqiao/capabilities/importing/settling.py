"""The fate of each row of a chunk, given who is there already. Reads, and writes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from xinqiao.capabilities.candidates.twins import known_twins
from xinqiao.capabilities.importing.changes import Change, changes_of
from xinqiao.capabilities.importing.fates import Fate, JudgedRow
from xinqiao.capabilities.importing.known import Known, known_among, rows_standing_for
from xinqiao.capabilities.importing.mapping import ColumnMapping
from xinqiao.capabilities.importing.models import ImportBatch
from xinqiao.capabilities.importing.people import Point
from xinqiao.capabilities.importing.person_row import PersonRow
from xinqiao.capabilities.importing.rows import RowCode, RowProblem
from xinqiao.capabilities.importing.tos5_cells import FIELDS as TOS5_FIELDS
from xinqiao.domain.occasions import day_of
from xinqiao.domain.probable_twins import Traits, are_probably_one

_Update = ImportBatch.Update


@dataclass(slots=True)
class Settled:
    """A row with its fate and the person it speaks of (internal id), once there is one.

    `same_as_row` is the row of the file that is, or probably is, the same person; `change` comes with records that
    are there already, `points` with new people: a number that somebody else holds is not among them.
    """

    row: JudgedRow
    fate: Fate
    candidate_id: int | None = None
    same_as_row: int | None = None
    points: Sequence[Point] = ()
    change: Change | None = None
    blocked: bool = False
    shares_number: bool = False
    tos5_left_out: RowCode | None = None

    @property
    def reasons(self) -> tuple[RowProblem, ...]:
        """Why the row is no person, or what of the person could not be used."""
        if self.blocked:
            return (RowProblem(RowCode.BLOCKED),)
        shared = RowCode.SHARED_NUMBER if self.shares_number and self.fate is Fate.NEW else None
        return (*self.row.reasons, *(RowProblem(code) for code in (shared, self.tos5_left_out) if code))


class FileTwins:
    """People of the rows above by what twins share: for a dry run, which stores nobody to be found again."""

    def __init__(self) -> None:
        self._rows: dict[int, list[tuple[Traits, int]]] = defaultdict(list)

    def first_row(self, traits: Traits) -> int | None:
        """The first row above that is probably the same person."""
        if traits.key not in self._rows:
            return None
        return next((number for theirs, number in self._rows[traits.key] if are_probably_one(traits, theirs)), None)

    def add(self, traits: Traits, number: int) -> None:
        """Remembers a new person."""
        self._rows[traits.key].append((traits, number))


def settle(
    rows: Sequence[JudgedRow], batch: ImportBatch, mapping: ColumnMapping, twins: FileTwins, *, now: datetime
) -> list[Settled]:
    """Every row with its fate, in a number of queries that does not depend on how many rows there are.

    `twins` grows by the new people among them.
    """
    # First who is alike, then who is the same: were somebody stored between the two questions, another import's person
    # would be alike and not the same, and wait for a decision that nobody needs.
    alike = known_twins({row.arrival.traits for row in rows if row.arrival and row.arrival.traits})
    known = known_among(rows)
    standing = rows_standing_for(batch, known.people.values(), before=rows[0].number) if known.people else {}
    settled = [_first_look(row, known, standing, batch.update_mode) for row in rows]
    _compare(settled, batch, mapping, known, now=now)
    _look_for_twins([one for one in settled if one.fate is Fate.NEW], batch, twins, alike)
    give_points([one for one in settled if one.fate is Fate.NEW], known)
    _leave_tos5(settled, mapping, now=now)
    return settled


def _leave_tos5(settled: Sequence[Settled], mapping: ColumnMapping, *, now: datetime) -> None:
    """TOS-5 comes in with new people only: what is measured of somebody who is there stays with their own word.

    Nor does it come from a day that is still to come.
    """
    columns = [place for name in TOS5_FIELDS for place in mapping.places.get(name, ())]
    for one in settled if columns else ():
        there = one.fate in (Fate.UPDATED, Fate.UNCHANGED, Fate.DUPLICATE)
        if there and any(one.row.cells[place : place + 1] not in ([], [""]) for place in columns):
            one.tos5_left_out = RowCode.TOS5_KNOWN
        elif not there and one.row.person and tos5_is_to_come(one.row.person, now=now):
            one.tos5_left_out = RowCode.TOS5_DAY_TO_COME


def tos5_is_to_come(person: PersonRow, *, now: datetime) -> bool:
    """Whether the row's answers are of a day that has not come yet where the person lives."""
    return person.tos5 is not None and person.tos5.day > day_of(now, person.time_zone)


def give_points(new: Iterable[Settled], known: Known) -> None:
    """Gives each new person the contact points that nobody holds: each may stand on one record only."""
    taken = set(known.people)
    for one in new:
        one.points = one.row.points
        identities = [(point[0], point[2]) for point in one.points]
        if not taken.isdisjoint(identities):
            one.points = [point for point in one.points if (point[0], point[2]) not in taken]
            one.shares_number = True
        taken.update(identities)


def _first_look(row: JudgedRow, known: Known, standing: dict[int, int], update_mode: str) -> Settled:
    """What contact points alone say. `standing` grows: a row that speaks of a known person answers for later ones."""
    if not row.is_person:
        return Settled(row, Fate.SKIPPED if row.reasons[0].skipped else Fate.REFUSED)
    if known.is_blocked(row):
        return Settled(row, Fate.REFUSED, blocked=True)
    candidate_id = known.person_of(row)
    if row.same_as_row is not None:
        # The row above is the better witness: it already stands for a person, perhaps by another address.
        return Settled(row, Fate.DUPLICATE, candidate_id, row.same_as_row)
    if candidate_id is None:
        maybe = known.perhaps(row)
        if maybe is None and row.perhaps_row is None:
            return Settled(row, Fate.NEW)
        return Settled(row, Fate.PROBABLE, maybe, standing.get(maybe or 0, row.perhaps_row))
    above = standing.setdefault(candidate_id, row.number)
    if above != row.number:
        return Settled(row, Fate.DUPLICATE, candidate_id, above)
    return Settled(row, Fate.DUPLICATE if update_mode == _Update.LEAVE else Fate.UPDATED, candidate_id)


def _compare(
    settled: Sequence[Settled], batch: ImportBatch, mapping: ColumnMapping, known: Known, *, now: datetime
) -> None:
    there = [(one.row, one.candidate_id) for one in settled if one.fate is Fate.UPDATED and one.candidate_id]
    overwrite = batch.update_mode == _Update.OVERWRITE
    changes = changes_of(there, batch, mapping, known.people, overwrite=overwrite, now=now)
    for one in settled:
        if one.fate is Fate.UPDATED:
            one.change = changes.get(one.row.number)
            if not one.change:
                one.fate, one.change = Fate.UNCHANGED, None


def _look_for_twins(new: Sequence[Settled], batch: ImportBatch, twins: FileTwins, alike: dict[Traits, int]) -> None:
    wanted = {one.row.arrival.traits for one in new if one.row.arrival and one.row.arrival.traits}
    known = {traits: alike[traits] for traits in wanted & alike.keys()}
    rows_above = rows_standing_for(batch, known.values(), before=new[0].row.number) if known else {}
    for one in new:
        traits = one.row.arrival.traits if one.row.arrival else None
        if traits is None:
            continue
        one.candidate_id = known.get(traits)
        one.same_as_row = rows_above.get(one.candidate_id or 0) or twins.first_row(traits)
        if one.candidate_id or one.same_as_row:
            one.fate = Fate.PROBABLE
        else:
            twins.add(traits, one.row.number)
