"""The workspace's settings, its sample people, and its end."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from xinqiao.capabilities.candidates.queries import sample_count
from xinqiao.foundation.workspaces.operations import (
    change_workspace,
    request_workspace_deletion,
    undo_workspace_deletion,
)
from xinqiao.foundation.workspaces.roles import Role
from xinqiao.web.access.demonstration import not_in_demonstration
from xinqiao.web.access.members import MANAGERS, OWNERS, READERS, MemberRequest, member_page
from xinqiao.web.access.public_address import public_address
from xinqiao.web.access.team_address import team_mark
from xinqiao.web.pages.desk import render_desk
from xinqiao.web.pages.toasts import toast
from xinqiao.web.recruiter.audit_log import audit
from xinqiao.web.recruiter.settings_forms import WorkspaceSettingsForm

STATEMENTS = ("privacy_statement", "accessibility_statement")


@member_page(READERS)
def settings(request: MemberRequest) -> HttpResponse:
    """Shown to every member; owners and admins may change it."""
    if request.member.role not in MANAGERS:
        return _settings_page(request, None)
    if request.method != "POST":
        return _settings_page(request, _form(request))
    form = WorkspaceSettingsForm(request.POST)
    if not form.is_valid():
        return _settings_page(request, form)
    change_workspace(request.workspace, by=request.member, now=request.now, **form.cleaned_data)
    toast(request, _("Saved."))
    return redirect("settings", slug=request.workspace.slug)


def _form(request: MemberRequest) -> WorkspaceSettingsForm:
    fields = WorkspaceSettingsForm.base_fields
    return WorkspaceSettingsForm(initial={name: getattr(request.workspace, name) for name in fields})


def _settings_page(request: MemberRequest, form: WorkspaceSettingsForm | None) -> HttpResponse:
    shown = WorkspaceSettingsForm.base_fields
    context = {
        "form": form,
        "facts": [(field.label, getattr(request.workspace, name)) for name, field in shown.items()],
        "samples": sample_count(),
        "statements": [public_address(name, team_mark(request.workspace.slug)) for name in STATEMENTS],
    }
    return render_desk(request, "recruiter/settings/settings.html", context, nav="settings")


@member_page(OWNERS)
@require_POST
def samples_remove(request: MemberRequest) -> HttpResponse:
    """Takes all sample people and sample openings out in one act."""
    # Only here: it comes with the invented people, which no other page needs in memory.
    from xinqiao.demo.operations import remove_samples

    count = remove_samples(by=request.member, now=request.now)
    said = ngettext("%(count)d sample person removed.", "%(count)d sample people removed.", count)
    toast(request, said % {"count": count})
    return redirect("settings", slug=request.workspace.slug)


@member_page(OWNERS)
@require_POST
@not_in_demonstration
def workspace_delete(request: MemberRequest) -> HttpResponse:
    """Closes the workspace now and destroys it in seven days."""
    request_workspace_deletion(request.workspace, by=request.member, now=request.now)
    return redirect("workspace_ending", slug=request.workspace.slug)


@member_page(READERS, during_deletion=True)
def workspace_ending(request: MemberRequest) -> HttpResponse:
    """The only page of a workspace that is about to be deleted."""
    workspace = request.workspace
    if workspace.delete_after is None:
        return redirect("settings", slug=workspace.slug)
    context = {
        "workspace": {"name": workspace.name},
        "delete_after": workspace.delete_after,
        "may_keep": request.member.role == Role.OWNER,
        "keep_url": reverse("workspace_keep", args=[workspace.slug]),
    }
    return render(request, "recruiter/settings/ending.html", context)


@member_page(OWNERS, during_deletion=True)
@require_POST
def workspace_keep(request: MemberRequest) -> HttpResponse:
    """Undo of the deletion."""
    undo_workspace_deletion(request.workspace, by=request.member, now=request.now)
    toast(request, _("The workspace stays. Everything is as it was."))
    return redirect("settings", slug=request.workspace.slug)


urls = [
    path("settings/", settings, name="settings"),
    path("settings/samples/remove/", samples_remove, name="samples_remove"),
    path("settings/audit/", audit, name="audit"),
    path("settings/delete/", workspace_delete, name="workspace_delete"),
    path("ending/", workspace_ending, name="workspace_ending"),
    path("ending/keep/", workspace_keep, name="workspace_keep"),
]
