"""Who is probably here already: the look-up behind `domain.probable_twins`, in a fixed number of queries.

The numbers stand on the record itself: whoever stores a person sets them (`mark`, or `columns_of` for bulk rows).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from django.db.models import QuerySet

from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.domain.probable_twins import Traits, are_probably_one, traits_of

FIELDS: Final = ("twin_key", "twin_written", "twin_detail")
NOTHING: Final[tuple[int | None, int, int]] = (None, 0, 0)


def traits(candidate: Candidate) -> Traits | None:
    """What is compared of a record as it stands, saved or not."""
    return traits_of(
        candidate.display_name,
        candidate.pinyin or candidate.sort_name,
        candidate.company,
        title=candidate.title,
        city=candidate.city,
        reachable=bool(candidate.email_key and candidate.phone_key),
    )


def columns_of(found: Traits | None) -> tuple[int | None, int, int]:
    """The values of `FIELDS` for a bulk row."""
    return NOTHING if found is None else (found.key, found.written, found.detail)


def mark(candidate: Candidate) -> None:
    """Sets `FIELDS` on a record that is about to be saved, after name, pinyin, company and addresses."""
    candidate.twin_key, candidate.twin_written, candidate.twin_detail = columns_of(traits(candidate))


def known_twins(wanted: Iterable[Traits]) -> dict[Traits, int]:
    """For each of these traits the oldest person (internal id) who is probably the same, in one query."""
    asked = set(wanted)
    if not asked:
        return {}
    by_key: dict[int, list[tuple[int, Traits]]] = {}
    for person, *columns in _rows({one.key for one in asked}):
        by_key.setdefault(columns[0], []).append((person, Traits(*columns)))
    found: dict[Traits, int] = {}
    for one in asked:
        for person, theirs in by_key.get(one.key, ()):
            if are_probably_one(one, theirs):
                found[one] = person
                break
    return found


def twins_of(wanted: Traits, *, without: int | None = None, limit: int) -> list[int]:
    """People (internal ids, oldest first) who are probably the one with these traits."""
    rows = _rows([wanted.key])
    if without is not None:
        rows = rows.exclude(pk=without)
    found = (person for person, *columns in rows if are_probably_one(wanted, Traits(*columns)))
    return [person for person, _ in zip(found, range(limit), strict=False)]


def _rows(keys: Sequence[int] | set[int]) -> QuerySet[Candidate, tuple[int, int, int, int]]:
    rows = Candidate.objects.filter(twin_key__among=set(keys)).order_by("pk")
    return rows.values_list("pk", "twin_key", "twin_written", "twin_detail")  # type: ignore[return-value]
