"""Why this person, what is held about them by kind, and the facts of the opening."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from xinqiao.capabilities.assessments.queries import has_shared
from xinqiao.capabilities.candidates.queries import has_notes, signs_of
from xinqiao.capabilities.engagement.queries import has_answered_a_card
from xinqiao.capabilities.promises.queries import has_promises
from xinqiao.foundation.audit.queries import views_of
from xinqiao.foundation.content.queries.stories import tells_company
from xinqiao.journeys.task_queries import has_tasks
from xinqiao.playbook.loader import playbook
from xinqiao.web.access.candidates import candidate_page
from xinqiao.web.candidate.held import everything, roles_that_looked
from xinqiao.web.candidate.known_browser import is_known, stay_known
from xinqiao.web.candidate.notices import notice_of
from xinqiao.web.candidate.page import render_phone, spoken, who_asks
from xinqiao.web.candidate.portal import ways

if TYPE_CHECKING:
    from xinqiao.web.access.candidates import CandidateRequest


@candidate_page()
@require_safe
def why(request: CandidateRequest) -> HttpResponse:
    """Why we ask this person, from where we know them, and how to check that it is us."""
    pages, who = playbook().candidate_pages, who_asks(request)
    context = {
        "text": pages.why_me,
        "source": spoken(pages.why_me.source, **who),
        "who": who,
        "never_ask": pages.never_ask,
        "basis": playbook().legal_basis(request.candidate.legal_basis).tell_candidate,
        "tells_company": tells_company(),
    }
    return render_phone(request, "candidate/about/why.html", context)


@candidate_page(needs_open_link=False)
@require_safe
def held(request: CandidateRequest) -> HttpResponse:
    """After a code everything; a bare link can be passed on, so there the page names kinds only."""
    around = {"ways": ways(request, "held"), "notice": notice_of(request)}
    if is_known(request):
        response = render_phone(request, "candidate/about/everything.html", {**everything(request), **around})
        stay_known(response, request)
        return response
    context = {
        "text": playbook().candidate_pages.why_me,
        "portal": playbook().portal.held,
        "kinds": _kinds(request),
        "since": request.candidate.created_at,
        "source": playbook().source(request.candidate.source).phrase,
        "basis": playbook().legal_basis(request.candidate.legal_basis).tell_candidate,
        "looked": roles_that_looked([view.role for view in views_of(request.candidate.pk)]),
    }
    return render_phone(request, "candidate/about/held.html", {**context, **around})


@candidate_page()
@require_safe
def facts(request: CandidateRequest) -> HttpResponse:
    """The fact sheet of the opening; the same whether or not the person answered anything."""
    context = {
        "text": playbook().candidate_pages.fact_sheet,
        "opening": request.candidate.opening,
        "tells_company": tells_company(),
    }
    return render_phone(request, "candidate/about/facts.html", context)


def _kinds(request: CandidateRequest) -> list[str]:
    """What is really held, in words; never the data itself."""
    person = request.candidate
    work = (person.company, person.title, person.city, person.role_family, person.seniority)
    kinds = [
        (True, _("Your name")),
        (any(work), _("Your work: company, role, place or field")),
        (bool(person.email), _("An e-mail address")),
        (bool(person.phone), _("A phone number")),
        (person.opening_id is not None, _("The opening we thought of")),
        (True, _("Each contact between us, and each choice of yours")),
        (has_notes(person), _("Notes that colleagues wrote")),
        (has_promises(person), _("What we promised you, and what became of it")),
        (has_tasks(person), _("What colleagues mean to do for you, and when")),
        (bool(signs_of(person, today=request.now.date())), _("How you prefer to talk, as you showed it yourself")),
        (has_shared(person), _("Answers that you shared")),
        (has_answered_a_card(person), _("What you said of a talk or a small try")),
    ]
    return [words for is_held, words in kinds if is_held]
