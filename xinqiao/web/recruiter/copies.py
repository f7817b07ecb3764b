"""Texts that were copied: which of them went out? One tap each, on the record, after copying, and in the evening."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from xinqiao.capabilities.candidates import operations, queries
from xinqiao.domain.contacts import EVENING_FROM
from xinqiao.journeys import contacts
from xinqiao.web.access.members import WRITERS, MemberRequest, member_page
from xinqiao.web.pages.toasts import toast
from xinqiao.web.recruiter.found import found
from xinqiao.web.recruiter.record_facts import told_words
from xinqiao.web.recruiter.words import sentences

if TYPE_CHECKING:
    from xinqiao.capabilities.candidates.models import Candidate, CopiedText

WHAT: Final = {
    "permission_ask": gettext_lazy("Request for permission"),
    "permission_reminder": gettext_lazy("Reminder of the request"),
    "questionnaire_invitation": gettext_lazy("Invitation to the five statements"),
    "promise_word": gettext_lazy("The way to their promises"),
    "three_taps": gettext_lazy("Three-tap card"),
}
TODAY: Final = "today"


@dataclass(frozen=True)
class CopyLine:
    """One copy that waits for a word. `counts`: "did not go out" does not take it off the count."""

    public_id: str
    person_id: str
    person: str
    what: str
    way: str
    at: datetime
    counts: bool


def record_part(person: Candidate, request: MemberRequest) -> dict[str, Any]:
    """What this member copied for this person and said nothing of since."""
    if request.member.role not in WRITERS:
        return {}
    rows = queries.copies_of(person, request.member, now=request.now)
    return {"copies": [line(row, person) for row in rows]}


def evening_part(request: MemberRequest) -> dict[str, Any]:
    """The same for everybody, once the member's working day is over."""
    if request.member.role not in WRITERS or localtime(request.now).hour < EVENING_FROM:
        return {}
    rows = queries.copies_without_word(request.member, request.now)
    return {"evening": [line(row, row.candidate) for row in rows]}


def line(row: CopiedText, person: Candidate) -> CopyLine:
    """One copy in words."""
    return CopyLine(
        public_id=row.public_id,
        person_id=person.public_id,
        person=person.display_name,
        what=str(WHAT.get(row.which, "")) or _("A text"),
        way=told_words(row.channel),
        at=row.at,
        counts=row.kind in operations.COUNTS_ANYWAY,
    )


@member_page(WRITERS)
@require_POST
def copy_sent(request: MemberRequest, public_id: str) -> HttpResponse:
    """It went out: one contact on the timeline."""
    row = found(lambda: queries.copy_of_member(request.member, public_id))
    try:
        operations.say_sent(row, now=request.now)
    except operations.WordStays:
        return _back(request, row, _("Something was said of it already, or it is more than a day old."))
    return _back(request, row, _("Noted: it went out."), undo=True)


@member_page(WRITERS)
@require_POST
def copy_not_sent(request: MemberRequest, public_id: str) -> HttpResponse:
    """It did not go out, so it counts no longer."""
    row = found(lambda: queries.copy_of_member(request.member, public_id))
    try:
        contacts.copy_not_sent(row, now=request.now)
    except operations.WordStays:
        words = _("It stays as it is: it is too late to say so, or they have answered since.")
        return _back(request, row, words)
    return _back(request, row, _("Noted: it did not go out."), undo=True)


@member_page(WRITERS)
@require_POST
def copy_undo(request: MemberRequest, public_id: str) -> HttpResponse:
    """Takes either word back."""
    row = found(lambda: queries.copy_of_member(request.member, public_id))
    try:
        contacts.copy_word_back(row, now=request.now)
    except operations.WordStays:
        return _back(request, row, _("That can no longer be taken back."))
    return _back(request, row, _("Taken back. It waits for a word again."))


@member_page(WRITERS)
@require_POST
def copies_none(request: MemberRequest) -> HttpResponse:
    """None of those that the evening's card showed went out."""
    shown = set(request.POST.getlist("copy"))
    rows = [row for row in queries.copies_without_word(request.member, request.now) if row.public_id in shown]
    left = 0
    for row in rows:
        try:
            contacts.copy_not_sent(row, now=request.now)
        except operations.WordStays:
            left += 1
    words = [
        ngettext("%(n)s text did not go out.", "%(n)s texts did not go out.", len(rows) - left)
        % {"n": len(rows) - left}
    ]
    if left:
        words.append(ngettext("%(n)s was answered and stays.", "%(n)s were answered and stay.", left) % {"n": left})
    toast(request, sentences(*words))
    return _see(reverse("today", args=[request.workspace.slug]))


def _back(request: MemberRequest, row: CopiedText, words: str, *, undo: bool = False) -> HttpResponse:
    undo_url = reverse("copy_undo", args=[request.workspace.slug, row.public_id]) if undo else ""
    toast(request, words, undo_url=undo_url)
    if request.POST.get("from") == TODAY:
        return _see(reverse("today", args=[request.workspace.slug]))
    return _see(reverse("candidate", args=[request.workspace.slug, row.candidate.public_id]))


def _see(address: str) -> HttpResponse:
    return HttpResponse(status=HTTPStatus.SEE_OTHER, headers={"Location": address})


urls: list[URLPattern] = [
    path("copies/none/", copies_none, name="copies_none"),
    path("copies/<str:public_id>/sent/", copy_sent, name="copy_sent"),
    path("copies/<str:public_id>/not-sent/", copy_not_sent, name="copy_not_sent"),
    path("copies/<str:public_id>/undo/", copy_undo, name="copy_undo"),
]
