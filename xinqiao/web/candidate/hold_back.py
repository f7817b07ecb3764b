"""One unscored question between the last statement and the result. One tap answers or skips it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from xinqiao.capabilities.assessments.operations import say_hold_back
from xinqiao.journeys.queries import FILLING
from xinqiao.playbook.loader import playbook
from xinqiao.web.access.candidates import candidate_page
from xinqiao.web.candidate.page import go, render_phone
from xinqiao.web.candidate.questionnaire import own_filling

if TYPE_CHECKING:
    from xinqiao.web.access.candidates import CandidateRequest


@candidate_page(also=FILLING)
@require_http_methods(["GET", "HEAD", "POST"])
def hold_back(request: CandidateRequest) -> HttpResponse:
    """What would hold them back first; open until they have decided what to share."""
    filling = own_filling(request)
    if isinstance(filling, HttpResponse):
        return filling
    if filling.state != "answered":
        return go(request, "door" if filling.state == "draft" else "result")
    text = playbook().hold_back
    if request.method == "POST":
        chosen = request.POST.get("answer", "")
        say_hold_back(filling, chosen if chosen in {one.id for one in text.options} else "")
        return go(request, "result")
    return render_phone(request, "candidate/questions/hold_back.html", {"text": text})
