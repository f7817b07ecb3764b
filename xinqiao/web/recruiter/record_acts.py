"""The small acts on one person's record: notes, signs, the stage. Each toast takes its act back."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xinqiao.capabilities.candidates import operations, queries
from xinqiao.web.access.members import WRITERS, MemberRequest, may_read_score, member_page
from xinqiao.web.pages.toasts import toast
from xinqiao.web.recruiter import promise_found
from xinqiao.web.recruiter.candidates_forms import NoteForm, SignForm, StageForm
from xinqiao.web.recruiter.found import found, found_candidate
from xinqiao.web.recruiter.record import record_page
from xinqiao.web.recruiter.untold import untold_words
from xinqiao.web.recruiter.words import stage_label

if TYPE_CHECKING:
    from xinqiao.capabilities.candidates.models import Candidate


@member_page(WRITERS)
@require_POST
def candidate_note(request: MemberRequest, public_id: str) -> HttpResponse:
    """Adds a note; the toast takes it back."""
    person = found_candidate(public_id)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return record_page(request, person, note=form)
    try:
        entry = operations.add_note(person, form.cleaned_data["text"], by=request.member, now=request.now)
    except operations.NotToldYet:
        form.add_error("text", untold_words())
        return record_page(request, person, note=form)
    undo = reverse("candidate_note_undo", args=[request.workspace.slug, public_id, entry.public_id])
    # Asked on the next page, where the note can already be read and taken back.
    asks = f"?note={entry.public_id}" if promise_found.in_note(form.cleaned_data["text"]) else ""
    return _back(request, person, _("Noted. They can read it."), undo_url=undo, query=asks)


@member_page(WRITERS)
@require_POST
def candidate_note_undo(request: MemberRequest, public_id: str, note_id: str) -> HttpResponse:
    """Takes one's own note back."""
    person = found_candidate(public_id)
    entry = found(lambda: queries.note_of(person, note_id))
    if entry.by_id != request.member.pk:
        raise PermissionDenied
    try:
        operations.take_back_note(entry, by=request.member, now=request.now)
    except operations.NoteStays:
        return _back(request, person, _("A note can be taken back for 15 minutes. This one stays."))
    return _back(request, person, _("The note is taken back."))


@member_page(WRITERS)
@require_POST
def candidate_sign(request: MemberRequest, public_id: str) -> HttpResponse:
    """Notes an observable act; by those who keep the relationship."""
    person = _kept(request, public_id)
    form = SignForm(request.POST, today=localdate(request.now))
    if not form.is_valid():
        return record_page(request, person, sign=form)
    kind, observed_on = form.cleaned_data["kind"], form.cleaned_data["observed_on"]
    try:
        sign = operations.add_sign(person, kind, observed_on=observed_on, by=request.member, now=request.now)
    except operations.NotToldYet:
        form.add_error("kind", untold_words())
        return record_page(request, person, sign=form)
    undo = reverse("candidate_sign_undo", args=[request.workspace.slug, public_id, sign.public_id])
    return _back(request, person, _("The sign is noted and lapses after 90 days."), undo_url=undo)


@member_page(WRITERS)
@require_POST
def candidate_sign_undo(request: MemberRequest, public_id: str, sign_id: str) -> HttpResponse:
    """Takes a sign back."""
    person = _kept(request, public_id)
    sign = found(lambda: queries.sign_of(person, sign_id))
    operations.take_back_sign(sign, by=request.member, now=request.now)
    return _back(request, person, _("The sign is taken back."))


def _kept(request: MemberRequest, public_id: str) -> Candidate:
    person = found_candidate(public_id)
    if not may_read_score(request.member, person):
        raise PermissionDenied
    return person


@member_page(WRITERS)
@require_POST
def candidate_stage(request: MemberRequest, public_id: str, stage: str = "") -> HttpResponse:
    """Moves to another stage, forwards or back; with `stage` in the address this is the undo of the toast."""
    person = found_candidate(public_id)
    form = StageForm({"stage": stage or request.POST.get("stage", "")})
    if not form.is_valid():
        raise Http404
    chosen = form.cleaned_data["stage"]
    if chosen == person.stage:
        return _back(request, person, _("The stage is unchanged."))
    former = operations.set_stage(person, chosen, by=request.member, now=request.now)
    undo = "" if stage else reverse("candidate_stage_undo", args=[request.workspace.slug, public_id, former])
    return _back(request, person, _("Stage: %(stage)s.") % {"stage": stage_label(chosen)}, undo_url=undo)


def _back(
    request: MemberRequest, person: Candidate, words: str, *, undo_url: str = "", query: str = ""
) -> HttpResponse:
    toast(request, words, undo_url=undo_url)
    address = reverse("candidate", args=[request.workspace.slug, person.public_id])
    return HttpResponse(status=HTTPStatus.SEE_OTHER, headers={"Location": f"{address}{query}"})


_PERSON = "candidates/<str:public_id>"
urls: list[URLPattern] = [
    path(f"{_PERSON}/notes/", candidate_note, name="candidate_note"),
    path(f"{_PERSON}/notes/<str:note_id>/take-back/", candidate_note_undo, name="candidate_note_undo"),
    path(f"{_PERSON}/signs/", candidate_sign, name="candidate_sign"),
    path(f"{_PERSON}/signs/<str:sign_id>/take-back/", candidate_sign_undo, name="candidate_sign_undo"),
    path(f"{_PERSON}/stage/", candidate_stage, name="candidate_stage"),
    path(f"{_PERSON}/stage/back-to/<str:stage>/", candidate_stage, name="candidate_stage_undo"),
]
