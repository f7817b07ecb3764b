"""May this text leave now? Pure rules: facts and the time in, a decision out.

Rules are stable codes; their wording for the desk and for the candidate lives elsewhere.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

REMINDER_AFTER: Final = timedelta(days=14)
PERMISSION_ASKS_AT_MOST: Final = 2


class Purpose(StrEnum):
    """What the copied text is for."""

    PERMISSION = "permission"
    QUESTIONNAIRE = "questionnaire"
    THREE_TAPS = "three_taps"


class PermissionState(StrEnum):
    """Where the person's permission stands."""

    NONE = "none"
    ASKED = "asked"
    GRANTED = "granted"
    LATER = "later"
    STOPPED = "stopped"


class Rule(StrEnum):
    """Which rule refused."""

    STOPPED = "stopped"
    EMPLOYERS_ADDRESS = "employers_address"
    NO_YES = "no_yes"
    ALREADY_GRANTED = "already_granted"
    REMINDER_TOO_SOON = "reminder_too_soon"
    ASKED_TWICE = "asked_twice"
    ONLY_WHEN_THEY_ASK = "only_when_they_ask"
    QUIET_DAY = "quiet_day"
    ANSWERED_LATELY = "answered_lately"


class Instead(StrEnum):
    """What would be fine in place of what was refused."""

    ANSWER_IF_THEY_WRITE = "answer_if_they_write"
    ANOTHER_WAY = "another_way"
    WAIT_FOR_THEM = "wait_for_them"
    ASK_PERMISSION = "ask_permission"
    SEND_QUESTIONNAIRE = "send_questionnaire"


class UndatedAsk(ValueError):
    """The person was asked, or said later, but no date says when: the waiting time cannot be checked."""


@dataclass(frozen=True, slots=True)
class CopyFacts:
    """All that the decision rests on; `permission_asks` are the times when permission was asked so far.

    `only_employers_address`: the text is to go by e-mail, and every address lies with the present employer.
    `quiet_until`: the end of the quiet day after an interview, where the text asks about one.
    """

    purpose: Purpose
    permission: PermissionState
    stopped: bool
    permission_asks: tuple[datetime, ...] = ()
    said_later_at: datetime | None = None
    only_when_they_ask: bool = False
    only_employers_address: bool = False
    quiet_until: datetime | None = None

    def __post_init__(self) -> None:
        undated = not self.permission_asks and self.said_later_at is None
        if undated and self.permission in (PermissionState.ASKED, PermissionState.LATER):
            raise UndatedAsk(self.permission)


@dataclass(frozen=True, slots=True)
class Decision:
    """Allowed, or refused with the rule, until when (if that is known), and what is fine instead."""

    allowed: bool
    rule: Rule | None = None
    until: datetime | None = None
    instead: Instead | None = None


ALLOWED: Final = Decision(allowed=True)


def may_copy(facts: CopyFacts, now: datetime) -> Decision:
    """Whether a text with a link of this purpose may be copied for sending by hand at `now`."""
    if facts.stopped or facts.permission is PermissionState.STOPPED:
        return _refused(Rule.STOPPED, instead=Instead.ANSWER_IF_THEY_WRITE)
    if facts.only_employers_address:
        return _refused(Rule.EMPLOYERS_ADDRESS, instead=Instead.ANOTHER_WAY)
    if facts.purpose is Purpose.PERMISSION:
        return _may_ask_permission(facts, now)
    if facts.permission is PermissionState.GRANTED:
        if facts.only_when_they_ask:
            return _refused(Rule.ONLY_WHEN_THEY_ASK, instead=Instead.WAIT_FOR_THEM)
        if facts.quiet_until is not None and now < facts.quiet_until:
            return _refused(Rule.QUIET_DAY, until=facts.quiet_until, instead=Instead.ANSWER_IF_THEY_WRITE)
        return ALLOWED
    may_ask = _may_ask_permission(facts, now)
    return _refused(Rule.NO_YES, instead=Instead.ASK_PERMISSION if may_ask.allowed else Instead.WAIT_FOR_THEM)


def _may_ask_permission(facts: CopyFacts, now: datetime) -> Decision:
    """One request, one reminder at least 14 days after it (and after a "later"), then rest."""
    if facts.permission is PermissionState.GRANTED:
        return _refused(Rule.ALREADY_GRANTED, instead=Instead.SEND_QUESTIONNAIRE)
    if len(facts.permission_asks) >= PERMISSION_ASKS_AT_MOST:
        return _refused(Rule.ASKED_TWICE, instead=Instead.WAIT_FOR_THEM)
    earlier = [*facts.permission_asks]
    if facts.said_later_at is not None:
        earlier.append(facts.said_later_at)
    if not earlier:
        return ALLOWED
    until = max(earlier) + REMINDER_AFTER
    if now < until:
        return _refused(Rule.REMINDER_TOO_SOON, until=until, instead=Instead.WAIT_FOR_THEM)
    return ALLOWED


def _refused(rule: Rule, *, instead: Instead, until: datetime | None = None) -> Decision:
    return Decision(allowed=False, rule=rule, until=until, instead=instead)
