"""Three questions on one page, a tap each. Every tap is stored by its own POST, with or without JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils import formats
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST

from xinqiao.capabilities.consent import gate
from xinqiao.capabilities.consent import operations as consent
from xinqiao.capabilities.consent.queries import terms_in_force
from xinqiao.capabilities.engagement.operations import NotTheirs, take_back, tap
from xinqiao.capabilities.engagement.queries import card_of_link
from xinqiao.domain.three_taps import QUESTIONS, Tap
from xinqiao.playbook.loader import playbook
from xinqiao.web.access.candidates import candidate_page, is_colleague, link_ended
from xinqiao.web.candidate.browser import is_theirs, key_of, remember, secret_of
from xinqiao.web.candidate.notices import Notice
from xinqiao.web.candidate.page import (
    UNPROCESSABLE,
    go,
    refuse_colleague,
    render_phone,
    show_elsewhere,
    spoken,
    who_asks,
)

if TYPE_CHECKING:
    from xinqiao.capabilities.engagement.models import ThreeTapCard
    from xinqiao.web.access.candidates import CandidateRequest

PURPOSE = "three_taps"


@candidate_page(needs_open_link=False)
@require_http_methods(["GET", "HEAD", "POST"])
def card(request: CandidateRequest) -> HttpResponse:
    """The card; POST stores one tap. What was said can be seen and taken back past the link's date and a stop too."""
    found = card_of_link(request.link)
    if found is None:
        return go(request, "door")
    if found.answered_at is not None and not is_theirs(request, found):
        return show_elsewhere(request)
    if not _may_tap(request):
        return _show_what_stands(request, found)
    if request.method == "POST":
        return _store(request, found)
    return _show(request, found)


def show_card(request: CandidateRequest) -> HttpResponse:
    """The card behind an open link, for a person who said yes."""
    found = card_of_link(request.link)
    if found is None:
        return _show_over(request)
    if found.answered_at is not None and not is_theirs(request, found):
        return show_elsewhere(request)
    return _show(request, found)


@candidate_page(needs_open_link=False)
@require_POST
def card_take_back(request: CandidateRequest) -> HttpResponse:
    """Deletes the taps, in the browser that gave them."""
    found = card_of_link(request.link)
    if found is None:
        return go(request, "door")
    try:
        take_back(found, browser_key=key_of(secret_of(request)), now=request.now)
    except NotTheirs:
        return show_elsewhere(request)
    return go(request, "card", done="taken_back")


def _may_tap(request: CandidateRequest) -> bool:
    terms = terms_in_force(request.candidate)
    return request.link_is_open and terms is not None and terms.permission == consent.GRANTED


def _store(request: CandidateRequest, found: ThreeTapCard) -> HttpResponse:
    chosen = [(name, request.POST[name]) for name in QUESTIONS if request.POST.get(name) in list(Tap)]
    if len(chosen) != 1:
        return _show(request, found, status=UNPROCESSABLE)
    if is_colleague(request):
        return refuse_colleague(request)
    (question, answer), secret = chosen[0], secret_of(request)
    said = {"version": playbook().three_taps.version, "language": get_language() or "zh-hans"}
    try:
        tap(found, question, answer, **said, browser_key=key_of(secret), now=request.now)
    except gate.Refused:
        return go(request, "door")
    except NotTheirs:
        return show_elsewhere(request)
    response = go(request, "card")
    remember(response, request, secret)
    return response


def _show(request: CandidateRequest, found: ThreeTapCard, *, status: int = 200) -> HttpResponse:
    text, taps = playbook().three_taps, found.taps
    who, day = who_asks(request), formats.date_format(found.happened_on, "MONTH_DAY_FORMAT")
    occasion = spoken(playbook().occasion(found.occasion).phrase)
    context = {
        "text": text,
        "lead": spoken(text.lead, occasion=occasion, day=day),
        "who_sees": spoken(text.who_sees, **who),
        "questions": [
            {
                "id": question.id,
                "text": spoken(question.text),
                "answers": [
                    {"id": one.id, "label": spoken(one.label), "chosen": taps[question.id] == one.id}
                    for one in question.answers
                ],
            }
            for question in text.questions
        ],
        "answered": found.answered_at is not None,
        "who": who,
        "notice": _notice(request, found),
    }
    return render_phone(request, "candidate/card/card.html", context, status=status)


def _notice(request: CandidateRequest, found: ThreeTapCard) -> Notice | None:
    text = playbook().three_taps
    if all(found.taps.values()):
        return Notice(spoken(text.saved.title), spoken(text.saved.text))
    if found.answered_at is None and request.GET.get("done") == "taken_back":
        return Notice(spoken(text.taken_back.title), spoken(text.taken_back.text))
    return None


def _show_what_stands(request: CandidateRequest, found: ThreeTapCard) -> HttpResponse:
    """Past the link's date, or without a yes: what was said, for taking it back; nothing to answer."""
    if found.answered_at is None and request.GET.get("done") != "taken_back":
        if request.link_is_open:
            return go(request, "door")
        return link_ended(request)
    text, taps = playbook().three_taps, found.taps
    context = {
        "text": text,
        "answered": found.answered_at is not None,
        "said": [
            {"question": spoken(one.text), "answer": spoken(one.answer(taps[one.id]).label)}
            for one in text.questions
            if taps[one.id]
        ],
        "notice": _notice(request, found),
    }
    return render_phone(request, "candidate/card/stands.html", context)


def _show_over(request: CandidateRequest) -> HttpResponse:
    return render_phone(request, "candidate/card/over.html", {"over": playbook().three_taps.over})
