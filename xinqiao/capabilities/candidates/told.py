"""The guard before everything that may not be kept of people who do not know of their record (待告知)."""

from __future__ import annotations

from collections.abc import Sequence

from xinqiao.capabilities.candidates.models import Candidate


class NotToldYet(Exception):
    """The person does not know of their record, so this may not be kept; `fields` says what, where it is a form."""

    def __init__(self, fields: Sequence[str] = ()) -> None:
        super().__init__(*fields)
        self.fields = list(fields)


def require_told(candidate: Candidate) -> None:
    """Raises NotToldYet for a person who does not know of their record."""
    if candidate.notice_due_at is not None:
        raise NotToldYet
