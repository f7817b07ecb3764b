"""The person's own result, first to them; then what they decide about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from xinqiao.capabilities.assessments.operations import NothingToDecide
from xinqiao.capabilities.assessments.queries import score_of
from xinqiao.domain import levels
from xinqiao.domain.key_switch import held_tempo
from xinqiao.domain.response_quality import DOUBTFUL, Sign, is_doubtful
from xinqiao.journeys import steps
from xinqiao.journeys.queries import FILLING, terms_behind
from xinqiao.playbook.loader import playbook
from xinqiao.web.access.candidates import candidate_page, is_colleague
from xinqiao.web.candidate.notices import Notice
from xinqiao.web.candidate.page import (
    go,
    listed,
    recruiter_name,
    refuse_colleague,
    render_phone,
    spoken,
    total_words,
)
from xinqiao.web.candidate.questionnaire import own_filling
from xinqiao.web.pages.team_book import spoken_book

if TYPE_CHECKING:
    from xinqiao.capabilities.assessments.models import Response
    from xinqiao.capabilities.assessments.queries import OwnScore
    from xinqiao.playbook.book import Playbook
    from xinqiao.web.access.candidates import CandidateRequest

STATES = {"share_result": "shared", "contact_only": "contact_only", "keep_private": "private"}


@candidate_page(also=FILLING)
@require_safe
def result(request: CandidateRequest) -> HttpResponse:
    """Score and level in kind words, what we would do, and three equal buttons."""
    filling = own_filling(request)
    if isinstance(filling, HttpResponse):
        return filling
    if filling.state == "draft":
        return go(request, "door")
    score, text = score_of(filling), playbook().candidate_pages.result
    terms = terms_behind(request.link)
    reach_is_open = filling.state == "contact_only" and (terms is None or not (terms.pace or terms.channels))
    context = {
        "text": text,
        "all_answered": playbook().candidate_pages.questions.all_answered,
        "decided": filling.state in STATES.values(),
        "shared": filling.state == "shared",
        "confirmation": _reach_first() if reach_is_open else _confirmation(request, filling),
        "reach_is_open": reach_is_open,
        "options": _options(request, filling, has_score=score is not None),
        "delete_after": filling.delete_after,
        **(_in_kind_words(score, pace=terms.pace if terms is not None else "") if score is not None else {}),
    }
    if score is None:
        return render_phone(request, "candidate/result/no_result.html", context)
    return render_phone(request, "candidate/result/result.html", context)


@candidate_page(also=FILLING)
@require_POST
def decide(request: CandidateRequest) -> HttpResponse:
    """Stores the choice; another one may follow at any time while the answers are there."""
    filling = own_filling(request)
    if isinstance(filling, HttpResponse):
        return filling
    state, was_shared = STATES.get(request.POST.get("choice", "")), filling.state == "shared"
    # Without a score there is nothing to share; the page does not offer it.
    if state is None or (state == "shared" and score_of(filling) is None):
        return go(request, "result")
    if state == "shared" and is_colleague(request):
        return refuse_colleague(request)
    try:
        steps.response_decided(filling, state, now=request.now)
    except NothingToDecide:
        return go(request, "door")
    if was_shared and state != "shared":
        return go(request, "result", done="taken_back")
    return go(request, "result")


def _in_kind_words(score: OwnScore, *, pace: str) -> dict[str, Any]:
    """Band, interval and probabilities, in the words meant for the person."""
    shares = levels.level_probabilities(score.total, score.variance)
    percentages = levels.rounded_percentages(shares)
    level, span, book = levels.level_of(score.total), levels.interval(score.total, score.variance), spoken_book()
    likely = sorted((one for one in levels.Level if percentages[one]), key=lambda one: -percentages[one])
    words = [f"{spoken(book.level(one).candidate_label)} {percentages[one]} %" for one in likely]
    likelihoods = listed(words)
    text, label = book.candidate_pages.result, spoken(book.level(level).candidate_label)
    return {
        "lead": spoken(text.lead, label=label),
        "explanation": spoken(book.level(level).explanation),
        "total": total_words(score.total),
        "low": round(span.low, 1),
        "high": round(span.high, 1),
        "bands": [
            {"code": one.value, "label": spoken(book.level(one).candidate_label), "current": one == level}
            for one in levels.GENTLEST_FIRST
        ],
        "reading": spoken(text.reading, total=total_words(score.total), low=round(span.low), high=round(span.high)),
        "likelihoods": likelihoods[:1].upper() + likelihoods[1:],
        "full_stop": "。" if get_language() == "zh-hans" else ".",
        "we_would": _we_would(book, level, held_tempo(levels.tempo_level(shares), score.slowest_tempo), pace=pace),
        "one_missing": "one_missing" in score.flags,
        "doubt": _doubt(score.flags),
    }


def _doubt(flags: tuple[str, ...]) -> str:
    """What a member will read of these answers too: that they may be off, and that nothing follows from them yet."""
    text = playbook().candidate_pages.result
    if not is_doubtful(flags):
        return ""
    return spoken(text.quick if set(flags) & DOUBTFUL == {Sign.TOO_FAST} else text.uncertain)


def _we_would(book: Playbook, level: levels.Level, tempo: levels.Level, *, pace: str) -> list[str]:
    """What we would do; a pace that the person chose stands in place of the one we would keep."""
    manner, interval, *rest = [spoken(line) for line in book.we_would(level, tempo)]
    if pace:
        days = book.pace(pace).days
        interval = (
            _("Wait for you: unless you begin, we do not write, as you chose")
            if days is None
            else _("Leave at least {days} days between two contacts, as you chose").format(days=days)
        )
    return [manner, interval, *rest]


def _options(request: CandidateRequest, filling: Response, *, has_score: bool) -> list[dict[str, str]]:
    recruiter = recruiter_name(request)
    return [
        {
            "id": option.id,
            "label": spoken(option.label),
            "consequence": spoken(option.consequence, recruiter=recruiter),
        }
        for option in playbook().candidate_pages.result.options
        if STATES[option.id] != filling.state and (has_score or option.id != "share_result")
    ]


def _reach_first() -> Notice:
    """They share how to reach them, and have not chosen that yet."""
    text = _("Nobody sees your answers, and they are deleted after 7 days. How to reach you is still open.")
    option = next(one for one in playbook().candidate_pages.result.options if one.id == "contact_only")
    return Notice(spoken(option.confirmation.title), text)


def _confirmation(request: CandidateRequest, filling: Response) -> Notice | None:
    text = playbook().candidate_pages.result
    if filling.state == "private" and request.GET.get("done") == "taken_back":
        return Notice(spoken(text.withdrawn.title), spoken(text.withdrawn.text))
    for option in text.options:
        if STATES[option.id] == filling.state:
            return Notice(spoken(option.confirmation.title), spoken(option.confirmation.text))
    return None
