"""Pools: sets of people by hand or by a rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xinqiao.capabilities.candidates import operations
from xinqiao.capabilities.candidates.exporting.operations import NeverLeaves, require_plain_list
from xinqiao.capabilities.candidates.filters import ListFilter
from xinqiao.capabilities.candidates.operations import PoolFacts
from xinqiao.capabilities.candidates.queries import groups
from xinqiao.foundation.workspaces.queries import members
from xinqiao.web.access.members import WRITERS, MemberRequest, member_page
from xinqiao.web.pages.desk import render_desk
from xinqiao.web.pages.toasts import toast
from xinqiao.web.recruiter.found import found
from xinqiao.web.recruiter.groups_forms import PoolForm
from xinqiao.web.recruiter.list_columns import headings
from xinqiao.web.recruiter.list_query import choices, in_words
from xinqiao.web.recruiter.people_list import key, page_of, rows_of
from xinqiao.web.recruiter.planning import stays_here

if TYPE_CHECKING:
    from xinqiao.capabilities.candidates.models import Pool


@dataclass(frozen=True)
class PoolSheet:
    """A pool as plain values; `people` is None for one by rule, whose size nobody counted."""

    public_id: str
    name: str
    purpose: str
    rule: list[str]
    list_query: str
    by: str
    created_at: datetime
    is_archived: bool
    people: int | None


def _sheet(request: MemberRequest, pool: Pool, people: int | None = None) -> PoolSheet:
    chosen = ListFilter.from_query(pool.rule)
    return PoolSheet(
        public_id=pool.public_id,
        name=pool.name,
        purpose=pool.purpose,
        rule=in_words(chosen, choices(members(request.workspace), chosen)) if pool.rule else [],
        list_query=pool.rule or ListFilter(pool=pool.public_id).query(),
        by=pool.created_by.user.name or pool.created_by.user.email,
        created_at=pool.created_at,
        is_archived=pool.archived_at is not None,
        people=None if pool.rule else people or 0,
    )


@member_page()
@require_GET
def pools(request: MemberRequest) -> HttpResponse:
    """All pools by name; archived ones in a tab of their own."""
    shows_archived = request.GET.get("archived") == "1"
    rows = groups.pools(archived=shows_archived)
    sizes = groups.pool_sizes(rows)
    offered = choices(members(request.workspace), ListFilter()) if any(pool.rule for pool in rows) else []
    sheets = [
        PoolSheet(
            public_id=pool.public_id,
            name=pool.name,
            purpose=pool.purpose,
            rule=in_words(ListFilter.from_query(pool.rule), offered) if pool.rule else [],
            list_query="",
            by=pool.created_by.user.name or pool.created_by.user.email,
            created_at=pool.created_at,
            is_archived=shows_archived,
            people=None if pool.rule else sizes.get(pool.pk, 0),
        )
        for pool in rows
    ]
    context = {"pools": sheets, "shows_archived": shows_archived, "has_archived": bool(groups.pools(archived=True))}
    return render_desk(request, "recruiter/pools/list.html", context, nav="pools")


@member_page()
@require_GET
def pool(request: MemberRequest, public_id: str) -> HttpResponse:
    """One pool: what it is for, who is in it, and the way to work with them."""
    row = found(lambda: groups.pool_of(public_id))
    sheet = _sheet(request, row, groups.pool_sizes([row]).get(row.pk, 0))
    chosen = ListFilter.from_query(sheet.list_query)
    page = page_of(request, chosen, after=key(request, "after"), before=key(request, "before"))
    shown = headings(())
    context = {
        "pool": sheet,
        "people": rows_of(request, page.candidates, shown, list_query=sheet.list_query),
        "headings": shown,
        "list_query": sheet.list_query,
        "previous_url": f"?before={page.before}" if page.before else "",
        "next_url": f"?after={page.after}" if page.after else "",
    }
    return render_desk(request, "recruiter/pools/page.html", context, nav="pools")


@member_page(WRITERS)
@require_http_methods(["GET", "POST"])
def pool_add(request: MemberRequest) -> HttpResponse:
    """A new pool: by hand, or by the filters of the list that the address carries."""
    query = request.POST.get("rule", request.GET.urlencode()).replace("\x00", "")
    try:
        require_plain_list(query)
    except NeverLeaves:
        return stays_here(request)
    # "Mine" is whoever looks; a pool is the same for everybody.
    rule = ListFilter.from_query(query).kept_by(request.member.public_id)
    form = PoolForm(request.POST or None)
    form.filters = rule.query()
    if request.method == "POST" and form.is_valid():
        facts = PoolFacts(form.cleaned_data["name"], form.cleaned_data["purpose"], form.filters)
        added = operations.add_pool(facts, by=request.member, now=request.now)
        toast(request, _("The pool is there."))
        return redirect("pool", request.workspace.slug, added.public_id)
    context = {
        "form": form,
        "rule": rule.query(),
        "rule_words": in_words(rule, choices(members(request.workspace), rule)),
        "back": reverse("pools", args=[request.workspace.slug]),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render_desk(request, "recruiter/pools/form.html", context, nav="pools", status=status)


@member_page(WRITERS)
@require_http_methods(["GET", "POST"])
def pool_edit(request: MemberRequest, public_id: str) -> HttpResponse:
    """Another name or purpose."""
    row = found(lambda: groups.pool_of(public_id))
    form = PoolForm(request.POST or None, initial={"name": row.name, "purpose": row.purpose})
    if request.method == "POST" and form.is_valid():
        operations.change_pool(row, **form.cleaned_data, by=request.member, now=request.now)
        toast(request, _("Saved."))
        return redirect("pool", request.workspace.slug, public_id)
    back = reverse("pool", args=[request.workspace.slug, public_id])
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    context = {"form": form, "back": back, "name": row.name}
    return render_desk(request, "recruiter/pools/form.html", context, nav="pools", status=status)


@member_page(WRITERS)
@require_POST
def pool_archive(request: MemberRequest, public_id: str) -> HttpResponse:
    """Takes it out of the lists; the toast brings it back."""
    row = found(lambda: groups.pool_of(public_id))
    operations.archive_pool(row, by=request.member, now=request.now)
    undo = reverse("pool_restore", args=[request.workspace.slug, public_id])
    toast(request, _("Archived. Its people stay in it."), undo_url=undo)
    return redirect("pools", request.workspace.slug)


@member_page(WRITERS)
@require_POST
def pool_restore(request: MemberRequest, public_id: str) -> HttpResponse:
    """Brings an archived pool back."""
    operations.restore_pool(found(lambda: groups.pool_of(public_id)), by=request.member, now=request.now)
    toast(request, _("The pool is back in the list."))
    return redirect("pool", request.workspace.slug, public_id)


urls: list[URLPattern] = [
    path("pools/", pools, name="pools"),
    path("pools/new/", pool_add, name="pool_add"),
    path("pools/<str:public_id>/", pool, name="pool"),
    path("pools/<str:public_id>/edit/", pool_edit, name="pool_edit"),
    path("pools/<str:public_id>/archive/", pool_archive, name="pool_archive"),
    path("pools/<str:public_id>/restore/", pool_restore, name="pool_restore"),
]
