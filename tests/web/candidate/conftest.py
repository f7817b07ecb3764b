"""The clock that a candidate's pages read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from tests.factories import NOW

Clock = Callable[[timedelta], datetime]


@pytest.fixture(autouse=True)
def later(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The pages' clock stands at NOW; `later(timedelta)` moves it on."""

    def move(by: timedelta) -> datetime:
        moment = NOW + by
        monkeypatch.setattr("xinqiao.web.access.candidates.timezone.now", lambda: moment)
        return moment

    move(timedelta())
    return move
