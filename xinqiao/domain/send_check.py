"""May this message leave now? Pure rules: facts and the time in, a decision out.

Eight rules, one table of who is bound by which. The candidate's own settings have no override.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from xinqiao.domain.daytime import next_daytime
from xinqiao.domain.pace import effective_interval
from xinqiao.domain.send_facts import (
    ALLOWED,
    ASKED_JUST_NOW,
    BEGUN_BY_THEM,
    OWNERSHIP_HOLDS,
    PERMISSION_ASKS_AT_MOST,
    REMINDER_AFTER,
    REST_AFTER_A_NO,
    Decision,
    Facts,
    Handover,
    Instead,
    Kind,
    PermissionState,
    Purpose,
    Rule,
)

Check = Callable[[Facts, datetime], Decision | None]


def may_leave(facts: Facts, now: datetime) -> Decision:
    """Whether this message may leave at `now`.

    Where several rules refuse, one that no date lifts is named; else the first of the table. `until` is the
    earliest moment at which all of them pass.
    """
    refusals = _refusals(facts, now)
    if not refusals:
        return ALLOWED
    for refusal in refusals:
        if refusal.until is None:
            return refusal
    return replace(refusals[0], until=_when_all_pass(facts, refusals))


def _refusals(facts: Facts, now: datetime) -> list[Decision]:
    """What each rule that refuses says at `now`; its own `until` is the first moment at which it passes."""
    answers = [check(facts, now) for check in CHECKS[facts.kind]]
    return [answer for answer in answers if answer is not None]


def _when_all_pass(facts: Facts, refusals: list[Decision]) -> datetime | None:
    """No rule passes before its own end, so the latest end is the next moment worth asking about."""
    while refusals:
        ends = [refusal.until for refusal in refusals if refusal.until is not None]
        if len(ends) < len(refusals):
            return None
        moment = max(ends)
        refusals = _refusals(facts, moment)
    return moment


def _refused(rule: Rule, instead: Instead, until: datetime | None = None) -> Decision:
    return Decision(allowed=False, rule=rule, until=until, instead=instead)


# 1 · No contact after a stop, an erasure or a complaint; only where and about what the person allowed it.


def _their_no(facts: Facts, now: datetime) -> Decision | None:
    """What they ask for afterwards, a code or an answer, still arrives."""
    stopped = facts.permission is PermissionState.STOPPED or facts.stopped_at is not None
    if stopped and not _asked_after(facts, facts.stopped_at):
        return _refused(Rule.STOPPED, Instead.ANSWER_IF_THEY_WRITE)
    if facts.erased_at is not None and not _asked_after(facts, facts.erased_at):
        return _refused(Rule.ERASED, Instead.NOTHING)
    if facts.complained_at is not None and not _asked_after(facts, facts.complained_at):
        return _refused(Rule.COMPLAINED, Instead.ANSWER_IF_THEY_WRITE)
    if facts.restricted_at is not None and not _asked_after(facts, facts.restricted_at):
        return _refused(Rule.RESTRICTED, Instead.ANSWER_IF_THEY_WRITE)
    return None


def _asked_after(facts: Facts, moment: datetime | None) -> bool:
    if facts.kind not in BEGUN_BY_THEM or facts.asked_at is None or moment is None:
        return False
    return facts.asked_at > moment


def _the_way(facts: Facts, now: datetime) -> Decision | None:
    """Never to the employer, never to a dead address, else by a channel they chose, or on which they asked."""
    if facts.to_employers_domain:
        return _refused(Rule.EMPLOYERS_ADDRESS, Instead.ANOTHER_WAY)
    if facts.bounced:
        return _refused(Rule.BOUNCED, Instead.ANOTHER_WAY)
    theirs = facts.kind in BEGUN_BY_THEM
    if _is_outside(facts.channels, facts.channel) and not (theirs and facts.channel == facts.asked_on):
        return _refused(Rule.OTHER_CHANNEL, Instead.THEIR_CHANNELS)
    if _is_outside(facts.topics, facts.topic) and not theirs:
        return _refused(Rule.OTHER_TOPIC, Instead.THEIR_TOPICS)
    return None


def _is_outside(chosen: frozenset[str], one: str) -> bool:
    return bool(one and chosen) and one not in chosen


def _their_yes(facts: Facts, now: datetime) -> Decision | None:
    """Without a yes only the request for one; with a yes that request is pointless."""
    granted = facts.permission is PermissionState.GRANTED
    if facts.purpose is Purpose.PERMISSION:
        return _refused(Rule.ALREADY_GRANTED, _fine_now(facts, Purpose.QUESTIONNAIRE, now)) if granted else None
    return None if granted else _refused(Rule.NO_YES, _fine_now(facts, Purpose.PERMISSION, now))


def _fine_now(facts: Facts, purpose: Purpose, now: datetime) -> Instead:
    if not may_leave(_another(facts, Kind.ASK, purpose), now).allowed:
        return Instead.WAIT_FOR_THEM
    return Instead.ASK_PERMISSION if purpose is Purpose.PERMISSION else Instead.SEND_QUESTIONNAIRE


def _another(facts: Facts, kind: Kind, purpose: Purpose | None = None) -> Facts:
    """Another message to the same person, by the same way, at the same time."""
    return replace(facts, kind=kind, purpose=purpose, topic="", already_sent=False, fails_tone_check=False)


# The law: nothing begins with us before the impact assessment is signed.


def _assessment(facts: Facts, now: datetime) -> Decision | None:
    return None if facts.assessment_signed else _refused(Rule.ASSESSMENT_UNSIGNED, Instead.ANSWER_IF_THEY_WRITE)


# 2 · Not sooner than the pace allows.


def _pace(facts: Facts, now: datetime) -> Decision | None:
    """The person's own pace, else the tempo level's. A yes opens the questionnaire at once, unless they chose one."""
    if facts.purpose is Purpose.PERMISSION and facts.pace is None:
        return None
    spacing = effective_interval(facts.pace, facts.tempo)
    days = spacing.ask_days if facts.kind is Kind.ASK else spacing.news_days
    if days is None:
        return _only_once_they_begin(facts, now)
    opened = facts.purpose is Purpose.QUESTIONNAIRE and not spacing.chosen and _is_after(facts.granted_at, facts)
    if facts.our_last_at is None or opened:
        return None
    until = facts.our_last_at + timedelta(days=days)
    return _refused(Rule.TOO_SOON, Instead.WAIT_FOR_THEM, until) if now < until else None


def _paused(facts: Facts, now: datetime) -> Decision | None:
    """A pause of theirs holds for what we want and for news; what we promised, and answers, still come."""
    until = facts.paused_until
    if until is None or now >= until:
        return None
    return _refused(Rule.PAUSED, Instead.ANSWER_IF_THEY_WRITE, until)


def _only_once_they_begin(facts: Facts, now: datetime) -> Decision | None:
    if _is_after(facts.they_began_at, facts):
        return None
    if facts.pace is not None:
        return _refused(Rule.ONLY_WHEN_THEY_ASK, Instead.WAIT_FOR_THEM)
    news = may_leave(_another(facts, Kind.NEWS), now)
    return _refused(Rule.ONCE_THEY_BEGIN, Instead.SEND_NEWS if news.allowed else Instead.WAIT_FOR_THEM)


def _is_after(theirs: datetime | None, facts: Facts) -> bool:
    """Whether what they did came after our last ask or news."""
    return theirs is not None and (facts.our_last_at is None or theirs > facts.our_last_at)


def _answered_lately(facts: Facts, now: datetime) -> Decision | None:
    """Answers too close together measure memory, and too many of them wear a person out."""
    until = facts.answers_again_from
    if facts.purpose is not Purpose.QUESTIONNAIRE or until is None or now >= until:
        return None
    return _refused(Rule.ANSWERED_LATELY, Instead.WAIT_FOR_THEM, until)


def _before_a_yes(facts: Facts, now: datetime) -> Decision | None:
    """One request for permission, one reminder at least 14 days after it (and after a "later"), then rest."""
    if facts.purpose is not Purpose.PERMISSION:
        return None
    if len(facts.permission_asks) >= PERMISSION_ASKS_AT_MOST:
        return _refused(Rule.ASKED_TWICE, Instead.WAIT_FOR_THEM)
    earlier = list(facts.permission_asks)
    if facts.said_later_at is not None:
        earlier.append(facts.said_later_at)
    if not earlier or now >= (until := max(earlier) + REMINDER_AFTER):
        return None
    return _refused(Rule.REMINDER_TOO_SOON, Instead.WAIT_FOR_THEM, until)


# 3 · Only inside the person's daytime.


def _daytime(facts: Facts, now: datetime) -> Decision | None:
    """An answer, and a service asked for just now, come at the hour at which the person is there."""
    if facts.daytime is None or (facts.asked_at is not None and _is_awaited(facts, facts.asked_at, now)):
        return None
    until = next_daytime(now, facts.daytime)
    return None if until == now else _refused(Rule.NOT_THEIR_DAYTIME, Instead.WAIT_FOR_THEM, until)


def _is_awaited(facts: Facts, asked_at: datetime, now: datetime) -> bool:
    return facts.kind is Kind.ANSWER or (facts.kind is Kind.SERVICE and now - asked_at <= ASKED_JUST_NOW)


# 4 · One open ask at a time; rest after a no; whoever keeps the relationship writes.


def _open_ask(facts: Facts, now: datetime) -> Decision | None:
    until = facts.open_ask_until
    if not facts.has_open_ask or (until is not None and now >= until):
        return None
    return _refused(Rule.OPEN_ASK, Instead.CLOSE_THE_OPEN_ASK, until)


def _after_a_no(facts: Facts, now: datetime) -> Decision | None:
    """90 days, and a person's reason: without the reason no date lifts it."""
    if facts.said_no_at is None:
        return None
    until = facts.said_no_at + REST_AFTER_A_NO
    if facts.ask_again_reason is None:
        return _refused(Rule.AFTER_A_NO, Instead.WAIT_FOR_THEM if now < until else Instead.GIVE_A_REASON)
    return _refused(Rule.AFTER_A_NO, Instead.WAIT_FOR_THEM, until) if now < until else None


def _ownership(facts: Facts, now: datetime) -> Decision | None:
    """Two-way contact holds for its owner; a hand-over is introduced to the person, who may refuse it."""
    if facts.handover is Handover.REFUSED:
        return _refused(Rule.HANDOVER_REFUSED, Instead.LET_THE_OWNER_WRITE)
    if facts.by_owner or facts.two_way_at is None or facts.handover is Handover.INTRODUCED:
        return None
    until = facts.two_way_at + OWNERSHIP_HOLDS
    if facts.handover_from is not None:
        until = min(until, facts.handover_from)
    return _refused(Rule.HELD_BY_COLLEAGUE, Instead.LET_THE_OWNER_WRITE, until) if now < until else None


# 5 · A broken promise blocks new asks until the person accepted the repair.


def _broken_promise(facts: Facts, now: datetime) -> Decision | None:
    return _refused(Rule.BROKEN_PROMISE, Instead.REPAIR_FIRST) if facts.has_broken_promise else None


# 6 · The quiet day after an interview.


def _quiet_day(facts: Facts, now: datetime) -> Decision | None:
    """They may write; we ask nothing, and what we promised waits in the portal."""
    if facts.quiet_until is None or now >= facts.quiet_until:
        return None
    promised = facts.kind is Kind.PROMISED
    instead = Instead.LEAVE_IT_IN_THE_PORTAL if promised else Instead.ANSWER_IF_THEY_WRITE
    return _refused(Rule.QUIET_DAY, instead, facts.quiet_until)


# 7 · A message that fails the tone check needs a named person's reason.


def _tone(facts: Facts, now: datetime) -> Decision | None:
    if not facts.fails_tone_check or facts.tone_reason is not None:
        return None
    return _refused(Rule.TONE, Instead.REWORD)


# 8 · A technically repeated job never sends twice.


def _already_sent(facts: Facts, now: datetime) -> Decision | None:
    return _refused(Rule.SENT_ALREADY, Instead.NOTHING) if facts.already_sent else None


_ALL: Final = frozenset(Kind)
_OURS: Final = frozenset({Kind.ASK, Kind.NEWS})
_ASKS: Final = frozenset({Kind.ASK})

# Every rule with the kinds that it binds. What no date lifts comes first, the wording last.
TABLE: Final[tuple[tuple[Check, frozenset[Kind]], ...]] = (
    (_their_no, _ALL),
    (_the_way, _ALL),
    (_assessment, _OURS),
    (_their_yes, _OURS),
    (_already_sent, _ALL),
    (_broken_promise, _ASKS),
    (_after_a_no, _OURS),
    (_ownership, _OURS),
    (_open_ask, _ASKS),
    (_paused, _OURS),
    (_before_a_yes, _ASKS),
    (_pace, _OURS),
    (_answered_lately, _ASKS),
    (_quiet_day, _OURS | {Kind.PROMISED}),
    (_daytime, _ALL),
    (_tone, _ALL),
)
CHECKS: Final[dict[Kind, tuple[Check, ...]]] = {
    kind: tuple(check for check, bound in TABLE if kind in bound) for kind in Kind
}
