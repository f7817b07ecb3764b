"""Two people become one, or two again: promises go with them, their history follows; reading follows the links."""

from __future__ import annotations

from typing import Any

from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.promises.models import Promise
from xinqiao.foundation.tenancy.row_copies import hand_over, ids_of


def merge_people(keep: Candidate, other: Candidate) -> dict[str, Any]:
    """Hands every promise to `keep`; what was missed goes on blocking new requests."""
    promises = ids_of(Promise, other.pk)
    hand_over(Promise, promises, candidate_id=keep.pk)
    return {"promises": promises}


def unmerge_people(keep: Candidate, other: Candidate, copy: dict[str, Any]) -> None:
    """Gives them back; what was promised since stays with the survivor."""
    still = ids_of(Promise, keep.pk, pk__in=copy.get("promises", []))
    hand_over(Promise, still, candidate_id=other.pk)
