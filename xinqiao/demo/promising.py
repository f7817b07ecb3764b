"""What the sample team promised: kept, still to keep, missed, and what people said of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.candidates.queries import timeline_of
from xinqiao.capabilities.consent.queries import terms_by_candidate
from xinqiao.capabilities.promises import operations as promises
from xinqiao.capabilities.promises.models import Promise
from xinqiao.capabilities.promises.operations import Given
from xinqiao.capabilities.promises.queries import events_of
from xinqiao.domain.promises import Offer, Origin, day_of


@dataclass(frozen=True)
class Course:
    """One promise: made and due so many days from now, and what shows that it was kept, or what we proposed."""

    text: str
    made: int
    due: int
    kept: str = ""
    proposed: str = ""
    origin: str = Origin.TALK


COURSES: Final = (
    Course("三天内把岗位的值班安排写清楚发给您", made=-15, due=-12, kept="当晚邮件发出，值班表和补休规则各一页。"),
    Course("把故障复盘的公开版发给您", made=-11, due=-9, kept="当天下午微信发了链接，对方回复收到。"),
    Course("问清远程办公的规定再告诉您", made=-10, due=-7, kept="已电话说明：每周两天，试用期相同。"),
    Course("试做小模块的反馈，三处建议逐条回应", made=-2, due=2, origin=Origin.MESSAGE),
    Course("下次分享会给您留一个旁听的位置", made=-3, due=9),
    Course("部门一页纸", made=-6, due=-1),
    Course("告诉您上一轮组织调整的原因", made=-9, due=-2, proposed="负责人出差，原定的日子没做到。晚几天书面给您。"),
    Course("把薪酬区间的依据发给您", made=-8, due=-5, kept="邮件发出，附公开的职级说明。"),
)  # fmt: skip
REPORT: Final = "你们说过会告诉我面试官是谁"


def make_promises(told: Sequence[Candidate], *, now: datetime) -> None:
    """Lets every course happen with somebody who allows contact; one more person says what we forgot."""
    terms = terms_by_candidate(person.pk for person in told)
    granted = [
        person
        for person in told
        if person.language == "zh-hans" and person.pk in terms and terms[person.pk].permission == "granted"
    ]
    for course in COURSES:
        begun = now + timedelta(days=course.made)
        person = at_rest(granted, since=begun)
        if person is not None:
            _happen(person, course, begun=begun, now=now)
            granted.remove(person)
    person = at_rest(granted, since=now - timedelta(hours=3))
    if person is not None:
        promises.report(person, REPORT, said_day=None, now=now - timedelta(hours=3))


def at_rest(people: Sequence[Candidate], *, since: datetime) -> Candidate | None:
    """Somebody with whom nothing has happened since, so that the timeline stays in order."""
    return next((person for person in people if timeline_of(person, limit=1)[0].at < since), None)


def _happen(person: Candidate, course: Course, *, begun: datetime, now: datetime) -> None:
    by, today = person.owner, day_of(now, person.time_zone)
    due = today + timedelta(days=course.due)
    promise = promises.make(person, Given(course.text, due, course.origin), owner=by, by=by, now=begun)
    if course.kept:
        done = now + timedelta(days=course.due - 1)
        promises.keep(promise, course.kept, by=by, now=done, seen=_seen(promise))
    elif course.due < 0:
        promises.mark_missed([promise.pk], now=now - timedelta(hours=2))
    if course.proposed:
        day = today + timedelta(days=5)
        promises.offer(
            promise, Offer.NEW_DAY, course.proposed, day=day, by=by, now=now - timedelta(hours=1), seen=_seen(promise)
        )


def _seen(promise: Promise) -> str:
    return events_of(promise)[-1].public_id
