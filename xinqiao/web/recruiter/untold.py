"""People who do not know of their record yet (待告知): saying that they were told, and taking that back."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xinqiao.capabilities.candidates import operations
from xinqiao.web.access.members import WRITERS, MemberRequest, member_page
from xinqiao.web.pages.toasts import toast
from xinqiao.web.recruiter.found import found_candidate
from xinqiao.web.recruiter.record_facts import ways_told

if TYPE_CHECKING:
    from xinqiao.capabilities.candidates.models import Candidate


def untold_words() -> str:
    """Why something is not kept, and what is fine instead."""
    return _(
        "They do not know of this record yet, so only name, position, company, one contact and the source are kept. "
        "Fine now: telling them, then this."
    )


@member_page(WRITERS)
@require_POST
def candidate_told(request: MemberRequest, public_id: str) -> HttpResponse:
    """They were told of their record; the toast takes it back."""
    person = found_candidate(public_id)
    how = request.POST.get("how", "")
    if how not in dict(ways_told()):
        raise Http404
    if person.notice_due_at is None:
        return _back(request, person, _("They know already."))
    operations.mark_told(person, how, by=request.member, now=request.now)
    undo = reverse("candidate_told_undo", args=[request.workspace.slug, public_id])
    return _back(request, person, _("Written down. Everything else may be kept from now on."), undo_url=undo)


@member_page(WRITERS)
@require_POST
def candidate_told_undo(request: MemberRequest, public_id: str) -> HttpResponse:
    """Undo of `candidate_told`."""
    person = found_candidate(public_id)
    try:
        operations.take_back_told(person, by=request.member, now=request.now)
    except operations.ToldStays:
        return _back(request, person, _("This can be taken back for 15 minutes, until more is kept. It stays."))
    return _back(request, person, _("Taken back. The date stands as before."))


def _back(request: MemberRequest, person: Candidate, words: str, *, undo_url: str = "") -> HttpResponse:
    toast(request, words, undo_url=undo_url)
    address = reverse("candidate", args=[request.workspace.slug, person.public_id])
    return HttpResponse(status=HTTPStatus.SEE_OTHER, headers={"Location": address})


_PERSON = "candidates/<str:public_id>"
urls: list[URLPattern] = [
    path(f"{_PERSON}/told/", candidate_told, name="candidate_told"),
    path(f"{_PERSON}/told/take-back/", candidate_told_undo, name="candidate_told_undo"),
]
