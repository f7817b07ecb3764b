"""The questionnaire on paper and its scoring sheet, to print at the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_GET

from xinqiao.web.access.members import WRITERS, member_page
from xinqiao.web.pages.printed_forms import LANGUAGES, SCORING, SHEETS, sheet_answer

if TYPE_CHECKING:
    from xinqiao.web.access.members import MemberRequest


@member_page()
@require_GET
def printed_sheet(request: MemberRequest, sheet: str, language: str) -> HttpResponse:
    """A blank sheet; it knows no person. How to score is for those who may enter answers."""
    if sheet not in SHEETS or language not in LANGUAGES:
        raise Http404
    if sheet == SCORING and request.member.role not in WRITERS:
        raise PermissionDenied
    return sheet_answer(request, sheet, language, back_url=reverse("method", args=[request.workspace.slug]))


urls: list[URLPattern] = [
    path("method/paper/<str:sheet>/<str:language>/", printed_sheet, name="printed_sheet"),
]
