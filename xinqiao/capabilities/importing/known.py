"""Who of these rows is there already, by contact point, and who asked to stay out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from xinqiao.capabilities.candidates.blocking import is_blocked
from xinqiao.capabilities.candidates.models import Candidate, ContactPoint
from xinqiao.capabilities.importing.arrivals import name_in_any_order
from xinqiao.capabilities.importing.fates import JudgedRow
from xinqiao.capabilities.importing.models import ImportBatch, ImportRow
from xinqiao.capabilities.importing.people import PHONE, Identity


class Holder(NamedTuple):
    """Somebody whose number a row gives: the letters of the name, and whether an e-mail address is known."""

    name: str
    has_mail: bool


class Known(NamedTuple):
    """To whom each contact point belongs (internal id), who holds a number, and which of the points are blocked."""

    people: dict[Identity, int]
    holders: dict[int, Holder]
    blocked: set[Identity]

    def person_of(self, row: JudgedRow) -> int | None:
        """The person of the workspace that this row speaks of.

        An address or profile tells for sure. A number does unless name and address both are another's: then it is
        a family's or a company's.
        """
        if not self.people:
            return None
        by_number = None
        for point in row.points:
            found = self.people.get((point[0], point[2]))
            if found is None:
                continue
            if point[0] != PHONE:
                return found
            if by_number is None and self._may_be(row, found):
                by_number = found
        return by_number

    def _may_be(self, row: JudgedRow, candidate_id: int) -> bool:
        holder = self.holders.get(candidate_id)
        if holder is None or row.arrival is None or not (holder.has_mail and row.has_mail):
            return True
        return holder.name == name_in_any_order(row.arrival.sort_name)

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


def _holders(ids: set[int]) -> dict[int, Holder]:
    if not ids:
        return {}
    rows = Candidate.objects.filter(pk__among=ids).values_list("pk", "sort_name", "email_key")
    return {pk: Holder(name_in_any_order(name), bool(mail)) for pk, name, mail in rows}
