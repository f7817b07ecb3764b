"""A member's word on doubtful answers, and answers typed in from paper. For those who keep the relationship."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from xinqiao.capabilities.assessments import by_hand
from xinqiao.capabilities.assessments.doubts import NothingDoubtful, SaidMeanwhile, say_word
from xinqiao.capabilities.assessments.queries import shared_response
from xinqiao.capabilities.candidates.operations import NotToldYet
from xinqiao.journeys.steps import SCALE
from xinqiao.playbook.loader import playbook
from xinqiao.web.access.members import WRITERS, MemberRequest, may_read_score, member_page
from xinqiao.web.pages.desk import render_desk
from xinqiao.web.pages.toasts import toast
from xinqiao.web.recruiter.found import found, found_candidate
from xinqiao.web.recruiter.paper_form import PaperForm
from xinqiao.web.recruiter.untold import untold_words

if TYPE_CHECKING:
    from xinqiao.capabilities.candidates.models import Candidate

SAID: Final = {
    "accepted": gettext_lazy("Taken as they are. Tempo and level follow from them now."),
    "ask_again": gettext_lazy("Left for later. Until then these answers set nothing."),
    "open": gettext_lazy("The word is taken back."),
}


@member_page(WRITERS)
@require_POST
def answers_word(request: MemberRequest, public_id: str, response_id: str, word: str) -> HttpResponse:
    """Says what to do with doubtful answers; the toast takes it back."""
    person = _kept(request, public_id)
    response = found(lambda: shared_response(person, response_id))
    try:
        former = say_word(response, word, by=request.member, now=request.now, seen=request.GET.get("seen", ""))
    except NothingDoubtful as nothing:
        raise Http404 from nothing
    except SaidMeanwhile:
        return _to_record(request, person, _("A colleague has said otherwise meanwhile. Their word stands."))
    undo = reverse("answers_word", args=[request.workspace.slug, public_id, response_id, former]) + f"?seen={word}"
    return _to_record(request, person, str(SAID[word]), undo_url=undo if former != word else "")


@member_page(WRITERS)
@require_http_methods(["GET", "POST"])
def answers_from_paper(request: MemberRequest, public_id: str) -> HttpResponse:
    """Types in a sheet of paper, each answer twice; the toast takes it back."""
    person = _kept(request, public_id)
    form = PaperForm(request.POST or None, today=localdate(request.now), language=person.language)
    if request.method == "POST" and form.is_valid():
        try:
            response = by_hand.record_from_paper(
                person,
                form.answers,
                answered_on=form.cleaned_data["answered_on"],
                language=form.cleaned_data["language"],
                scale_version=playbook().scale(SCALE).version,
                agreement=form.agreement(),
                by=request.member,
                now=request.now,
            )
        except NotToldYet:
            form.add_error(None, untold_words())
        except by_hand.PersonStopped:
            form.add_error(None, _("They asked us to stop, so nothing new is kept about them."))
        except by_hand.DayToCome:
            form.add_error("answered_on", _("This day has not come yet."))
        else:
            undo = reverse("answers_take_back", args=[request.workspace.slug, public_id, response.public_id])
            return _to_record(request, person, _("The sheet is kept. They can ask to see it."), undo_url=undo)
    context = {"form": form, "them": {"public_id": person.public_id, "name": person.display_name}}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render_desk(request, "recruiter/candidates/paper.html", context, nav="candidates", status=status)


@member_page(WRITERS)
@require_POST
def answers_take_back(request: MemberRequest, public_id: str, response_id: str) -> HttpResponse:
    """Takes a sheet out again."""
    person = _kept(request, public_id)
    response = found(lambda: shared_response(person, response_id))
    if not by_hand.take_back_paper(response, by=request.member, now=request.now):
        raise Http404
    return _to_record(request, person, _("The answers from paper are taken out again."))


def _kept(request: MemberRequest, public_id: str) -> Candidate:
    person = found_candidate(public_id)
    if not may_read_score(request.member, person):
        raise PermissionDenied
    return person


def _to_record(request: MemberRequest, person: Candidate, words: str, *, undo_url: str = "") -> HttpResponse:
    toast(request, words, undo_url=undo_url)
    address = reverse("candidate", args=[request.workspace.slug, person.public_id])
    return HttpResponse(status=HTTPStatus.SEE_OTHER, headers={"Location": address})


_PERSON: Final = "candidates/<str:public_id>"
urls: list[URLPattern] = [
    path(f"{_PERSON}/answers/<str:response_id>/<str:word>/", answers_word, name="answers_word"),
    path(f"{_PERSON}/answers-from-paper/", answers_from_paper, name="answers_from_paper"),
    path(f"{_PERSON}/answers-from-paper/<str:response_id>/take-back/", answers_take_back, name="answers_take_back"),
]
