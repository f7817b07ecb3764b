"""Who writes to the person from now on: told here, and refused with one tap."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from xinqiao.capabilities.candidates import operations, queries
from xinqiao.capabilities.candidates.operations.hand_overs import ANSWER_UNDO
from xinqiao.domain.hand_over import FINE, INTRODUCED_AFTER, REFUSED
from xinqiao.foundation.workspaces.queries import member_name
from xinqiao.web.access.candidates import candidate_page, is_colleague
from xinqiao.web.candidate.notices import Notice
from xinqiao.web.candidate.page import go, recruiter_name, refuse_colleague, render_phone, sender_of

if TYPE_CHECKING:
    from xinqiao.capabilities.candidates.models import HandOver
    from xinqiao.web.access.candidates import CandidateRequest

WORDS: Final = {
    FINE: (_("Noted: that is fine by you."), _("For 7 days you can take that back below.")),
    REFUSED: (_("Noted: you do not want that."), _("For 7 days you can take that back below.")),
    "taken_back": (_("Taken back."), ""),
    "overtaken": (_("Something has changed meanwhile."), _("Nothing was stored. Below is what holds now.")),
}


def told_of(request: CandidateRequest) -> dict[str, str] | None:
    """The two names, while somebody new is being introduced; for the first page."""
    row = queries.hand_over_to_show(request.candidate)
    if row is None or row.answer or row.told_at + INTRODUCED_AFTER <= request.now:
        return None
    return _names(request, row)


@candidate_page(needs_open_link=False)
@require_http_methods(["GET", "HEAD", "POST"])
def who_writes(request: CandidateRequest) -> HttpResponse:
    """The page; POST stores the person's word, or takes it back."""
    row = queries.hand_over_to_show(request.candidate)
    if request.method != "POST":
        return render_phone(request, "candidate/who_writes/page.html", _context(request, row))
    choice = request.POST.get("choice", "")
    if row is None or choice not in (FINE, REFUSED, "take_back"):
        return go(request, "who_writes", done="overtaken")
    if is_colleague(request):
        return refuse_colleague(request)
    if request.POST.get("about") != row.public_id:
        return go(request, "who_writes", done="overtaken")
    try:
        if choice == "take_back":
            operations.take_answer_back(row, now=request.now)
        else:
            operations.answer_hand_over(row, choice, now=request.now)
    except operations.HandOverOver:
        return go(request, "who_writes", done="overtaken")
    return go(request, "who_writes", done="taken_back" if choice == "take_back" else choice)


def _context(request: CandidateRequest, row: HandOver | None) -> dict[str, Any]:
    words = WORDS.get(request.GET.get("done", ""))
    context: dict[str, Any] = {
        "recruiter": recruiter_name(request),
        "notice": Notice(str(words[0]), str(words[1])) if words else None,
        "link_is_open": request.link_is_open,
    }
    if row is None:
        return context
    may_undo = row.answered_at is not None and request.now - row.answered_at <= ANSWER_UNDO
    return {
        **context,
        "told": _names(request, row),
        "about": row.public_id,
        "answer": row.answer,
        "may_undo": may_undo,
        "fine_on": row.told_at + INTRODUCED_AFTER,
        "is_over": not row.answer and row.told_at + INTRODUCED_AFTER <= request.now,
    }


def _names(request: CandidateRequest, row: HandOver) -> dict[str, str]:
    team = sender_of(request.workspace)
    return {"new": member_name(row.to_id) or team, "former": member_name(row.former_id) or team}
