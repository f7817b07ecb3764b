"""A person's requests about their data. Asking needs only the link; reading needs a one-time code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from xinqiao.capabilities.consent import request_queries as queries
from xinqiao.capabilities.consent import requests as operations
from xinqiao.capabilities.consent.law import law_profile
from xinqiao.capabilities.consent.queries import terms_in_force
from xinqiao.domain.request_deadlines import RequestKind, RequestState
from xinqiao.playbook.loader import playbook
from xinqiao.web.access.candidates import candidate_page, is_colleague
from xinqiao.web.candidate.known_browser import ask_first, is_known, stay_known
from xinqiao.web.candidate.notices import Notice
from xinqiao.web.candidate.page import UNPROCESSABLE, address, go, refuse_colleague, render_phone, spoken
from xinqiao.web.candidate.portal import ways

if TYPE_CHECKING:
    from xinqiao.capabilities.consent.models import PersonRequest
    from xinqiao.web.access.candidates import CandidateRequest

TEXT_LENGTH: Final = 1000
NOTICES: Final = {
    "asked": (_("Thank you, your request is written down."), _("The answer and its last day stand here.")),
    "enough": (_("Enough is waiting for our answer."), _("We answer what you asked first; then there is room again.")),
    "withdrawn": (_("Taken back."), _("You can ask for it again at any time.")),
    "overtaken": (_("Something has changed meanwhile."), _("Nothing was stored. Below is what holds now.")),
}


class AskForm(forms.Form):
    """What the person asks for."""

    kind = forms.ChoiceField(
        choices=[(str(one), str(one)) for one in RequestKind],
        error_messages={
            "required": _("Please choose what you ask for."),
            "invalid_choice": _("Please choose what you ask for."),
        },
    )
    words = forms.CharField(
        required=False,
        max_length=TEXT_LENGTH,
        error_messages={"max_length": _("These are more than 1000 characters. They are still here; please shorten.")},
    )


@dataclass(frozen=True)
class Line:
    """One request as its person reads it."""

    public_id: str
    kind: str
    words: str
    state: str
    received_on: date
    due_on: date
    closed_on: date | None
    extension_reason: str
    answer: str


@candidate_page(needs_open_link=False)
@require_safe
def requests(request: CandidateRequest) -> HttpResponse:
    """The page: a form, and what was asked before where a code was typed in."""
    response = _show(request, AskForm())
    stay_known(response, request)
    return response


def _show(request: CandidateRequest, form: AskForm, *, status: int = 200) -> HttpResponse:
    known, rights = is_known(request), playbook().rights
    terms = terms_in_force(request.candidate)
    chosen = form["kind"].value() if form.is_bound else ""
    context: dict[str, Any] = {
        "page": rights.page,
        "by_when": rights.page.by_when_eu if law_profile() == "eu" else rights.page.by_when_cn,
        "kinds": [(one.id, spoken(one.label), spoken(one.hint), one.id == chosen) for one in rights.kinds],
        "form": form,
        "text_length": TEXT_LENGTH,
        "is_known": known,
        "code_url": address(request, "code", next="own_requests"),
        "lines": [_line(one) for one in queries.requests_of(request.candidate)] if known else [],
        "notice": None if form.is_bound else _notice(request),
        "ways": ways(request, "own_requests"),
    }
    stopped = terms is not None and terms.permission == "stopped"
    return render_phone(request, "candidate/requests/page.html", context, status=status, offer_stop=not stopped)


@candidate_page(needs_open_link=False)
@require_POST
def request_make(request: CandidateRequest) -> HttpResponse:
    """Asks for something; it changes none of the person's other choices."""
    if is_colleague(request):
        return refuse_colleague(request)
    form = AskForm(request.POST)
    if not form.is_valid():
        return _show(request, form, status=UNPROCESSABLE)
    kind = RequestKind(form.cleaned_data["kind"])
    try:
        operations.ask(request.candidate, kind, form.cleaned_data["words"], verified=is_known(request), now=request.now)
    except operations.TooManyRequests:
        return go(request, "own_requests", done="enough")
    return go(request, "own_requests", done="asked")


@candidate_page(needs_open_link=False)
@require_POST
def request_withdraw(request: CandidateRequest) -> HttpResponse:
    """Takes an open request back, where a code was typed in."""
    if is_colleague(request):
        return refuse_colleague(request)
    if not is_known(request):
        return ask_first(request)
    one = queries.own_request(request.candidate, request.POST.get("request", "").replace("\x00", ""))
    try:
        if one is None:
            raise operations.RequestClosed
        operations.withdraw(one, now=request.now)
    except operations.RequestClosed:
        return go(request, "own_requests", done="overtaken")
    return go(request, "own_requests", done="withdrawn")


def _notice(request: CandidateRequest) -> Notice | None:
    words = NOTICES.get(request.GET.get("done", ""))
    return Notice(str(words[0]), str(words[1])) if words else None


def _line(one: PersonRequest) -> Line:
    return Line(
        public_id=one.public_id,
        kind=spoken(playbook().rights.kind(one.kind).label),
        words=one.words,
        state=str(RequestState(one.state)),
        received_on=one.received_on,
        due_on=one.due_on,
        closed_on=one.closed_at.date() if one.closed_at else None,
        extension_reason=one.extension_reason,
        answer=one.answer,
    )
