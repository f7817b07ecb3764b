"""Saved views: a list's filters and columns under a name, for oneself or for the team."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from xinqiao.capabilities.candidates import operations
from xinqiao.capabilities.candidates.exporting.operations import NeverLeaves, require_plain_list
from xinqiao.capabilities.candidates.filters import ListFilter
from xinqiao.capabilities.candidates.operations import ViewFacts
from xinqiao.capabilities.candidates.queries import groups
from xinqiao.foundation.workspaces.queries import members
from xinqiao.web.access.members import WRITERS, MemberRequest, member_page
from xinqiao.web.pages.desk import render_desk
from xinqiao.web.pages.toasts import toast
from xinqiao.web.recruiter.bulk import say_done
from xinqiao.web.recruiter.found import found
from xinqiao.web.recruiter.groups_forms import ViewForm
from xinqiao.web.recruiter.list_columns import COLUMNS, USUAL, known_columns
from xinqiao.web.recruiter.list_query import choices, in_words
from xinqiao.web.recruiter.planning import stays_here

if TYPE_CHECKING:
    from xinqiao.capabilities.candidates.models import SavedView


@member_page(WRITERS)
@require_http_methods(["GET", "POST"])
def view_add(request: MemberRequest) -> HttpResponse:
    """Keeps the list that the address carries."""
    query = _query(request)
    try:
        require_plain_list(query)
    except NeverLeaves:
        return stays_here(request)
    form = ViewForm(request.POST or None)
    form.filters = ListFilter.from_query(query).query()
    if request.method == "POST" and form.is_valid():
        view = operations.save_view(_facts(form, query), by=request.member, now=request.now)
        toast(request, _("The view is saved."))
        return redirect(_address(request, view))
    return _page(request, form, query)


@member_page(WRITERS)
@require_http_methods(["GET", "POST"])
def view_edit(request: MemberRequest, public_id: str) -> HttpResponse:
    """Another name, shared or not; with filters in the address, those too."""
    view = _of(request, public_id)
    query = _query(request) or view.query
    try:
        require_plain_list(query)
    except NeverLeaves:
        return stays_here(request)
    form = ViewForm(request.POST or None, initial={"name": view.name, "is_shared": view.is_shared})
    form.filters = ListFilter.from_query(query).query()
    if request.method == "POST" and form.is_valid():
        facts = _facts(form, query, view.columns)
        operations.change_view(view, facts, by=request.member, now=request.now)
        toast(request, _("Saved."))
        return redirect(_address(request, view))
    return _page(request, form, query, view)


@member_page(WRITERS)
@require_POST
def view_delete(request: MemberRequest, public_id: str) -> HttpResponse:
    """Deletes a view; the toast brings it back under the same address."""
    act = operations.delete_view(_of(request, public_id), by=request.member, now=request.now)
    say_done(request, act, _("The view is deleted. The people in it stay."))
    return redirect("candidates", request.workspace.slug)


def _of(request: MemberRequest, public_id: str) -> SavedView:
    return found(lambda: groups.view_of(public_id, reader=request.member))


def _query(request: MemberRequest) -> str:
    return request.POST.get("query", request.GET.urlencode()).replace("\x00", "")


def _facts(form: ViewForm, query: str, columns: list[str] | None = None) -> ViewFacts:
    named = known_columns(",".join(parse_qs(query).get("columns", [])).split(","))
    return ViewFacts(
        name=form.cleaned_data["name"],
        query=form.filters,
        columns=named or columns or (),
        is_shared=form.cleaned_data["is_shared"],
    )


def _address(request: MemberRequest, view: SavedView) -> str:
    parts = [view.query, f"view={view.public_id}"]
    return reverse("candidates", args=[request.workspace.slug]) + "?" + "&".join(part for part in parts if part)


def _page(request: MemberRequest, form: ViewForm, query: str, view: SavedView | None = None) -> HttpResponse:
    chosen = ListFilter.from_query(query)
    columns = known_columns(",".join(parse_qs(query).get("columns", [])).split(","))
    context = {
        "form": form,
        "query": query,
        "filter_words": in_words(chosen, choices(members(request.workspace), chosen)),
        "column_words": [str(COLUMNS[name]) for name in columns or (view.columns if view else ()) or USUAL],
        "view": {"public_id": view.public_id, "name": view.name} if view else None,
        "back": _address(request, view) if view else reverse("candidates", args=[request.workspace.slug]),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render_desk(request, "recruiter/views/form.html", context, nav="candidates", status=status)


urls: list[URLPattern] = [
    path("views/new/", view_add, name="view_add"),
    path("views/<str:public_id>/edit/", view_edit, name="view_edit"),
    path("views/<str:public_id>/delete/", view_delete, name="view_delete"),
]
