"""A team's privacy and accessibility statements: public pages, made with the team's own names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from xinqiao.foundation.workspaces.queries import workspace_of
from xinqiao.playbook.loader import playbook
from xinqiao.web.access.team_address import team_of

if TYPE_CHECKING:
    from xinqiao.foundation.workspaces.models import Workspace
    from xinqiao.playbook.portal_schema import Statement


@require_safe
def privacy_statement(request: HttpRequest, team: str) -> HttpResponse:
    """What is held by this team, why, for how long, and what a person can do."""
    return _show(request, team, playbook().portal.privacy_statement)


@require_safe
def accessibility_statement(request: HttpRequest, team: str) -> HttpResponse:
    """How far the pages can be used by everybody, and what is known to be missing."""
    return _show(request, team, playbook().portal.accessibility_statement)


def _show(request: HttpRequest, team: str, statement: Statement) -> HttpResponse:
    slug = team_of(team)
    workspace = workspace_of(slug) if slug else None
    if workspace is None:
        raise Http404
    language = get_language() or "zh-hans"
    sender = " · ".join(part for part in (workspace.name, workspace.team_name) if part)
    values = {"sender": sender, "company": workspace.name, "contact": _contact(workspace, language)}
    context = {
        "title": statement.title.fill(language),
        "lead": statement.lead.fill(language, **values),
        "sections": [(one.title.fill(language), one.text.fill(language, **values)) for one in statement.sections],
        "sender": sender,
        "icp_number": workspace.icp_number,
        "team": team,
    }
    return render(request, "pages/statement.html", context)


def _contact(workspace: Workspace, language: str) -> str:
    text, values = playbook().portal.contact, {"switchboard": workspace.switchboard, "page": workspace.public_page}
    if workspace.switchboard and workspace.public_page:
        return text.both.fill(language, **values)
    if workspace.switchboard:
        return text.switchboard.fill(language, **values)
    return (text.page if workspace.public_page else text.neither).fill(language, **values)


urls: list[URLPattern] = [
    path("about/<str:team>/privacy/", privacy_statement, name="privacy_statement"),
    path("about/<str:team>/accessibility/", accessibility_statement, name="accessibility_statement"),
]
