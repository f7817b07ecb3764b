"""Planning lists: whom to invite to which small try, and in what tone. They stay on this page."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from xinqiao.capabilities.assessments.planning import page_of_released
from xinqiao.domain.levels import GENTLEST_FIRST, Level
from xinqiao.foundation.workspaces.roles import Role
from xinqiao.journeys import desk
from xinqiao.playbook.loader import playbook
from xinqiao.web.access.members import WRITERS, MemberRequest, member_page
from xinqiao.web.pages.desk import render_desk
from xinqiao.web.pages.toasts import toast
from xinqiao.web.recruiter import badges
from xinqiao.web.recruiter.list_columns import listed
from xinqiao.web.recruiter.words import say


@member_page(WRITERS)
@require_GET
def planning(request: MemberRequest) -> HttpResponse:
    """People of one level among those whose relationship the member keeps, by name; never by score."""
    level = _level(request.GET.get("level", ""))
    sees_all = request.member.role == Role.OWNER
    mine = not sees_all or request.GET.get("mine") == "1"
    kept_by = request.member.pk if mine else None
    page = page_of_released(level, kept_by=kept_by, after=request.GET.get("after", "").replace("\x00", "")[:16])
    rows = desk.rows(
        page.candidates, visible={one.pk for one in page.candidates}, now=request.now, by=request.member.pk
    )
    more = "&mine=1" if sees_all and mine else ""
    context = {
        "level": str(level),
        "tabs": [(f"?level={one}{more}", badges.label(one), one == level) for one in reversed(GENTLEST_FIRST)],
        "people": [listed(row) for row in rows],
        "next_url": f"?level={level}{more}&after={page.after}" if page.after else "",
        "is_first_page": not request.GET.get("after"),
        "sees_all": sees_all,
        "mine": mine,
        "mine_url": f"?level={level}" + ("" if mine else "&mine=1"),
        **_advice(level),
    }
    return render_desk(request, "recruiter/planning/list.html", context, nav="candidates")


def stays_here(request: MemberRequest) -> HttpResponse:
    """The answer to whoever wants to take a planning list elsewhere."""
    toast(
        request, _("A planning list stays here: it is for tone and small tries and can be neither exported nor kept.")
    )
    return redirect("planning", request.workspace.slug)


def _level(code: str) -> Level:
    return Level(code) if code in list(Level) else Level.CAUTIOUS


def _advice(level: Level) -> dict[str, Any]:
    book = playbook()
    entry = book.level(level)
    return {
        "level_label": say(entry.label),
        "tries": [] if entry.only_when_they_begin else [say(one.label) for one in book.mechanisms_for(level)[:3]],
        "only_when_they_begin": entry.only_when_they_begin,
        "method_url_level": str(level),
    }


urls: list[URLPattern] = [path("planning/", planning, name="planning")]
