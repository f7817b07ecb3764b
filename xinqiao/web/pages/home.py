"""The address without a path: everyone is taken to where they belong."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST, require_safe

from xinqiao.demo.queries import demo_owner
from xinqiao.foundation.workspaces.queries import any_account, memberships


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Signed in: to the first workspace, or to make one. Signed out: to sign-in, or to the very first account."""
    if not request.user.is_authenticated:
        return redirect("account_login" if any_account() else "account_signup")
    places = memberships(request.user)
    # A workspace on its way to deletion is the last that anybody wants to see first.
    places.sort(key=lambda member: member.workspace.delete_after is not None)
    if not places:
        return redirect("workspace_new")
    return redirect("today", slug=places[0].workspace.slug)


@require_POST
def demo_enter(request: HttpRequest) -> HttpResponse:
    """One tap into the demo team; only in a demonstration, and only into an account without real people."""
    owner = demo_owner() if settings.DEMO else None
    if owner is None:
        raise Http404
    login(request, owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    return redirect("home")


urls: list[URLPattern] = [
    path("", home, name="home"),
    path("demo/enter/", demo_enter, name="demo_enter"),
]
