"""Openings: what the company could offer, as facts with one drawback."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xinqiao.foundation.content import operations
from xinqiao.foundation.content import queries as content
from xinqiao.playbook.loader import playbook
from xinqiao.web.access.members import WRITERS, MemberRequest, member_page
from xinqiao.web.pages.desk import render_desk
from xinqiao.web.pages.toasts import toast
from xinqiao.web.recruiter.found import found_opening
from xinqiao.web.recruiter.openings_forms import OpeningForm, opening_values
from xinqiao.web.recruiter.words import joined

if TYPE_CHECKING:
    from xinqiao.foundation.content.models import Opening


@dataclass(frozen=True)
class OpeningSheet:
    """An opening as plain values."""

    public_id: str
    title: str
    place: str
    pay_range: str
    reports_to: str
    scope: str
    drawback: str
    vouched_by: str
    vouched_on: date
    is_closed: bool
    is_sample: bool


def _sheet(opening: Opening) -> OpeningSheet:
    return OpeningSheet(
        public_id=opening.public_id,
        title=opening.title,
        place=joined([opening.team, opening.city]),
        pay_range=opening.pay_range,
        reports_to=opening.reports_to,
        scope=opening.scope,
        drawback=opening.drawback,
        vouched_by=opening.vouched_by,
        vouched_on=opening.vouched_on,
        is_closed=opening.closed_at is not None,
        is_sample=opening.is_sample,
    )


@member_page()
@require_GET
def openings(request: MemberRequest) -> HttpResponse:
    """All openings, newest first; closed ones in a tab of their own."""
    rows = [_sheet(row) for row in content.openings(include_closed=True)]
    shows_closed = request.GET.get("closed") == "1"
    context = {
        "openings": [row for row in rows if row.is_closed == shows_closed],
        "shows_closed": shows_closed,
        "has_closed": any(row.is_closed for row in rows),
    }
    return render_desk(request, "recruiter/openings/list.html", context, nav="openings")


@member_page()
@require_GET
def opening(request: MemberRequest, public_id: str) -> HttpResponse:
    """The fact sheet as a candidate reads it."""
    context = {"opening": _sheet(found_opening(public_id)), "words": playbook().candidate_pages.fact_sheet}
    return render_desk(request, "recruiter/openings/page.html", context, nav="openings")


@member_page(WRITERS)
@require_http_methods(["GET", "POST"])
def opening_add(request: MemberRequest) -> HttpResponse:
    """A new opening."""
    today = localdate(request.now)
    form = OpeningForm(request.POST or None, today=today, initial={"vouched_on": today})
    if request.method == "POST" and form.is_valid():
        added = operations.add_opening(by=request.member, now=request.now, **form.facts())
        toast(request, _("The opening is saved."))
        return redirect("opening", request.workspace.slug, added.public_id)
    return _form_page(request, form, back=reverse("openings", args=[request.workspace.slug]))


@member_page(WRITERS)
@require_http_methods(["GET", "POST"])
def opening_edit(request: MemberRequest, public_id: str) -> HttpResponse:
    """Changes the facts; people who were told of the opening read the new ones."""
    changed = found_opening(public_id)
    form = OpeningForm(request.POST or None, today=localdate(request.now), initial=opening_values(changed))
    if request.method == "POST" and form.is_valid():
        operations.change_opening(changed, by=request.member, now=request.now, **form.facts())
        toast(request, _("Saved."))
        return redirect("opening", request.workspace.slug, public_id)
    back = reverse("opening", args=[request.workspace.slug, public_id])
    return _form_page(request, form, back=back, title=changed.title)


def _form_page(request: MemberRequest, form: OpeningForm, *, back: str, title: str = "") -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    context = {"form": form, "back": back, "title": title}
    return render_desk(request, "recruiter/openings/form.html", context, nav="openings", status=status)


@member_page(WRITERS)
@require_POST
def opening_close(request: MemberRequest, public_id: str) -> HttpResponse:
    """Takes it out of the lists; the toast brings it back."""
    operations.close_opening(found_opening(public_id), by=request.member, now=request.now)
    undo = reverse("opening_reopen", args=[request.workspace.slug, public_id])
    toast(request, _("Closed. People who have the fact sheet keep it."), undo_url=undo)
    return redirect("openings", request.workspace.slug)


@member_page(WRITERS)
@require_POST
def opening_reopen(request: MemberRequest, public_id: str) -> HttpResponse:
    """Brings a closed opening back."""
    operations.reopen_opening(found_opening(public_id), by=request.member, now=request.now)
    toast(request, _("The opening is back in the list."))
    return redirect("opening", request.workspace.slug, public_id)


urls: list[URLPattern] = [
    path("openings/", openings, name="openings"),
    path("openings/new/", opening_add, name="opening_add"),
    path("openings/<str:public_id>/", opening, name="opening"),
    path("openings/<str:public_id>/edit/", opening_edit, name="opening_edit"),
    path("openings/<str:public_id>/close/", opening_close, name="opening_close"),
    path("openings/<str:public_id>/reopen/", opening_reopen, name="opening_reopen"),
]
