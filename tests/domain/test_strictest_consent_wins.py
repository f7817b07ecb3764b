"""Two records, one person: the stricter word holds, on every point."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinqiao.domain.consent_strictness import Terms, common, slower_pace, stricter_permission, strictest
from xinqiao.domain.daytime import Hours

DAY = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
STATES = ("none", "granted", "later", "stopped")
PACES = ("", "weekly", "fortnightly", "monthly", "quarterly", "only_when_i_ask")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("stopped", "granted", "stopped"),
        ("stopped", "later", "stopped"),
        ("stopped", "none", "stopped"),
        ("later", "granted", "later"),
        ("later", "none", "later"),
        ("granted", "none", "granted"),
        ("none", "none", "none"),
        ("granted", "granted", "granted"),
    ],
)
def test_a_no_of_either_is_a_no_and_a_yes_with_silence_stays_a_yes(one: str, other: str, expected: str) -> None:
    assert stricter_permission(one, other) == stricter_permission(other, one) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("", "", ""),
        ("weekly", "", "weekly"),
        ("weekly", "monthly", "monthly"),
        ("quarterly", "only_when_i_ask", "only_when_i_ask"),
        ("fortnightly", "fortnightly", "fortnightly"),
    ],
)
def test_the_slower_pace_holds(one: str, other: str, expected: str) -> None:
    assert slower_pace(one, other) == slower_pace(other, one) == expected


@pytest.mark.parametrize(
    ("newer", "older", "expected"),
    [
        (("email", "wechat"), ("wechat",), ("wechat",)),
        (("email",), (), ("email",)),
        ((), ("email",), ("email",)),
        ((), (), ()),
        # Nothing in common: an empty list would allow everything, so the newer word holds.
        (("email",), ("phone",), ("email",)),
    ],
)
def test_only_channels_that_both_allow_stay_open(
    newer: tuple[str, ...], older: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    assert common(newer, older) == expected


@pytest.mark.parametrize(
    ("one", "other", "before"),
    [
        # Their stop can still be taken back, to what the other record says or stricter.
        (("stopped", "granted"), ("none", ""), "granted"),
        (("stopped", "granted"), ("later", ""), "later"),
        (("stopped", "none"), ("granted", ""), "granted"),
        # Taking back one of two stops would leave the other one.
        (("stopped", "granted"), ("stopped", "none"), ""),
        (("granted", "none"), ("granted", "none"), ""),
        (("granted", ""), ("none", ""), ""),
    ],
)
def test_the_way_back_never_leads_to_something_looser(
    one: tuple[str, str], other: tuple[str, str], before: str
) -> None:
    late = Terms(permission=one[0], permission_before=one[1], decided_at=DAY)
    early = Terms(permission=other[0], permission_before=other[1], decided_at=DAY - timedelta(days=9))
    assert strictest(late, early).permission_before == before
    assert strictest(early, late).permission_before == before


def test_the_later_of_two_laters_sets_the_date() -> None:
    early, late = (Terms("later", DAY - timedelta(days=n)) for n in (9, 1))
    assert strictest(early, late).decided_at == late.decided_at


def test_every_ask_of_either_record_counts() -> None:
    first, second = (DAY - timedelta(days=20)).isoformat(), DAY.isoformat()
    merged = strictest(Terms(permission_asks=(second,)), Terms(permission_asks=(first,)))
    assert merged.permission_asks == (first, second)


def terms_of(draw: st.DrawFn) -> Terms:
    state = draw(st.sampled_from(STATES))
    before = draw(st.sampled_from([one for one in ("", *STATES) if one != state]))
    some = st.lists(st.sampled_from(("a", "b", "c")), unique=True).map(tuple)
    moment = st.integers(0, 90).map(lambda days: DAY - timedelta(days=days))
    return Terms(
        permission=state,
        decided_at=None if state == "none" else draw(moment),
        permission_before="" if state == "none" else before,
        pace=draw(st.sampled_from(PACES)),
        channels=draw(some),
        chosen_at=draw(moment),
        excluded_weekdays=tuple(sorted(draw(st.sets(st.integers(0, 6), max_size=6)))),
        paused_until=draw(st.none() | moment),
        permission_asks=tuple(one.isoformat() for one in draw(st.lists(moment, max_size=2))),
    )


@given(st.composite(terms_of)(), st.composite(terms_of)())
def test_the_result_is_never_looser_than_either(one: Terms, other: Terms) -> None:
    merged = strictest(one, other)
    order = ("stopped", "later", "granted", "none")
    assert order.index(merged.permission) == min(order.index(one.permission), order.index(other.permission))
    assert merged.permission_before != merged.permission
    days = {*one.excluded_weekdays, *other.excluded_weekdays}
    assert set(merged.excluded_weekdays) == days or len(days) == 7
    assert len(merged.excluded_weekdays) < 7
    assert merged.paused_until == max((each.paused_until for each in (one, other) if each.paused_until), default=None)
    assert len(merged.permission_asks) >= max(len(set(one.permission_asks)), len(set(other.permission_asks)))
    # A later without a date could not be waited for.
    assert merged.permission != "later" or merged.decided_at is not None
    for mine in (one, other):
        if mine.channels and set(merged.channels) - set(mine.channels):
            assert not set(one.channels) & set(other.channels)


@given(st.composite(terms_of)())
def test_with_an_empty_record_nothing_changes(one: Terms) -> None:
    merged = strictest(one, Terms())
    assert merged.permission == one.permission
    assert (merged.pace, merged.channels) == (one.pace, one.channels)


@pytest.mark.parametrize(
    ("newer", "older", "expected"),
    [
        ((9, 12), (10, 20), (10, 12)),
        ((9, 12), (None, None), (9, 12)),
        ((None, None), (9, 12), (9, 12)),
        # Nothing in common: the narrower choice holds, of two as narrow the newer.
        ((9, 12), (12, 20), (9, 12)),
        ((12, 20), (9, 12), (9, 12)),
        ((14, 17), (9, 12), (14, 17)),
    ],
)
def test_only_hours_that_both_allow_stay_open(
    newer: tuple[int, int], older: tuple[int, int], expected: tuple[int, int]
) -> None:
    late = Terms(chosen_at=DAY, hours_from=newer[0], hours_to=newer[1])
    early = Terms(chosen_at=DAY - timedelta(days=9), hours_from=older[0], hours_to=older[1])
    merged = strictest(early, late)
    assert (merged.hours_from, merged.hours_to) == expected


HOURS = {
    "morning": Hours(9, 12),
    "noon": Hours(12, 14),
    "evening": Hours(19, 21),
    "weekend": Hours(10, 18, weekend=True),
}


@pytest.mark.parametrize(
    ("newer", "older", "parts", "hours"),
    [
        ((("morning", "noon"), None, None), (("evening",), None, None), ("evening",), (None, None)),
        ((("evening",), None, None), (("noon",), None, None), ("evening",), (None, None)),
        ((("morning",), None, None), (("weekend",), None, None), ("morning",), (None, None)),
        ((("morning",), None, None), ((), 10, 18), ("morning",), (10, 18)),
        # Parts of the one, hours of the other, and nothing between them: the narrower.
        ((("morning",), None, None), ((), 14, 18), ("morning",), (None, None)),
        ((("morning",), None, None), ((), 14, 16), (), (14, 16)),
    ],
)
def test_of_times_that_exclude_each_other_the_narrower_holds(
    newer: tuple[tuple[str, ...], int | None, int | None],
    older: tuple[tuple[str, ...], int | None, int | None],
    parts: tuple[str, ...],
    hours: tuple[int | None, int | None],
) -> None:
    late, early = (
        Terms(chosen_at=DAY - timedelta(days=days), day_parts=one[0], hours_from=one[1], hours_to=one[2])
        for days, one in ((0, newer), (9, older))
    )
    merged = strictest(early, late, HOURS)
    assert (merged.day_parts, (merged.hours_from, merged.hours_to)) == (parts, hours)
