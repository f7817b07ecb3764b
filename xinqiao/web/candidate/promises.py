"""What was promised to this person. Reading and deciding need a one-time code; telling us something only a link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponse
from django.views.decorators.http import require_POST, require_safe

from xinqiao.capabilities.assessments.queries import response_of_link
from xinqiao.capabilities.consent.queries import terms_in_force
from xinqiao.capabilities.promises import operations, queries
from xinqiao.domain.promises import CLOSED, Origin, State, day_of, has_lapsed
from xinqiao.web.access.candidates import candidate_page, is_colleague
from xinqiao.web.candidate.browser import is_theirs
from xinqiao.web.candidate.known_browser import first_a_code, is_known, stay_known
from xinqiao.web.candidate.page import UNPROCESSABLE, go, recruiter_name, refuse_colleague, render_phone, sender_of
from xinqiao.web.candidate.promise_forms import TEXT_LENGTH, PrivateContactForm, ReportForm
from xinqiao.web.candidate.promise_notices import notice_of

if TYPE_CHECKING:
    from django.forms import Form

    from xinqiao.capabilities.promises.models import Promise, PromiseEvent
    from xinqiao.web.access.candidates import CandidateRequest


@dataclass(frozen=True)
class Line:
    """One promise as its person reads it, and what they can do about it."""

    public_id: str
    text: str
    is_private: bool
    they_said: bool
    said_day: date | None
    state: str
    day: date
    owner: str
    evidence: str
    made_good: bool
    offer: str
    offered_day: date | None
    offer_words: str
    seen: str
    may_let_go: bool
    may_dispute: bool
    may_take_back: bool


@candidate_page(needs_open_link=False)
@require_safe
def promised(request: CandidateRequest) -> HttpResponse:
    """The page: what was promised as far as this browser may read it, and two ways of telling us something."""
    return _show(request)


def _show(
    request: CandidateRequest, *, report: Form | None = None, private: Form | None = None, status: int = 200
) -> HttpResponse:
    may_read = _may_read(request)
    terms = terms_in_force(request.candidate)
    context = {
        "may_read": may_read,
        "lines": _lines(request) if may_read else [],
        "recruiter": recruiter_name(request),
        "report": report or ReportForm(),
        "private": private or PrivateContactForm(),
        "text_length": TEXT_LENGTH,
        "notice": notice_of(request) if report is None and private is None else None,
        "takes_back": _report_to_take_back(request),
        "link_is_open": request.link_is_open,
    }
    stopped = terms is not None and terms.permission == "stopped"
    response = render_phone(request, "candidate/promises/page.html", context, status=status, offer_stop=not stopped)
    stay_known(response, request)
    return response


def _may_read(request: CandidateRequest) -> bool:
    """A browser in which a code was typed in; on an open link also the one that answered the questions behind it."""
    if is_known(request):
        return True
    filling = response_of_link(request.link) if request.link_is_open else None
    return filling is not None and is_theirs(request, filling)


@candidate_page(needs_open_link=False)
@require_POST
def report(request: CandidateRequest) -> HttpResponse:
    """ "You promised me …", in the person's own words."""
    if is_colleague(request):
        return refuse_colleague(request)
    form = ReportForm(request.POST)
    if not form.is_valid():
        return _show(request, report=form, status=UNPROCESSABLE)
    text, day = form.cleaned_data["text"], form.cleaned_data["day"]
    try:
        promise = operations.report(request.candidate, text, said_day=day, now=request.now)
    except operations.TooManyReports:
        return go(request, "promised", done="enough")
    return go(request, "promised", done="reported", told=promise.public_id)


@candidate_page(needs_open_link=False)
@require_POST
def report_private(request: CandidateRequest) -> HttpResponse:
    """Somebody wrote to the person privately, past their choice."""
    if is_colleague(request):
        return refuse_colleague(request)
    form = PrivateContactForm(request.POST)
    if not form.is_valid():
        return _show(request, private=form, status=UNPROCESSABLE)
    try:
        promise = operations.report_private_contact(request.candidate, form.cleaned_data["note"], now=request.now)
    except operations.TooManyReports:
        return go(request, "promised", done="enough")
    return go(request, "promised", done="private", told=promise.public_id)


@candidate_page(needs_open_link=False)
@require_POST
def take_back_report(request: CandidateRequest) -> HttpResponse:
    """Undo of a report to which nothing has happened yet; like the report, it needs no more than the link."""
    if is_colleague(request):
        return refuse_colleague(request)
    found = queries.newest_report(request.candidate, _named(request))
    if found is None:
        return go(request, "promised", done="overtaken")
    try:
        operations.take_back_theirs(found[0], now=request.now, seen=found[1].public_id)
    except (operations.NothingToTakeBack, operations.Overtaken):
        return go(request, "promised", done="overtaken")
    return go(request, "promised", done="taken_back")


@candidate_page(needs_open_link=False)
@require_POST
def decide_promise(request: CandidateRequest) -> HttpResponse:
    """The person's word on one promise; in the browser that may read it."""
    if is_colleague(request):
        return refuse_colleague(request)
    if not _may_read(request):
        return first_a_code(request, "promised")
    try:
        promise = queries.promise_of(request.candidate, _named(request))
    except ObjectDoesNotExist:
        return go(request, "promised", done="overtaken")
    choice, seen = request.POST.get("choice", ""), request.POST.get("seen", "")
    acts = {
        "accept": lambda: operations.answer(promise, accepted=True, now=request.now, seen=seen),
        "decline": lambda: operations.answer(promise, accepted=False, now=request.now, seen=seen),
        "not_kept": lambda: operations.dispute(promise, now=request.now, seen=seen),
        "let_go": lambda: operations.let_go(promise, now=request.now, seen=seen),
        "take_back": lambda: operations.take_back_theirs(promise, now=request.now, seen=seen),
    }
    if choice not in acts:
        return go(request, "promised")
    try:
        acts[choice]()
    except (operations.NothingToTakeBack, operations.Overtaken):
        return go(request, "promised", done="overtaken")
    return go(request, "promised", done=choice)


def _named(request: CandidateRequest) -> str:
    return request.POST.get("promise", "").replace("\x00", "")


def _report_to_take_back(request: CandidateRequest) -> str:
    told = request.GET.get("told", "").replace("\x00", "")
    if not told or (found := queries.newest_report(request.candidate, told)) is None:
        return ""
    return told if request.now - found[1].at <= operations.UNDO_THEIRS else ""


def _lines(request: CandidateRequest) -> list[Line]:
    """Every promise, those that wait for the person's word first, then what is open, then what is closed."""
    found = queries.promises_of(request.candidate)
    events = queries.events_by_promise(found)
    order = sorted(found, key=lambda one: (not one.offer, one.state in CLOSED, -one.pk))
    return [_line(request, one, events[one.pk]) for one in order]


def _line(request: CandidateRequest, one: Promise, events: list[PromiseEvent]) -> Line:
    newest = events[-1]
    shows = next((event.words for event in reversed(events) if event.words and event.kind in ("kept", "offered")), "")
    lapsed = has_lapsed(one.offered_day, today=day_of(request.now, one.zone))
    own = newest.actor == "them" and newest.kind != "taken_back"
    return Line(
        public_id=one.public_id,
        text=one.text,
        is_private=one.origin == Origin.PRIVATE_CONTACT,
        they_said=one.origin == Origin.THEY_SAY,
        said_day=one.said_day,
        state=one.state,
        day=one.due_on,
        owner=one.owner.user.name or sender_of(request.workspace),
        evidence=shows if one.state in CLOSED else "",
        made_good=one.missed_at is not None,
        offer="" if lapsed else one.offer,
        offered_day=one.offered_day,
        offer_words=one.offer_words,
        seen=newest.public_id,
        may_let_go=one.state not in CLOSED,
        may_dispute=one.state == State.KEPT,
        may_take_back=own and request.now - newest.at <= operations.UNDO_THEIRS,
    )
