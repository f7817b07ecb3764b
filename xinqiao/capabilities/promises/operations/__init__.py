"""Writes on promises: our side, the person's side, and what time does."""

from xinqiao.capabilities.promises.operations.changing import NothingToTakeBack, Overtaken
from xinqiao.capabilities.promises.operations.ours import (
    UNDO_OURS,
    BadDay,
    Given,
    NotOpenToUs,
    hand_over,
    keep,
    make,
    offer,
    take_back_ours,
)
from xinqiao.capabilities.promises.operations.overdue import lapse_offers, mark_missed
from xinqiao.capabilities.promises.operations.theirs import (
    MOST_OPEN_REPORTS,
    UNDO_THEIRS,
    TooManyReports,
    answer,
    dispute,
    let_go,
    report,
    report_private_contact,
    take_back_theirs,
)

__all__ = [
    "MOST_OPEN_REPORTS",
    "UNDO_OURS",
    "UNDO_THEIRS",
    "BadDay",
    "Given",
    "NotOpenToUs",
    "NothingToTakeBack",
    "Overtaken",
    "TooManyReports",
    "answer",
    "dispute",
    "hand_over",
    "keep",
    "lapse_offers",
    "let_go",
    "make",
    "mark_missed",
    "offer",
    "report",
    "report_private_contact",
    "take_back_ours",
    "take_back_theirs",
]
