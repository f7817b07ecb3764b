"""What sample people asked about their data: waiting, nearly due, done, refused; and the team's restore drill."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.consent import impact, requests
from xinqiao.capabilities.consent.law import team_day
from xinqiao.capabilities.consent.requests import Asked
from xinqiao.demo.promising import at_rest
from xinqiao.domain.request_deadlines import IdentityCheck, RequestKind


@dataclass(frozen=True)
class Wish:
    """One request: written down so many days ago, come in some days before, in which words, and how it ended."""

    kind: RequestKind
    ago: int
    words: str
    before: int = 0
    channel: str = ""
    done: str = ""
    refused: str = ""


WISHES: Final = (
    Wish(RequestKind.ACCESS, 1, "想看看你们手上都有我哪些信息，包括同事写的备注。"),
    Wish(RequestKind.CORRECTION, 2, "我已经不在原来的部门了，请改成数据平台。", before=15, channel="letter"),
    Wish(
        RequestKind.OBJECTION, 5, "不希望用我几年前公开的演讲来判断我适合什么。", channel="email",
        done="已不再使用那次演讲；档案里只留您现在的职务。",
    ),
    Wish(
        RequestKind.ERASURE, 4, "请把我们之间的承诺记录也删掉。", channel="email",
        refused="那份书面约定还在履行期内，法律要求我们保留到年底；其余往来可以删，您说一声就办。",
    ),
)  # fmt: skip
DRILL: Final = "前一晚的备份恢复到备用机，六分钟，抽查十份档案都在。"


def make_requests(told: Sequence[Candidate], *, now: datetime) -> None:
    """Lets each request happen with another Chinese-speaking person who has nothing newer, and records one drill."""
    people = [person for person in told if person.language == "zh-hans"]
    for wish in WISHES:
        at = now - timedelta(days=wish.ago)
        person = at_rest(people, since=at)
        if person is not None:
            _happen(person, wish, at=at)
            people.remove(person)
    day = team_day(now) - timedelta(days=20)
    impact.record_drill(done_on=day, passed=True, words=DRILL, by=told[0].owner, now=now)


def _happen(person: Candidate, wish: Wish, *, at: datetime) -> None:
    if not wish.channel:
        requests.ask(person, wish.kind, wish.words, verified=True, now=at)
        return
    asked = Asked(wish.kind, wish.channel, team_day(at) - timedelta(days=wish.before), wish.words)
    one = requests.write_down(person, asked, by=person.owner, now=at)
    answered = at + timedelta(days=2)
    if wish.done:
        requests.note_identity(one, IdentityCheck.OTHER, "来信的邮箱就是档案上的邮箱", by=person.owner, now=answered)
        requests.finish(one, wish.done, by=person.owner, now=answered)
    elif wish.refused:
        requests.refuse(one, wish.refused, by=person.owner, now=answered)
