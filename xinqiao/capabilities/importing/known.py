"""Who of these rows is there already, by contact point, and who asked to stay out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from xinqiao.capabilities.candidates.blocking import is_blocked
from xinqiao.capabilities.candidates.models import Candidate, ContactPoint
from xinqiao.capabilities.importing.fates import JudgedRow
from xinqiao.capabilities.importing.models import ImportBatch, ImportRow
from xinqiao.capabilities.importing.people import EMAIL, PHONE, Identity
from xinqiao.domain.probable_twins import Named, Number, equal_number


class Known(NamedTuple):
    """To whom each contact point belongs (internal id), who holds a number, and which of the points are blocked."""

    people: dict[Identity, int]
    holders: dict[int, Named]
    blocked: set[Identity]

    def person_of(self, row: JudgedRow) -> int | None:
        """The person of the workspace that this row speaks of: an address or profile tells, a number with the name."""
        if not self.people:
            return None
        found = self._by_any_but_a_number(row)
        return found if found is not None else self._by_number(row, Number.SAME)

    def perhaps(self, row: JudgedRow) -> int | None:
        """Who has the row's number under another name, and too little is known to tell them apart."""
        return self._by_number(row, Number.PROBABLY) if self.people else None

    def _by_any_but_a_number(self, row: JudgedRow) -> int | None:
        keys = ((point[0], point[2]) for point in row.points if point[0] != PHONE)
        return next((self.people[key] for key in keys if key in self.people), None)

    def _by_number(self, row: JudgedRow, wanted: Number) -> int | None:
        person = None
        for point in row.points:
            found = self.people.get((point[0], point[2])) if point[0] == PHONE else None
            if found is None or row.arrival is None:
                continue
            person = person or _named(row)
            if equal_number(person, self.holders[found]) is wanted:
                return found
        return None

    def is_blocked(self, row: JudgedRow) -> bool:
        """Whether somebody asked that this person never be recorded again."""
        return bool(self.blocked) and any(point.identity in self.blocked for point in row.points)


def known_among(rows: Sequence[JudgedRow]) -> Known:
    """Looks up every contact point of these rows: a query for each kind there is, one for holders, two for blocks."""
    keys: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        for point in row.points:
            keys[point[0]].add(point[2])
    people: dict[Identity, int] = {}
    for kind, wanted in keys.items():
        found = ContactPoint.objects.filter(kind=kind, key__among=wanted).values_list("key", "candidate_id")
        people.update(((kind, key), candidate_id) for key, candidate_id in found)
    holders = _holders({candidate_id for (kind, _), candidate_id in people.items() if kind == PHONE})
    return Known(people, holders, is_blocked((point[0], point[2]) for row in rows for point in row.points))


def rows_standing_for(batch: ImportBatch, candidate_ids: Iterable[int], *, before: int) -> dict[int, int]:
    """The first row of this import above row `before` that became, or was found to be, each person."""
    ids = set(candidate_ids)
    if not ids:
        return {}
    rows = ImportRow.objects.filter(batch=batch, candidate_id__among=ids, number__lt=before).exclude(fate="probable")
    found = rows.order_by("-number").values_list("candidate_id", "number")
    return {candidate_id: number for candidate_id, number in found if candidate_id}


def _named(row: JudgedRow) -> Named:
    email = next((point[2] for point in row.points if point[0] == EMAIL), "")
    arrival = row.arrival
    return Named(row.name, (arrival.pinyin or arrival.sort_name) if arrival else "", email)


def _holders(ids: set[int]) -> dict[int, Named]:
    if not ids:
        return {}
    rows = Candidate.objects.filter(pk__among=ids)
    found = rows.values_list("pk", "display_name", "pinyin", "sort_name", "email_key")
    return {pk: Named(name, pinyin or letters, email or "") for pk, name, pinyin, letters, email in found}
