"""What the send check knows about a message, a person and what happened between us, and what it answers.

Rules are stable codes; their wording for the desk and for the candidate lives elsewhere. Every time is aware.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from xinqiao.domain.daytime import Daytime
from xinqiao.domain.levels import UNMEASURED, LevelState
from xinqiao.domain.pace import PaceChoice

REMINDER_AFTER: Final = timedelta(days=14)
PERMISSION_ASKS_AT_MOST: Final = 2
REST_AFTER_A_NO: Final = timedelta(days=90)
OWNERSHIP_HOLDS: Final = timedelta(days=180)
ASKED_JUST_NOW: Final = timedelta(minutes=15)


class Kind(StrEnum):
    """Who wants what: an answer to them, what they booked or asked for, what we owe them, an ask, or news."""

    ANSWER = "answer"
    SERVICE = "service"
    PROMISED = "promised"
    ASK = "ask"
    NEWS = "news"


class Purpose(StrEnum):
    """What an ask with a link is for."""

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


class Handover(StrEnum):
    """What the person knows of, and said to, the sender's taking over from a colleague."""

    NONE = "none"
    INTRODUCED = "introduced"
    REFUSED = "refused"


class Rule(StrEnum):
    """Which rule refused; the number is the rule of the send check that it belongs to."""

    STOPPED = "stopped"  # 1
    ERASED = "erased"  # 1
    COMPLAINED = "complained"  # 1
    BOUNCED = "bounced"  # 1
    EMPLOYERS_ADDRESS = "employers_address"  # 1
    OTHER_CHANNEL = "other_channel"  # 1
    OTHER_TOPIC = "other_topic"  # 1
    NO_YES = "no_yes"  # 1
    ALREADY_GRANTED = "already_granted"  # 1
    SENT_ALREADY = "sent_already"  # 8
    ASKED_TWICE = "asked_twice"  # 2
    REMINDER_TOO_SOON = "reminder_too_soon"  # 2
    ONLY_WHEN_THEY_ASK = "only_when_they_ask"  # 2
    ONCE_THEY_BEGIN = "once_they_begin"  # 2
    TOO_SOON = "too_soon"  # 2
    ANSWERED_LATELY = "answered_lately"  # 2
    PAUSED = "paused"  # 2
    NOT_THEIR_DAYTIME = "not_their_daytime"  # 3
    OPEN_ASK = "open_ask"  # 4
    AFTER_A_NO = "after_a_no"  # 4
    HANDOVER_REFUSED = "handover_refused"  # 4
    HELD_BY_COLLEAGUE = "held_by_colleague"  # 4
    BROKEN_PROMISE = "broken_promise"  # 5
    QUIET_DAY = "quiet_day"  # 6
    TONE = "tone"  # 7
    RESTRICTED = "restricted"  # 1
    ASSESSMENT_UNSIGNED = "assessment_unsigned"  # the law, before all of them


class Instead(StrEnum):
    """What would be fine in place of what was refused."""

    ANSWER_IF_THEY_WRITE = "answer_if_they_write"
    NOTHING = "nothing"
    ANOTHER_WAY = "another_way"
    THEIR_CHANNELS = "their_channels"
    THEIR_TOPICS = "their_topics"
    WAIT_FOR_THEM = "wait_for_them"
    ASK_PERMISSION = "ask_permission"
    SEND_QUESTIONNAIRE = "send_questionnaire"
    SEND_NEWS = "send_news"
    LEAVE_IT_IN_THE_PORTAL = "leave_it_in_the_portal"
    CLOSE_THE_OPEN_ASK = "close_the_open_ask"
    GIVE_A_REASON = "give_a_reason"
    LET_THE_OWNER_WRITE = "let_the_owner_write"
    REPAIR_FIRST = "repair_first"
    REWORD = "reword"


# What a named person's reason lifts.
TAKES_REASON: Final = (Instead.GIVE_A_REASON, Instead.REWORD)


class UndatedAsk(ValueError):
    """The person was asked, or said later, but no date says when: the waiting time cannot be checked."""


class UndatedWish(ValueError):
    """An answer or a service is to something that the person began, and no date says when."""


class PurposeOfNoAsk(ValueError):
    """Only an ask has a purpose of its own."""


class NobodysReason(ValueError):
    """A reason needs words, and the name of the person who gives it."""


@dataclass(frozen=True, slots=True)
class NamedReason:
    """Why a person decided to go on all the same; kept on the timeline by whoever asks the check."""

    by: str
    words: str

    def __post_init__(self) -> None:
        if not self.by.strip() or not self.words.strip():
            raise NobodysReason(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that one decision rests on. Empty choices limit nothing; None of a time means that it never happened."""

    kind: Kind
    # Of an ask; none for any other ask.
    purpose: Purpose | None = None

    # The message. `asked_at`, `asked_on`: when, and by which channel, the person asked for it.
    channel: str = ""
    topic: str = ""
    asked_at: datetime | None = None
    asked_on: str = ""
    to_employers_domain: bool = False
    bounced: bool = False
    already_sent: bool = False
    fails_tone_check: bool = False
    tone_reason: NamedReason | None = None

    # The person's word. `granted_at`: since when the present yes holds.
    permission: PermissionState = PermissionState.NONE
    permission_asks: tuple[datetime, ...] = ()
    said_later_at: datetime | None = None
    granted_at: datetime | None = None
    stopped_at: datetime | None = None
    erased_at: datetime | None = None
    complained_at: datetime | None = None
    restricted_at: datetime | None = None
    channels: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    pace: PaceChoice | None = None
    tempo: LevelState = UNMEASURED
    # None where the hour is not the question: what a list says about the days to come.
    daytime: Daytime | None = None
    # They asked for quiet until then.
    paused_until: datetime | None = None

    # What happened between us, team-wide. `our_last_at`: our last ask or news; `they_began_at`: when the person
    # last turned to us of their own accord.
    our_last_at: datetime | None = None
    # From when on answers once more keep their own distance (`retest.again_from`); None where nothing was answered.
    answers_again_from: datetime | None = None
    they_began_at: datetime | None = None
    has_open_ask: bool = False
    open_ask_until: datetime | None = None
    said_no_at: datetime | None = None
    ask_again_reason: NamedReason | None = None
    by_owner: bool = True
    two_way_at: datetime | None = None
    handover: Handover = Handover.NONE
    has_broken_promise: bool = False
    quiet_until: datetime | None = None
    # The team's own: whether its impact assessment is signed for what it does today.
    assessment_signed: bool = True
    # From when on a hand-over to the sender that the person was told of counts as introduced.
    handover_from: datetime | None = None

    def __post_init__(self) -> None:
        undated = not self.permission_asks and self.said_later_at is None
        if undated and self.permission in (PermissionState.ASKED, PermissionState.LATER):
            raise UndatedAsk(self.permission)
        if self.asked_at is None and self.kind in BEGUN_BY_THEM:
            raise UndatedWish(self.kind)
        if self.purpose is not None and self.kind is not Kind.ASK:
            raise PurposeOfNoAsk(self.kind)


BEGUN_BY_THEM: Final = (Kind.ANSWER, Kind.SERVICE)


@dataclass(frozen=True, slots=True)
class Decision:
    """Allowed, or refused with the rule, until when (if time alone lifts it), and what is fine instead.

    `until` is the earliest moment at which every rule passes, if nothing else happens.
    """

    allowed: bool
    rule: Rule | None = None
    until: datetime | None = None
    instead: Instead | None = None


ALLOWED: Final = Decision(allowed=True)
