"""Today: who answered, what may be done, whom we wait for, and who is left alone."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xinqiao.capabilities.candidates.queries import untold_soon
from xinqiao.capabilities.consent import impact
from xinqiao.capabilities.consent.queries import left_alone
from xinqiao.capabilities.promises.queries import to_keep_soon
from xinqiao.domain.impact_assessment import Standing
from xinqiao.foundation.workspaces.roles import Role
from xinqiao.journeys import desk, first_run
from xinqiao.web.access.members import WRITERS, MemberRequest, member_page
from xinqiao.web.pages.desk import render_desk
from xinqiao.web.recruiter import badges, next_words, promise_words
from xinqiao.web.recruiter.words import joined, sentence_start, sentences

if TYPE_CHECKING:
    from datetime import datetime

ACTS: Final = {
    desk.Step.ASK: gettext_lazy("Ask for permission"),
    desk.Step.REMIND: gettext_lazy("See the reminder"),
    desk.Step.INVITE: gettext_lazy("Invite"),
}
FIRST_STEPS: Final = {
    "answered_self": gettext_lazy("Answer the five statements yourself"),
    "pressed_stop": gettext_lazy("Press stop yourself, and see that it holds"),
    "imported": gettext_lazy("Bring in ten people"),
    "sent": gettext_lazy("Send one calm message: copy it and pass it on"),
}


@dataclass(frozen=True)
class Card:
    """One row of the day."""

    public_id: str
    name: str
    is_sample: bool
    badge: dict[str, Any]
    what: str
    why: str
    act: str
    when: str
    at: datetime | None


@member_page()
@require_GET
def today(request: MemberRequest) -> HttpResponse:
    """The desk of this member. At most five cards; nothing here counts up or hurries."""
    samples = request.workspace.is_demo
    may_act = request.member.role in WRITERS
    day = desk.today(request.member.pk, sees_all=request.member.role == Role.OWNER, samples=samples, now=request.now)
    owed = _owed(request, samples=samples) if may_act else []
    # What was promised comes before any invitation, within the same few cards.
    room = desk.CARDS_A_DAY - len(owed)
    answers = [_answer(row) for row in day.answers][:room]
    can_do = [_card(row, act=str(ACTS[row.next.step])) for row in day.can_do][: room - len(answers)] if may_act else []
    waiting = [_waiting(row) for row in day.waiting] if may_act else []
    context = {
        "summary": sentences(_day(request.now), _summary(len(owed) + len(answers) + len(can_do), len(waiting))),
        "owed": owed,
        "answers": answers,
        "can_do": can_do,
        "waiting": waiting,
        "untold": untold_soon(now=request.now) if may_act else 0,
        "left_alone": left_alone(samples=samples, now=request.now),
        "first_run": _first_run(request) if may_act else None,
        "assessment": _assessment(request.now) if may_act else None,
    }
    return render_desk(request, "recruiter/today/page.html", context, nav="today")


def _owed(request: MemberRequest, *, samples: bool) -> list[promise_words.PromiseLine]:
    """This member's own promises that are missed, or due within three days of the person."""
    found = to_keep_soon(request.member.pk, samples=samples, now=request.now, limit=desk.CARDS_A_DAY)
    return [promise_words.line(one, now=request.now) for one in found]


def _card(
    row: desk.Row, *, what: str = "", why: str = "", act: str = "", when: str = "", at: datetime | None = None
) -> Card:
    words = next_words.words_of(row.next)
    return Card(
        public_id=row.candidate.public_id,
        name=row.candidate.display_name,
        is_sample=row.candidate.is_sample,
        badge=badges.badge(row.measured),
        what=what or words.title,
        why=why or words.why,
        act=act,
        when=when,
        at=at,
    )


def _answer(row: desk.Row) -> Card:
    shared_at = row.measured.at if row.measured else None
    fits = next_words.words_of(row.next).title
    return _card(row, what=_("shared their result"), why=fits, act=_("Read"), when=_("answered"), at=shared_at)


def _waiting(row: desk.Row) -> Card:
    when = _("reminder from") if row.next.step == desk.Step.WAIT else _("invited")
    return _card(row, when=when, at=row.next.at)


def _day(now: datetime) -> str:
    day = localtime(now)
    return _("%(weekday)s, %(day)s.") % {"weekday": date_format(day, "l"), "day": date_format(day, "MONTH_DAY_FORMAT")}


def _summary(cards: int, waiting: int) -> str:
    if not cards and not waiting:
        return _("Nobody needs you today.")
    parts = []
    if cards:
        parts.append(ngettext("%d thing can begin with you", "%d things can begin with you", cards) % cards)
    if waiting:
        parts.append(ngettext("we wait for %d person", "we wait for %d people", waiting) % waiting)
    return _("%(parts)s. Nobody else needs us today.") % {"parts": sentence_start(joined(parts))}


def _first_run(request: MemberRequest) -> dict[str, Any] | None:
    steps = first_run.first_steps(request.member, now=request.now)
    done = sum(step.done for step in steps)
    if done == len(steps):
        return None
    return {
        "steps": [{"code": step.code, "done": step.done, "words": str(FIRST_STEPS[step.code])} for step in steps],
        "done": done,
        "of": len(steps),
    }


def _assessment(now: datetime) -> dict[str, bool] | None:
    """What stands between the team and its messages; nothing while the impact assessment is signed."""
    standing = impact.standing_of(impact.newest_signature(), now=now)
    return None if standing is Standing.SIGNED else {"locks": not standing.unlocks}


@member_page(WRITERS)
@require_POST
def first_run_try(request: MemberRequest) -> HttpResponse:
    """Opens the questionnaire for the member themself, on a sample record of their own name."""
    language = get_language() or "zh-hans"
    token = first_run.try_yourself(request.member, language=language, now=request.now)
    return HttpResponse(status=HTTPStatus.SEE_OTHER, headers={"Location": reverse("door", args=[token])})


urls: list[URLPattern] = [
    path("", today, name="today"),
    path("first-steps/try/", first_run_try, name="first_run_try"),
]
