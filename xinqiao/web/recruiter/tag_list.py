"""The team's tags: rename, join two, delete."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xinqiao.capabilities.candidates import operations
from xinqiao.capabilities.candidates.filters import ListFilter
from xinqiao.capabilities.candidates.queries import groups
from xinqiao.web.access.members import WRITERS, MemberRequest, member_page
from xinqiao.web.pages.desk import render_desk
from xinqiao.web.pages.toasts import toast
from xinqiao.web.recruiter.bulk import say_done
from xinqiao.web.recruiter.candidates_forms import choose
from xinqiao.web.recruiter.found import found
from xinqiao.web.recruiter.groups_forms import JoinForm, TagForm

if TYPE_CHECKING:
    from xinqiao.capabilities.candidates.models import Tag


@member_page()
@require_GET
def tags(request: MemberRequest) -> HttpResponse:
    """All tags with how many people carry each."""
    lines = [
        {
            "public_id": one.row.public_id,
            "name": one.row.name,
            "people": one.people,
            "query": ListFilter(tag=one.row.public_id).query(),
        }
        for one in groups.counted_tags()
    ]
    return render_desk(request, "recruiter/tags/list.html", {"tags": lines}, nav="candidates")


@member_page(WRITERS)
@require_http_methods(["GET", "POST"])
def tag(request: MemberRequest, public_id: str) -> HttpResponse:
    """One tag: another spelling, joined into another, or gone."""
    row = found(lambda: groups.tag_of(public_id))
    form = TagForm(request.POST or None, initial={"name": row.name})
    if request.method == "POST" and form.is_valid():
        try:
            operations.rename_tag(row, form.cleaned_data["name"], by=request.member, now=request.now)
        except operations.TagExists as problem:
            form.add_error("name", _("There is a tag of this name: join the two instead."))
            return _page(request, row, form, into=problem.tag.public_id)
        except operations.UnusableTag:
            form.add_error("name", _("A tag is one line of at most 40 characters."))
        else:
            toast(request, _("Saved."))
            return redirect("tags", request.workspace.slug)
    return _page(request, row, form)


def _page(request: MemberRequest, row: Tag, form: TagForm, *, into: str = "") -> HttpResponse:
    context = {
        "tag": {"public_id": row.public_id, "name": row.name},
        "form": form,
        "join_form": _join_form(request, row, into=into),
        "has_others": any(one.pk != row.pk for one in groups.tags()),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render_desk(request, "recruiter/tags/page.html", context, nav="candidates", status=status)


def _join_form(request: MemberRequest, row: Tag, *, into: str = "") -> JoinForm:
    form = JoinForm(request.POST if "into" in request.POST else None, initial={"into": into})
    choose(form, "into", [(one.public_id, one.name) for one in groups.tags() if one.pk != row.pk])
    return form


@member_page(WRITERS)
@require_POST
def tag_join(request: MemberRequest, public_id: str) -> HttpResponse:
    """Everybody with this tag gets the other instead; the toast takes it back."""
    row = found(lambda: groups.tag_of(public_id))
    form = _join_form(request, row)
    if not form.is_valid():
        raise Http404
    into = found(lambda: groups.tag_of(form.cleaned_data["into"]))
    act = operations.join_tags(row, into, by=request.member, now=request.now)
    say_done(request, act, _("“%(tag)s” is now “%(into)s”.") % {"tag": row.name, "into": into.name})
    return redirect("tags", request.workspace.slug)


@member_page(WRITERS)
@require_POST
def tag_delete(request: MemberRequest, public_id: str) -> HttpResponse:
    """Takes it off everybody; the toast brings it back."""
    row = found(lambda: groups.tag_of(public_id))
    act = operations.delete_tag(row, by=request.member, now=request.now)
    say_done(request, act, _("The tag “%(tag)s” is deleted.") % {"tag": row.name})
    return redirect("tags", request.workspace.slug)


urls: list[URLPattern] = [
    path("tags/", tags, name="tags"),
    path("tags/<str:public_id>/", tag, name="tag"),
    path("tags/<str:public_id>/join/", tag_join, name="tag_join"),
    path("tags/<str:public_id>/delete/", tag_delete, name="tag_delete"),
]
