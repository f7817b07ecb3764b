"""Sessions as Django keeps them in the database, read by a statement that is compiled once: every desk page asks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.sessions.backends import db
from django.utils import timezone

from xinqiao.foundation.tenancy.prepared import PreparedSelect

_LIVING: PreparedSelect[Any] = PreparedSelect(
    lambda key, now: db.SessionStore.get_model_class().objects.filter(session_key=key, expire_date__gt=now),
    str,
    datetime,
)


class SessionStore(db.SessionStore):
    """Named as Django wants it, and as its signatures are salted."""

    def _get_session_from_db(self) -> Any:
        found = _LIVING.find(self.session_key, timezone.now())
        if found is None:
            self._session_key = None
        return found
