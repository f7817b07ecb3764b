"""Writes on what a team writes itself."""

from xinqiao.foundation.content.operations.openings import (
    OpeningFacts,
    add_opening,
    change_opening,
    close_opening,
    remove_sample_openings,
    reopen_opening,
)
from xinqiao.foundation.content.operations.own_texts import (
    ChangedMeanwhile,
    NothingChanged,
    reset_text,
    take_back_text,
    write_text,
)

__all__ = [
    "ChangedMeanwhile",
    "NothingChanged",
    "OpeningFacts",
    "add_opening",
    "change_opening",
    "close_opening",
    "remove_sample_openings",
    "reopen_opening",
    "reset_text",
    "take_back_text",
    "write_text",
]
