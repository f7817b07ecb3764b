from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xinqiao.domain.pace import PaceChoice
from xinqiao.domain.send_check import may_leave
from xinqiao.domain.send_facts import (
    ALLOWED,
    PERMISSION_ASKS_AT_MOST,
    REMINDER_AFTER,
    Decision,
    Facts,
    Instead,
    Kind,
    PermissionState,
    Purpose,
    Rule,
    UndatedAsk,
)

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=100)

times = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))


def facts(
    purpose: Purpose,
    permission: PermissionState,
    *asks: datetime,
    stopped_at: datetime | None = None,
    said_later_at: datetime | None = None,
) -> Facts:
    return Facts(
        kind=Kind.ASK,
        purpose=purpose,
        permission=permission,
        stopped_at=stopped_at,
        permission_asks=asks,
        said_later_at=said_later_at,
    )


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("permission", [PermissionState.NONE, PermissionState.GRANTED])
def test_after_a_stop_nothing_may_be_copied(purpose: Purpose, permission: PermissionState) -> None:
    refused = Decision(False, Rule.STOPPED, instead=Instead.ANSWER_IF_THEY_WRITE)
    assert may_leave(facts(purpose, permission, stopped_at=LONG_AGO), NOW) == refused
    assert may_leave(facts(purpose, PermissionState.STOPPED), NOW) == refused


def test_a_questionnaire_may_go_to_someone_who_said_yes() -> None:
    assert may_leave(facts(Purpose.QUESTIONNAIRE, PermissionState.GRANTED, LONG_AGO), NOW) is ALLOWED


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
    decision = may_leave(facts(Purpose.QUESTIONNAIRE, permission, *asks), NOW)
    assert decision == Decision(False, Rule.NO_YES, instead=instead)


def test_permission_may_be_asked_of_someone_never_asked() -> None:
    assert may_leave(facts(Purpose.PERMISSION, PermissionState.NONE), NOW) is ALLOWED


def test_someone_who_said_yes_is_not_asked_for_permission_again() -> None:
    decision = may_leave(facts(Purpose.PERMISSION, PermissionState.GRANTED, LONG_AGO), NOW)
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
    decision = may_leave(facts(Purpose.PERMISSION, PermissionState.ASKED, NOW - waited), NOW)
    assert decision.allowed is allowed
    assert (decision.rule, decision.until) == (
        (None, None) if allowed else (Rule.REMINDER_TOO_SOON, NOW - waited + REMINDER_AFTER)
    )


def test_a_later_starts_the_fourteen_days_again() -> None:
    said = NOW - timedelta(days=2)
    later = facts(Purpose.PERMISSION, PermissionState.LATER, LONG_AGO, said_later_at=said)
    assert may_leave(later, NOW).until == said + REMINDER_AFTER
    assert may_leave(later, said + REMINDER_AFTER) is ALLOWED


def test_after_two_requests_we_rest() -> None:
    decision = may_leave(facts(Purpose.PERMISSION, PermissionState.ASKED, LONG_AGO, LONG_AGO), NOW)
    assert decision == Decision(False, Rule.ASKED_TWICE, instead=Instead.WAIT_FOR_THEM)


@pytest.mark.parametrize("permission", [PermissionState.ASKED, PermissionState.LATER])
def test_an_ask_without_a_date_is_refused_loudly(permission: PermissionState) -> None:
    with pytest.raises(UndatedAsk):
        facts(Purpose.PERMISSION, permission)


# However busy the machine is.
@settings(deadline=None)
@given(st.lists(times, min_size=1, max_size=30))
def test_however_often_we_try_a_silent_person_is_asked_at_most_twice(tries: list[datetime]) -> None:
    asks: tuple[datetime, ...] = ()
    for now in sorted(tries):
        state = PermissionState.ASKED if asks else PermissionState.NONE
        if may_leave(facts(Purpose.PERMISSION, state, *asks), now).allowed:
            asks = (*asks, now)
    assert len(asks) <= PERMISSION_ASKS_AT_MOST
    assert all(later - earlier >= REMINDER_AFTER for earlier, later in pairwise(asks))


@pytest.mark.parametrize("purpose", Purpose)
def test_only_when_i_ask_holds_back_every_request(purpose: Purpose) -> None:
    permission = PermissionState.ASKED if purpose is Purpose.PERMISSION else PermissionState.GRANTED
    chosen = replace(facts(purpose, permission, LONG_AGO), pace=PaceChoice.ONLY_WHEN_I_ASK)
    assert may_leave(chosen, NOW) == Decision(False, Rule.ONLY_WHEN_THEY_ASK, instead=Instead.WAIT_FOR_THEM)


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("permission", [PermissionState.NONE, PermissionState.GRANTED])
def test_no_mail_goes_to_the_present_employer(purpose: Purpose, permission: PermissionState) -> None:
    here = replace(facts(purpose, permission), to_employers_domain=True)
    assert may_leave(here, NOW) == Decision(False, Rule.EMPLOYERS_ADDRESS, instead=Instead.ANOTHER_WAY)


def test_after_a_stop_the_stop_is_the_reason_whatever_the_address() -> None:
    here = replace(facts(Purpose.PERMISSION, PermissionState.STOPPED), to_employers_domain=True)
    assert may_leave(here, NOW).rule == Rule.STOPPED


@pytest.mark.parametrize(("hours", "allowed"), [(-1, False), (0, True), (1, True)])
def test_a_question_about_an_interview_waits_for_the_end_of_its_quiet_day(hours: int, allowed: bool) -> None:
    granted = replace(facts(Purpose.THREE_TAPS, PermissionState.GRANTED), quiet_until=NOW)

    decision = may_leave(granted, NOW + timedelta(hours=hours))

    expected = Decision(False, Rule.QUIET_DAY, until=NOW, instead=Instead.ANSWER_IF_THEY_WRITE)
    assert decision == (ALLOWED if allowed else expected)
    quieter = replace(granted, pace=PaceChoice.ONLY_WHEN_I_ASK)
    assert may_leave(quieter, NOW - timedelta(hours=1)).rule == Rule.ONLY_WHEN_THEY_ASK


def test_a_yes_opens_the_questionnaire_but_a_card_waits_for_the_pace() -> None:
    asked = NOW - timedelta(days=3)
    agreed = {"granted_at": NOW - timedelta(days=1), "our_last_at": asked}
    card = replace(facts(Purpose.THREE_TAPS, PermissionState.GRANTED, asked), **agreed)
    until = asked + timedelta(days=14)
    assert may_leave(replace(card, purpose=Purpose.QUESTIONNAIRE), NOW) is ALLOWED
    assert may_leave(card, NOW) == Decision(False, Rule.TOO_SOON, until=until, instead=Instead.WAIT_FOR_THEM)
    assert may_leave(card, until) is ALLOWED
