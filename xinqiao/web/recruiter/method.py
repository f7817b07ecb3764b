"""The method to read: from level to portrait, strategy, small try and technique, and how the score is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from xinqiao.capabilities.assessments.keys import team_key
from xinqiao.capabilities.assessments.queries import hold_back_counts
from xinqiao.domain.levels import GENTLEST_FIRST, UNMEASURED
from xinqiao.domain.scale import TOS5_PRINTED, key_by_id
from xinqiao.playbook.book import UnknownPlaybookEntry
from xinqiao.playbook.loader import playbook
from xinqiao.web.access.members import MemberRequest, member_page
from xinqiao.web.pages.desk import render_desk
from xinqiao.web.pages.team_book import spoken_book
from xinqiao.web.recruiter.badges import STONES
from xinqiao.web.recruiter.words import in_a_row, say

if TYPE_CHECKING:
    from xinqiao.playbook.book import Playbook

ORDER = [str(level) for level in reversed(GENTLEST_FIRST)]


def _level(book: Playbook, code: str) -> dict[str, Any]:
    entry = book.level(code)
    return {
        "code": entry.id,
        "stones": STONES.get(entry.id, 0),  # type: ignore[call-overload]
        "entry": entry,
        "totals": f"{entry.totals.least}–{entry.totals.most}" if entry.totals else "",
        "strategy": book.strategy(entry.id),
        "tries": book.mechanisms_for(entry.id),
        "techniques": book.techniques_for(entry.id),
    }


@member_page()
@require_GET
def method(request: MemberRequest) -> HttpResponse:
    """Everything on one page: levels, small tries, techniques."""
    book = spoken_book()
    context = {
        "levels": [_level(book, code) for code in [*ORDER, UNMEASURED]],
        "tries": book.mechanisms,
        "techniques": [
            {"entry": one, "for": in_a_row([say(book.level(code).label) for code in one.levels if code != UNMEASURED])}
            for one in book.techniques
        ],
        "hold_back": _hold_back(),
    }
    return render_desk(request, "recruiter/method/method.html", context, nav="method")


def _hold_back() -> dict[str, Any] | None:
    """What holds people back first, in counts of at least five; None while fewer have said so."""
    shown = hold_back_counts()
    if shown is None:
        return None
    labels = {one.id: say(one.label) for one in playbook().hold_back.options}
    return {
        "people": shown.people,
        "others": shown.others,
        "rows": [
            {
                "label": labels.get(name, name),
                "count": share.count,
                "percent": round(100 * share.count / share.people),
                "low": round(100 * share.low),
                "high": round(100 * share.high),
            }
            for name, share in shown.shares.items()
        ],
    }


@member_page()
@require_GET
def method_level(request: MemberRequest, level: str) -> HttpResponse:
    """One level: portrait, strategy, tries and techniques."""
    try:
        context = {"level": _level(spoken_book(), level)}
    except UnknownPlaybookEntry as unknown:
        raise Http404 from unknown
    return render_desk(request, "recruiter/method/level.html", context, nav="method")


@member_page()
@require_GET
def about_score(request: MemberRequest) -> HttpResponse:
    """How the score is made, its error, its keys, and what it must not be used for."""
    book = playbook()
    scale = book.scale("tos5")
    key = key_by_id(team_key().id)
    paragraphs = {one.id: one for one in book.about_score}
    context = {
        "paragraphs": [one for one in book.about_score if one.id != "not_for"],
        "not_for": paragraphs["not_for"],
        "scale": scale,
        "items": [
            {"entry": item, "counts": _("6 minus the answer") if sign < 0 else _("the answer itself")}
            for item, sign in zip(scale.items, key.signs, strict=True)
        ],
        "by_plain_sum": key is TOS5_PRINTED,
        "levels": [_level(book, code) for code in ORDER],
    }
    return render_desk(request, "recruiter/method/about_score.html", context, nav="method")


urls: list[URLPattern] = [
    path("method/", method, name="method"),
    path("method/about-the-score/", about_score, name="about_score"),
    path("method/<str:level>/", method_level, name="method_level"),
]
