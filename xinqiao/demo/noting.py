"""What the sample team noted to do: one for today, one for the days to come, one that is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.consent.queries import terms_by_candidate
from xinqiao.journeys.day import today_of
from xinqiao.journeys.operations import add_task, finish_task


@dataclass(frozen=True)
class Noted:
    """A task noted so many days ago for so many days from now."""

    text: str
    ago: int
    due: int
    is_done: bool = False


NOTED: Final = (
    Noted("看完对方那篇分布式事务的文章，记两个想请教的问题", ago=2, due=0),
    Noted("问周牧上次沙龙聊到哪里", ago=1, due=4),
    Noted("把公开的技术博客地址找出来", ago=4, due=-3, is_done=True),
)


def make_tasks(told: Sequence[Candidate], *, now: datetime) -> None:
    """Notes each for the owner's own people, who know of their records and did not ask us to stop."""
    owner = told[0].owner
    terms = terms_by_candidate(person.pk for person in told)
    theirs = [
        person
        for person in reversed(told)
        if person.owner_id == owner.pk
        and person.language == "zh-hans"
        and person.notice_due_at is None
        and (person.pk not in terms or terms[person.pk].permission != "stopped")
    ]
    for noted, person in zip(NOTED, theirs, strict=False):
        made = now - timedelta(days=noted.ago)
        due_on = today_of(owner, now) + timedelta(days=noted.due)
        task = add_task(person, noted.text, due_on=due_on, owner=owner, by=owner, now=made)
        if noted.is_done:
            finish_task(task, by=owner, now=made + timedelta(hours=20))
