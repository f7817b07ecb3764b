"""Whether a message is ours: our own page, the same inside a frame on the company's page, and a short answer for it.

Public and without sign-in. Nothing is stored of who asks, and nothing is told of the person who got the code.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from xinqiao.capabilities.candidates.queries.sender_codes import Sender, sender_behind
from xinqiao.domain.check_page import origin_of
from xinqiao.domain.sender_code import read_code, spoken
from xinqiao.foundation.workspaces.check_pages import Registered, page_behind
from xinqiao.playbook.loader import playbook
from xinqiao.playbook.page_schema import Notice
from xinqiao.playbook.text import Text
from xinqiao.web.access import errors
from xinqiao.web.access.headers import POLICY
from xinqiao.web.access.rate_limits import Limit, exceeded

# Of 2⁴⁰ codes thirty tries in ten minutes find none, and nobody has so many messages to check.
LOOK_UPS: Final = Limit("sender-code", 30, 600)


class _Answer:
    """What became of one look-up, in the page's language."""

    def __init__(self, typed: str, sender: Sender | None) -> None:
        texts, self.typed = playbook().sender_check, typed
        # A name is only for a code that holds: the others prove nothing of whoever uses them.
        self.sender = sender if sender is not None and sender.holds else None
        if sender is None:
            self.state, notice = "unknown", texts.unknown
        else:
            self.state, notice = ("ours", texts.ours) if sender.holds else ("ended", texts.ended)
        self.title = _say(notice.title)
        recruiter = (sender.recruiter if sender else "") or _say(texts.unnamed)
        self.text = _say(notice.text, recruiter=recruiter, company=_name(sender))

    @property
    def facts(self) -> list[tuple[str, str]]:
        """Label and value of what can be compared with what one finds elsewhere."""
        if self.sender is None:
            return []
        lines = [
            (_("Team"), self.sender.team),
            (_("Switchboard"), self.sender.switchboard),
            (_("Public page"), self.sender.public_page),
        ]
        return [(label, value) for label, value in lines if value]


@transaction.non_atomic_requests
@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """Our own page; with the mark of a company's page only that company's codes count."""
    page = _page_asked(request)
    answer = _looked_up(request, page)
    if isinstance(answer, HttpResponse):
        return answer
    return _drawn(request, "pages/sender_check/page.html", page, answer)


@xframe_options_exempt
@transaction.non_atomic_requests
@require_safe
def check_embedded(request: HttpRequest) -> HttpResponse:
    """The same inside a frame, which only the registered site may draw."""
    page = _page_asked(request)
    if page is None:
        raise Http404
    answer = _looked_up(request, page)
    if isinstance(answer, HttpResponse):
        return answer
    drawn = _drawn(request, "pages/sender_check/embedded.html", page, answer)
    ancestors = f"frame-ancestors {origin_of(page.address)}"
    drawn.headers["Content-Security-Policy"] = POLICY.replace("frame-ancestors 'none'", ancestors)
    return drawn


@transaction.non_atomic_requests
@require_safe
def check_answer(request: HttpRequest) -> HttpResponse:
    """State, title and lines as JSON, readable by scripts of the registered site alone."""
    page = _page_asked(request)
    if page is None:
        raise Http404
    origin = origin_of(page.address)
    if request.headers.get("Origin", origin) != origin:
        return JsonResponse({}, status=HTTPStatus.FORBIDDEN)
    answer = _looked_up(request, page)
    if isinstance(answer, HttpResponse):
        said = JsonResponse({"state": "wait"}, status=HTTPStatus.TOO_MANY_REQUESTS)
    elif answer is None:
        said = JsonResponse({"state": "empty"}, status=HTTPStatus.BAD_REQUEST)
    else:
        never = playbook().candidate_pages.never_ask
        lines = [answer.text, *(f"{label}: {value}" for label, value in answer.facts), _say(never.text)]
        said = JsonResponse({"state": answer.state, "title": answer.title, "lines": lines})
    said.headers["Access-Control-Allow-Origin"] = origin
    said.headers["Vary"] = "Origin"
    return said


def _page_asked(request: HttpRequest) -> Registered | None:
    """The company's page that the address names; 404 for a mark that nobody gave out."""
    marker = request.GET.get("team", "").replace("\x00", "")[:40]
    if not marker:
        return None
    page = page_behind(marker)
    if page is None:
        raise Http404
    return page


def _looked_up(request: HttpRequest, page: Registered | None) -> _Answer | HttpResponse | None:
    """None where no code was typed; 429 after too many."""
    typed = request.GET.get("code", "").strip()[:60]
    if not typed:
        return None
    if exceeded(request, LOOK_UPS):
        return errors.too_many_requests()
    code = read_code(typed)
    within = page.workspace_id if page else None
    sender = sender_behind(code, within=within, now=timezone.now()) if code else None
    return _Answer(spoken(code) if code else typed, sender)


def _drawn(request: HttpRequest, template: str, page: Registered | None, answer: _Answer | None) -> HttpResponse:
    never: Notice = playbook().candidate_pages.never_ask
    context = {
        "text": playbook().sender_check,
        "never_ask": never,
        "answer": answer,
        "team": page.marker if page else "",
        "sender": _name(answer.sender) if answer else "",
    }
    drawn = render(request, template, context)
    drawn.headers["Referrer-Policy"] = "no-referrer"
    return drawn


def _say(text: Text, **values: str) -> str:
    return text.fill(get_language() or "zh-hans", **values)


def _name(sender: Sender | None) -> str:
    return sender.company if sender else ""


urls: list[URLPattern] = [
    path("check/", check, name="check"),
    path("check/embed/", check_embedded, name="check_embedded"),
    path("check/answer.json", check_answer, name="check_answer"),
]
