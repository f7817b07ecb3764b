"""Search text of people: what the list is found and filtered by."""

from __future__ import annotations

from collections.abc import Iterable


def mark(candidate_ids: Iterable[int]) -> None:
    """Brings the filters' marks of these people up to date."""
