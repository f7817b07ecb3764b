"""Under which law's terms the current workspace works."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final, cast
from zoneinfo import ZoneInfo

from xinqiao.domain.request_deadlines import Profile
from xinqiao.foundation.tenancy.scope import current_workspace_id
from xinqiao.foundation.workspaces.queries import law_in_force

# Where the product's own calendar is kept, and so where a team's days begin and end.
ZONE: Final = "Asia/Shanghai"


def law_profile() -> Profile:
    """The profile in force."""
    return cast("Profile", law_in_force(current_workspace_id()))


def team_day(now: datetime) -> date:
    """The team's day at this moment, by which deadlines are counted."""
    return now.astimezone(ZoneInfo(ZONE)).date()
