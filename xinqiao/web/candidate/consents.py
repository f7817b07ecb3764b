"""Each separate consent by itself: what it would allow, where it stands, one tap for yes and one for no."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from xinqiao.capabilities.consent import allowed, separate
from xinqiao.capabilities.consent.operations import STOPPED, NothingToUndo
from xinqiao.capabilities.consent.queries import terms_in_force
from xinqiao.domain.separate_consents import NAMED, NoRecipient, Purpose, RecipientMissing, State, Word
from xinqiao.playbook.loader import playbook
from xinqiao.web.access.candidates import candidate_page, is_colleague
from xinqiao.web.candidate.known_browser import first_a_code, is_known, stay_known
from xinqiao.web.candidate.notices import NOTHING_DONE, Notice
from xinqiao.web.candidate.page import address, go, recruiter_name, refuse_colleague, render_phone, spoken

if TYPE_CHECKING:
    from xinqiao.capabilities.consent.allowed import Item
    from xinqiao.domain.separate_consents import Event, Recipient
    from xinqiao.web.access.candidates import CandidateRequest

WORDS: Final = {
    Word.GRANTED: gettext_lazy("Yes: %(consent)s"),
    Word.REFUSED: gettext_lazy("No: %(consent)s"),
    Word.WITHDRAWN: gettext_lazy("Yes taken back: %(consent)s"),
    Word.UNDONE: gettext_lazy("Last tap taken back: %(consent)s"),
    Word.SET_ASIDE: gettext_lazy("Yes set aside, as two records of yours said different things: %(consent)s"),
}


@dataclass(frozen=True)
class Line:
    """One consent as its person reads it. `said` is what they said last ("" for nothing), `since` when."""

    purpose: str
    version: str
    title: str
    what: list[str]
    who: str
    tell: str
    recipient: Recipient | None
    recipient_id: str
    state: str
    said: str
    since: datetime | None
    by_hand: bool
    may_say_yes: bool
    undo: str


@candidate_page(needs_open_link=False)
@require_safe
def consents(request: CandidateRequest) -> HttpResponse:
    """Where each consent stands, its two buttons, and the whole history; a no works on a link past its date too."""
    terms = terms_in_force(request.candidate)
    stopped = terms is not None and terms.permission == STOPPED
    may_say_yes = request.link_is_open and not stopped
    items = allowed.items_of(request.candidate, now=request.now)
    lines = [_line(request, item, may_say_yes=may_say_yes) for item in items]
    # Nothing new is asked where a yes is not possible: what was said stays, and can be taken back.
    shown = [line for line in lines if line.may_say_yes or line.said]
    known = is_known(request)
    context = {
        "lines": shown,
        "nobody_named": _nobody_named(items) if may_say_yes else [],
        "known": known,
        "code_url": address(request, "code", next="consents"),
        # What was said over time is data.
        "history": _history(request) if known else [],
        "stopped": stopped,
        "recruiter": recruiter_name(request),
        "notice": _notice(request),
        "link_is_open": request.link_is_open,
    }
    response = render_phone(request, "candidate/consents/page.html", context, offer_stop=not stopped)
    stay_known(response, request)
    return response


def _nobody_named(items: list[allowed.Item]) -> list[str]:
    """Consents to somebody of whom nobody was named yet."""
    named = {item.purpose for item in items if item.is_named}
    return [_title(one) for one in Purpose if one in NAMED and one not in named]


@candidate_page(needs_open_link=False)
@require_POST
def say_consent(request: CandidateRequest) -> HttpResponse:
    """One tap: yes or no to one act. It changes no other. A link can be passed on, so a yes needs a one-time code."""
    yes = request.POST.get("choice") == "yes"
    if yes and is_colleague(request):
        return refuse_colleague(request)
    if yes and not is_known(request):
        return first_a_code(request, "consents")
    try:
        purpose = Purpose(request.POST.get("purpose", ""))
        recipient = _recipient(request, yes=yes)
    except (ValueError, ObjectDoesNotExist):
        return go(request, "consents", done="overtaken")
    if request.POST.get("choice") not in ("yes", "no") or (yes and not request.link_is_open):
        return go(request, "consents")
    return go(request, "consents", done=_store(request, purpose, recipient, yes=yes))


def _store(request: CandidateRequest, purpose: Purpose, recipient: Recipient | None, *, yes: bool) -> str:
    """Stores the tap; returns what the next page says of it."""
    try:
        separate.say(
            request.candidate,
            purpose,
            yes=yes,
            text_version=request.POST.get("version", "").replace("\x00", "")[:30],
            language=get_language() or "",
            recipient=recipient,
            now=request.now,
        )
    except separate.TextChanged:
        return "text_changed"
    except (separate.NothingNewIsAsked, RecipientMissing, NoRecipient):
        return "overtaken"
    return "yes" if yes else "no"


@candidate_page(needs_open_link=False)
@require_POST
def undo_consent(request: CandidateRequest) -> HttpResponse:
    """Takes the last tap on one consent back, within 7 days."""
    if is_colleague(request):
        return refuse_colleague(request)
    if not is_known(request):
        return first_a_code(request, "consents")
    line = request.POST.get("line", "").replace("\x00", "")
    try:
        separate.take_back(request.candidate, line, language=get_language() or "", now=request.now)
    except NothingToUndo:
        return go(request, "consents", done="overtaken")
    return go(request, "consents", done="back")


def _recipient(request: CandidateRequest, *, yes: bool) -> Recipient | None:
    """The recipient that the tap names; raises ObjectDoesNotExist for a yes to one that is named no longer."""
    public_id = request.POST.get("recipient", "").replace("\x00", "")
    if not public_id:
        return None
    row = allowed.recipient_of(request.candidate, public_id)
    if yes and row.taken_back_at is not None:
        raise ObjectDoesNotExist
    return allowed.as_recipient(row)


def _line(request: CandidateRequest, item: Item, *, may_say_yes: bool) -> Line:
    text, newest, state = playbook().separate_consent(item.purpose), item.standing.newest, item.standing.state
    company = request.workspace.name
    return Line(
        purpose=item.purpose,
        version=item.version,
        title=spoken(text.title),
        what=[spoken(one, company=company) for one in text.what],
        who=spoken(text.who, company=company),
        tell=spoken(text.tell_candidate, company=company),
        recipient=item.recipient,
        recipient_id=item.recipient_id,
        state=state,
        said=_said(state),
        since=newest.at if newest else None,
        by_hand=newest is not None and not newest.own,
        may_say_yes=may_say_yes and item.is_named,
        undo=item.undo,
    )


def _said(state: State) -> str:
    if state is State.IN_FORCE:
        return "yes"
    return "no" if state in (State.REFUSED, State.WITHDRAWN) else "again" if state is State.ASKS_AGAIN else ""


def _title(purpose: Purpose) -> str:
    return spoken(playbook().separate_consent(purpose).title)


def _history(request: CandidateRequest) -> list[dict[str, Any]]:
    """Every word, newest first. The words that a colleague noted stand on the page of everything held."""
    events = allowed.events_in(allowed.ledger_of(request.candidate))
    return [_told(event) for event in reversed(events)]


def _told(event: Event) -> dict[str, Any]:
    if event.word is Word.SET_ASIDE:
        way = ""
    else:
        way = _("by your own tap") if event.own else _("written down by a colleague on your word")
    return {
        "at": event.at,
        "words": consent_words(event.purpose, event.word),
        "recipient": event.recipient.name if event.recipient else "",
        "way": way,
        "version": event.text_version,
    }


def consent_words(purpose: str, word: str) -> str:
    """A line of the ledger on one separate consent, as its person reads it."""
    return str(WORDS[Word(word)]) % {"consent": _title(Purpose(purpose))}


def _notice(request: CandidateRequest) -> Notice | None:
    match request.GET.get("done"):
        case "yes":
            return Notice(_("Your yes is kept, for this alone."), _("One tap on “No” takes it back at once."))
        case "no":
            return Notice(_("Your no holds at once."), _("Nothing else changes."))
        case "back":
            return Notice(_("Your last tap is taken back."), "")
        case "text_changed":
            return Notice(
                _("The text has changed since you opened this page."), _("Please read it once more."), NOTHING_DONE
            )
        case "overtaken":
            return Notice(_("Nothing was changed."), _("Below you see what holds now."), NOTHING_DONE)
    return None
