"""The request desk: what people ask us to do with their data, by when, and what became of it."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xinqiao.capabilities.consent import request_queries as queries
from xinqiao.capabilities.consent import requests as operations
from xinqiao.capabilities.consent.law import team_day
from xinqiao.domain.request_deadlines import NEEDS_IDENTITY, RequestKind, RequestState
from xinqiao.playbook.loader import playbook
from xinqiao.web.access.members import WRITERS, MemberRequest, member_page
from xinqiao.web.pages.desk import render_desk
from xinqiao.web.pages.toasts import toast
from xinqiao.web.recruiter import request_words
from xinqiao.web.recruiter.found import found, found_candidate
from xinqiao.web.recruiter.request_forms import DoneForm, ExtendForm, IdentityForm, RefuseForm, RequestForm
from xinqiao.web.recruiter.words import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import Form

    from xinqiao.capabilities.candidates.models import Candidate
    from xinqiao.capabilities.consent.models import PersonRequest, RequestEvent

CLOSED: Final = gettext_lazy("It is closed, or has changed meanwhile. Nothing was changed; please look again.")


@member_page(WRITERS)
@require_GET
def requests(request: MemberRequest) -> HttpResponse:
    """Open requests by their last day, or closed ones."""
    closed = request.GET.get("show") == "closed"
    page = queries.page_of(
        closed=closed,
        samples=request.workspace.is_demo,
        after=request.GET.get("after", "").replace("\x00", "")[:16],
    )
    show = "closed" if closed else "open"
    context = {
        "tabs": [("?show=open", _("To answer"), not closed), ("?show=closed", _("Answered"), closed)],
        "rows": [request_words.line(one, now=request.now) for one in page.requests],
        "closed": closed,
        "next_url": f"?show={show}&after={page.after}" if page.after else "",
    }
    return render_desk(request, "recruiter/requests/list.html", context, nav="requests")


@member_page(WRITERS)
@require_http_methods(["GET", "POST"])
def request_add(request: MemberRequest, public_id: str) -> HttpResponse:
    """Writes down a request that came otherwise than on the person's own page."""
    person = found_candidate(public_id)
    today = team_day(request.now)
    if request.method != "POST":
        return _add_page(request, person, RequestForm(today=today))
    form = RequestForm(request.POST, today=today)
    if not form.is_valid():
        return _add_page(request, person, form)
    given = form.cleaned_data
    asked = operations.Asked(RequestKind(given["kind"]), given["channel"], given["received_on"], given["words"])
    one = operations.write_down(person, asked, by=request.member, now=request.now)
    return _done(request, one, _("Written down. They see it on their own page."))


def _add_page(request: MemberRequest, person: Candidate, form: Form) -> HttpResponse:
    context = {"form": form, "them": {"public_id": person.public_id, "name": person.display_name}}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render_desk(request, "recruiter/requests/new.html", context, nav="requests", status=status)


@member_page(WRITERS)
@require_GET
def request_page(request: MemberRequest, request_id: str) -> HttpResponse:
    """One request, its history, and what can be done about it."""
    return _page(request, _found(request_id))


@member_page(WRITERS)
@require_POST
def request_identity(request: MemberRequest, request_id: str) -> HttpResponse:
    """How it was made sure that it is the person."""

    def note(one: PersonRequest, said: dict[str, Any]) -> None:
        operations.note_identity(one, said["how"], said["words"], by=request.member, now=request.now)

    return _act(request, request_id, IdentityForm(request.POST), note, _("Written down."))


@member_page(WRITERS)
@require_POST
def request_extend(request: MemberRequest, request_id: str) -> HttpResponse:
    """More time, once, with a reason."""

    def extend(one: PersonRequest, said: dict[str, Any]) -> None:
        operations.extend(one, said["words"], by=request.member, now=request.now)

    return _act(request, request_id, ExtendForm(request.POST), extend, _("They can read the new day and why."))


@member_page(WRITERS)
@require_POST
def request_done(request: MemberRequest, request_id: str) -> HttpResponse:
    """Done; they read what was done."""

    def finish(one: PersonRequest, said: dict[str, Any]) -> None:
        operations.finish(one, said["words"], by=request.member, now=request.now)

    return _act(request, request_id, DoneForm(request.POST), finish, _("Closed. They can read what was done."))


@member_page(WRITERS)
@require_POST
def request_refuse(request: MemberRequest, request_id: str) -> HttpResponse:
    """Refused; they read why."""

    def refuse(one: PersonRequest, said: dict[str, Any]) -> None:
        operations.refuse(one, said["words"], by=request.member, now=request.now)

    return _act(request, request_id, RefuseForm(request.POST), refuse, _("Closed. They can read why not."))


@member_page(WRITERS)
@require_POST
def request_undo(request: MemberRequest, request_id: str, seen: str) -> HttpResponse:
    """Takes the member's own last step back, within 15 minutes."""
    one = _found(request_id)
    try:
        operations.take_back(one, by=request.member, now=request.now, seen=seen)
    except operations.NothingToTakeBack:
        toast(request, _("A step can be taken back for 15 minutes, by whoever took it. It stays."))
        return _to(request, one)
    except operations.RequestClosed:
        return redirect("requests", request.workspace.slug)
    toast(request, _("Taken back."))
    # One that was only just written down goes altogether.
    return _to(request, one) if queries.events_of(one) else redirect("requests", request.workspace.slug)


def _act(
    request: MemberRequest,
    request_id: str,
    form: Form,
    act: Callable[[PersonRequest, dict[str, Any]], None],
    words: str,
) -> HttpResponse:
    """Does what the form says, or brings it back on the page under its own name."""
    one, came_back = _found(request_id), {str(form.prefix): form}
    if not form.is_valid():
        return _page(request, one, **came_back)
    try:
        act(one, form.cleaned_data)
    except operations.IdentityFirst:
        form.add_error(None, _("First write down how you made sure that it is them. Your words are still here."))
        return _page(request, one, **came_back)
    except (operations.RequestClosed, operations.ExtendedBefore):
        toast(request, str(CLOSED))
        return _to(request, one)
    return _done(request, one, words)


def _page(request: MemberRequest, one: PersonRequest, **forms: Form) -> HttpResponse:
    """The page, with a form that came back in place of its empty one."""
    events = queries.events_of(one)
    entry = playbook().rights.kind(one.kind)
    is_open = one.state == RequestState.OPEN
    context = {
        "line": request_words.line(one, now=request.now),
        "words": one.words,
        "desk_words": say(entry.desk),
        "answer": one.answer,
        "extension_reason": one.extension_reason,
        "identity": request_words.identity(one),
        "needs_identity": RequestKind(one.kind) in NEEDS_IDENTITY and not one.identity_check,
        "events": request_words.event_lines(events),
        "seen": events[0].public_id,
        "may_undo": _may_undo(request, events[0]),
        "forms": _forms(one, forms) if is_open else None,
        "came_back": next(iter(forms), ""),
    }
    failed = any(form.errors for form in forms.values())
    status = HTTPStatus.UNPROCESSABLE_ENTITY if failed else HTTPStatus.OK
    return render_desk(request, "recruiter/requests/page.html", context, nav="requests", status=status)


def _forms(one: PersonRequest, sent: dict[str, Form]) -> dict[str, Any]:
    return {
        "identity": sent.get("identity") or IdentityForm(),
        "done": sent.get("done") or DoneForm(),
        "refuse": sent.get("refuse") or RefuseForm(),
        "extend": None if one.first_due_on else sent.get("extend") or ExtendForm(),
    }


def _may_undo(request: MemberRequest, event: RequestEvent) -> bool:
    own = event.by_id == request.member.pk and event.kind != "taken_back"
    return own and request.now - event.at <= operations.UNDO


def _found(request_id: str) -> PersonRequest:
    return found(lambda: queries.request_of(request_id))


def _done(request: MemberRequest, one: PersonRequest, words: str) -> HttpResponse:
    seen = queries.events_of(one)[0].public_id
    toast(request, words, undo_url=reverse("request_undo", args=[request.workspace.slug, one.public_id, seen]))
    return _to(request, one)


def _to(request: MemberRequest, one: PersonRequest) -> HttpResponse:
    return redirect("request", request.workspace.slug, one.public_id)


_ONE = "requests/<str:request_id>"
urls: list[URLPattern] = [
    path("requests/", requests, name="requests"),
    path("candidates/<str:public_id>/requests/new/", request_add, name="request_add"),
    path(f"{_ONE}/", request_page, name="request"),
    path(f"{_ONE}/identity/", request_identity, name="request_identity"),
    path(f"{_ONE}/more-time/", request_extend, name="request_extend"),
    path(f"{_ONE}/done/", request_done, name="request_done"),
    path(f"{_ONE}/refuse/", request_refuse, name="request_refuse"),
    path(f"{_ONE}/take-back/<str:seen>/", request_undo, name="request_undo"),
]
