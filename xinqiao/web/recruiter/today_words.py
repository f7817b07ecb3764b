"""The day's cards in words: under which heading each stands, what it is, why, and what can be done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, cast

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from xinqiao.domain.desk_cards import AHEAD_AT_MOST, DONE_ELSEWHERE, Kind, Wish, next_monday
from xinqiao.journeys.desk import Step
from xinqiao.web.recruiter import badges, next_words, promise_words, request_words

if TYPE_CHECKING:
    from xinqiao.capabilities.candidates.models import Candidate
    from xinqiao.capabilities.consent.models import PersonRequest
    from xinqiao.capabilities.promises.models import Promise
    from xinqiao.journeys.day import Card
    from xinqiao.journeys.desk import Row
    from xinqiao.journeys.models import Task

HEADINGS: Final = {
    Kind.PROMISE: (gettext_lazy("Keep your word first"), gettext_lazy("what was promised comes before any invitation")),
    Kind.ANSWER: (gettext_lazy("Answers back"), gettext_lazy("shared by themselves")),
    Kind.REQUEST: (gettext_lazy("Asked of us"), gettext_lazy("about their own data, by a fixed day")),
    Kind.UNTOLD: (gettext_lazy("To be told"), gettext_lazy("nobody is kept unknowing")),
    Kind.TASK: (gettext_lazy("Noted to do"), gettext_lazy("they can read it too")),
}
SUGGESTED: Final = (gettext_lazy("You can do"), gettext_lazy("and it is fine not to"))
ACTS: Final = {
    Kind.ASK: gettext_lazy("Ask for permission"),
    Kind.REMIND: gettext_lazy("See the reminder"),
    Kind.INVITE: gettext_lazy("Invite"),
}


@dataclass(frozen=True)
class Line:
    """One row of the day. `done`: whether it is finished here, and not where it is kept."""

    url: str
    name: str
    what: str
    why: str
    act: str = ""
    act_url: str = ""
    public_id: str = ""
    done: bool = True
    is_sample: bool = False
    badge: dict[str, Any] | None = None
    when: str = ""
    at: datetime | date | None = None


@dataclass(frozen=True)
class Group:
    """Cards below one heading."""

    title: str
    note: str
    lines: list[Line]


def groups(slug: str, cards: Sequence[Card], *, now: datetime) -> list[Group]:
    """The cards in their order, each run of one kind below its heading."""
    found: dict[str, Group] = {}
    for card in cards:
        title, note = HEADINGS.get(card.fact.kind, SUGGESTED)
        group = found.setdefault(str(title), Group(str(title), str(note), []))
        line = _LINES.get(card.fact.kind, _suggestion)(slug, card, now)
        done = card.fact.kind not in DONE_ELSEWHERE
        group.lines.append(replace(line, public_id=card.public_id, done=done))
    return list(found.values())


def waiting(slug: str, row: Row) -> Line:
    """Somebody whom we wait for; nothing is to be done."""
    when = _("reminder from") if row.next.step == Step.WAIT else _("invited")
    words = next_words.words_of(row.next)
    return replace(_of_person(slug, row), what=words.title, why=words.why, when=when, at=row.next.at)


def snooze_days(today: date) -> dict[str, Any]:
    """The days that a card can rest until."""
    tomorrow, monday = today + timedelta(days=1), next_monday(today)
    return {
        "tomorrow": Wish.TOMORROW.value,
        "monday": "" if monday == tomorrow else Wish.MONDAY.value,
        "monday_on": monday,
        "day": Wish.DAY.value,
        "first": tomorrow.isoformat(),
        "last": (today + AHEAD_AT_MOST).isoformat(),
    }


def _promise(slug: str, card: Card, now: datetime) -> Line:
    one = promise_words.line(cast("Promise", card.about), now=now)
    url = reverse("promise", args=[slug, one.person_id, one.public_id])
    return Line(
        url=url,
        name=one.person,
        what=one.text,
        why=one.stands,
        act=_("Make it good") if one.is_missed else _("Keep it"),
        act_url=url,
        is_sample=one.is_sample,
        at=one.day,
    )


def _request(slug: str, card: Card, now: datetime) -> Line:
    one = cast("PersonRequest", card.about)
    return replace(
        _named(slug, one.candidate),
        what=request_words.kind_label(one.kind),
        why=_("Received on %(day)s.") % {"day": date_format(one.received_on, "MONTH_DAY_FORMAT")},
        act=_("Answer it"),
        act_url=reverse("request", args=[slug, one.public_id]),
        at=one.due_on,
    )


def _answer(slug: str, card: Card, now: datetime) -> Line:
    row = cast("Row", card.about)
    line, at = _of_person(slug, row), row.measured.at if row.measured else None
    fits = next_words.words_of(row.next).title
    return replace(line, what=_("shared their result"), why=fits, act=_("Read"), when=_("answered"), at=at)


def _suggestion(slug: str, card: Card, now: datetime) -> Line:
    row = cast("Row", card.about)
    words = next_words.words_of(row.next)
    line = _of_person(slug, row)
    return replace(line, what=words.title, why=words.why, act=str(ACTS[card.fact.kind]), when=_("whenever you like"))


def _task(slug: str, card: Card, now: datetime) -> Line:
    task = cast("Task", card.about)
    return replace(
        _named(slug, task.candidate),
        what=task.text,
        why=_("Noted on %(day)s.") % {"day": date_format(task.made_at, "MONTH_DAY_FORMAT")},
        act=_("Open the record"),
        at=task.due_on,
    )


def _untold(slug: str, card: Card, now: datetime) -> Line:
    count = cast("int", card.about)
    url = f"{reverse('candidates', args=[slug])}?notice=1"
    return Line(
        url=url,
        name=ngettext("%d person", "%d people", count) % count,
        what=ngettext("does not know of their record yet", "do not know of their records yet", count),
        why=_("Whoever is not told by the end of their 30 days is deleted. The first date is this one."),
        act=_("See who"),
        act_url=url,
        at=card.fact.last_day,
    )


def _of_person(slug: str, row: Row) -> Line:
    return replace(_named(slug, row.candidate), badge=badges.badge(row.measured))


def _named(slug: str, person: Candidate) -> Line:
    url = reverse("candidate", args=[slug, person.public_id])
    return Line(url=url, name=person.display_name, what="", why="", act_url=url, is_sample=person.is_sample)


_LINES: Final[dict[Kind, Callable[[str, Card, datetime], Line]]] = {
    Kind.PROMISE: _promise,
    Kind.REQUEST: _request,
    Kind.ANSWER: _answer,
    Kind.TASK: _task,
    Kind.UNTOLD: _untold,
}
