"""Reads on the record itself."""

from __future__ import annotations

from collections.abc import Iterable

from xinqiao.capabilities.candidates.models import (
    Attachment,
    Candidate,
    ErasureFile,
    Export,
)
from xinqiao.foundation.tenancy.prepared import PreparedSelect

# SQLite knows only so many parameters in a statement.
_ASKED_AT_ONCE = 5000

_CANDIDATE_OF = PreparedSelect(
    lambda public_id: Candidate.objects.select_related("owner__user", "opening").filter(public_id=public_id), str
)


def candidate_of(public_id: str) -> Candidate:
    """One person of the current workspace; raises Candidate.DoesNotExist for any other."""
    found = _CANDIDATE_OF.find(public_id)
    if found is None:
        raise Candidate.DoesNotExist
    return found


def candidates_by_id(ids: Iterable[int]) -> dict[int, Candidate]:
    """People by internal id."""
    return Candidate.objects.in_bulk(list(ids))


def has_at_least(count: int) -> bool:
    """Whether the workspace holds so many people, sample people left out."""
    return len(Candidate.objects.filter(is_sample=False).values_list("pk")[:count]) >= count


def sample_count() -> int:
    """How many sample people the workspace still has."""
    return Candidate.objects.filter(is_sample=True).count()


def openings_in_use() -> set[int]:
    """The openings (internal ids) that somebody's record names."""
    rows = Candidate.objects.exclude(opening=None).order_by().values_list("opening_id", flat=True)
    return set(rows.distinct())


def stored_files() -> set[str]:
    """The files about people that the current workspace still needs: papers, those of people being erased, exports."""
    attached = Attachment.objects.exclude(stored_file="").values_list("stored_file", flat=True)
    exported = Export.objects.exclude(stored_file="").values_list("stored_file", flat=True)
    return {*attached, *exported, *ErasureFile.objects.values_list("stored_file", flat=True)}


def ids_of_public(public_ids: Iterable[str]) -> list[int]:
    """The internal ids of these people of the current workspace; unknown ones are left out."""
    wanted = [one for one in public_ids if "\x00" not in one]
    return [
        pk
        for start in range(0, len(wanted), _ASKED_AT_ONCE)
        for pk in Candidate.objects.filter(public_id__in=wanted[start : start + _ASKED_AT_ONCE]).values_list(
            "pk", flat=True
        )
    ]
