"""Only kept, not used: one tap of the person, and one tap back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from xinqiao.capabilities.consent import restriction as consent
from xinqiao.capabilities.consent.queries import terms_in_force
from xinqiao.web.access.candidates import candidate_page, is_colleague
from xinqiao.web.candidate.known_browser import first_a_code, is_known
from xinqiao.web.candidate.page import go, recruiter_name, refuse_colleague, render_phone

if TYPE_CHECKING:
    from xinqiao.web.access.candidates import CandidateRequest


@candidate_page(needs_open_link=False)
@require_http_methods(["GET", "HEAD", "POST"])
def restriction(request: CandidateRequest) -> HttpResponse:
    """GET says what it does; POST restricts or lifts. Works on a link past its date too."""
    if request.method != "POST":
        return show_restriction(request)
    language = get_language() or ""
    if request.POST.get("choice") == "lift":
        if is_colleague(request):
            return refuse_colleague(request)
        # Whoever was passed the link may restrict, never loosen.
        if not is_known(request):
            return first_a_code(request, "restriction")
        consent.lift(request.candidate, language=language, now=request.now)
    else:
        consent.restrict(request.candidate, language=language, now=request.now)
    return go(request, "restriction")


def show_restriction(request: CandidateRequest) -> HttpResponse:
    """Since when and why the data are only kept, with the way back; or what restricting would do."""
    found, terms = consent.restriction_of(request.candidate), terms_in_force(request.candidate)
    stopped = terms is not None and terms.permission == "stopped"
    context = {"restriction": found, "recruiter": recruiter_name(request), "link_is_open": request.link_is_open}
    return render_phone(request, "candidate/restriction/page.html", context, offer_stop=not stopped)
