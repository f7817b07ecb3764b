"""The list that people live in, the quick look beside it, and the way from one record of it to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from xinqiao.capabilities.candidates.filters import ListFilter
from xinqiao.capabilities.candidates.queries import groups, listing, open_pair_count
from xinqiao.capabilities.consent.queries import terms_in_force
from xinqiao.foundation.audit.operations import record_view
from xinqiao.foundation.workspaces.queries import members
from xinqiao.journeys import desk
from xinqiao.playbook.loader import playbook
from xinqiao.web.access.members import WRITERS, MemberRequest, may_read_score, member_page
from xinqiao.web.pages.desk import render_desk
from xinqiao.web.pages.toasts import toast
from xinqiao.web.recruiter import badges, record_sheet
from xinqiao.web.recruiter.found import found_candidate
from xinqiao.web.recruiter.list_columns import COLUMNS, USUAL, Heading, around, headings, listed
from xinqiao.web.recruiter.list_query import Asked, Choices, asked, chips, choices
from xinqiao.web.recruiter.list_rows import Drawing
from xinqiao.web.recruiter.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xinqiao.capabilities.candidates.models import Candidate, SavedView
    from xinqiao.foundation.workspaces.models import Member

# Even in hanzi, each nine signs in an address, still short enough to be redirected to.
LIST_AT_MOST = 1_500
# The rest of the filters stand behind a button.
ALWAYS_SHOWN = ("stage", "pool", "owner", "tag")


@member_page()
@require_GET
def candidates(request: MemberRequest) -> HttpResponse:
    """Fifty people of a view. There is no filter and no order by score, level or signs."""
    views = groups.views_for(request.member)
    wanted = asked(request, views)
    page = page_of(request, wanted.chosen, after=key(request, "after"), before=key(request, "before"))
    colleagues = members(request.workspace)
    offered = choices(colleagues, wanted.chosen)
    shown = headings(wanted.columns)
    batch = _batch(request, offered, colleagues)
    context = {
        "people": rows_of(request, page.candidates, shown, picks=bool(batch), list_query=wanted.query()),
        "headings": shown,
        "list_query": wanted.query(),
        "is_first_page": not (request.GET.get("after") or request.GET.get("before")),
        "previous_url": f"?{wanted.query(before=page.before)}" if page.before else "",
        "next_url": f"?{wanted.query(after=page.after)}" if page.after else "",
        "tabs": _tabs(wanted, views),
        "view": _view(request, wanted),
        "open_pairs": open_pair_count() if request.member.role in WRITERS else 0,
        **_filters(wanted, offered),
        **_columns(wanted),
        **batch,
    }
    return render_desk(request, "recruiter/people/list.html", context, nav="candidates")


def page_of(request: MemberRequest, chosen: ListFilter, *, after: str = "", before: str = "") -> listing.Page:
    """A page as this member may search it: by addresses and numbers only where they may read them."""
    member = request.member
    return listing.page_of(
        chosen,
        after=after,
        before=before,
        member_id=member.pk,
        now=request.now,
        reads_addresses=member.role in WRITERS,
    )


def rows_of(
    request: MemberRequest,
    people: Sequence[Candidate],
    shown: Sequence[Heading],
    *,
    list_query: str,
    picks: bool = False,
) -> list[SafeString]:
    """These people as rows of the list, in a fixed number of queries; `list_query` is the view that they stand in."""
    visible = {person.pk for person in people if may_read_score(request.member, person)}
    rows = desk.rows(people, visible=visible, now=request.now, by=request.member.pk)
    beside = around(rows, shown, request.workspace)
    drawing = Drawing(request.workspace.slug, shown, picks=picks, list_query=list_query)
    return list(drawing.rows(listed(row, shown, beside) for row in rows))


def key(request: MemberRequest, name: str) -> str:
    """A page's key. PostgreSQL refuses a NUL even in a question."""
    return request.GET.get(name, "").replace("\x00", "")[:16]


def _tabs(wanted: Asked, views: Sequence[SavedView]) -> list[dict[str, Any]]:
    mine = ListFilter(mine=True)
    tabs = [
        {"label": _("All"), "url": "?", "current": wanted.view is None and not wanted.is_filtered, "note": ""},
        {
            "label": _("Kept by me"),
            "url": f"?{mine.query()}",
            "current": wanted.view is None and wanted.chosen == mine,
            "note": "",
        },
    ]
    for view in views:
        query = "&".join(part for part in (view.query, urlencode({"view": view.public_id})) if part)
        current = wanted.view is not None and view.pk == wanted.view.pk
        note = _("shared view") if view.is_shared else ""
        tabs.append({"label": view.name, "url": f"?{query}", "current": current, "note": note})
    return tabs


def _view(request: MemberRequest, wanted: Asked) -> dict[str, Any] | None:
    view = wanted.view
    if view is None:
        return None
    return {
        "public_id": view.public_id,
        "name": view.name,
        "is_changed": wanted.chosen.query() != view.query or bool(wanted.own_columns),
        "may_change": view.owner_id == request.member.pk or request.member.role in WRITERS,
    }


def _filters(wanted: Asked, offered: list[Choices]) -> dict[str, Any]:
    chosen = wanted.chosen
    behind = [one for one in offered if one.name not in ALWAYS_SHOWN]
    set_behind = sum(bool(one.value) for one in behind) + bool(chosen.skill) + chosen.notice
    return {
        "search": chosen.text,
        "skill": chosen.skill,
        "notice": chosen.notice,
        "mine": chosen.mine,
        "filters": [one for one in offered if one.name in ALWAYS_SHOWN],
        "more_filters": behind,
        "set_behind": set_behind,
        "chips": chips(wanted, offered),
        "is_filtered": wanted.is_filtered,
        "by_name": chosen == ListFilter(),
        "view_id": wanted.view.public_id if wanted.view else "",
        "own_columns": ",".join(wanted.own_columns),
        "save_query": wanted.query(),
    }


def _columns(wanted: Asked) -> dict[str, Any]:
    shown = set(wanted.columns or USUAL)
    pairs = parse_qsl(wanted.chosen.query())
    return {
        "column_choices": tuple((name, str(label), name in shown) for name, label in COLUMNS.items()),
        # The form of the columns carries the filters along.
        "filter_pairs": [*pairs, ("view", wanted.view.public_id)] if wanted.view else pairs,
    }


def _batch(request: MemberRequest, offered: list[Choices], colleagues: list[Member]) -> dict[str, Any]:
    if request.member.role not in WRITERS:
        return {"batch": None}
    keepers = [one for one in colleagues if one.role in WRITERS]
    by_name = {one.name: one.options for one in offered}
    return {
        "batch": {
            "tags": [label for _value, label in by_name.get("tag", [])],
            "pools": by_name.get("pool", []),
            "stages": [(one.id, say(one.label)) for one in playbook().stages],
            "keepers": [(one.public_id, one.user.name or one.user.email) for one in keepers],
        }
    }


@member_page()
@require_GET
def candidate_peek(request: MemberRequest, public_id: str) -> HttpResponse:
    """A quick look: a fragment beside the list, or a page of its own without script."""
    candidate = found_candidate(public_id)
    record_view(request.actor, candidate.pk, now=request.now)
    visible = {candidate.pk} if may_read_score(request.member, candidate) else set()
    row = desk.rows([candidate], visible=visible, now=request.now, by=request.member.pk)[0]
    context = {
        "them": listed(row),
        "keeper": candidate.owner.user.name or candidate.owner.user.email,
        "reach": record_sheet.reach_facts(terms_in_force(candidate)),
        "probabilities": badges.probabilities(row.measured) if row.measured else "",
        "them_tags": groups.tags_by_candidate([candidate.pk]).get(candidate.pk, []),
        "them_pools": groups.pools_by_candidate([candidate.pk]).get(candidate.pk, []),
        "list_query": request.GET.get("list", ""),
    }
    fragment = bool(getattr(request, "htmx", False))
    template = "recruiter/candidates/peek.html" if fragment else "recruiter/candidates/peek_page.html"
    return render_desk(request, template, context, nav="candidates")


@member_page()
@require_GET
def candidate_neighbour(request: MemberRequest, public_id: str, way: str) -> HttpResponse:
    """From a record to the next or previous one of the list that it was opened from."""
    person, query = found_candidate(public_id), request.GET.get("list", "").replace("\x00", "")[:LIST_AT_MOST]
    chosen = ListFilter.from_query(query)
    if way == "next":
        page = page_of(request, chosen, after=public_id)
        neighbour = page.candidates[0] if page.candidates else None
    else:
        page = page_of(request, chosen, before=public_id)
        neighbour = page.candidates[-1] if page.candidates else None
    if neighbour is None:
        toast(request, _("The list ends here.") if way == "next" else _("The list begins here."))
    address = reverse("candidate", args=[request.workspace.slug, (neighbour or person).public_id])
    return redirect(f"{address}?{urlencode({'list': query})}" if query else f"{address}?list=")


urls: list[URLPattern] = [
    path("candidates/", candidates, name="candidates"),
    path("candidates/<str:public_id>/peek/", candidate_peek, name="candidate_peek"),
    path("candidates/<str:public_id>/next/", candidate_neighbour, {"way": "next"}, name="candidate_next"),
    path("candidates/<str:public_id>/previous/", candidate_neighbour, {"way": "previous"}, name="candidate_previous"),
]
