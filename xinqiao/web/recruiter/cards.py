"""Asking with three taps after a talk or a try."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import URLPattern, path
from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xinqiao.capabilities.consent import gate
from xinqiao.capabilities.consent.queries import terms_in_force
from xinqiao.capabilities.engagement.operations import AlreadyAsked
from xinqiao.domain.send_facts import Rule
from xinqiao.journeys.steps import hand_out_card
from xinqiao.playbook.loader import playbook
from xinqiao.web.access.members import WRITERS, MemberRequest, may_read_score, member_page
from xinqiao.web.recruiter.card_words import CardForm
from xinqiao.web.recruiter.contact import REASON_AT_MOST, nothing_to_copy, text_to_copy, wants_json
from xinqiao.web.recruiter.found import found_candidate
from xinqiao.web.recruiter.message_text import CHANNELS, VARIANTS, message_text, usual_variant
from xinqiao.web.recruiter.record import record_page
from xinqiao.web.recruiter.refusals import Refusal, refusal

if TYPE_CHECKING:
    from xinqiao.capabilities.candidates.models import Candidate


@member_page(WRITERS)
@require_POST
def candidate_card(request: MemberRequest, public_id: str) -> HttpResponse:
    """Asks the send check, then gives the text with the card's link; by those who keep the relationship."""
    person = found_candidate(public_id)
    if not may_read_score(request.member, person):
        raise PermissionDenied
    form = CardForm(request.POST, today=localdate(request.now))
    if not form.is_valid():
        return _sent_back(request, person, form)
    variant = request.POST.get("variant", "")
    if variant not in VARIANTS:
        chosen = terms_in_force(person)
        variant = usual_variant(person, chosen.channels if chosen else ())
    try:
        asked = hand_out_card(
            person,
            form.cleaned_data["occasion"],
            happened_on=form.cleaned_data["happened_on"],
            zone=person.time_zone or gate.ZONE,
            by=request.member,
            now=request.now,
            channel=CHANNELS[variant],
            reason=request.POST.get("reason", "").replace("\x00", "")[:REASON_AT_MOST],
        )
    except gate.Refused as refused:
        return nothing_to_copy(
            request,
            person,
            refusal(refused.decision),
            decision=refused.decision,
            asked={name: request.POST.get(name, "") for name in ("occasion", "happened_on")},
        )
    except AlreadyAsked as already:
        return nothing_to_copy(request, person, _already(already))
    text = message_text(
        "three_taps", variant, candidate=person, by=request.member, token=asked.token, sender=asked.code
    )
    return text_to_copy(request, person, text)


def _sent_back(request: MemberRequest, person: Candidate, form: CardForm) -> HttpResponse:
    if not wants_json(request):
        return record_page(request, person, card=form)
    reasons = " ".join(str(error) for errors in form.errors.values() for error in errors)
    return nothing_to_copy(request, person, Refusal(title=_("Not asked yet"), until=reasons, instead=""))


def _already(already: AlreadyAsked) -> Refusal:
    day = date_format(localtime(already.at), "MONTH_DAY_FORMAT")
    return Refusal(
        title=_("Asked about this already, on %(day)s") % {"day": day},
        until=_("They answer, or not. Nobody reminds them."),
        instead=_("At their pace, another talk or try can be asked about."),
        tell=playbook().send_rule(Rule.SENT_ALREADY).tell_candidate,
    )


urls: list[URLPattern] = [
    path("candidates/<str:public_id>/three-taps/", candidate_card, name="candidate_card"),
]
