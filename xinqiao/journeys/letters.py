"""The letter about the day: figures only. Names and answers stay behind the sign-in; mail is read by others too."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Final, TypeVar

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Max
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from xinqiao.capabilities.assessments.queries import news_by_keeper
from xinqiao.capabilities.candidates.queries import untold_by_keeper
from xinqiao.capabilities.promises.queries import to_keep_by_owner
from xinqiao.domain.desk_cards import Kind, State
from xinqiao.domain.digest import NEWS_AT_MOST, Often, due_day, news_since
from xinqiao.domain.promises import zone_of
from xinqiao.foundation.workspaces.models import Member
from xinqiao.foundation.workspaces.queries import members_without, present_members
from xinqiao.foundation.workspaces.roles import Role
from xinqiao.journeys.day import HAS_A_DESK
from xinqiao.journeys.models import DeskCard, Digest
from xinqiao.journeys.task_queries import open_tasks_by_owner
from xinqiao.playbook.loader import playbook

T = TypeVar("T")
_A_DAY: Final = timedelta(days=1)
_READ: Final = (State.DONE.value, State.SKIPPED.value)


@dataclass(frozen=True)
class Letter:
    """What one member's day holds, in figures."""

    member: Member
    day: date
    promises: int
    answers: int
    untold: int
    tasks: int

    @property
    def has_something(self) -> bool:
        """Whether it is worth a mail."""
        return bool(self.promises or self.answers or self.untold or self.tasks)


def members_due(*, now: datetime) -> Iterator[tuple[int, list[Member]]]:
    """(workspace, members whose morning it is), one query for the whole installation."""
    due = [one for one in present_members(HAS_A_DESK) if _day(one, now) is not None]
    for workspace_id, members in groupby(due, key=lambda one: one.workspace_id):
        yield workspace_id, list(members)


def letters_for(members: Sequence[Member], *, now: datetime) -> list[Letter]:
    """The letters of these members of the current workspace; who has nothing or had one today gets none.

    Eight queries however many members there are.
    """
    samples = members[0].workspace.is_demo
    last = dict(Digest.objects.values_list("member_id").annotate(last=Max("begun_at")))
    had = set(Digest.objects.filter(day__gte=now.date() - _A_DAY).values_list("member_id", "day"))
    promises = Counter(to_keep_by_owner(samples=samples, now=now))
    untold = untold_by_keeper(now=now)
    tasks = _by_first(open_tasks_by_owner(until=(now + _A_DAY).date(), samples=samples))
    news = _Answers(now, samples)
    gone = members_without(HAS_A_DESK, workspace_id=members[0].workspace_id)
    letters = []
    for member in members:
        day = _day(member, now)
        if day is None or (member.pk, day) in had:
            continue
        # As on their desk: an owner's holds also what those who left had promised or noted.
        owners = [member.pk, *gone] if member.role == Role.OWNER else [member.pk]
        letter = Letter(
            member=member,
            day=day,
            promises=sum(promises[one] for one in owners),
            answers=news.for_(member, since=news_since(now, Often(member.user.digest), last.get(member.pk))),
            untold=sum(untold.values()) if member.role == Role.OWNER else untold.get(member.pk, 0),
            tasks=sum(due_on <= day for one in owners for due_on in tasks[one]),
        )
        letters.append(letter)
    return [letter for letter in letters if letter.has_something]


def mail_of(letter: Letter) -> EmailMessage:
    """The mail, in the member's language: a subject that says nothing of anybody, figures, one link."""
    member = letter.member
    account = f"{settings.PUBLIC_URL}{reverse('account_settings')}"
    with override(member.user.language or settings.LANGUAGE_CODE):
        context = {
            "letter": letter,
            "workspace": member.workspace.name,
            "today_url": f"{settings.PUBLIC_URL}{reverse('today', args=[member.workspace.slug])}",
            "account_url": account,
        }
        subject = " ".join(render_to_string("email/day_subject.txt", context).split())
        text = render_to_string("email/day_message.txt", context).strip() + "\n"
    headers = {"Auto-Submitted": "auto-generated", "List-Unsubscribe": f"<{account}>"}
    return EmailMessage(subject, text, to=[member.user.email], headers=headers)


def _day(member: Member, now: datetime) -> date | None:
    zone = zone_of(member.user.time_zone)
    return due_day(now, zone, Often(member.user.digest), playbook().calendar_in(zone.key))


def _by_first(pairs: Iterable[tuple[int, T]]) -> defaultdict[int, list[T]]:
    found = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found


class _Answers:
    """Answers of the last two weeks, without those that a member has put away on their desk."""

    def __init__(self, now: datetime, samples: bool) -> None:
        news = news_by_keeper(since=now - NEWS_AT_MOST, samples=samples)
        self._everybodys = [(pk, at) for pk, _, at in news]
        # A large team has as many keepers as answers: nobody's letter goes through all of them.
        self._kept = _by_first((keeper, (pk, at)) for pk, keeper, at in news)
        read = DeskCard.objects.filter(kind=Kind.ANSWER, state__in=_READ, day__gte=(now - NEWS_AT_MOST).date() - _A_DAY)
        self._read = set(read.values_list("member_id", "subject"))

    def for_(self, member: Member, *, since: datetime) -> int:
        """How many are news to this member; an owner's desk is the whole team's."""
        theirs = self._everybodys if member.role == Role.OWNER else self._kept[member.pk]
        return sum(at > since and (member.pk, pk) not in self._read for pk, at in theirs)
