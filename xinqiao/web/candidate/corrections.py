"""What the person corrects themselves, and what they object to. All of it behind a code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from xinqiao.capabilities.candidates import operations
from xinqiao.capabilities.candidates.blocking import Blocked
from xinqiao.capabilities.candidates.queries import points_of
from xinqiao.journeys import objections
from xinqiao.playbook.loader import playbook
from xinqiao.web.access import errors
from xinqiao.web.access.candidates import candidate_page, is_colleague
from xinqiao.web.access.rate_limits import OWN_ADDRESSES, exceeded
from xinqiao.web.access.sealed import SealBroken, seal, unseal
from xinqiao.web.candidate.known_browser import needs_code
from xinqiao.web.candidate.notices import notice_of
from xinqiao.web.candidate.page import go, listed, recruiter_name, refuse_colleague, render_phone, spoken
from xinqiao.web.candidate.portal import ways

if TYPE_CHECKING:
    from xinqiao.capabilities.candidates.models import TimelineEntry
    from xinqiao.web.access.candidates import CandidateRequest

LONGEST: Final = {"display_name": 120, "title": 120, "company": 120, "city": 60}
_KINDS: Final = ("email", "phone")


@candidate_page(needs_open_link=False)
@needs_code
@require_safe
def correct(request: CandidateRequest) -> HttpResponse:
    """The person's own words on name, work and addresses, and what was corrected lately."""
    person, text = request.candidate, playbook().portal.held
    labels = _labels()
    context = {
        "text": text,
        "fields": [
            {"id": name, "label": labels[name], "value": getattr(person, name), "longest": LONGEST[name]}
            for name in operations.CORRECTED
        ],
        "points": [{"id": seal(str(one.pk)), "value": one.value} for one in points_of(person) if one.kind in _KINDS],
        "corrections": [
            {"id": one.public_id, "at": one.at, "words": _words(one, labels)}
            for one in operations.corrections_of(person, now=request.now)
        ],
        "others_by_hand": spoken(text.others_by_hand, recruiter=recruiter_name(request)),
        "notice": notice_of(request),
        "ways": ways(request, "held"),
    }
    return render_phone(request, "candidate/about/correct.html", context)


@candidate_page(needs_open_link=False)
@needs_code
@require_POST
def store_correction(request: CandidateRequest) -> HttpResponse:
    """Puts what they wrote in force at once."""
    if is_colleague(request):
        return refuse_colleague(request)
    said = {
        name: " ".join(request.POST[name].replace("\x00", "").split())[: LONGEST[name]]
        for name in operations.CORRECTED
        if name in request.POST
    }
    try:
        operations.correct(request.candidate, said, now=request.now)
    except operations.NothingCorrected:
        return go(request, "correct", done="nothing_corrected")
    return go(request, "correct", done="corrected")


@candidate_page(needs_open_link=False)
@needs_code
@require_POST
def add_address(request: CandidateRequest) -> HttpResponse:
    """One more address or number of theirs. Whether somebody else has it is not told."""
    if is_colleague(request):
        return refuse_colleague(request)
    if exceeded(request, OWN_ADDRESSES, of=request.candidate.public_id):
        return errors.too_many_requests()
    kind, value = request.POST.get("kind", ""), request.POST.get("value", "").replace("\x00", "")
    try:
        operations.add_own_point(request.candidate, kind, value, now=request.now)
    except (operations.UnusableContact, operations.AlreadyThere, Blocked):
        return go(request, "correct", done="not_usable")
    return go(request, "correct", done="corrected")


@candidate_page(needs_open_link=False)
@needs_code
@require_POST
def remove_address(request: CandidateRequest) -> HttpResponse:
    """Takes an address or number away."""
    if is_colleague(request):
        return refuse_colleague(request)
    try:
        operations.remove_own_point(request.candidate, int(unseal(request.POST.get("point", ""))), now=request.now)
    except (SealBroken, operations.NoSuchPoint):
        return go(request, "correct", done="correction_stays")
    return go(request, "correct", done="corrected")


@candidate_page(needs_open_link=False)
@needs_code
@require_POST
def undo_correction(request: CandidateRequest) -> HttpResponse:
    """Takes a correction back, within 7 days."""
    if is_colleague(request):
        return refuse_colleague(request)
    entry = request.POST.get("correction", "")
    try:
        operations.take_back_correction(request.candidate, entry, now=request.now)
    except operations.CorrectionStays:
        return go(request, "correct", done="correction_stays")
    except (operations.UnusableContact, operations.AlreadyThere, Blocked):
        return go(request, "correct", done="not_usable")
    return go(request, "correct", done="correction_undone")


@candidate_page(needs_open_link=False)
@needs_code
@require_POST
def object_to(request: CandidateRequest) -> HttpResponse:
    """An objection is one tap and holds at once."""
    language = get_language() or ""
    if request.POST.get("use") == "all":
        objections.object_to_all(request.candidate, language=language, now=request.now)
        return go(request, "stop", done="stopped")
    objections.object_to_tone(request.candidate, language=language, now=request.now)
    return go(request, "held", done="objected")


def _labels() -> dict[str, str]:
    return {
        "display_name": _("Name"),
        "title": _("Position"),
        "company": _("Company"),
        "city": _("City"),
        "contacts": _("Ways to reach you"),
    }


def _words(entry: TimelineEntry, labels: dict[str, str]) -> str:
    data = entry.data
    if "after" not in data:
        sign, value = ("+", data["added"][1]) if "added" in data else ("−", data["removed"][1])
        return f"{sign} {value}"
    return listed(
        [f"{labels[name]} {data['before'][name] or '–'} → {data['after'][name] or '–'}" for name in data["after"]]
    )
