"""The first page behind a link: it decides what the person meets. And their yes, later or stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xinqiao.capabilities.assessments.queries import response_of_link
from xinqiao.capabilities.consent import operations as consent
from xinqiao.capabilities.consent.queries import terms_in_force
from xinqiao.playbook.loader import playbook
from xinqiao.web.access.candidates import candidate_page
from xinqiao.web.candidate.notices import Notice, notice_of
from xinqiao.web.candidate.page import go, in_two_lines, link_is_open, render_phone, spoken, who_asks
from xinqiao.web.candidate.questionnaire import carry_on, show_introduction
from xinqiao.web.candidate.stop import show_stopped

if TYPE_CHECKING:
    from xinqiao.capabilities.consent.models import ContactTerms
    from xinqiao.web.access.candidates import CandidateRequest

DECISIONS = {"allow": consent.GRANTED, "later": consent.LATER, "stop": consent.STOPPED}
ANSWER_OF = {decision: answer for answer, decision in DECISIONS.items()}


@candidate_page()
@require_safe
def door(request: CandidateRequest) -> HttpResponse:
    """Asks leave first; after a yes the questions, the result, or a calm confirmation."""
    terms = terms_in_force(request.candidate)
    said = terms.permission if terms else "none"
    if said == consent.STOPPED:
        return show_stopped(request, terms)
    if said == consent.GRANTED:
        return _after_a_yes(request, terms)
    if said == consent.LATER and request.link.purpose == "permission":
        return _show_answer(request, terms, "later")
    return _show_permission(request, terms)


def _after_a_yes(request: CandidateRequest, terms: ContactTerms | None) -> HttpResponse:
    if request.GET.get("done") == "allowed":
        return _show_answer(request, terms, "allow")
    if request.GET.get("done") == "not_now":
        later = playbook().candidate_pages.introduction.later
        return render_phone(request, "candidate/questions/not_now.html", {"later": later})
    filling = response_of_link(request.link)
    if filling is not None:
        return carry_on(request, filling)
    if request.link.purpose == "questionnaire":
        return show_introduction(request)
    return _show_answer(request, terms, "allow")


def _show_answer(request: CandidateRequest, terms: ContactTerms | None, answer: str) -> HttpResponse:
    """What follows from the choice, and the way back from it."""
    chosen = next(one for one in playbook().permission_text.answers if one.id == answer)
    context = {
        "confirmation": chosen.confirmation,
        "undo_label": playbook().permission_text.undo_label,
        "may_undo": terms is not None and consent.may_undo(terms, now=request.now),
        "notice": notice_of(request),
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
        "notice": notice_of(request) or _chosen_before(terms),
        "may_undo": terms is not None and consent.may_undo(terms, now=request.now),
    }
    return render_phone(request, "candidate/permission/ask.html", context)


def _chosen_before(terms: ContactTerms | None) -> Notice | None:
    answer = ANSWER_OF.get(terms.permission) if terms else None
    if answer is None:
        return None
    text = playbook().permission_text
    label = next(spoken(one.label) for one in text.answers if one.id == answer)
    return Notice(spoken(text.already_answered.title), spoken(text.already_answered.text, answer=label))


@candidate_page()
@require_http_methods(["GET", "HEAD", "POST"])
def permission(request: CandidateRequest) -> HttpResponse:
    """POST stores the choice; GET shows the three choices again, with what was chosen."""
    decision = DECISIONS.get(request.POST.get("choice", ""))
    if request.method != "POST" or decision is None:
        return _show_permission(request, terms_in_force(request.candidate))
    consent.decide(
        request.candidate,
        decision,
        text_version=playbook().permission_text.version,
        language=get_language() or "",
        now=request.now,
    )
    if decision == consent.STOPPED:
        return go(request, "stop")
    return go(request, "door", done="allowed") if decision == consent.GRANTED else go(request, "door")


@candidate_page(needs_open_link=False)
@require_POST
def undo(request: CandidateRequest) -> HttpResponse:
    """Takes the last choice back, within 7 days; works on a link past its date too."""
    terms = terms_in_force(request.candidate)
    had_stopped = terms is not None and terms.permission == consent.STOPPED
    done = "resumed" if had_stopped else "undone"
    try:
        consent.undo_decision(request.candidate, language=get_language() or "", now=request.now)
    except consent.NothingToUndo:
        done = "too_late"
    return go(request, "door" if link_is_open(request) else "stop", done=done)
