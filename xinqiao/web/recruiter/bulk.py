"""One act on many people: from the list's ink bar, its page with progress, and its undo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from xinqiao.capabilities.candidates import operations
from xinqiao.capabilities.candidates.filters import ListFilter
from xinqiao.capabilities.candidates.operations import Held, Kind, Wish
from xinqiao.capabilities.candidates.operations.bulk import AT_MOST, UNDO_LIFE
from xinqiao.capabilities.candidates.queries import groups, listing
from xinqiao.capabilities.candidates.queries.people import ids_of_public
from xinqiao.foundation.workspaces.queries import member_of
from xinqiao.playbook.book import UnknownPlaybookEntry
from xinqiao.playbook.loader import playbook
from xinqiao.web.access.members import MANAGERS, OWNERS, WRITERS, MemberRequest, member_page
from xinqiao.web.pages.desk import render_desk
from xinqiao.web.pages.toasts import toast
from xinqiao.web.recruiter.found import found
from xinqiao.web.recruiter.import_words import figure
from xinqiao.web.recruiter.jobs import fragment
from xinqiao.web.recruiter.people_list import LIST_AT_MOST
from xinqiao.web.recruiter.words import sentences, stage_label

if TYPE_CHECKING:
    from xinqiao.capabilities.candidates.models import BulkAct

KINDS: Final = {
    Kind.TAG_ADD: gettext_lazy("Tag put on: %(label)s"),
    Kind.TAG_REMOVE: gettext_lazy("Tag taken off: %(label)s"),
    Kind.POOL_ADD: gettext_lazy("Put into the pool: %(label)s"),
    Kind.POOL_REMOVE: gettext_lazy("Taken out of the pool: %(label)s"),
    Kind.OWNER: gettext_lazy("Handed over to %(label)s"),
    Kind.STAGE: gettext_lazy("Stage: %(label)s"),
    "tag_deleted": gettext_lazy("Tag deleted: %(label)s"),
    "tags_joined": gettext_lazy("Tags joined: %(label)s"),
    "view_deleted": gettext_lazy("View deleted: %(label)s"),
}


class NothingToDo(Exception):
    """The bar was sent without a tag, a pool, a stage or a keeper."""


@dataclass(frozen=True)
class ActLine:
    """An act as the pages draw it."""

    public_id: str
    words: str
    counted: str
    held: str
    by: str
    done_at: datetime
    under_way: bool
    is_undone: bool
    may_undo: bool
    done: int
    total: int


@member_page(WRITERS)
@require_POST
def bulk_start(request: MemberRequest) -> HttpResponse:
    """Does one act to the chosen rows, or to everybody of the list."""
    query = request.POST.get("list", "").replace("\x00", "")
    # A longer address is not redirected to.
    back_to = f"?{query}" if 0 < len(query) <= LIST_AT_MOST else ""
    back = reverse("candidates", args=[request.workspace.slug]) + back_to
    try:
        # A new word becomes a tag with the wish; where the act is refused, it must not stay one.
        with transaction.atomic():
            act = operations.begin_bulk_act(_wish(request), _ids(request, query), by=request.member, now=request.now)
    except NothingToDo:
        toast(request, _("Choose a tag, a pool, a stage or a keeper first. Nothing was changed."))
    except operations.UnusableTag:
        toast(request, _("A tag is one line of at most 40 characters. Nothing was changed."))
    except operations.NobodyChosen:
        toast(request, _("Nobody was chosen. Nothing was changed."))
    except operations.TooMany:
        limit = figure(AT_MOST)
        toast(
            request, _("That is more than %(limit)s people. Narrow the list; nothing was changed.") % {"limit": limit}
        )
    else:
        if operations.is_under_way(act):
            return redirect("bulk_act", request.workspace.slug, act.public_id)
        _say(request, act)
    return redirect(back)


def _ids(request: MemberRequest, query: str) -> list[int]:
    if request.POST.get("everyone") == "1":
        chosen = ListFilter.from_query(query).kept_by(request.member.public_id)
        return listing.ids_of(chosen, AT_MOST + 1)
    return ids_of_public(request.POST.getlist("id")[: AT_MOST + 1])


def _wish(request: MemberRequest) -> Wish:
    """What the pressed button means."""
    try:
        kind = Kind(request.POST.get("act", ""))
        return _READ[kind](request, kind)
    except (ValueError, ObjectDoesNotExist, UnknownPlaybookEntry) as problem:
        if isinstance(problem, operations.UnusableTag):
            raise
        raise NothingToDo from problem


def _tag(request: MemberRequest, kind: Kind) -> Wish:
    name = request.POST.get("tag", "")
    if not name.strip():
        raise NothingToDo
    shown = operations.tag_name(name)
    return Wish(kind, operations.tag_id_of(name, now=request.now), shown)


def _known_tag(request: MemberRequest, kind: Kind) -> Wish:
    if not request.POST.get("tag", "").strip():
        raise NothingToDo
    # Taking off a word that nobody carries must not make it one of the team's.
    row = groups.tag_named(operations.tag_key(request.POST.get("tag", "")))
    return Wish(kind, row.pk, row.name)


def _pool(request: MemberRequest, kind: Kind) -> Wish:
    pool = groups.pool_of(request.POST.get("pool", "").replace("\x00", ""))
    if pool.rule or pool.archived_at:
        raise NothingToDo
    return Wish(kind, pool.pk, pool.name)


def _keeper(request: MemberRequest, kind: Kind) -> Wish:
    member = member_of(request.workspace, request.POST.get("owner", "").replace("\x00", ""))
    if member.role not in WRITERS:
        raise NothingToDo
    return Wish(kind, member.pk, member.user.name or member.user.email)


def _stage(request: MemberRequest, kind: Kind) -> Wish:
    code = request.POST.get("stage", "")
    return Wish(kind, playbook().stage(code).id, stage_label(code))


_READ: Final[dict[Kind, Callable[[MemberRequest, Kind], Wish]]] = {
    Kind.TAG_ADD: _tag,
    Kind.TAG_REMOVE: _known_tag,
    Kind.POOL_ADD: _pool,
    Kind.POOL_REMOVE: _pool,
    Kind.OWNER: _keeper,
    Kind.STAGE: _stage,
}


def say_done(request: MemberRequest, act: BulkAct, words: str) -> None:
    """A toast whose undo takes this act back."""
    toast(request, words, undo_url=reverse("bulk_undo", args=[request.workspace.slug, act.public_id]))


def _say(request: MemberRequest, act: BulkAct) -> None:
    line = _line(request, act)
    words = sentences(_("%(act)s.") % {"act": line.words}, line.counted, line.held)
    if act.count:
        say_done(request, act, words)
    else:
        toast(request, words)


@member_page(WRITERS)
@require_POST
def bulk_undo(request: MemberRequest, public_id: str) -> HttpResponse:
    """Takes an act back where nothing has changed since; by whoever did it, or who runs the workspace."""
    act = found(lambda: groups.act_of(public_id))
    if not _is_theirs(request, act):
        raise PermissionDenied
    try:
        act = operations.undo(act, by=request.member, now=request.now)
    except operations.UndoOver:
        toast(request, _("This can no longer be taken back."))
    except operations.TagExists:
        toast(request, _("There is a new tag of this name. Rename it, then take the act back."))
    else:
        left = act.before.get("left", 0)
        stays = ngettext(
            "%(n)s person was changed since and stays so.", "%(n)s people were changed since and stay so.", left
        ) % {"n": figure(left)}
        toast(request, sentences(_("Taken back."), stays if left else ""))
        if operations.is_under_way(act):
            return redirect("bulk_act", request.workspace.slug, act.public_id)
    return redirect("bulk_acts", request.workspace.slug)


def _is_theirs(request: MemberRequest, act: BulkAct) -> bool:
    """Whoever did it, or runs the workspace; who keeps people is taken back as it is given, never by administrators."""
    runs_it = OWNERS if act.kind == Kind.OWNER else MANAGERS
    return act.done_by_id == request.member.pk or request.member.role in runs_it


@member_page(WRITERS)
@require_GET
def bulk_act(request: MemberRequest, public_id: str) -> HttpResponse:
    """One act, with its progress while it runs."""
    context = {"act": _line(request, found(lambda: groups.act_of(public_id)))}
    if request.headers.get("HX-Request") == "true":
        return fragment(request, "recruiter/bulk/act.html", context)
    return render_desk(request, "recruiter/bulk/page.html", context, nav="candidates")


@member_page(WRITERS)
@require_GET
def bulk_acts(request: MemberRequest) -> HttpResponse:
    """What was done to many people in the last seven days."""
    rows = groups.acts(since=request.now - UNDO_LIFE)
    context = {"acts": [_line(request, act) for act in rows]}
    return render_desk(request, "recruiter/bulk/list.html", context, nav="candidates")


def _line(request: MemberRequest, act: BulkAct) -> ActLine:
    label = act.before.get("label", "")
    words = KINDS.get(act.kind)
    under_way = operations.is_under_way(act)
    asked = act.before.get("asked", act.count)
    counted = ngettext("%(n)s person.", "%(n)s people.", act.count) % {"n": figure(act.count)}
    return ActLine(
        public_id=act.public_id,
        words=str(words) % {"label": label} if words else act.kind,
        counted="" if act.kind == "view_deleted" else counted,
        held=held_words(act.before.get("held", {})),
        by=act.done_by.user.name or act.done_by.user.email,
        done_at=act.done_at,
        under_way=under_way,
        is_undone=act.undone_at is not None,
        may_undo=_is_theirs(request, act) and operations.can_undo(act, now=request.now),
        done=asked - len(act.before.get("pending", [])),
        total=asked,
    )


def held_words(held: dict[str, int]) -> str:
    """Who was left as they were, and why."""
    words: list[str] = []
    if n := held.get(Held.KEPT_BY_OTHERS, 0):
        one = ngettext("%(n)s is kept by a colleague.", "%(n)s are kept by colleagues.", n)
        words.append(one % {"n": figure(n)})
    if n := held.get(Held.THEY_REFUSED, 0):
        one = ngettext("%(n)s refused this colleague.", "%(n)s refused this colleague.", n)
        words.append(one % {"n": figure(n)})
    if n := held.get(Held.NOT_TOLD, 0):
        one = ngettext("%(n)s has not been told of us yet.", "%(n)s have not been told of us yet.", n)
        words.append(one % {"n": figure(n)})
    if n := held.get(Held.RESTRICTED, 0):
        one = ngettext("The data of %(n)s are only kept.", "The data of %(n)s are only kept.", n)
        words.append(one % {"n": figure(n)})
    if n := held.get(Held.SAME, 0):
        words.append(ngettext("%(n)s was so already.", "%(n)s were so already.", n) % {"n": figure(n)})
    if n := held.get(Held.GONE, 0):
        words.append(ngettext("%(n)s is no longer there.", "%(n)s are no longer there.", n) % {"n": figure(n)})
    return sentences(*words)


urls: list[URLPattern] = [
    path("bulk/", bulk_acts, name="bulk_acts"),
    path("bulk/start/", bulk_start, name="bulk_start"),
    path("bulk/<str:public_id>/", bulk_act, name="bulk_act"),
    path("bulk/<str:public_id>/undo/", bulk_undo, name="bulk_undo"),
]
