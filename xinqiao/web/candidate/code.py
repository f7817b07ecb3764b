"""Asking for a one-time code, typing it in, and closing the data again. Works on links past their date too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponse
from django.utils import formats, timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST

from xinqiao.capabilities.candidates.operations import TooManyCodes, Tried, try_code
from xinqiao.capabilities.candidates.queries import address_of_code, code_of_browser
from xinqiao.domain.masked_address import masked
from xinqiao.journeys import codes
from xinqiao.playbook.loader import playbook
from xinqiao.web.access import errors
from xinqiao.web.access.candidates import candidate_page, is_colleague
from xinqiao.web.access.rate_limits import CODES, exceeded
from xinqiao.web.candidate.browser import key_of
from xinqiao.web.candidate.known_browser import (
    asking_key,
    asking_secret,
    become_known,
    forget,
    is_known,
    new_asking,
    remember_asking,
)
from xinqiao.web.candidate.notices import NOTHING_DONE, Notice
from xinqiao.web.candidate.page import UNPROCESSABLE, go, recruiter_name, refuse_colleague, render_phone, spoken
from xinqiao.web.candidate.portal import after_code

if TYPE_CHECKING:
    from xinqiao.capabilities.candidates.models import OneTimeCode
    from xinqiao.playbook.portal_schema import CodeTexts
    from xinqiao.web.access.candidates import CandidateRequest

READ_OUT: Final = "read_out"
TOO_MANY: Final = 429


@candidate_page(needs_open_link=False)
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: CandidateRequest) -> HttpResponse:
    """GET offers a code, or the field for one that is on its way; POST tries the digits."""
    if request.method == "POST":
        return _try(request)
    if is_known(request):
        return go(request, after_code(request.GET.get("next", "")))
    text, notice = _text(), None
    if request.GET.get("done") == "put_away":
        notice = Notice(spoken(text.closed.title), spoken(text.closed.text))
    return _show(request, notice=notice)


@candidate_page(needs_open_link=False)
@require_POST
def ask_code(request: CandidateRequest) -> HttpResponse:
    """Sends a code to one of the known addresses; where nothing can be mailed, a colleague reads it out."""
    if is_colleague(request):
        return refuse_colleague(request)
    if exceeded(request, CODES):
        return errors.too_many_requests()
    # The same browser keeps its secret, so that only its newest code waits.
    secret = asking_secret(request) or new_asking()
    try:
        _ask(request, secret)
    except TooManyCodes as many:
        text, when = _text().too_many, formats.date_format(timezone.localtime(many.until), "DATETIME_FORMAT")
        return _show(
            request, notice=Notice(spoken(text.title), spoken(text.text, when=when), NOTHING_DONE), status=TOO_MANY
        )
    response = go(request, "code", next=_wanted(request))
    remember_asking(response, request, secret)
    return response


@candidate_page(needs_open_link=False)
@require_POST
def close_data(request: CandidateRequest) -> HttpResponse:
    """Closes the data in this browser before the time is over."""
    response = go(request, "code", done="put_away")
    forget(response, request)
    return response


def _ask(request: CandidateRequest, secret: str) -> None:
    chosen, offered = request.POST.get("way", ""), codes.mailable(request.candidate, now=request.now)
    known: Any = {"browser_key": key_of(secret), "language": get_language() or "zh-hans", "now": request.now}
    for one in offered:
        if one.id == chosen:
            codes.ask_by_mail(request.link, one, **known)
    # Whoever can get a mail gets a mail: a voice on the phone is the weaker proof.
    if chosen == READ_OUT and not offered:
        codes.ask_to_read_out(request.link, **known)


def _try(request: CandidateRequest) -> HttpResponse:
    if exceeded(request, CODES):
        return errors.too_many_requests()
    text, waiting = _text(), _waiting(request)
    outcome = Tried.OVER if waiting is None else try_code(waiting, request.POST.get("code", ""), now=request.now)
    if outcome is Tried.OPENED:
        response = go(request, after_code(_wanted(request)))
        become_known(response, request)
        return response
    said = text.wrong if outcome is Tried.WRONG else text.over
    return _show(request, notice=Notice(spoken(said.title), spoken(said.text), NOTHING_DONE), status=UNPROCESSABLE)


def _waiting(request: CandidateRequest) -> OneTimeCode | None:
    key = asking_key(request)
    return code_of_browser(request.link, key, now=request.now) if key else None


def _show(request: CandidateRequest, *, notice: Notice | None = None, status: int = 200) -> HttpResponse:
    text, waiting = _text(), _waiting(request)
    addresses = codes.mailable(request.candidate, now=request.now)
    recruiter = recruiter_name(request)
    context: dict[str, Any] = {
        "text": text,
        "wanted": _wanted(request),
        "waiting": _waiting_words(text, waiting, recruiter) if waiting else "",
        "addresses": [{"id": one.id, "label": one.masked} for one in addresses],
        "read_out": "" if addresses else spoken(text.read_out, recruiter=recruiter),
        "read_out_id": READ_OUT,
        "notice": notice,
    }
    return render_phone(request, "candidate/code/code.html", context, status=status)


def _waiting_words(text: CodeTexts, waiting: OneTimeCode, recruiter: str) -> str:
    if waiting.point_id is None:
        return spoken(text.read_out_waits, recruiter=recruiter)
    address = address_of_code(waiting)
    return spoken(text.by_mail_sent, address=masked(address)) if address else ""


def _wanted(request: CandidateRequest) -> str:
    given = request.POST if request.method == "POST" else request.GET
    return after_code(given.get("next", ""))


def _text() -> CodeTexts:
    return playbook().portal.code
