"""The five statements on paper, with a page to count them oneself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from xinqiao.capabilities.consent import gate
from xinqiao.web.access.candidates import candidate_page
from xinqiao.web.candidate.page import address, go
from xinqiao.web.pages.printed_forms import LANGUAGES, QUESTIONNAIRE, sheet_answer

if TYPE_CHECKING:
    from xinqiao.web.access.candidates import CandidateRequest


@candidate_page()
@require_safe
def paper(request: CandidateRequest) -> HttpResponse:
    """The blank sheet in the page's language, after a yes only, as the questions themselves."""
    try:
        gate.require_yes(request.candidate)
    except gate.Refused:
        return go(request, "door")
    language = next((short for short, code in LANGUAGES.items() if code == get_language()), "zh")
    back, stop = address(request, "questions"), address(request, "stop")
    return sheet_answer(request, QUESTIONNAIRE, language, back_url=back, stop_url=stop)
