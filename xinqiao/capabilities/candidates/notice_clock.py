"""By when a person whose record begins now is told of it, under the law that the team works under."""

from __future__ import annotations

from datetime import datetime

from xinqiao.domain.notice import due_at
from xinqiao.foundation.tenancy.scope import current_workspace_id
from xinqiao.foundation.workspaces.queries import law_in_force
from xinqiao.playbook.loader import playbook


def told_by(now: datetime) -> datetime:
    """The last moment for telling them; the record is deleted after it."""
    law = playbook().law_profile(law_in_force(current_workspace_id()))
    return due_at(now, within_a_month=law.notice.within_a_month)
