"""Under which law's terms the current workspace works."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from xinqiao.domain.request_deadlines import Profile

# Where the product's own calendar is kept, and so where a team's days begin and end.
ZONE: Final = "Asia/Shanghai"


def law_profile() -> Profile:
    """The profile in force."""
    return "cn"


def team_day(now: datetime) -> date:
    """The team's day at this moment, by which deadlines are counted."""
    return now.astimezone(ZoneInfo(ZONE)).date()
