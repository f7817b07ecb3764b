"""By when a request about data is answered: working days with holidays in China, calendar months in the EU."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from xinqiao.domain.request_deadlines import SOON_DAYS, due_day, extended_day, is_due_soon
from xinqiao.playbook.loader import playbook

CHINA = playbook().calendar_in("Asia/Shanghai")


@pytest.mark.parametrize(
    ("profile", "received", "due"),
    [
        # Three weeks of five days; a weekend in which it came in counts for nothing.
        ("cn", date(2026, 11, 2), date(2026, 11, 23)),
        ("cn", date(2026, 11, 7), date(2026, 11, 27)),
        # Seven days of National Day are free, and the Saturday after them is worked.
        ("cn", date(2026, 9, 28), date(2026, 10, 23)),
        ("eu", date(2026, 11, 2), date(2026, 12, 2)),
        ("eu", date(2026, 1, 31), date(2026, 2, 28)),
        ("eu", date(2027, 12, 15), date(2028, 1, 15)),
    ],
)
def test_the_last_day(profile: str, received: date, due: date) -> None:
    assert due_day(received, profile, CHINA) == due  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("profile", "due", "extended"),
    [("cn", date(2026, 11, 23), date(2026, 12, 14)), ("eu", date(2026, 12, 31), date(2027, 2, 28))],
)
def test_the_last_day_once_extended(profile: str, due: date, extended: date) -> None:
    assert extended_day(due, profile, CHINA) == extended  # type: ignore[arg-type]


def test_it_is_named_from_five_days_before_and_goes_on_being_named() -> None:
    due = date(2026, 11, 23)
    assert not is_due_soon(due, due - timedelta(days=SOON_DAYS + 1))
    assert is_due_soon(due, due - timedelta(days=SOON_DAYS))
    assert is_due_soon(due, due + timedelta(days=9))
