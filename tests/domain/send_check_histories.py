"""Histories of invented people, and what a naive reader of the eight rules finds wrong with a message to them.

The reader knows nothing of `xinqiao.domain.send_check`: it reads the dated events, and its tables stand here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from xinqiao.domain.daytime import Calendar, Daytime, Hours
from xinqiao.domain.levels import UNMEASURED, Level
from xinqiao.domain.pace import PaceChoice
from xinqiao.domain.send_facts import (
    Facts,
    Handover,
    Kind,
    NamedReason,
    PermissionState,
    Purpose,
    Rule,
)
from xinqiao.playbook.loader import playbook

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
ASKS_STAY_OPEN = 30 * DAY
PAUSES_LAST = 90 * DAY
REASON = NamedReason("周牧", "对方说可以再谈")
NEVER = datetime(1970, 1, 1, tzinfo=UTC)

# What can happen, with how often it is drawn.
EVENTS: Final = {
    "nothing": 30, "asked permission": 20, "asked": 10, "told news": 10, "yes": 40, "later": 3, "stop": 2,
    "they began": 14, "no": 3, "talked": 10, "broke": 4, "repaired": 4, "interview": 5, "erased": 1, "complained": 1,
    "restricted": 1, "answered": 8, "paused": 5, "resumed": 1,
}  # fmt: skip
NAMES: Final = tuple(EVENTS)
KINDS: Final = tuple(Kind)
PACES: Final = (None, None, None, *PaceChoice)
PACE_DAYS: Final = {"weekly": 7, "fortnightly": 14, "monthly": 30, "quarterly": 90, "only_when_i_ask": None}
TEMPI: Final = (*Level, UNMEASURED)
ASK_DAYS: Final = {"open": 3, "cautious": 7, "guarded": 14, "reserved": None, "unmeasured": 14}
NEWS_DAYS: Final = {**ASK_DAYS, "reserved": 90}
EDGES: Final = np.array([15, 60, 1440, 3 * 1440, 7 * 1440, 14 * 1440, 30 * 1440, 90 * 1440, 180 * 1440])
ZONES: Final = ("Asia/Shanghai", "Asia/Shanghai", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Africa/Cairo")
Spans = tuple[tuple[int, int], ...]
# Hours of workdays, hours of free weekend days, weekdays that they excluded.
SCHEDULES: Final[tuple[tuple[Spans, Spans, frozenset[int]], ...]] = (
    (((9, 20),), (), frozenset()),
    (((9, 20),), (), frozenset({0, 4})),
    (((19, 21),), ((10, 18),), frozenset()),
    (((9, 12), (12, 14)), (), frozenset({2})),
    (((0, 24),), ((0, 24),), frozenset()),
)


@dataclass(frozen=True, slots=True)
class History:
    """One person, one message to be sent at `now`, and everything that happened before, in order of time."""

    now: datetime
    kind: Kind
    purpose: Purpose | None
    events: tuple[tuple[datetime, str], ...]
    pace: PaceChoice | None
    tempo: str
    zone: str
    schedule: int
    flags: int

    def last(self, *names: str) -> datetime:
        """When one of these happened last, long ago if never."""
        return max((at for at, name in self.events if name in names), default=NEVER)

    def has(self, bit: int) -> bool:
        """One of twelve marks, each drawn for itself."""
        return bool(self.flags >> bit & 1)


def histories(many: int, seed: int) -> Iterator[History]:
    """As many as wanted, from wide to the edges of every interval."""
    draw = np.random.default_rng(seed)
    weights = np.array(list(EVENTS.values())) / sum(EVENTS.values())
    for begun in range(0, many, 10_000):
        size = min(10_000, many - begun)
        names = draw.choice(len(NAMES), (size, 6), p=weights)
        ages = 10 ** draw.uniform(0, 5.5, (size, 6))
        edges = draw.choice(EDGES, (size, 6)) + draw.integers(-1, 2, (size, 6))
        minutes = np.where(draw.random((size, 6)) < 0.4, edges, ages.astype(int)).tolist()
        # Each of the twelve marks on one message in sixteen.
        marks = np.packbits(draw.random((size, 16)) < 1 / 16, axis=1).astype(int)
        flags = ((marks[:, 0] << 8 | marks[:, 1]) >> 4).tolist()
        nows = draw.integers(200 * 1440, 640 * 1440, size).tolist()
        picks = draw.integers(0, 1 << 20, (size, 6)).tolist()
        for row in range(size):
            yield _history(nows[row], names[row].tolist(), minutes[row], flags[row], picks[row])


def _history(at: int, names: list[int], minutes: list[int], flags: int, picks: list[int]) -> History:
    now = EPOCH + at * MINUTE
    happened = [(now - age * MINUTE, NAMES[name]) for age, name in zip(minutes, names, strict=True) if name]
    kind = KINDS[picks[0] % 5]
    return History(
        now=now,
        kind=kind,
        purpose=(None, *Purpose)[picks[1] % 4] if kind is Kind.ASK else None,
        events=tuple(sorted(happened)),
        pace=PACES[picks[2] % len(PACES)],
        tempo=TEMPI[picks[3] % 5],
        zone=ZONES[picks[4] % len(ZONES)],
        schedule=picks[5] % len(SCHEDULES),
        flags=flags,
    )


# What the send check is told.


def facts_of(one: History) -> Facts:
    """The history, as whoever loads it would pass it on."""
    asks = tuple(at for at, name in one.events if name == "asked permission")
    word = _word(one)
    open_ask = _open_ask(one)
    broken = one.last("broke")
    interview = _or_none(one.last("interview"))
    return Facts(
        kind=one.kind,
        purpose=one.purpose,
        channel="sms" if one.has(0) else "email",
        channels=frozenset({"email", "wechat"}),
        topic="events" if one.has(1) else "",
        topics=frozenset({"team"}),
        asked_at=_asked_at(one) if one.kind in (Kind.ANSWER, Kind.SERVICE) else None,
        asked_on="sms" if one.has(2) else "",
        to_employers_domain=one.has(3),
        bounced=one.has(4),
        already_sent=one.has(5),
        fails_tone_check=one.has(6),
        tone_reason=REASON if one.has(7) else None,
        permission={"": PermissionState.ASKED if asks else PermissionState.NONE}.get(word) or _STATES[word],
        permission_asks=asks,
        said_later_at=one.last("later") if word == "later" else None,
        granted_at=one.last("yes") if word == "yes" else None,
        stopped_at=one.last("stop") if word == "stop" else None,
        erased_at=_or_none(one.last("erased")),
        complained_at=_or_none(one.last("complained")),
        restricted_at=_or_none(one.last("restricted")),
        pace=one.pace,
        tempo=one.tempo,  # type: ignore[arg-type]
        daytime=_daytime(one.zone, one.schedule),
        our_last_at=_or_none(one.last("asked", "told news", "asked permission")),
        they_began_at=_or_none(one.last("they began")),
        has_open_ask=open_ask is not None,
        open_ask_until=open_ask,
        said_no_at=_or_none(one.last("no")),
        ask_again_reason=REASON if one.has(7) else None,
        by_owner=not one.has(8),
        two_way_at=_or_none(one.last("talked")),
        handover=_handover(one),
        has_broken_promise=broken > NEVER and broken >= one.last("repaired"),
        quiet_until=interview + DAY if interview else None,
        answers_again_from=one.last("answered") + 7 * DAY,
        paused_until=_pause(one),
        assessment_signed=not one.has(11),
    )


_STATES = {"yes": PermissionState.GRANTED, "later": PermissionState.LATER, "stop": PermissionState.STOPPED}


def _word(one: History) -> str:
    words = [name for _, name in one.events if name in _STATES]
    return words[-1] if words else ""


def _asked_at(one: History) -> datetime:
    asked = one.last("they began")
    return asked if asked > NEVER else one.now - 400 * DAY


def _open_ask(one: History) -> datetime | None:
    asked = one.last("asked")
    if asked == NEVER or one.last("they began", "no") >= asked:
        return None
    return asked + ASKS_STAY_OPEN


def _pause(one: History) -> datetime | None:
    paused = one.last("paused")
    return paused + PAUSES_LAST if paused > one.last("resumed") else None


def _handover(one: History) -> Handover:
    if one.has(10):
        return Handover.REFUSED
    return Handover.INTRODUCED if one.has(9) else Handover.NONE


def _or_none(moment: datetime) -> datetime | None:
    return moment if moment > NEVER else None


@cache
def _daytime(zone: str, schedule: int) -> Daytime:
    work, weekend, excluded = SCHEDULES[schedule]
    hours = (*(Hours(*span) for span in work), *(Hours(*span, weekend=True) for span in weekend))
    return Daytime(ZoneInfo(zone), playbook().calendar_in(zone), hours, excluded)


# What the naive reader finds.


def violated(one: History, now: datetime) -> set[Rule]:
    """Every rule that a message at `now` would break, read off the events one by one."""
    broken = {*_against_their_no(one), *_against_the_way(one), *_against_the_message(one)}
    if one.kind in (Kind.ASK, Kind.NEWS):
        broken |= {Rule.ASSESSMENT_UNSIGNED} if one.has(11) else set()
        broken |= {
            *_against_their_yes(one, now),
            *_against_the_pace(one, now),
            *_against_their_pause(one, now),
            *_against_the_distance(one, now),
            *_against_the_team(one, now),
        }
    if one.kind in (Kind.ASK, Kind.NEWS, Kind.PROMISED):
        broken |= {Rule.QUIET_DAY for at, name in one.events if name == "interview" and now < at + DAY}
    if not _is_their_hour(one, now):
        broken.add(Rule.NOT_THEIR_DAYTIME)
    return broken


def _against_their_no(one: History) -> Iterator[Rule]:
    theirs = one.kind in (Kind.ANSWER, Kind.SERVICE)
    marks = {"stop": Rule.STOPPED, "erased": Rule.ERASED, "complained": Rule.COMPLAINED, "restricted": Rule.RESTRICTED}
    for at, name in one.events:
        if name in marks and not (theirs and _asked_at(one) > at) and (name != "stop" or _word(one) == "stop"):
            yield marks[name]


def _against_the_way(one: History) -> Iterator[Rule]:
    theirs = one.kind in (Kind.ANSWER, Kind.SERVICE)
    if one.has(0) and not (theirs and one.has(2)):
        yield Rule.OTHER_CHANNEL
    if one.has(1) and not theirs:
        yield Rule.OTHER_TOPIC
    if one.has(3):
        yield Rule.EMPLOYERS_ADDRESS
    if one.has(4):
        yield Rule.BOUNCED


def _against_the_message(one: History) -> Iterator[Rule]:
    if one.has(5):
        yield Rule.SENT_ALREADY
    if one.has(6) and not one.has(7):
        yield Rule.TONE


def _against_their_yes(one: History, now: datetime) -> Iterator[Rule]:
    yes = _word(one) == "yes"
    if one.purpose != Purpose.PERMISSION:
        if not yes:
            yield Rule.NO_YES
        return
    if yes:
        yield Rule.ALREADY_GRANTED
    asks = [at for at, name in one.events if name == "asked permission"]
    if len(asks) >= 2:
        yield Rule.ASKED_TWICE
    elif any(now < at + 14 * DAY for at in [*asks, one.last("later") if _word(one) == "later" else NEVER]):
        yield Rule.REMINDER_TOO_SOON


def _against_the_pace(one: History, now: datetime) -> Iterator[Rule]:
    if one.purpose == Purpose.PERMISSION and one.pace is None:
        return
    table = PACE_DAYS if one.pace else ASK_DAYS if one.kind == Kind.ASK else NEWS_DAYS
    days = table[str(one.pace or one.tempo)]
    ours = [at for at, name in one.events if name in ("asked", "told news", "asked permission")]
    if days is None:
        if not any(name == "they began" and all(at > our for our in ours) for at, name in one.events):
            yield Rule.ONLY_WHEN_THEY_ASK if one.pace else Rule.ONCE_THEY_BEGIN
    elif any(now < at + days * DAY for at in ours):
        welcome = one.purpose == Purpose.QUESTIONNAIRE and one.pace is None and _word(one) == "yes"
        if not (welcome and all(one.last("yes") > our for our in ours)):
            yield Rule.TOO_SOON


def _against_their_pause(one: History, now: datetime) -> Iterator[Rule]:
    words = [(at, name) for at, name in one.events if name in ("paused", "resumed")]
    at, word = max(words, key=lambda told: (told[0], told[1] == "resumed"), default=(NEVER, ""))
    if word == "paused" and now < at + 90 * DAY:
        yield Rule.PAUSED


def _against_the_distance(one: History, now: datetime) -> Iterator[Rule]:
    if one.purpose == Purpose.QUESTIONNAIRE and any(
        name == "answered" and now < at + 7 * DAY for at, name in one.events
    ):
        yield Rule.ANSWERED_LATELY


def _against_the_team(one: History, now: datetime) -> Iterator[Rule]:
    for at, name in one.events:
        if name == "no" and (now < at + 90 * DAY or not one.has(7)):
            yield Rule.AFTER_A_NO
        if name == "talked" and one.has(8) and not one.has(9) and now < at + 180 * DAY:
            yield Rule.HELD_BY_COLLEAGUE
        if one.kind == Kind.ASK and name == "asked" and now < at + ASKS_STAY_OPEN:
            answered = any(later >= at and what in ("they began", "no") for later, what in one.events)
            superseded = any(later > at and what == "asked" for later, what in one.events)
            if not answered and not superseded:
                yield Rule.OPEN_ASK
        if one.kind == Kind.ASK and name == "broke" and one.last("broke") >= one.last("repaired"):
            yield Rule.BROKEN_PROMISE
    if one.has(10):
        yield Rule.HANDOVER_REFUSED


def _is_their_hour(one: History, now: datetime) -> bool:
    if one.kind == Kind.ANSWER or (one.kind == Kind.SERVICE and now <= _asked_at(one) + 15 * MINUTE):
        return True
    work, weekend, excluded = SCHEDULES[one.schedule]
    local = now.astimezone(ZoneInfo(one.zone))
    calendar = playbook().calendar_in(one.zone) if one.zone == "Asia/Shanghai" else Calendar()
    day = local.date()
    if day in calendar.holidays or local.isoweekday() - 1 in excluded:
        return False
    free = local.isoweekday() in (6, 7) and day not in calendar.workdays
    return any(first <= local.hour < last for first, last in (weekend if free else work))
