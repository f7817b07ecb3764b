"""Each rule of the send check at its edges: whom it binds, until when, and what would be fine instead."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from xinqiao.domain.daytime import Daytime
from xinqiao.domain.levels import UNMEASURED, Level, LevelState
from xinqiao.domain.pace import PaceChoice
from xinqiao.domain.send_check import may_leave
from xinqiao.domain.send_facts import (
    ALLOWED,
    Decision,
    Facts,
    Handover,
    Instead,
    Kind,
    NamedReason,
    NobodysReason,
    PermissionState,
    Purpose,
    PurposeOfNoAsk,
    Rule,
    UndatedWish,
)

# A Monday, 17:00 in Shanghai.
NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
YESTERDAY = NOW - timedelta(days=1)
TICK = timedelta(microseconds=1)
SHANGHAI = Daytime(ZoneInfo("Asia/Shanghai"))
REASON = NamedReason("周牧", "对方在分享会上说可以再谈")
OURS = (Kind.ASK, Kind.NEWS)
ALL = tuple(Kind)


def message(kind: Kind, **facts: object) -> Facts:
    """A message to somebody who said yes long ago and with whom nothing is in the way."""
    known: dict[str, object] = {
        "permission": PermissionState.GRANTED,
        "granted_at": NOW - timedelta(days=300),
        "daytime": SHANGHAI,
        "asked_at": NOW - timedelta(days=2),
    }
    return Facts(kind=kind, **{**known, **facts})  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", Kind)
def test_with_nothing_in_the_way_every_kind_leaves(kind: Kind) -> None:
    assert may_leave(message(kind), NOW) is ALLOWED


@pytest.mark.parametrize(
    ("facts", "bound", "rule", "instead"),
    [
        ({"stopped_at": YESTERDAY}, ALL, Rule.STOPPED, Instead.ANSWER_IF_THEY_WRITE),
        ({"permission": PermissionState.STOPPED}, ALL, Rule.STOPPED, Instead.ANSWER_IF_THEY_WRITE),
        ({"erased_at": YESTERDAY}, ALL, Rule.ERASED, Instead.NOTHING),
        ({"complained_at": YESTERDAY}, ALL, Rule.COMPLAINED, Instead.ANSWER_IF_THEY_WRITE),
        ({"restricted_at": YESTERDAY}, ALL, Rule.RESTRICTED, Instead.ANSWER_IF_THEY_WRITE),
        ({"bounced": True}, ALL, Rule.BOUNCED, Instead.ANOTHER_WAY),
        ({"to_employers_domain": True}, ALL, Rule.EMPLOYERS_ADDRESS, Instead.ANOTHER_WAY),
        ({"channel": "sms", "channels": frozenset({"email"})}, ALL, Rule.OTHER_CHANNEL, Instead.THEIR_CHANNELS),
        (
            {"topic": "events", "topics": frozenset({"team"})},
            (*OURS, Kind.PROMISED),
            Rule.OTHER_TOPIC,
            Instead.THEIR_TOPICS,
        ),
        ({"permission": PermissionState.NONE}, OURS, Rule.NO_YES, Instead.ASK_PERMISSION),
        ({"already_sent": True}, ALL, Rule.SENT_ALREADY, Instead.NOTHING),
        ({"pace": PaceChoice.ONLY_WHEN_I_ASK}, OURS, Rule.ONLY_WHEN_THEY_ASK, Instead.WAIT_FOR_THEM),
        ({"tempo": Level.RESERVED}, (Kind.ASK,), Rule.ONCE_THEY_BEGIN, Instead.SEND_NEWS),
        ({"has_open_ask": True}, (Kind.ASK,), Rule.OPEN_ASK, Instead.CLOSE_THE_OPEN_ASK),
        ({"said_no_at": YESTERDAY}, OURS, Rule.AFTER_A_NO, Instead.WAIT_FOR_THEM),
        ({"said_no_at": NOW - timedelta(days=90)}, OURS, Rule.AFTER_A_NO, Instead.GIVE_A_REASON),
        ({"handover": Handover.REFUSED}, OURS, Rule.HANDOVER_REFUSED, Instead.LET_THE_OWNER_WRITE),
        ({"has_broken_promise": True}, (Kind.ASK,), Rule.BROKEN_PROMISE, Instead.REPAIR_FIRST),
        ({"fails_tone_check": True}, ALL, Rule.TONE, Instead.REWORD),
        ({"assessment_signed": False}, OURS, Rule.ASSESSMENT_UNSIGNED, Instead.ANSWER_IF_THEY_WRITE),
    ],
)
def test_what_no_date_lifts_binds_these_kinds_alone(
    facts: dict[str, object], bound: tuple[Kind, ...], rule: Rule, instead: Instead
) -> None:
    for kind in Kind:
        expected = Decision(False, rule, instead=instead) if kind in bound else ALLOWED
        assert may_leave(message(kind, **facts), NOW) == expected, kind


@pytest.mark.parametrize(
    ("facts", "bound", "rule", "until"),
    [
        ({"our_last_at": NOW - timedelta(days=14) + TICK}, OURS, Rule.TOO_SOON, NOW + TICK),
        ({"paused_until": NOW + TICK}, OURS, Rule.PAUSED, NOW + TICK),
        ({"quiet_until": NOW + TICK}, (*OURS, Kind.PROMISED), Rule.QUIET_DAY, NOW + TICK),
        ({"has_open_ask": True, "open_ask_until": NOW + TICK}, (Kind.ASK,), Rule.OPEN_ASK, NOW + TICK),
        (
            {"said_no_at": NOW - timedelta(days=90) + TICK, "ask_again_reason": REASON},
            OURS,
            Rule.AFTER_A_NO,
            NOW + TICK,
        ),
        (
            {"by_owner": False, "two_way_at": NOW - timedelta(days=180) + TICK},
            OURS,
            Rule.HELD_BY_COLLEAGUE,
            NOW + TICK,
        ),
    ],
)
def test_what_a_date_lifts_says_which_and_passes_on_it(
    facts: dict[str, object], bound: tuple[Kind, ...], rule: Rule, until: datetime
) -> None:
    for kind in Kind:
        decision = may_leave(message(kind, **facts), NOW)
        assert (decision.rule, decision.until) == ((rule, until) if kind in bound else (None, None)), kind
        assert may_leave(message(kind, **facts), until) is ALLOWED


@pytest.mark.parametrize("marked", ["stopped_at", "erased_at", "complained_at", "restricted_at"])
@pytest.mark.parametrize("kind", [Kind.ANSWER, Kind.SERVICE])
def test_what_they_ask_for_after_their_no_still_arrives(marked: str, kind: Kind) -> None:
    facts = message(kind, permission=PermissionState.STOPPED, stopped_at=NOW - timedelta(days=9))
    facts = replace(facts, **{marked: YESTERDAY})
    assert may_leave(replace(facts, asked_at=YESTERDAY + TICK), NOW) is ALLOWED
    assert not may_leave(replace(facts, asked_at=YESTERDAY), NOW).allowed


def test_an_answer_goes_by_the_channel_on_which_they_asked() -> None:
    facts = message(Kind.ANSWER, channel="wechat", channels=frozenset({"email"}))
    assert may_leave(facts, NOW).rule == Rule.OTHER_CHANNEL
    assert may_leave(replace(facts, asked_on="wechat"), NOW) is ALLOWED
    assert may_leave(replace(facts, asked_on="wechat", to_employers_domain=True), NOW).rule == Rule.EMPLOYERS_ADDRESS


@pytest.mark.parametrize(
    ("tempo", "pace", "ask_days", "news_days"),
    [
        (Level.OPEN, None, 3, 3),
        (Level.CAUTIOUS, None, 7, 7),
        (Level.GUARDED, None, 14, 14),
        (UNMEASURED, None, 14, 14),
        (Level.RESERVED, None, None, 90),
        (Level.RESERVED, PaceChoice.WEEKLY, 7, 7),
        (Level.OPEN, PaceChoice.QUARTERLY, 90, 90),
        (Level.OPEN, PaceChoice.ONLY_WHEN_I_ASK, None, None),
    ],
)
def test_the_pace_is_their_own_choice_else_the_tempo_levels(
    tempo: LevelState, pace: PaceChoice | None, ask_days: int | None, news_days: int | None
) -> None:
    for kind, days in ((Kind.ASK, ask_days), (Kind.NEWS, news_days)):
        # The hour is left out: from one weekday's afternoon many of these days lead into a weekend.
        facts = message(kind, tempo=tempo, pace=pace, our_last_at=NOW, daytime=None)
        until = None if days is None else NOW + timedelta(days=days)
        assert may_leave(facts, NOW).until == until
        assert may_leave(facts, NOW + timedelta(days=days or 9000)).allowed is (days is not None)


@pytest.mark.parametrize("facts", [{"tempo": Level.RESERVED}, {"pace": PaceChoice.ONLY_WHEN_I_ASK}])
def test_once_they_begin_one_ask_is_fine(facts: dict[str, object]) -> None:
    begun = message(Kind.ASK, they_began_at=YESTERDAY, our_last_at=YESTERDAY - TICK, **facts)
    assert may_leave(begun, NOW) is ALLOWED
    assert not may_leave(replace(begun, our_last_at=YESTERDAY), NOW).allowed


def test_a_yes_opens_the_questionnaire_at_once_unless_they_chose_a_pace() -> None:
    yes = message(
        Kind.ASK, purpose=Purpose.QUESTIONNAIRE, our_last_at=YESTERDAY - TICK, granted_at=YESTERDAY, daytime=None
    )
    assert may_leave(yes, NOW) is ALLOWED
    assert may_leave(replace(yes, purpose=None), NOW).rule == Rule.TOO_SOON
    assert may_leave(replace(yes, our_last_at=YESTERDAY), NOW).rule == Rule.TOO_SOON
    weekly = may_leave(replace(yes, pace=PaceChoice.WEEKLY), NOW)
    assert (weekly.rule, weekly.until) == (Rule.TOO_SOON, YESTERDAY - TICK + timedelta(days=7))


def test_a_chosen_pace_holds_for_the_reminder_too() -> None:
    asked = message(
        Kind.ASK,
        purpose=Purpose.PERMISSION,
        permission=PermissionState.ASKED,
        permission_asks=(NOW - timedelta(days=20),),
        our_last_at=NOW - timedelta(days=20),
        daytime=None,
    )
    assert may_leave(asked, NOW) is ALLOWED
    assert may_leave(replace(asked, pace=PaceChoice.MONTHLY), NOW).until == NOW + timedelta(days=10)


def test_at_night_only_an_answer_and_what_was_asked_for_just_now_arrive() -> None:
    night = NOW.replace(hour=18)
    morning = datetime(2026, 11, 3, 1, 0, tzinfo=UTC)
    for kind in Kind:
        decision = may_leave(message(kind, asked_at=night - timedelta(minutes=15) - TICK), night)
        expected = Decision(False, Rule.NOT_THEIR_DAYTIME, morning, Instead.WAIT_FOR_THEM)
        assert decision == (ALLOWED if kind is Kind.ANSWER else expected)
    assert may_leave(message(Kind.SERVICE, asked_at=night - timedelta(minutes=15)), night) is ALLOWED


def test_promised_feedback_on_the_quiet_day_waits_in_the_portal() -> None:
    quiet = {"quiet_until": NOW + timedelta(hours=5)}
    # The quiet day ends at night: the earliest moment that suits every rule is the morning after.
    morning = datetime(2026, 11, 3, 1, 0, tzinfo=UTC)
    assert may_leave(message(Kind.PROMISED, **quiet), NOW) == Decision(
        False, Rule.QUIET_DAY, morning, Instead.LEAVE_IT_IN_THE_PORTAL
    )
    assert may_leave(message(Kind.ASK, **quiet), NOW).instead == Instead.ANSWER_IF_THEY_WRITE


def test_the_date_is_the_first_on_which_every_rule_passes() -> None:
    facts = message(Kind.ASK, our_last_at=NOW - timedelta(days=9), has_open_ask=True, open_ask_until=NOW)
    # The pace ends on a Saturday.
    assert may_leave(facts, NOW) == Decision(
        False, Rule.TOO_SOON, datetime(2026, 11, 9, 1, 0, tzinfo=UTC), Instead.WAIT_FOR_THEM
    )
    # Beside a rule that a date lifts, one that none lifts is the reason.
    assert may_leave(replace(facts, fails_tone_check=True), NOW) == Decision(False, Rule.TONE, None, Instead.REWORD)


def test_a_named_reason_lifts_the_tone_check_and_the_rest_after_a_no_but_nothing_of_theirs() -> None:
    pressing = message(Kind.ASK, fails_tone_check=True, said_no_at=NOW - timedelta(days=90))
    reasons = replace(pressing, tone_reason=REASON, ask_again_reason=REASON)
    assert may_leave(reasons, NOW) is ALLOWED
    assert may_leave(replace(reasons, pace=PaceChoice.ONLY_WHEN_I_ASK), NOW).rule == Rule.ONLY_WHEN_THEY_ASK
    assert may_leave(replace(reasons, stopped_at=YESTERDAY), NOW).rule == Rule.STOPPED


def test_a_colleague_may_write_once_the_hand_over_was_introduced() -> None:
    taken_over = message(Kind.ASK, by_owner=False, two_way_at=YESTERDAY, handover=Handover.INTRODUCED)
    assert may_leave(taken_over, NOW) is ALLOWED
    assert may_leave(replace(taken_over, handover=Handover.NONE), NOW).instead == Instead.LET_THE_OWNER_WRITE
    assert may_leave(replace(taken_over, handover=Handover.NONE, by_owner=True), NOW) is ALLOWED


def test_what_is_called_fine_now_is_fine_at_this_hour() -> None:
    night = NOW.replace(hour=18)
    nobody = message(Kind.NEWS, permission=PermissionState.NONE)
    assert may_leave(nobody, NOW).instead == Instead.ASK_PERMISSION
    assert may_leave(nobody, night).instead == Instead.WAIT_FOR_THEM
    reserved = message(Kind.ASK, tempo=Level.RESERVED, our_last_at=NOW - timedelta(days=89))
    assert may_leave(reserved, NOW).instead == Instead.WAIT_FOR_THEM


@pytest.mark.parametrize(
    ("facts", "error"),
    [
        ({"kind": Kind.ANSWER}, UndatedWish),
        ({"kind": Kind.SERVICE}, UndatedWish),
        ({"kind": Kind.NEWS, "purpose": Purpose.PERMISSION}, PurposeOfNoAsk),
    ],
)
def test_facts_that_do_not_hold_together_are_refused(facts: dict[str, object], error: type[ValueError]) -> None:
    with pytest.raises(error):
        Facts(**facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(("by", "words"), [("", "why"), ("周牧", " ")])
def test_a_reason_needs_a_name_and_words(by: str, words: str) -> None:
    with pytest.raises(NobodysReason):
        NamedReason(by, words)
