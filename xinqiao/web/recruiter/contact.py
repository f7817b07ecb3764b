"""Whether, and with which words, a person may be contacted: decisions by hand, texts to copy, links."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse, JsonResponse
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from xinqiao.capabilities.assessments.queries import has_shared
from xinqiao.capabilities.candidates.operations import NotToldYet, revoke_links
from xinqiao.capabilities.consent import gate
from xinqiao.capabilities.consent.operations import OnlyThePersonCan
from xinqiao.capabilities.consent.queries import terms_in_force
from xinqiao.domain.send_facts import TAKES_REASON, Purpose
from xinqiao.journeys.promises import NothingPromised, hand_out_promises
from xinqiao.journeys.steps import hand_out_link, written_down
from xinqiao.web.access.members import WRITERS, MemberRequest, may_see_score, member_page
from xinqiao.web.pages.desk import render_desk
from xinqiao.web.pages.toasts import toast
from xinqiao.web.recruiter import copies, promise_found
from xinqiao.web.recruiter.candidates_forms import DecisionForm
from xinqiao.web.recruiter.found import found_candidate
from xinqiao.web.recruiter.message_text import CHANNELS, VARIANTS, message_id, message_text, usual_variant
from xinqiao.web.recruiter.refusals import refusal, untold_refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xinqiao.capabilities.candidates.models import Candidate
    from xinqiao.domain.send_facts import Decision
    from xinqiao.web.recruiter.refusals import Refusal

REASON_AT_MOST = 300
COPIED = (Purpose.PERMISSION, Purpose.QUESTIONNAIRE)


@member_page(WRITERS)
@require_POST
def candidate_copy(request: MemberRequest, public_id: str, purpose: str) -> HttpResponse:
    """Asks the send check, then gives the text with its link: as JSON for the copying script, else as a page."""
    if purpose not in COPIED:
        raise Http404
    person = found_candidate(public_id)
    variant = request.POST.get("variant", "")
    if variant not in VARIANTS:
        chosen = terms_in_force(person)
        variant = usual_variant(person, chosen.channels if chosen else ())
    try:
        door = hand_out_link(
            person,
            purpose,
            by=request.member,
            now=request.now,
            channel=CHANNELS[variant],
            reason=request.POST.get("reason", "").replace("\x00", "")[:REASON_AT_MOST],
        )
    except gate.Refused as refused:
        return nothing_to_copy(request, person, refusal(refused.decision), decision=refused.decision)
    terms = terms_in_force(person)
    code = message_id(
        # The wording would tell others that there is a result.
        purpose,
        permission_asks=len(terms.permission_asks) if terms else 0,
        again=may_see_score(request.member, person.owner_id) and has_shared(person),
    )
    text = message_text(code, variant, candidate=person, by=request.member, token=door.token, sender=door.code)
    return text_to_copy(request, person, text, which=f"{code}.{variant}")


@member_page(WRITERS)
@require_POST
def promises_copy(request: MemberRequest, public_id: str) -> HttpResponse:
    """The text with a link to what was promised to this person; asks the send check as any other."""
    person = found_candidate(public_id)
    terms = terms_in_force(person)
    variant = usual_variant(person, terms.channels if terms else ())
    try:
        door = hand_out_promises(person, by=request.member, now=request.now, channel=CHANNELS[variant])
    except NotToldYet:
        return nothing_to_copy(request, person, untold_refusal())
    except NothingPromised:
        raise Http404 from None
    except gate.Refused as refused:
        return nothing_to_copy(request, person, refusal(refused.decision))
    text = message_text(
        "promise_word",
        variant,
        candidate=person,
        by=request.member,
        token=door.token,
        sender=door.code,
        page="promised",
    )
    return text_to_copy(request, person, text, which=f"promise_word.{variant}")


def text_to_copy(request: MemberRequest, person: Candidate, text: str, *, which: str = "") -> HttpResponse:
    """The text: as JSON for the copying script, else as a page.

    Where it (`which` message) promises something outright, the record asks whether to write that down.
    """
    asks = promise_found.in_copied(text) if which else False
    if not wants_json(request):
        waiting = copies.record_part(person, request)
        return _copy_page(request, person, {"text": text, "promise_found": asks, **waiting})
    record = reverse("candidate", args=[request.workspace.slug, person.public_id])
    more = {"reload": f"{record}?copied={which}"} if asks else {}
    return JsonResponse({"ok": True, "text": text, "reason": "", **more})


def nothing_to_copy(
    request: MemberRequest,
    person: Candidate,
    words: Refusal,
    *,
    decision: Decision | None = None,
    asked: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Why there is none, the same two ways; where a reason would let it pass, the page asks for one.

    `asked`: what else of the form goes with the reason.
    """
    if wants_json(request):
        return JsonResponse({"ok": False, "text": "", "reason": words.reason}, status=HTTPStatus.CONFLICT)
    takes_reason = decision is not None and decision.instead in TAKES_REASON
    variant = request.POST.get("variant", "")
    again = {"reason_url": request.path, "variant": variant, "hidden": asked or {}} if takes_reason else {}
    return _copy_page(request, person, {"refusal": words, **again}, status=HTTPStatus.CONFLICT)


def wants_json(request: MemberRequest) -> bool:
    """Whether the copying script asks."""
    return "application/json" in request.headers.get("Accept", "") or bool(getattr(request, "htmx", False))


def _copy_page(
    request: MemberRequest, person: Candidate, context: dict[str, object], *, status: int = HTTPStatus.OK
) -> HttpResponse:
    context["them"] = {"public_id": person.public_id, "name": person.display_name}
    return render_desk(request, "recruiter/candidates/copied.html", context, nav="candidates", status=status)


@member_page(WRITERS)
@require_http_methods(["GET", "POST"])
def candidate_consent(request: MemberRequest, public_id: str) -> HttpResponse:
    """Writes down a yes, a later or a stop that the person gave elsewhere, with its proof."""
    person = found_candidate(public_id)
    form = DecisionForm(request.POST or None, today=localdate(request.now))
    if request.method == "POST" and form.is_valid():
        decision = form.cleaned_data["decision"]
        try:
            written_down(person, decision, proof=form.proof(), by=request.member, now=request.now)
        except OnlyThePersonCan:
            form.add_error(
                None, _("They asked us to stop. Only they can open the door again, on any link they already have.")
            )
        else:
            toast(request, _("Written down. They can read it."))
            return _to_record(request, person)
    context = {"form": form, "them": {"public_id": person.public_id, "name": person.display_name}}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render_desk(request, "recruiter/candidates/consent.html", context, nav="candidates", status=status)


@member_page(WRITERS)
@require_POST
def links_revoke(request: MemberRequest, public_id: str) -> HttpResponse:
    """Closes the person's links for everything but pace and stop."""
    person = found_candidate(public_id)
    revoke_links(person, by=request.member, now=request.now)
    toast(request, _("The links are closed. Pace and stop still work on them."))
    return _to_record(request, person)


def _to_record(request: MemberRequest, person: Candidate) -> HttpResponse:
    address = reverse("candidate", args=[request.workspace.slug, person.public_id])
    return HttpResponse(status=HTTPStatus.SEE_OTHER, headers={"Location": address})


urls: list[URLPattern] = [
    path("candidates/<str:public_id>/yes/", candidate_consent, name="candidate_consent"),
    path("candidates/<str:public_id>/copy/<str:purpose>/", candidate_copy, name="candidate_copy"),
    path("candidates/<str:public_id>/promises/copy/", promises_copy, name="promises_copy"),
    path("candidates/<str:public_id>/links/close/", links_revoke, name="links_revoke"),
]
