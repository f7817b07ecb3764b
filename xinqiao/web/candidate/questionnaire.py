"""The five statements, one a screen. Each answer is stored by its own POST, with or without JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xinqiao.capabilities.assessments.operations import ITEMS, AnswersClosed, give_answer
from xinqiao.capabilities.consent import gate
from xinqiao.capabilities.consent import operations as consent
from xinqiao.foundation.content.queries.stories import tells_company
from xinqiao.journeys import steps
from xinqiao.journeys.queries import FILLING, filling_behind
from xinqiao.playbook.loader import playbook
from xinqiao.web.access.candidates import candidate_page
from xinqiao.web.candidate.browser import is_theirs, key_of, remember, secret_of
from xinqiao.web.candidate.notices import notice_of
from xinqiao.web.candidate.page import (
    UNPROCESSABLE,
    go,
    in_two_lines,
    render_phone,
    show_elsewhere,
    spoken,
    who_asks,
)

if TYPE_CHECKING:
    from xinqiao.capabilities.assessments.models import Response
    from xinqiao.web.access.candidates import CandidateRequest

ICONS = {"skip_and_still_get_facts": "clock", "result_first_to_you": "eye", "employer_never_contacted": "lock"}


@candidate_page()
@require_safe
def questions(request: CandidateRequest) -> HttpResponse:
    """The introduction, for a person who said yes and comes of their own accord."""
    try:
        gate.require_yes(request.candidate)
    except gate.Refused:
        return go(request, "door")
    return show_introduction(request)


def show_introduction(request: CandidateRequest) -> HttpResponse:
    """Who asks, what for, and three equal ways to go on."""
    text, who = playbook().candidate_pages.introduction, who_asks(request)
    context = {
        "title": in_two_lines(text.title, **who),
        "lead": spoken(text.lead, **who),
        "text": text,
        "short_promises": [
            {"icon": icon, "text": spoken(promise.short)}
            for code, icon in ICONS.items()
            for promise in text.promises
            if promise.id == code
        ],
        "promises": [
            {"title": spoken(promise.short), "text": spoken(promise.long, **who)} for promise in text.promises
        ],
        "who": who,
        "tells_company": tells_company(),
        "notice": notice_of(request),
    }
    return render_phone(request, "candidate/questions/introduction.html", context)


@candidate_page()
@require_POST
def begin(request: CandidateRequest) -> HttpResponse:
    """Start, later or stop, as chosen on the introduction."""
    match request.POST.get("choice"):
        case "start":
            return _start(request)
        case "stop":
            version = playbook().candidate_pages.introduction.version
            steps.stop(request.candidate, text_version=version, language=get_language() or "", now=request.now)
            return go(request, "stop", done="stopped")
        case _:
            return go(request, "door", done="not_now")


def _start(request: CandidateRequest) -> HttpResponse:
    secret = secret_of(request)
    try:
        filling = steps.begin_questionnaire(
            request.link, language=get_language() or "zh-hans", browser_key=key_of(secret), now=request.now
        )
    except gate.Refused:
        return go(request, "door")
    response = carry_on(request, filling, secret=secret)
    remember(response, request, secret)
    return response


def carry_on(request: CandidateRequest, filling: Response, *, secret: str = "") -> HttpResponse:
    """To where the person left off, in the browser that began; elsewhere a page that shows nothing of theirs."""
    if key_of(secret) != filling.browser_key and not is_theirs(request, filling):
        return show_elsewhere(request)
    if filling.state != "draft":
        return go(request, "result")
    if filling.reached >= ITEMS:
        return go(request, "finish")
    if filling.reached == 0:
        return go(request, "question", 1)
    return go(request, "question", filling.reached + 1, resumed="1")


def own_filling(request: CandidateRequest) -> Response | HttpResponse:
    """The answers behind this link, or where to go when there are none, or none for this browser."""
    found = filling_behind(request.link)
    if found is None or found.permission == consent.STOPPED:
        return go(request, "door")
    return found.response if is_theirs(request, found.response) else show_elsewhere(request)


@candidate_page(also=FILLING)
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: CandidateRequest, item: int) -> HttpResponse:
    """One statement; POST stores the answer or the skip and goes on."""
    if not 1 <= item <= ITEMS:
        raise Http404
    filling = own_filling(request)
    if isinstance(filling, HttpResponse):
        return filling
    if filling.state != "draft":
        return go(request, "result")
    if item > filling.reached + 1:
        return go(request, "question", filling.reached + 1)
    if request.method == "POST":
        return _store(request, filling, item)
    return _show_item(request, filling, item)


def _store(request: CandidateRequest, filling: Response, item: int) -> HttpResponse:
    chosen = request.POST.get("answer", "")
    skipped = "skip" in request.POST
    if not skipped and chosen not in {"1", "2", "3", "4", "5"}:
        return _show_item(request, filling, item, nothing_chosen=True)
    answer, is_through = None if skipped else int(chosen), max(item, filling.reached) == ITEMS
    others = [known for number, known in enumerate(filling.answers, start=1) if number != item]
    if is_through and answer is not None and None not in others:
        return _close(request, filling, last=(item, answer))
    try:
        give_answer(filling, item, answer, now=request.now)
    except AnswersClosed:
        return go(request, "door")
    return go(request, "finish") if is_through else go(request, "question", item + 1)


def _close(request: CandidateRequest, filling: Response, *, last: tuple[int, int] | None = None) -> HttpResponse:
    try:
        steps.response_submitted(filling, now=request.now, last=last, zone=request.candidate.time_zone)
    except AnswersClosed:
        return go(request, "door")
    return go(request, "hold_back")


def _show_item(
    request: CandidateRequest, filling: Response, item: int, *, nothing_chosen: bool = False
) -> HttpResponse:
    scale, text = playbook().scale(steps.SCALE), playbook().candidate_pages.questions
    chosen = filling.answers[item - 1]
    context = {
        "item": item,
        "of": ITEMS,
        "behind": item - 1,
        "statement": spoken(scale.items[item - 1].text),
        "answers": [
            {"value": one.value, "label": spoken(one.label), "chosen": one.value == chosen} for one in scale.answers
        ],
        "text": text,
        "keep": filling.public_id,
        "resumed": "resumed" in request.GET and not nothing_chosen,
        "nothing_chosen": nothing_chosen,
    }
    return render_phone(
        request, "candidate/questions/item.html", context, status=UNPROCESSABLE if nothing_chosen else 200
    )


@candidate_page(also=FILLING)
@require_http_methods(["GET", "HEAD", "POST"])
def finish(request: CandidateRequest) -> HttpResponse:
    """Where something was skipped: go back to it, or leave it so and see the result (POST)."""
    filling = own_filling(request)
    if isinstance(filling, HttpResponse):
        return filling
    if filling.state != "draft":
        return go(request, "result")
    if filling.reached < ITEMS:
        return go(request, "question", filling.reached + 1)
    if request.method == "POST":
        return _close(request, filling)
    context = {
        "skipped": [item for item, answer in enumerate(filling.answers, start=1) if answer is None],
        "text": playbook().candidate_pages.questions,
        "not_enough": playbook().candidate_pages.result.not_enough,
    }
    return render_phone(request, "candidate/questions/finish.html", context)
