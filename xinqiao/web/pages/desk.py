"""The desk around every signed-in page: navigation, commands, tray, toasts."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from xinqiao.capabilities.promises.queries import count_to_keep
from xinqiao.foundation.jobs import queries as jobs
from xinqiao.foundation.workspaces.roles import Role
from xinqiao.journeys.day import stands_for
from xinqiao.web.access.members import MANAGERS, WRITERS
from xinqiao.web.pages.toasts import waiting_toasts

if TYPE_CHECKING:
    from xinqiao.web.access.members import MemberRequest

# Ten sections of ten teams in both languages; each takes some 15 KB.
_FRAMES: Final = 200


def render_desk(
    request: MemberRequest,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    nav: str = "",
    status: int = 200,
) -> HttpResponse:
    """Renders a page of the desk; `nav` is the key of the section that it belongs to."""
    return render(request, template, {**desk_context(request, nav=nav), **(context or {})}, status=status)


def desk_context(request: MemberRequest, *, nav: str) -> dict[str, Any]:
    """What `recruiter/layout.html` needs."""
    slug, user = request.workspace.slug, request.member.user
    running = jobs.running_count(request.workspace.pk)
    return {
        **_frame(get_language(), slug, request.member.role, nav, running, _to_keep(request)),
        "workspace": {"name": request.workspace.name, "url": reverse("today", args=[slug])},
        "slug": slug,
        "person": {
            "name": user.name or user.email,
            "initial": (user.name or user.email)[:1].upper(),
            "account_url": reverse("account_settings"),
        },
        "member": request.member,
        "may_write": request.member.role in WRITERS,
        "may_manage": request.member.role in MANAGERS,
        "is_owner": request.member.role == Role.OWNER,
        "jobs_running": running,
        "jobs_tray_url": reverse("jobs_tray", args=[slug]),
        "toasts": waiting_toasts(request),
        "keys": "on" if user.keys_enabled else "off",
    }


def _to_keep(request: MemberRequest) -> int:
    """What this member has to keep soon, for those they stand for too; whoever promises nothing is not asked for."""
    if request.member.role not in WRITERS:
        return 0
    return count_to_keep(stands_for(request.member), samples=request.workspace.is_demo, now=request.now)


@lru_cache(maxsize=_FRAMES)
def _frame(language: str | None, slug: str, role: str, current: str, running: int, to_keep: int) -> dict[str, str]:
    """Navigation and palette, drawn: a third of a page's variables stand in them, and they hardly ever change."""
    sections = _navigation(slug, current=current, running=running, to_keep=to_keep, writes=role in WRITERS)
    commands = {
        "palette_commands": _commands(role, slug),
        "palette_search_url": reverse("candidates", args=[slug]),
        "palette_ask_url": reverse("may_i", args=[slug]),
    }
    return {
        "nav": render_to_string("recruiter/sections.html", {"sections": sections}),
        "nav_foot": render_to_string("recruiter/sections_foot.html", {"sections": sections}),
        "palette": render_to_string("recruiter/palette.html", commands),
    }


def _navigation(slug: str, *, current: str, running: int, to_keep: int, writes: bool) -> list[dict[str, Any]]:
    def item(key: str, label: str, icon: str, count: int = 0) -> dict[str, Any]:
        url = reverse(key, args=[slug])
        return {
            "key": key,
            "label": label,
            "url": url,
            "icon": icon,
            "count": count or "",
            "current": key == current,
        }

    return [
        {
            "section_label": "",
            "items": [
                item("today", _("Today"), "calendar"),
                item("candidates", _("Candidates"), "users"),
                item("pools", _("Pools"), "layers"),
                item("openings", _("Openings"), "briefcase"),
                item("stories", _("Stories"), "quote"),
                item("promises", _("Promises"), "check-doc", to_keep),
                *([item("requests", _("Requests"), "shield")] if writes else []),
            ],
        },
        {
            "section_label": _("Method"),
            "items": [
                item("strategy_map", _("Strategy map"), "map"),
                item("method", _("Strategies and small tries"), "book"),
            ],
        },
        {
            "section_label": "",
            "foot": True,
            "items": [
                item("jobs", _("In progress"), "spinner", running),
                item("settings", _("Settings"), "gear"),
            ],
        },
    ]


def _commands(role: str, slug: str) -> list[dict[str, str]]:
    def command(name: str, label: str, words: str, keys: str = "") -> dict[str, str]:
        return {"label": label, "url": reverse(name, args=[slug]), "keys": keys, "words": words}

    commands = [
        command("today", _("Today"), "jintian today"),
        command("candidates", _("Candidates"), "houxuanren people"),
        command("may_i", _("May I contact …?"), "keyi lianxi shui may i contact"),
        command("pools", _("Pools"), "mingdan pools"),
        command("tags", _("Tags"), "biaoqian tags"),
        command("openings", _("Openings"), "jihui jobs"),
        command("stories", _("Stories"), "gushi chengzhang stories"),
        command("company_card", _("Company card"), "gongsi qiye card"),
        command("promises", _("Promises"), "chengnuo promises"),
        command("strategy_map", _("Strategy map"), "ditu celue map"),
        command("method", _("Strategies and small tries"), "celue method"),
        command("about_score", _("About the score"), "fenshu tos5"),
        command("jobs", _("In progress"), "jinxingzhong jobs"),
        command("settings", _("Settings"), "shezhi"),
        command("members", _("Members"), "chengyuan team"),
    ]
    if role == Role.OWNER:
        commands += [
            command("psychometrics", _("How well the scale measures here"), "liangbiao zhiliang alpha"),
            command("law", _("Law"), "falv shiyong law pipl gdpr"),
            command("erasures", _("Erasures"), "shanchu renyuan erase"),
        ]
    if role in MANAGERS:
        commands += [
            command("assessment", _("Impact assessment"), "yingxiang pinggu qianshu assessment sign"),
            command("retention", _("Retention"), "baocun qixian retention"),
            command("compliance", _("Compliance pack"), "hegui cailiao compliance pdf"),
        ]
    if role in WRITERS:
        commands[2:2] = [
            command("candidate_add", _("Add a candidate"), "tianjia new", "C"),
            command("contact_find", _("Log a contact"), "ji lianxi weixin dianhua log call wechat"),
            command("import_new", _("Import a list"), "daoru excel csv"),
            command("planning", _("Planning list"), "guihua planning level"),
            command("exports", _("Exports"), "daochu export"),
            command("card_results", _("Said in three taps"), "sanxia manyi feedback taps"),
            command("requests", _("Requests"), "qingqiu quanli requests"),
            command("bulk_acts", _("Changes to many people"), "piliang bulk undo"),
            command("sender_proof", _("Sender proof"), "faxin hedui sender code"),
        ]
    return commands
