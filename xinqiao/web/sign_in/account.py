"""A person's own page, and further workspaces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from xinqiao.foundation.workspaces.operations import change_account, create_workspace
from xinqiao.foundation.workspaces.queries import memberships
from xinqiao.web.pages.roles import ROLE_NAMES
from xinqiao.web.sign_in.account_forms import AccountForm, WorkspaceForm

if TYPE_CHECKING:
    from xinqiao.foundation.workspaces.models import User


class AccountRequest(HttpRequest):
    """A request of somebody who is signed in."""

    user: User


@login_required
def account_settings(request: AccountRequest) -> HttpResponse:
    """Name, language, time zone and shortcuts; the ways into the account; the workspaces."""
    user = request.user
    form = AccountForm(
        request.POST or None,
        initial={
            "name": user.name,
            "language": user.language or translation.get_language(),
            "time_zone": user.time_zone,
            "keys_enabled": user.keys_enabled,
            "digest": user.digest,
        },
    )
    if request.method == "POST" and form.is_valid():
        change_account(user, **form.cleaned_data)
        with translation.override(user.language):
            messages.success(request, _("Saved."))
        return redirect("account_settings")
    return render(request, "account/settings.html", {"form": form, "places": _places(request)})


def _places(request: AccountRequest) -> list[dict[str, Any]]:
    return [
        {
            "name": member.workspace.name,
            "slug": member.workspace.slug,
            "role": ROLE_NAMES[member.role],
            "ends": member.workspace.delete_after,
        }
        for member in memberships(request.user)
    ]


@login_required
def workspace_new(request: AccountRequest) -> HttpResponse:
    """A workspace of one's own; the first one right after the installation's first account."""
    form = WorkspaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        workspace = create_workspace(request.user, name=form.cleaned_data["name"], now=timezone.now())
        return redirect("today", slug=workspace.slug)
    return render(request, "account/workspace_new.html", {"form": form, "is_first": not memberships(request.user)})
