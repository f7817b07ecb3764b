"""Why a paper is not taken."""

from __future__ import annotations

from enum import StrEnum


class Why(StrEnum):
    """Stable codes; their words stand with the page."""

    EMPTY = "empty"
    OTHER_KIND = "other_kind"
    OLD_WORD = "old_word"
    MACROS = "macros"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    TOO_LARGE_INSIDE = "too_large_inside"


class PaperRefused(ValueError):
    """The file is not taken; `why` says the reason."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why
