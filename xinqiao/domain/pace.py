"""How many days lie between contacts: the person's own choice, else the default of the tempo level.

Asks (something is wanted of the person) and news (nothing is) have their own spacing.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from xinqiao.domain.levels import UNMEASURED, Level, LevelState


class PaceChoice(StrEnum):
    """What a candidate can choose in one tap."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    ONLY_WHEN_I_ASK = "only_when_i_ask"


@dataclass(frozen=True, slots=True)
class ContactSpacing:
    """The least number of days between two contacts of ours; `None` = only once the person begins."""

    ask_days: int | None
    news_days: int | None
    chosen: bool


CHOICE_DAYS: Final[dict[PaceChoice, int | None]] = {
    PaceChoice.WEEKLY: 7,
    PaceChoice.FORTNIGHTLY: 14,
    PaceChoice.MONTHLY: 30,
    PaceChoice.QUARTERLY: 90,
    PaceChoice.ONLY_WHEN_I_ASK: None,
}

# `unmeasured` holds after a yes only: before it, `send_check` allows one request for permission and a reminder.
DEFAULT_SPACING: Final[dict[LevelState, ContactSpacing]] = {
    Level.OPEN: ContactSpacing(ask_days=3, news_days=3, chosen=False),
    Level.CAUTIOUS: ContactSpacing(ask_days=7, news_days=7, chosen=False),
    Level.GUARDED: ContactSpacing(ask_days=14, news_days=14, chosen=False),
    Level.RESERVED: ContactSpacing(ask_days=None, news_days=90, chosen=False),
    UNMEASURED: ContactSpacing(ask_days=14, news_days=14, chosen=False),
}


def effective_interval(choice: PaceChoice | None, tempo: LevelState) -> ContactSpacing:
    """The spacing that binds us: the person's own choice if there is one, else the tempo level's default."""
    if choice is None:
        return DEFAULT_SPACING[tempo]
    days = CHOICE_DAYS[choice]
    return ContactSpacing(ask_days=days, news_days=days, chosen=True)
