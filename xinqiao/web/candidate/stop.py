"""Stop, from every page and on links past their date too; and deleting the answers."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xinqiao.capabilities.assessments.queries import has_shared, response_of_link
from xinqiao.capabilities.consent import operations as consent
from xinqiao.capabilities.consent.queries import terms_in_force
from xinqiao.capabilities.engagement.queries import card_of_link
from xinqiao.journeys import steps
from xinqiao.playbook.loader import playbook
from xinqiao.web.access.candidates import candidate_page
from xinqiao.web.candidate.browser import forget_person, is_theirs
from xinqiao.web.candidate.known_browser import forget
from xinqiao.web.candidate.notices import notice_of
from xinqiao.web.candidate.page import go, render_phone, who_asks

if TYPE_CHECKING:
    from xinqiao.capabilities.consent.models import ContactTerms
    from xinqiao.web.access.candidates import CandidateRequest

# Goes into the consent record; a changed page gets a new one.
TEXT_VERSION = "stop-1"


@candidate_page(needs_open_link=False)
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: CandidateRequest) -> HttpResponse:
    """GET says what stopping does; POST stops at once. A shared result goes only where it was answered."""
    if request.method == "POST":
        return _stop_now(request)
    terms = terms_in_force(request.candidate)
    if terms is not None and terms.permission == consent.STOPPED:
        return show_stopped(request, terms)
    filling = response_of_link(request.link)
    if filling is None and request.GET.get("done") in ("deleted", "deleted_shared"):
        return _show_deleted(request)
    context = {
        # Not whether there are unshared answers: that is nobody else's to learn.
        "shared": has_shared(request.candidate),
        "may_delete": filling is not None and is_theirs(request, filling),
        "cannot_stop": playbook().candidate_pages.cannot_stop,
        "who": who_asks(request),
        "notice": notice_of(request),
        "link_is_open": request.link_is_open,
        "said_in_taps": _said_in_taps(request),
    }
    return render_phone(request, "candidate/stop/stop.html", context, offer_stop=False)


def _stop_now(request: CandidateRequest) -> HttpResponse:
    filling, language = response_of_link(request.link), get_language() or ""
    # Whoever got the link passed on may stop contact, but must not destroy what the person shared.
    if filling is None or not is_theirs(request, filling):
        steps.stop(request.candidate, text_version=TEXT_VERSION, language=language, now=request.now)
        return go(request, "stop", done="stopped")
    was_shared = steps.stop_and_delete(request.candidate, text_version=TEXT_VERSION, language=language, now=request.now)
    response = go(request, "stop", done="deleted" if was_shared else "stopped")
    forget_person(response, request)
    return response


def show_stopped(request: CandidateRequest, terms: ContactTerms | None) -> HttpResponse:
    """Said calmly, with the way back and nothing that invites to anything."""
    book, takes_back = playbook(), offered_back(terms, now=request.now)
    filling, shared = response_of_link(request.link), has_shared(request.candidate)
    context = {
        "stopped": book.candidate_pages.contact_stopped if takes_back else book.link_problem("stopped_before"),
        "takes_back": takes_back,
        "undo_label": book.permission_text.undo_label,
        "shared": shared,
        "may_delete": filling is not None and is_theirs(request, filling),
        "link_is_open": request.link_is_open,
        "who": who_asks(request),
        "cannot_stop": book.candidate_pages.cannot_stop,
        "notice": notice_of(request),
        "said_in_taps": _said_in_taps(request),
    }
    return render_phone(request, "candidate/stop/stopped.html", context, offer_stop=False)


def _said_in_taps(request: CandidateRequest) -> bool:
    """Whether this browser can look at the taps that it gave through this link, and take them back."""
    if request.link.purpose != "three_taps":
        return False
    card = card_of_link(request.link)
    return card is not None and card.answered_at is not None and is_theirs(request, card)


def offered_back(terms: ContactTerms | None, *, now: datetime) -> str:
    """The decision that a page offers to take back now, named in its form; empty when there is none."""
    return terms.permission if terms is not None and consent.may_undo(terms, now=now) else ""


def _show_deleted(request: CandidateRequest) -> HttpResponse:
    context = {
        "was_shared": request.GET["done"] == "deleted_shared",
        "deleted": playbook().candidate_pages.answers_deleted,
    }
    return render_phone(request, "candidate/stop/deleted.html", context, offer_stop=False)


@candidate_page(needs_open_link=False)
@require_POST
def delete_answers(request: CandidateRequest) -> HttpResponse:
    """Deletes the answers given through this link, in the browser that gave them."""
    filling = response_of_link(request.link)
    if filling is None or not is_theirs(request, filling):
        return go(request, "stop")
    was_shared = steps.delete_answers(request.link, now=request.now)
    return go(request, "stop", done="deleted_shared" if was_shared else "deleted")


@candidate_page(needs_open_link=False)
@require_safe
def leave(request: CandidateRequest) -> HttpResponse:
    """An empty page for whoever must be gone from the screen at once; the data opens with a new code only."""
    response = render_phone(request, "candidate/stop/leave.html")
    forget(response, request)
    return response
