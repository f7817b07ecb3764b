"""Where an account is signed in, and ending it there."""

from __future__ import annotations

from typing import Any

from allauth.usersessions.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xinqiao.web.access.sealed import seal, unseal

# The first match counts: Edge and the in-app browsers also call themselves Chrome and Safari.
BROWSERS = {
    "MicroMessenger": "WeChat",
    "DingTalk": "DingTalk",
    "Lark": "Feishu",
    "Edg": "Edge",
    "HuaweiBrowser": "Huawei Browser",
    "OPR/": "Opera",
    "Firefox": "Firefox",
    "Chrom": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "Windows": "Windows",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "HarmonyOS": "HarmonyOS",
    "Android": "Android",
    "Mac OS": "macOS",
    "Linux": "Linux",
}


@login_required
def sessions(request: HttpRequest) -> HttpResponse:
    """Every place where this account is signed in; POST ends all but this one."""
    places = UserSession.objects.purge_and_list(request.user)
    if request.method == "POST":
        get_adapter().end_sessions([place for place in places if not place.is_current()])
        messages.success(request, _("Signed out everywhere else."))
        return redirect("usersessions_list")
    rows = [_row(place) for place in sorted(places, key=lambda place: place.created_at, reverse=True)]
    others = any(not row["is_current"] for row in rows)
    return render(request, "usersessions/usersession_list.html", {"rows": rows, "others": others})


@login_required
@require_POST
def end_session(request: HttpRequest) -> HttpResponse:
    """Signs one other place out at once; one that has ended meanwhile needs nothing more."""
    try:
        number = int(unseal(request.POST.get("session", "")))
    except ValueError:
        return redirect("usersessions_list")
    get_adapter().end_sessions(UserSession.objects.filter(user=request.user, pk=number))
    messages.success(request, _("Signed out there."))
    return redirect("usersessions_list")


def _row(place: Any) -> dict[str, Any]:
    return {
        "key": seal(str(place.pk)),
        "device": device_name(place.user_agent),
        "ip": place.ip,
        "since": place.created_at,
        "is_current": place.is_current(),
    }


def device_name(user_agent: str) -> str:
    """Browser and system in two words, as far as the browser tells."""
    browser = next((name for mark, name in BROWSERS.items() if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS.items() if mark in user_agent), "")
    return ", ".join(part for part in (browser, system) if part) or _("Unknown device")
