"""Who of these rows is there already: by contact point, among the blocked, and probably by name and company."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from xinqiao.capabilities.candidates.blocking import is_blocked
from xinqiao.capabilities.candidates.models import ContactPoint
from xinqiao.capabilities.importing.bulk import in_portions
from xinqiao.capabilities.importing.fates import JudgedRow
from xinqiao.capabilities.importing.models import ImportBatch, ImportRow
from xinqiao.capabilities.importing.people import Identity


class Known(NamedTuple):
    """To whom each contact point belongs (internal id), and which of them are blocked."""

    people: dict[Identity, int]
    blocked: set[Identity]

    def person_of(self, row: JudgedRow) -> int | None:
        """The person of the workspace that this row speaks of, by the first of its contact points that is known."""
        if not self.people:
            return None
        return next((self.people[point.identity] for point in row.points if point.identity in self.people), None)

    def is_blocked(self, row: JudgedRow) -> bool:
        """Whether somebody asked that this person never be recorded again."""
        return bool(self.blocked) and any(point.identity in self.blocked for point in row.points)


def known_among(rows: Sequence[JudgedRow]) -> Known:
    """Looks up every contact point of these rows: a query for each kind there is, two for the blocked."""
    keys: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        for point in row.points:
            keys[point.kind].append(point.key)
    people: dict[Identity, int] = {}
    for kind, wanted in keys.items():
        for portion in in_portions(wanted):
            found = ContactPoint.objects.filter(kind=kind, key__in=portion).values_list("key", "candidate_id")
            people.update(((kind, key), candidate_id) for key, candidate_id in found)
    return Known(people, is_blocked(point.identity for row in rows for point in row.points))


def rows_standing_for(batch: ImportBatch, candidate_ids: Iterable[int], *, before: int) -> dict[int, int]:
    """The first row of this import above row `before` that became, or was found to be, each person."""
    ids = set(candidate_ids)
    if not ids:
        return {}
    rows = ImportRow.objects.filter(batch=batch, candidate_id__in=ids, number__lt=before).order_by("-number")
    return {candidate_id: number for candidate_id, number in rows.values_list("candidate_id", "number") if candidate_id}
