"""A copied chat read into a few figures: who wrote how often, when, who began, what was asked or declined.

Reads what WeChat, Feishu and Maimai put on the clipboard, and plain "name: text" lines, in Chinese and English.
Nothing of the text itself is in the answer but the names of the two sides. Times are as the chat shows them.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final

from xinqiao.domain.contacts import Began, Outcome

AT_MOST: Final = 20_000
_NAME_AT_MOST: Final = 40
_MANY_SIDES: Final = 6
_WEEKDAYS: Final = "一二三四五六日"
_DAYS_EN: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_AGO: Final = {"今天": 0, "today": 0, "昨天": 1, "yesterday": 1, "前天": 2}

_DAY: Final = (
    r"(?:\d{4}[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,2}日?|\d{1,2}月\d{1,2}日|\d{1,2}[-/]\d{1,2}(?:[-/]\d{2,4})?"
    r"|今天|昨天|前天|today|yesterday|(?:周|星期)[一二三四五六日天]"
    r"|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2}(?:, ?\d{4})?)"
)
_TIME: Final = r"(?:(?:上午|下午|晚上|凌晨|早上|中午) ?)?\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?: ?[ap]m)?"
_STAMP: Final = rf"(?:{_DAY}[ ,，]*)?{_TIME}"
_NAME_AND_STAMP: Final = re.compile(rf"(?P<name>\S.{{0,39}}?)[ ,，\t]+\[?(?P<stamp>{_STAMP})\]?[:：]?", re.IGNORECASE)
_STAMP_AND_NAME: Final = re.compile(
    rf"\[?(?P<stamp>{_STAMP})\]?[ ,，\t]+(?P<name>[^:：]{{1,40}}?)[:：] ?(?P<text>.*)", re.IGNORECASE
)
_ONLY_STAMP: Final = re.compile(_STAMP, re.IGNORECASE)
_ONLY_DAY: Final = re.compile(rf"[—\-–=\s]*(?P<day>{_DAY})[—\-–=\s]*", re.IGNORECASE)
_NAMED: Final = re.compile(r"(?P<name>[^:：\s][^:：]{0,39}?)\s?[:：]\s?(?P<text>.*)")

_STOP: Final = re.compile(
    r"(?:不要|别|请勿|勿)再?(?:给我)?(?:联系|打扰|发(?:消息|信息|了)|打(?:电话|来)|找我)|拉黑|勿扰"
    r"|(?:stop|do not|don.?t|never) (?:contact|messag|writ|text|call|email)|leave me alone|unsubscribe",
    re.IGNORECASE,
)
_NOT_NOW: Final = re.compile(
    r"(?:暂时|目前|现在|最近|近期|眼下)(?:还)?(?:不|没)|以后再|之后再|过(?:段|一段|阵|些)|改天再|再说吧|有需要再"
    r"|not (?:right )?now|not at the moment|maybe later|some other time|later this|not looking (?:right )?now",
    re.IGNORECASE,
)
_NO: Final = re.compile(
    r"不(?:考虑|感兴趣|合适|看机会|想换|打算换|用了|需要了?)|没(?:有)?(?:兴趣|意向)|还是算了|婉拒"
    r"|not interested|no,? thank|i.?ll pass|not a (?:good )?fit|have to decline|not for me",
    re.IGNORECASE,
)
_WHEN: Final = r"(?:今天|明天|后天|今晚|明晚|(?:下)?(?:周|星期)[一二三四五六日天末]|\d{1,2} ?点|\d{1,2}[:：]\d{2})"
_WHEN_EN: Final = (
    r"(?:today|tomorrow|tonight|next week|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|\d{1,2} ?[ap]m|\d{1,2}:\d{2})"
)
_PROPOSES: Final = re.compile(
    rf"{_WHEN}.{{0,12}}(?:聊|方便|有空|可以|有时间|通话|电话|见)|(?:有空|方便|有时间).{{0,8}}{_WHEN}"
    rf"|(?:free|available|works|call|talk|meet).{{0,24}}{_WHEN_EN}|{_WHEN_EN}.{{0,24}}(?:works|free|available|suits)",
    re.IGNORECASE,
)
_ASKS: Final = re.compile(r"[?？]|(?:吗|呢|么)[。～~ ]*$")


class NotAChat(ValueError):
    """No side could be told from another: these lines are not a chat that we can read."""


@dataclass(frozen=True, slots=True)
class Side:
    """One who wrote: how many messages, how many of them with a question."""

    name: str
    messages: int
    questions: int


@dataclass(frozen=True, slots=True)
class PastedChat:
    """The chat in figures; the side that began stands first. `declined`: the last of each side's refusals."""

    sides: tuple[Side, ...]
    first_at: datetime | None
    last_at: datetime | None
    looks_like: str
    declined: dict[str, Outcome]
    proposes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the form offers; the member says whether it is so. `at` is in no zone, None where the chat shows no time."""

    channel: str
    began: Began
    outcome: Outcome
    at: datetime | None
    them: str
    theirs: int
    ours: int
    questions: int


@dataclass(slots=True)
class _Message:
    name: str
    at: datetime | None
    lines: list[str] = field(default_factory=list)


def read(text: str, *, today: date) -> PastedChat:
    """The figures of a copied chat; `today` completes dates without a year. Raises NotAChat."""
    lines = [line.strip() for line in text[:AT_MOST].replace("\r", "\n").split("\n")]
    for style in (_by_stamps, _by_lines_of_their_own, _by_names):
        found = style(lines, today)
        names = Counter(message.name for message in found)
        if found and len(names) <= _MANY_SIDES and (style is not _by_names or len(names) > 1):
            return _figures(found, "maimai" if style is _by_lines_of_their_own else "wechat")
    raise NotAChat


def propose(chat: PastedChat, *, person: str, member: str) -> Proposal:
    """What to write down, where `person` and `member` are the two names as we know them."""
    them = _side_of(chat, person, member)
    theirs = next((side for side in chat.sides if side.name == them), Side("", 0, 0))
    ours = sum(side.messages for side in chat.sides if side.name != them)
    if them in chat.declined:
        outcome = chat.declined[them]
    elif them in chat.proposes:
        outcome = Outcome.PROPOSED
    elif theirs.questions:
        outcome = Outcome.ASKED
    else:
        outcome = Outcome.TALKED if theirs.messages and ours else Outcome.WROTE
    began = Began.THEM if chat.sides[0].name == them else Began.US
    return Proposal(chat.looks_like, began, outcome, chat.last_at, them, theirs.messages, ours, theirs.questions)


def _side_of(chat: PastedChat, person: str, member: str) -> str:
    names = [side.name for side in chat.sides]
    for name in names:
        if _is_same(name, person):
            return name
    # A nickname: whoever is not the member, if only one is left.
    others = [name for name in names if not _is_same(name, member)]
    if len(others) == 1:
        return others[0]
    return names[1] if len(names) > 1 else ""


def _is_same(name: str, known: str) -> bool:
    return bool(known) and (known in name or name in known)


def _by_stamps(lines: Sequence[str], today: date) -> list[_Message]:
    """A name and a time on one line, in either order, the text behind or below."""
    found: list[_Message] = []
    day = None
    for line in lines:
        head = line[:160]
        if only := _ONLY_DAY.fullmatch(head):
            day = _day_of(only["day"], today)
            continue
        is_time = _ONLY_STAMP.fullmatch(head)
        first, second = _NAME_AND_STAMP.fullmatch(head), _STAMP_AND_NAME.match(head)
        if not is_time and (match := first or second):
            message = _Message(match["name"].strip(), _moment(match["stamp"], day, today))
            message.lines += [] if first else [line[match.start("text") :]]
            found.append(message)
        elif found and line:
            found[-1].lines.append(line)
    return found


def _by_lines_of_their_own(lines: Sequence[str], today: date) -> list[_Message]:
    """A line with the name, one with the time, then the text."""
    found: list[_Message] = []
    full = [line for line in lines if line]
    for before, line, after in zip(["", *full], full, [*full[1:], ""], strict=False):
        if _ONLY_STAMP.fullmatch(line[:60]):
            if before and len(before) <= _NAME_AT_MOST and not _ONLY_STAMP.fullmatch(before):
                found.append(_Message(before, _moment(line, None, today)))
        elif found and not _ONLY_STAMP.fullmatch(after[:60]):
            found[-1].lines.append(line)
    return found


def _by_names(lines: Sequence[str], today: date) -> list[_Message]:
    """Name, colon, text; no times."""
    found: list[_Message] = []
    for line in lines:
        match = _NAMED.fullmatch(line)
        if match and not _ONLY_STAMP.fullmatch(line):
            found.append(_Message(match["name"].strip(), None, [match["text"]]))
        elif found and line:
            found[-1].lines.append(line)
    return found


def _figures(found: Sequence[_Message], looks_like: str) -> PastedChat:
    times = [message.at for message in found if message.at is not None]
    names = list(dict.fromkeys(message.name for message in found))
    asked = Counter(message.name for message in found if any(_ASKS.search(line) for line in message.lines))
    counted = Counter(message.name for message in found)
    return PastedChat(
        sides=tuple(Side(name, counted[name], asked[name]) for name in names),
        first_at=min(times, default=None),
        last_at=max(times, default=None),
        looks_like=looks_like,
        declined=_declined(found),
        proposes=frozenset(one.name for one in found if any(_PROPOSES.search(line) for line in one.lines)),
    )


def _declined(found: Sequence[_Message]) -> dict[str, Outcome]:
    declined: dict[str, Outcome] = {}
    for name, line in _spoken(found):
        if declined.get(name) is Outcome.STOP:
            continue
        for pattern, outcome in ((_STOP, Outcome.STOP), (_NOT_NOW, Outcome.NOT_NOW), (_NO, Outcome.NO)):
            if pattern.search(line):
                declined[name] = outcome
                break
    return declined


def _spoken(found: Sequence[_Message]) -> Iterator[tuple[str, str]]:
    for message in found:
        for line in message.lines:
            yield message.name, line


def _moment(stamp: str, day: date | None, today: date) -> datetime | None:
    clock = re.search(r"(\d{1,2})[:：](\d{2})", stamp)
    if clock is None:
        return None
    hour, minute = _of_24(int(clock[1]), stamp.lower()), int(clock[2])
    named = _day_of(stamp[: clock.start()], today) or day
    if named is None or hour > 23 or minute > 59:
        return None
    return datetime.combine(named, time(hour, minute))


def _of_24(hour: int, low: str) -> int:
    if hour < 12 and any(word in low for word in ("pm", "下午", "晚上")):
        return hour + 12
    return 0 if hour == 12 and ("am" in low or "凌晨" in low) else hour


def _day_of(text: str, today: date) -> date | None:
    """The day that these words name; without a year the last such day that has come."""
    low = text.strip().lower()
    for word, ago in _AGO.items():
        if low.startswith(word):
            return today - timedelta(days=ago)
    if (weekday := _weekday(low)) is not None:
        return today - timedelta(days=(today.weekday() - weekday) % 7)
    numbers = [int(one) for one in re.findall(r"\d+", low)]
    month = next((at for at, name in enumerate(_MONTHS, start=1) if low.startswith(name)), None)
    if month is not None and numbers:
        numbers = [month, *numbers]
    return _calendar_day(numbers, today)


def _weekday(low: str) -> int | None:
    found = re.match(r"(?:周|星期)([一二三四五六日天])", low)
    if found:
        return _WEEKDAYS.index(found[1].replace("天", "日"))
    return next((at for at, name in enumerate(_DAYS_EN) if low.startswith(name)), None)


def _calendar_day(numbers: Sequence[int], today: date) -> date | None:
    if len(numbers) < 2:
        return None
    if numbers[0] > 31:
        year, month, day = (*numbers, 1)[:3]
    else:
        month, day = numbers[:2]
        year = numbers[2] if len(numbers) > 2 else today.year
        year += 2000 if year < 100 else 0
    try:
        named = date(year, month, day)
        return named.replace(year=year - 1) if len(numbers) == 2 and named > today else named
    except ValueError:
        return None
