"""A person's copy of everything, and their erasure. Both need a one-time code: a link can be passed on."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, cast

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from xinqiao.playbook.loader import playbook
from xinqiao.privacy.access_copy import record_copy
from xinqiao.privacy.erasing import PERSON, AlreadyAsked, Ask, NothingToTakeBack, erase, take_back
from xinqiao.web.access import erased_links
from xinqiao.web.access.candidates import candidate_page, is_colleague
from xinqiao.web.access.erased_links import erased_page, is_theirs, show_erased
from xinqiao.web.candidate.browser import forget_person
from xinqiao.web.candidate.known_browser import forget, needs_code
from xinqiao.web.candidate.page import SeeOther, go, refuse_colleague, render_phone
from xinqiao.web.candidate.portal import ways
from xinqiao.web.pages.access_copy import copy_as_file
from xinqiao.web.pages.phone_addresses import phone_address

if TYPE_CHECKING:
    from xinqiao.web.access.candidates import CandidateRequest
    from xinqiao.web.access.erased_links import ErasedRequest

AT_ONCE, LATER = "at_once", "later"


@candidate_page(needs_open_link=False)
@require_http_methods(["GET", "HEAD", "POST"])
@needs_code
def copy(request: CandidateRequest) -> HttpResponse:
    """GET says what is in the copy; POST gives it."""
    if request.method == "POST":
        if is_colleague(request):
            return refuse_colleague(request)
        record_copy(request.candidate, PERSON, now=request.now)
        # A streamed answer is none in the annotations of Django.
        return cast("HttpResponse", copy_as_file(request.candidate, now=request.now))
    context = {"words": playbook().whole_person.copy_page, "ways": ways(request, "copy")}
    return render_phone(request, "candidate/whole_person/copy.html", context)


@candidate_page(needs_open_link=False)
@require_http_methods(["GET", "HEAD", "POST"])
@needs_code
def erase_me(request: CandidateRequest) -> HttpResponse:
    """GET says what happens, with two equal choices; POST does it."""
    if request.method != "POST":
        context = {"words": playbook().whole_person.erase_page, "ways": ways(request, "erase")}
        return render_phone(request, "candidate/whole_person/erase.html", context)
    if is_colleague(request):
        return refuse_colleague(request)
    when, secret = request.POST.get("when"), erased_links.new_secret()
    if when not in (AT_ONCE, LATER):
        return go(request, "erase")
    try:
        ask = Ask(at_once=when == AT_ONCE, browser_key=erased_links.key_of(secret))
        erasure = erase(request.candidate, ask, now=request.now)
    except AlreadyAsked:
        return go(request, "erase")
    if when == AT_ONCE and not erasure.held_for:
        words = {"words": playbook().whole_person.erased, "sender": request.workspace.name}
        response = render_phone(request, "candidate/whole_person/gone.html", words, offer_stop=False)
    else:
        response = go(request, "erase")
        erased_links.remember(response, erasure, secret)
    forget(response, request)
    forget_person(response, request)
    return response


@erased_page
@require_POST
def take_erasure_back(request: ErasedRequest) -> HttpResponse:
    """Everything as it was, in the browser in which the erasure was asked for."""
    if not is_theirs(request, request.erasure):
        return show_erased(request, request.erasure, request.token)
    # Pressed twice, or too late: the page behind says what holds.
    held = phone_address("held", request.token)
    with suppress(NothingToTakeBack):
        take_back(request.erasure, now=request.now)
        held += "?done=restored"
    return SeeOther(held)
