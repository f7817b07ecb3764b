"""Reads on what a team writes itself."""

from xinqiao.foundation.content.queries.openings import opening_of, openings
from xinqiao.foundation.content.queries.own_texts import (
    HISTORY_AT_MOST,
    earlier_than,
    history_of_text,
    is_outdated,
    latest_text,
    own_texts,
    team_book,
    text_of,
)
from xinqiao.foundation.content.queries.stories import stored_files

__all__ = [
    "HISTORY_AT_MOST",
    "earlier_than",
    "history_of_text",
    "is_outdated",
    "latest_text",
    "opening_of",
    "openings",
    "own_texts",
    "stored_files",
    "team_book",
    "text_of",
]
