"""The first page behind a link: it decides what the person meets. And their yes, later or stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xinqiao.capabilities.consent import operations as consent
from xinqiao.capabilities.consent.queries import terms_in_force
from xinqiao.foundation.content.queries.stories import tells_company
from xinqiao.journeys import steps
from xinqiao.journeys.queries import FILLING, filling_behind, terms_behind
from xinqiao.playbook.loader import playbook
from xinqiao.web.access.candidates import candidate_page, is_colleague
from xinqiao.web.candidate import three_taps, who_writes
from xinqiao.web.candidate.notices import DECISIONS, Notice, label_of, notice_of
from xinqiao.web.candidate.page import go, in_two_lines, refuse_colleague, render_phone, spoken, who_asks
from xinqiao.web.candidate.questionnaire import carry_on, show_introduction
from xinqiao.web.candidate.restriction import show_restriction
from xinqiao.web.candidate.stop import offered_back, show_stopped

if TYPE_CHECKING:
    from xinqiao.capabilities.consent.models import ContactTerms
    from xinqiao.web.access.candidates import CandidateRequest


@candidate_page(also=FILLING)
@require_safe
def door(request: CandidateRequest) -> HttpResponse:
    """Asks leave first; after a yes the questions, the result, or a calm confirmation."""
    terms = terms_behind(request.link)
    said = terms.permission if terms else "none"
    if said == consent.STOPPED:
        return show_stopped(request, terms)
    if request.candidate.restricted_at is not None:
        return show_restriction(request)
    if said == consent.GRANTED:
        return _after_a_yes(request, terms)
    if said == consent.LATER and request.link.purpose == "permission":
        return _show_answer(request, terms, "later")
    return _show_permission(request, terms)


def _after_a_yes(request: CandidateRequest, terms: ContactTerms | None) -> HttpResponse:
    if request.GET.get("done") in ("allowed", "overtaken"):
        return _show_answer(request, terms, "allow")
    if request.GET.get("done") == "not_now":
        later = playbook().candidate_pages.introduction.later
        return render_phone(request, "candidate/questions/not_now.html", {"later": later})
    if request.link.purpose == three_taps.PURPOSE:
        return three_taps.show_card(request)
    found = filling_behind(request.link)
    if found is not None:
        return carry_on(request, found.response)
    if request.link.purpose == "questionnaire":
        return show_introduction(request)
    return _show_answer(request, terms, "allow")


def _show_answer(request: CandidateRequest, terms: ContactTerms | None, answer: str) -> HttpResponse:
    """What follows from the choice, and the way back from it."""
    chosen = next(one for one in playbook().permission_text.answers if one.id == answer)
    context = {
        "confirmation": chosen.confirmation,
        "undo_label": playbook().permission_text.undo_label,
        "tells_company": answer == "allow" and tells_company(),
        "takes_back": offered_back(terms, now=request.now),
        "notice": notice_of(request),
        "who_writes": who_writes.told_of(request),
    }
    return render_phone(request, f"candidate/permission/{answer}.html", context)


def _show_permission(request: CandidateRequest, terms: ContactTerms | None) -> HttpResponse:
    text, who = playbook().permission_text, who_asks(request)
    context = {
        "title": in_two_lines(text.title, **who),
        "paragraphs": [spoken(paragraph, **who) for paragraph in text.paragraphs],
        "text": text,
        "who": who,
        "never_ask": playbook().candidate_pages.never_ask,
        "tells_company": tells_company(),
        "notice": notice_of(request) or _chosen_before(terms),
        "takes_back": offered_back(terms, now=request.now),
    }
    return render_phone(request, "candidate/permission/ask.html", context)


def _chosen_before(terms: ContactTerms | None) -> Notice | None:
    label, text = label_of(terms.permission) if terms else "", playbook().permission_text.already_answered
    return Notice(spoken(text.title), spoken(text.text, answer=label)) if label else None


@candidate_page()
@require_http_methods(["GET", "HEAD", "POST"])
def permission(request: CandidateRequest) -> HttpResponse:
    """POST stores the choice; GET shows the three choices again, with what was chosen."""
    decision = DECISIONS.get(request.POST.get("choice", ""))
    if request.method != "POST" or decision is None:
        return _show_permission(request, terms_in_force(request.candidate))
    if decision == consent.GRANTED and is_colleague(request):
        return refuse_colleague(request)
    version, language = playbook().permission_text.version, get_language() or ""
    if decision == consent.STOPPED:
        steps.stop(request.candidate, text_version=version, language=language, now=request.now)
        return go(request, "stop", done="stopped")
    consent.decide(request.candidate, decision, text_version=version, language=language, now=request.now)
    return go(request, "door", done="allowed") if decision == consent.GRANTED else go(request, "door")


@candidate_page(needs_open_link=False)
@require_POST
def undo(request: CandidateRequest) -> HttpResponse:
    """Takes the choice back that the page offered, within 7 days; works on a link past its date too."""
    offered = request.POST.get("decision", "")
    # To take back a yes is the one undo that never loosens anything.
    if offered != consent.GRANTED and is_colleague(request):
        return refuse_colleague(request)
    done = "resumed" if offered == consent.STOPPED else "undone"
    try:
        consent.undo_decision(request.candidate, expected=offered, language=get_language() or "", now=request.now)
    except consent.NothingToUndo as nothing:
        done = "too_late" if nothing.in_force == offered else "overtaken"
    return go(request, "door" if request.link_is_open else "stop", done=done)
