from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinqiao.domain.send_check import (
    ALLOWED,
    PERMISSION_ASKS_AT_MOST,
    REMINDER_AFTER,
    CopyFacts,
    Decision,
    Instead,
    PermissionState,
    Purpose,
    Rule,
    UndatedAsk,
    may_copy,
)

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=100)

times = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))
any_facts = st.builds(
    CopyFacts,
    purpose=st.sampled_from(Purpose),
    permission=st.sampled_from(PermissionState),
    stopped=st.booleans(),
    permission_asks=st.lists(times, min_size=1, max_size=4).map(tuple),
    said_later_at=st.none() | times,
)


def facts(
    purpose: Purpose,
    permission: PermissionState,
    *asks: datetime,
    stopped: bool = False,
    said_later_at: datetime | None = None,
) -> CopyFacts:
    return CopyFacts(
        purpose=purpose,
        permission=permission,
        stopped=stopped,
        permission_asks=asks,
        said_later_at=said_later_at,
    )


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("permission", [PermissionState.NONE, PermissionState.GRANTED])
def test_after_a_stop_nothing_may_be_copied(purpose: Purpose, permission: PermissionState) -> None:
    refused = Decision(False, Rule.STOPPED, instead=Instead.ANSWER_IF_THEY_WRITE)
    assert may_copy(facts(purpose, permission, stopped=True), NOW) == refused
    assert may_copy(facts(purpose, PermissionState.STOPPED), NOW) == refused


def test_a_questionnaire_may_go_to_someone_who_said_yes() -> None:
    assert may_copy(facts(Purpose.QUESTIONNAIRE, PermissionState.GRANTED, LONG_AGO), NOW) is ALLOWED


@pytest.mark.parametrize(
    ("permission", "asks", "instead"),
    [
        (PermissionState.NONE, (), Instead.ASK_PERMISSION),
        (PermissionState.ASKED, (LONG_AGO,), Instead.ASK_PERMISSION),
        (PermissionState.ASKED, (NOW - timedelta(days=1),), Instead.WAIT_FOR_THEM),
        (PermissionState.LATER, (LONG_AGO, LONG_AGO), Instead.WAIT_FOR_THEM),
    ],
)
def test_without_a_yes_a_questionnaire_is_refused_and_the_fitting_step_is_named(
    permission: PermissionState, asks: tuple[datetime, ...], instead: Instead
) -> None:
    decision = may_copy(facts(Purpose.QUESTIONNAIRE, permission, *asks), NOW)
    assert decision == Decision(False, Rule.NO_YES, instead=instead)


def test_permission_may_be_asked_of_someone_never_asked() -> None:
    assert may_copy(facts(Purpose.PERMISSION, PermissionState.NONE), NOW) is ALLOWED


def test_someone_who_said_yes_is_not_asked_for_permission_again() -> None:
    decision = may_copy(facts(Purpose.PERMISSION, PermissionState.GRANTED, LONG_AGO), NOW)
    assert decision == Decision(False, Rule.ALREADY_GRANTED, instead=Instead.SEND_QUESTIONNAIRE)


@pytest.mark.parametrize(
    ("waited", "allowed"),
    [
        (timedelta(0), False),
        (REMINDER_AFTER - timedelta(microseconds=1), False),
        (REMINDER_AFTER, True),
        (timedelta(days=200), True),
    ],
)
def test_one_reminder_may_follow_after_fourteen_days(waited: timedelta, allowed: bool) -> None:
    decision = may_copy(facts(Purpose.PERMISSION, PermissionState.ASKED, NOW - waited), NOW)
    assert decision.allowed is allowed
    assert (decision.rule, decision.until) == (
        (None, None) if allowed else (Rule.REMINDER_TOO_SOON, NOW - waited + REMINDER_AFTER)
    )


def test_a_later_starts_the_fourteen_days_again() -> None:
    said = NOW - timedelta(days=2)
    later = facts(Purpose.PERMISSION, PermissionState.LATER, LONG_AGO, said_later_at=said)
    assert may_copy(later, NOW).until == said + REMINDER_AFTER
    assert may_copy(later, said + REMINDER_AFTER) is ALLOWED


def test_after_two_requests_we_rest() -> None:
    decision = may_copy(facts(Purpose.PERMISSION, PermissionState.ASKED, LONG_AGO, LONG_AGO), NOW)
    assert decision == Decision(False, Rule.ASKED_TWICE, instead=Instead.WAIT_FOR_THEM)


@pytest.mark.parametrize("permission", [PermissionState.ASKED, PermissionState.LATER])
def test_an_ask_without_a_date_is_refused_loudly(permission: PermissionState) -> None:
    with pytest.raises(UndatedAsk):
        facts(Purpose.PERMISSION, permission)


@given(any_facts, times)
def test_nothing_ever_leaves_after_a_stop(known: CopyFacts, now: datetime) -> None:
    if known.stopped or known.permission is PermissionState.STOPPED:
        assert may_copy(known, now).rule is Rule.STOPPED


@given(any_facts, times)
def test_a_questionnaire_leaves_only_with_a_yes(known: CopyFacts, now: datetime) -> None:
    if known.purpose is Purpose.QUESTIONNAIRE and may_copy(known, now).allowed:
        assert known.permission is PermissionState.GRANTED


@given(any_facts, times)
def test_every_refusal_names_its_rule_and_what_is_fine(known: CopyFacts, now: datetime) -> None:
    decision = may_copy(known, now)
    if decision.allowed:
        assert decision == ALLOWED
    else:
        assert decision.rule is not None
        assert decision.instead is not None


@given(any_facts, times)
def test_what_is_refused_until_a_time_is_allowed_at_that_time(known: CopyFacts, now: datetime) -> None:
    until = may_copy(known, now).until
    if until is not None:
        assert now < until
        assert may_copy(known, until).allowed


@given(st.lists(times, min_size=1, max_size=30))
def test_however_often_we_try_a_silent_person_is_asked_at_most_twice(tries: list[datetime]) -> None:
    asks: tuple[datetime, ...] = ()
    for now in sorted(tries):
        state = PermissionState.ASKED if asks else PermissionState.NONE
        if may_copy(facts(Purpose.PERMISSION, state, *asks), now).allowed:
            asks = (*asks, now)
    assert len(asks) <= PERMISSION_ASKS_AT_MOST
    assert all(later - earlier >= REMINDER_AFTER for earlier, later in pairwise(asks))


def test_only_when_i_ask_holds_back_an_invitation_even_after_a_yes() -> None:
    facts = CopyFacts(
        purpose=Purpose.QUESTIONNAIRE, permission=PermissionState.GRANTED, stopped=False, only_when_they_ask=True
    )
    decision = may_copy(facts, NOW)
    assert (decision.allowed, decision.rule) == (False, Rule.ONLY_WHEN_THEY_ASK)


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("permission", [PermissionState.NONE, PermissionState.GRANTED])
def test_no_mail_goes_to_the_present_employer(purpose: Purpose, permission: PermissionState) -> None:
    here = replace(facts(purpose, permission), only_employers_address=True)
    assert may_copy(here, NOW) == Decision(False, Rule.EMPLOYERS_ADDRESS, instead=Instead.ANOTHER_WAY)


def test_after_a_stop_the_stop_is_the_reason_whatever_the_address() -> None:
    here = replace(facts(Purpose.PERMISSION, PermissionState.STOPPED), only_employers_address=True)
    assert may_copy(here, NOW).rule == Rule.STOPPED


@pytest.mark.parametrize(("hours", "allowed"), [(-1, False), (0, True), (1, True)])
def test_a_question_about_an_interview_waits_for_the_end_of_its_quiet_day(hours: int, allowed: bool) -> None:
    granted = CopyFacts(Purpose.THREE_TAPS, PermissionState.GRANTED, stopped=False, quiet_until=NOW)

    decision = may_copy(granted, NOW + timedelta(hours=hours))

    expected = Decision(False, Rule.QUIET_DAY, until=NOW, instead=Instead.ANSWER_IF_THEY_WRITE)
    assert decision == (ALLOWED if allowed else expected)
    assert may_copy(replace(granted, only_when_they_ask=True), NOW).rule == Rule.ONLY_WHEN_THEY_ASK
