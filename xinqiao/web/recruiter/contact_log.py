"""Contacts outside the product: logged in a few taps, read off a pasted chat, taken back; and calls."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xinqiao.capabilities.candidates import operations, queries
from xinqiao.capabilities.candidates.filters import ListFilter
from xinqiao.capabilities.consent import gate
from xinqiao.domain.chat_paste import NotAChat, propose, read
from xinqiao.journeys import contacts
from xinqiao.web.access.members import WRITERS, MemberRequest, member_page
from xinqiao.web.pages.desk import render_desk
from xinqiao.web.pages.toasts import toast
from xinqiao.web.recruiter.contact import nothing_to_copy
from xinqiao.web.recruiter.contact_log_forms import ContactForm, PasteForm, proposed
from xinqiao.web.recruiter.found import found, found_candidate
from xinqiao.web.recruiter.people_list import page_of
from xinqiao.web.recruiter.refusals import refusal
from xinqiao.web.recruiter.untold import untold_words
from xinqiao.web.recruiter.words import joined

if TYPE_CHECKING:
    from xinqiao.capabilities.candidates.models import Candidate
    from xinqiao.domain.chat_paste import PastedChat, Proposal

FOUND_AT_MOST: Final = 12


@member_page(WRITERS)
@require_GET
def contact_find(request: MemberRequest) -> HttpResponse:
    """Whom the contact was with: a search, and those of whom something was last written."""
    words = request.GET.get("q", "").replace("\x00", "").strip()
    chosen = ListFilter(text=words) if words else ListFilter(mine=True)
    people = page_of(request, chosen).candidates[:FOUND_AT_MOST]
    lines = [
        {"public_id": one.public_id, "name": one.display_name, "about": joined([one.title, one.company])}
        for one in people
    ]
    return render_desk(request, "recruiter/contacts/find.html", {"people": lines, "q": words}, nav="candidates")


@member_page(WRITERS)
@require_http_methods(["GET", "POST"])
def contact_log(request: MemberRequest, public_id: str) -> HttpResponse:
    """Who began, by which way, what came of it: stored with one POST; the toast takes it back."""
    person = found_candidate(public_id)
    form = _form(request, person)
    if request.method != "POST" or not form.is_valid():
        return _page(request, person, form)
    try:
        entry = contacts.log(person, form.contact(), proof=form.proof(), by=request.member, now=request.now)
    except operations.NotToldYet:
        form.add_error("note", untold_words())
        return _page(request, person, form)
    stopped = entry.kind == "contact_stop"
    undo = "" if stopped else reverse("contact_take_back", args=[request.workspace.slug, public_id, entry.public_id])
    said = _("Written down: nobody contacts them any more.") if stopped else _("Written down. They can read it.")
    return _back(request, person, said, undo_url=undo)


def _form(request: MemberRequest, person: Candidate, *, initial: dict[str, Any] | None = None) -> ContactForm:
    usual = {"channel": request.GET.get("channel", "").replace("\x00", "") or "wechat"}
    data = request.POST if request.method == "POST" and initial is None else None
    is_untold = person.notice_due_at is not None
    return ContactForm(data, initial={**usual, **(initial or {})}, now=request.now, is_untold=is_untold)


def _page(request: MemberRequest, person: Candidate, form: ContactForm, **more: Any) -> HttpResponse:
    context = {"form": form, "them": {"public_id": person.public_id, "name": person.display_name}, **more}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render_desk(request, "recruiter/contacts/log.html", context, nav="candidates", status=status)


@sensitive_post_parameters("chat")
@member_page(WRITERS)
@require_http_methods(["GET", "POST"])
def contact_paste(request: MemberRequest, public_id: str) -> HttpResponse:
    """Reads a copied chat into figures and offers the form filled in; the chat itself is kept nowhere."""
    person = found_candidate(public_id)
    form = PasteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            chat = read(form.cleaned_data["chat"], today=localdate(request.now))
        except NotAChat:
            form.add_error(
                "chat",
                _("This does not read as a chat. It needs names, best with times. Logging it in a few taps works."),
            )
        else:
            offered = propose(chat, person=person.display_name, member=request.member.user.name)
            log_form = _form(request, person, initial=proposed(offered, now=request.now))
            return _page(request, person, log_form, figures=_figures(chat, offered))
    context = {"form": form, "them": {"public_id": person.public_id, "name": person.display_name}}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render_desk(request, "recruiter/contacts/paste.html", context, nav="candidates", status=status)


def _figures(chat: PastedChat, offered: Proposal) -> dict[str, Any]:
    return {
        "sides": chat.sides,
        "first_at": chat.first_at,
        "last_at": chat.last_at,
        "them": offered.them,
        "questions": offered.questions,
    }


@member_page(WRITERS)
@require_POST
def contact_take_back(request: MemberRequest, public_id: str, entry: str) -> HttpResponse:
    """Undo of one's own contact, within a quarter of an hour."""
    person = found_candidate(public_id)
    row = found(lambda: queries.contact_of(person, entry))
    try:
        operations.take_back_contact(row, by=request.member, now=request.now)
    except operations.ContactStays:
        return _back(request, person, _("A contact can be taken back by its author for 15 minutes. This one stays."))
    return _back(request, person, _("The contact is taken back and counts no longer."))


@member_page(WRITERS)
@require_POST
def candidate_call(request: MemberRequest, public_id: str) -> HttpResponse:
    """Asks the send check before a call; then the numbers, and the form for what came of it."""
    person = found_candidate(public_id)
    reason = request.POST.get("reason", "").replace("\x00", "")[:300]
    try:
        purpose = contacts.start_call(person, by=request.member, now=request.now, reason=reason)
    except gate.Refused as refused:
        return nothing_to_copy(request, person, refusal(refused.decision), decision=refused.decision)
    numbers = [point for point in queries.points_of(person) if point.kind == "phone" and point.dead_at is None]
    context = {
        "form": _form(request, person, initial={"channel": "phone"}),
        "them": {"public_id": person.public_id, "name": person.display_name},
        "call": {"numbers": [point.value for point in numbers], "asks_permission": bool(purpose)},
    }
    return render_desk(request, "recruiter/contacts/log.html", context, nav="candidates")


def _back(request: MemberRequest, person: Candidate, words: str, *, undo_url: str = "") -> HttpResponse:
    toast(request, words, undo_url=undo_url)
    address = reverse("candidate", args=[request.workspace.slug, person.public_id])
    return HttpResponse(status=HTTPStatus.SEE_OTHER, headers={"Location": f"{address}#timeline"})


_PERSON: Final = "candidates/<str:public_id>"
urls: list[URLPattern] = [
    path("contacts/log/", contact_find, name="contact_find"),
    path(f"{_PERSON}/contacts/log/", contact_log, name="contact_log"),
    path(f"{_PERSON}/contacts/paste/", contact_paste, name="contact_paste"),
    path(f"{_PERSON}/contacts/<str:entry>/take-back/", contact_take_back, name="contact_take_back"),
    path(f"{_PERSON}/call/", candidate_call, name="candidate_call"),
]
