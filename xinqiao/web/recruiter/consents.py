"""What a person allowed, consent by consent; writing down what they said elsewhere; and data that are only kept."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from xinqiao.capabilities.candidates.operations import NotToldYet
from xinqiao.capabilities.consent import allowed, restriction, separate
from xinqiao.capabilities.consent.operations import OnlyThePersonCan
from xinqiao.domain.separate_consents import Purpose
from xinqiao.web.access.members import WRITERS, MemberRequest, member_page
from xinqiao.web.pages.desk import render_desk
from xinqiao.web.pages.toasts import toast
from xinqiao.web.recruiter import consent_words
from xinqiao.web.recruiter.consent_forms import YES, RecipientForm, SeparateDecisionForm, UseForm
from xinqiao.web.recruiter.found import found, found_candidate
from xinqiao.web.recruiter.untold import untold_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.forms import Form

    from xinqiao.capabilities.candidates.models import Candidate
    from xinqiao.capabilities.consent.models import ConsentEvent
    from xinqiao.domain.separate_consents import Recipient


def record_part(request: MemberRequest, person: Candidate, history: Sequence[ConsentEvent]) -> dict[str, Any]:
    """What the record shows: consents about which something was said, and since when and why data are only kept.

    `history`: every decision of theirs.
    """
    rows = consent_words.rows_of(allowed.items_of(person, now=request.now, history=history))
    return {"allowed": [row for row in rows if row.was_said], "restriction": restriction.restriction_of(person)}


@member_page(WRITERS)
@require_safe
def candidate_consents(request: MemberRequest, public_id: str) -> HttpResponse:
    """Every separate consent with its state, and three forms: a word of theirs, a recipient, only keeping."""
    return _page(request, found_candidate(public_id))


def _page(
    request: MemberRequest,
    person: Candidate,
    *,
    decision: Form | None = None,
    recipient: Form | None = None,
    use: Form | None = None,
) -> HttpResponse:
    rows = consent_words.rows_of(allowed.items_of(person, now=request.now))
    held = restriction.restriction_of(person)
    context = {
        "them": {"public_id": person.public_id, "name": person.display_name},
        "rows": rows,
        "decision": decision or _decision_form(request, rows),
        "recipient": recipient or RecipientForm(),
        "use": use or UseForm(lifts=held is not None),
        "restriction": held,
        "only_they_lift": held is not None and not held.by,
        "notice_due_at": person.notice_due_at,
    }
    failed = any(form is not None for form in (decision, recipient, use))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if failed else HTTPStatus.OK
    return render_desk(request, "recruiter/consents/page.html", context, nav="candidates", status=status)


def _decision_form(
    request: MemberRequest, rows: list[consent_words.ConsentRow], data: Any = None
) -> SeparateDecisionForm:
    return SeparateDecisionForm(data, today=localdate(request.now), rows=rows)


@member_page(WRITERS)
@require_POST
def consent_write(request: MemberRequest, public_id: str) -> HttpResponse:
    """Writes down a yes or a no to one separate consent that the person gave elsewhere."""
    person = found_candidate(public_id)
    rows = consent_words.rows_of(allowed.items_of(person, now=request.now))
    form = _decision_form(request, rows, request.POST)
    if not form.is_valid():
        return _page(request, person, decision=form)
    purpose, recipient = _about(person, form.cleaned_data["about"])
    yes = form.cleaned_data["decision"] == YES
    try:
        separate.write_down(
            person, purpose, yes=yes, proof=form.proof(), recipient=recipient, by=request.member, now=request.now
        )
    except NotToldYet:
        form.add_error(None, untold_words())
    except OnlyThePersonCan:
        form.add_error(None, _("They said no themselves, or asked us to stop. A yes is theirs to give, on their page."))
    else:
        return _back(request, person, _("Written down. They can read it."))
    return _page(request, person, decision=form)


@member_page(WRITERS)
@require_POST
def recipient_name(request: MemberRequest, public_id: str) -> HttpResponse:
    """Puts a recipient on the person's page; the toast takes it off again."""
    person = found_candidate(public_id)
    form = RecipientForm(request.POST)
    if not form.is_valid():
        return _page(request, person, recipient=form)
    purpose = Purpose(form.cleaned_data["purpose"])
    try:
        row = separate.name_recipient(person, purpose, form.recipient(), by=request.member, now=request.now)
    except NotToldYet:
        form.add_error(None, untold_words())
    except OnlyThePersonCan:
        form.add_error(None, _("They asked us to stop, so nothing new is asked of them."))
    else:
        undo = reverse("recipient_undo", args=[request.workspace.slug, public_id, row.public_id])
        return _back(request, person, _("It stands on their page now. Nothing goes there without their yes."), undo)
    return _page(request, person, recipient=form)


@member_page(WRITERS)
@require_POST
def recipient_undo(request: MemberRequest, public_id: str, recipient_id: str) -> HttpResponse:
    """Takes a recipient off the person's page."""
    person = found_candidate(public_id)
    row = found(lambda: allowed.recipient_of(person, recipient_id))
    separate.stop_naming(row, by=request.member, now=request.now)
    return _back(request, person, _("It is off their page. A yes that they gave stays theirs to take back."))


@member_page(WRITERS)
@require_POST
def candidate_restrict(request: MemberRequest, public_id: str) -> HttpResponse:
    """From now on this person's data are only kept; with the reason."""
    return _switch(request, public_id, restrict=True)


@member_page(WRITERS)
@require_POST
def candidate_unrestrict(request: MemberRequest, public_id: str) -> HttpResponse:
    """Writes down that the person allowed the use again; where they restricted it themselves, only they can."""
    return _switch(request, public_id, restrict=False)


def _switch(request: MemberRequest, public_id: str, *, restrict: bool) -> HttpResponse:
    person, form = found_candidate(public_id), UseForm(request.POST, lifts=not restrict)
    if not form.is_valid():
        return _page(request, person, use=form)
    reason = form.cleaned_data["reason"]
    if restrict:
        restriction.restrict_by_hand(person, reason=reason, by=request.member, now=request.now)
        return _back(request, person, _("From now on their data are only kept. They can read why."))
    try:
        restriction.lift_by_hand(person, reason=reason, by=request.member, now=request.now)
    except OnlyThePersonCan:
        form.add_error(None, _("They set it themselves. Only they can lift it, on their page."))
        return _page(request, person, use=form)
    return _back(request, person, _("Their data may be used again, as far as everything else they decided allows it."))


def _about(person: Candidate, about: str) -> tuple[Purpose, Recipient | None]:
    code, _colon, recipient_id = about.partition(":")
    if not recipient_id:
        return Purpose(code), None
    try:
        return Purpose(code), allowed.as_recipient(allowed.recipient_of(person, recipient_id))
    except ObjectDoesNotExist:
        raise AssertionError("The form offers only what is there.") from None


def _back(request: MemberRequest, person: Candidate, words: str, undo_url: str = "") -> HttpResponse:
    toast(request, words, undo_url=undo_url)
    address = reverse("candidate_consents", args=[request.workspace.slug, person.public_id])
    return HttpResponse(status=HTTPStatus.SEE_OTHER, headers={"Location": address})


_PERSON = "candidates/<str:public_id>"
urls: list[URLPattern] = [
    path(f"{_PERSON}/consents/", candidate_consents, name="candidate_consents"),
    path(f"{_PERSON}/consents/write/", consent_write, name="consent_write"),
    path(f"{_PERSON}/recipients/", recipient_name, name="recipient_name"),
    path(f"{_PERSON}/recipients/<str:recipient_id>/take-back/", recipient_undo, name="recipient_undo"),
    path(f"{_PERSON}/only-keep/", candidate_restrict, name="candidate_restrict"),
    path(f"{_PERSON}/use-again/", candidate_unrestrict, name="candidate_unrestrict"),
]
