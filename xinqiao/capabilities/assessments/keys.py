"""Which scoring key a workspace reads its answers by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import QuerySet

from xinqiao.capabilities.assessments.models import KeySwitch
from xinqiao.domain.scale import TOS5_KEYED
from xinqiao.foundation.tenancy.prepared import PreparedSelect
from xinqiao.foundation.tenancy.scope import current_workspace_id

DEFAULT_KEY: Final = TOS5_KEYED.id


def switches_in_force() -> QuerySet[KeySwitch]:
    """Switches that took force, the present one first."""
    # Switches follow each other, so their ids tell the order even where a clock was set back.
    return KeySwitch.objects.filter(in_force_at__isnull=False).order_by("-id")


_IN_FORCE = PreparedSelect(lambda workspace_id: switches_in_force().filter(workspace_id=workspace_id), int)


@dataclass(frozen=True)
class TeamKey:
    """The key in force, and since when; `since` is None for a team that never switched."""

    id: str
    since: datetime | None


def team_key() -> TeamKey:
    """The current workspace's key, in one query."""
    switch = _IN_FORCE.find(current_workspace_id())
    return TeamKey(DEFAULT_KEY, None) if switch is None else TeamKey(switch.scoring_key, switch.in_force_at)
