"""When another answer is useful: apart, not too often, after something happened, never against the pace."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from xinqiao.domain.pace import ContactSpacing
from xinqiao.domain.retest import Event, Happening, Reason, Rest, RetestFacts, plan, serves_as_before

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)


def day(number: float) -> datetime:
    """So many days before (negative) or after NOW."""
    return NOW + timedelta(days=number)


FACTS = RetestFacts(
    permission="granted",
    is_at_rest=False,
    answered_at=[day(-20)],
    invited_at=[day(-100)],
    invitation_lasts=timedelta(days=30),
    last_contact=day(-21),
    spacing=ContactSpacing(ask_days=7, news_days=7, chosen=False),
)


@pytest.mark.parametrize(
    ("changes", "at", "reason"),
    [
        ({}, 10, Reason.FRESH_BEFORE),
        ({"answered_at": [day(-40)]}, -10, Reason.FRESH_BEFORE),
        ({"ask_again": True}, -13, Reason.ASK_AGAIN),
        ({"events": [Event(Happening.STAGE, day(-10))]}, -3, Reason.AFTER_STAGE),
        ({"events": [Event(Happening.TALK, day(-2))]}, 5, Reason.AFTER_TALK),
        ({"events": [Event(Happening.TRY, day(-2)), Event(Happening.STAGE, day(-4))]}, 5, Reason.AFTER_TRY),
        # What happened before the last answer is in it already.
        ({"events": [Event(Happening.STAGE, day(-30))]}, 10, Reason.FRESH_BEFORE),
        ({"events": [Event(Happening.TECHNIQUE, day(-10))]}, -3, Reason.BEFORE_AND_AFTER),
        ({"events": [Event(Happening.TECHNIQUE, day(-10))], "answered_at": [day(-41)]}, -3, Reason.AFTER_TECHNIQUE),
        # At least seven days after the answers, whatever happened the day after.
        ({"answered_at": [day(-1)], "events": [Event(Happening.STAGE, day(-0.5))]}, 6.5, Reason.AFTER_STAGE),
        # Never against the pace.
        ({"answered_at": [day(-40)], "last_contact": day(-3)}, 4, Reason.FRESH_BEFORE),
        (
            {"answered_at": [day(-40)], "last_contact": day(-3), "spacing": ContactSpacing(90, 90, True)},
            87,
            Reason.FRESH_BEFORE,
        ),
        # At most three in 90 days.
        ({"answered_at": [day(-80), day(-60), day(-40)]}, 10, Reason.FRESH_BEFORE),
        ({"answered_at": [day(-95), day(-60), day(-40)]}, -5, Reason.FRESH_BEFORE),
        # An invitation that ran out unanswered counts among them.
        ({"answered_at": [day(-80), day(-75)], "invited_at": [day(-31)]}, 10, Reason.FRESH_BEFORE),
    ],
)
def test_the_next_useful_moment(changes: dict[str, object], at: float, reason: Reason) -> None:
    found = plan(replace(FACTS, **changes), NOW)  # type: ignore[arg-type]
    assert (found.at, found.reason, found.rest) == (day(at), reason, None)
    assert found.is_due(NOW) is (at <= 0)


@pytest.mark.parametrize(
    ("changes", "rest"),
    [
        ({"permission": "stopped"}, Rest.STOPPED),
        ({"permission": "none"}, Rest.NO_YES),
        ({"permission": "later"}, Rest.NO_YES),
        ({"is_at_rest": True}, Rest.AT_REST),
        ({"answered_at": []}, Rest.NEVER_ANSWERED),
        ({"spacing": ContactSpacing(None, None, True)}, Rest.THEY_BEGIN),
        ({"invited_at": [day(-5)]}, Rest.INVITATION_OPEN),
        ({"card_open_until": day(25)}, Rest.CARD_OPEN),
    ],
)
def test_reasons_to_rest(changes: dict[str, object], rest: Rest) -> None:
    found = plan(replace(FACTS, **changes), NOW)  # type: ignore[arg-type]
    assert (found.at, found.rest) == (None, rest)
    assert not found.is_due(NOW)
    assert found.until == (day(25) if rest in (Rest.INVITATION_OPEN, Rest.CARD_OPEN) else None)


@pytest.mark.parametrize(("before", "serves"), [(0, True), (30, True), (30.1, False), (-0.1, False)])
def test_a_reading_serves_thirty_days_as_the_one_before(before: float, serves: bool) -> None:
    assert serves_as_before(day(-before), NOW) is serves
