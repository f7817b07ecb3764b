"""Today: at most five cards, whom we wait for, and who is left alone."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xinqiao.capabilities.consent import impact
from xinqiao.capabilities.consent.queries import left_alone
from xinqiao.domain.impact_assessment import Standing
from xinqiao.journeys import first_run
from xinqiao.journeys.day import day_of_member, today_of
from xinqiao.web.access.members import WRITERS, MemberRequest, member_page
from xinqiao.web.pages.desk import render_desk
from xinqiao.web.recruiter import copies, today_words
from xinqiao.web.recruiter.words import joined, sentence_start, sentences

if TYPE_CHECKING:
    from datetime import datetime

FIRST_STEPS: Final = {
    "answered_self": gettext_lazy("Answer the five statements yourself"),
    "pressed_stop": gettext_lazy("Press stop yourself, and see that it holds"),
    "imported": gettext_lazy("Bring in ten people"),
    "sent": gettext_lazy("Send one calm message: copy it and pass it on"),
}


@member_page()
@require_GET
def today(request: MemberRequest) -> HttpResponse:
    """The desk of this member. At most five cards a day; nothing here counts up or hurries."""
    samples, may_act = request.workspace.is_demo, request.member.role in WRITERS
    day = day_of_member(request.member, samples=samples, now=request.now)
    waiting = [today_words.waiting(request.workspace.slug, row) for row in day.waiting]
    context = {
        "summary": sentences(_day(request.now), _summary(len(day.cards), len(waiting))),
        "groups": today_words.groups(request.workspace.slug, day.cards, now=request.now),
        "waiting": waiting,
        "is_finished": day.is_finished,
        "snooze": today_words.snooze_days(today_of(request.member, request.now)),
        "left_alone": left_alone(samples=samples, now=request.now),
        "first_run": _first_run(request) if may_act else None,
        "assessment": _assessment(request.now) if may_act else None,
        **copies.evening_part(request),
    }
    return render_desk(request, "recruiter/today/page.html", context, nav="today")


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
