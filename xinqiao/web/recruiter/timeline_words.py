"""What happened with a person, in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xinqiao.domain.contacts import Outcome, kind_of
from xinqiao.playbook.book import UnknownPlaybookEntry
from xinqiao.playbook.loader import playbook
from xinqiao.web.recruiter.consent_words import WORDS
from xinqiao.web.recruiter.merged_facts import fact_label, fact_words
from xinqiao.web.recruiter.record_facts import told_words
from xinqiao.web.recruiter.words import joined, say, stage_label

if TYPE_CHECKING:
    from xinqiao.capabilities.candidates.models import TimelineEntry


@dataclass(frozen=True)
class HistoryLine:
    """One line of the timeline."""

    at: datetime
    icon: str
    text: str
    quote: str
    by: str
    note_id: str


CONTACTS: Final = {
    Outcome.WROTE: gettext_lazy("A message"),
    Outcome.NO_ANSWER: gettext_lazy("A call that nobody answered"),
    Outcome.TALKED: gettext_lazy("Talked"),
    Outcome.INTERVIEWED: gettext_lazy("Interview"),
    Outcome.ASKED: gettext_lazy("They asked something"),
    Outcome.PROPOSED: gettext_lazy("They proposed a time"),
    Outcome.NOT_NOW: gettext_lazy("They said: not now"),
    Outcome.NO: gettext_lazy("They said no"),
    Outcome.STOP: gettext_lazy("They asked us to stop"),
}
# Entries that carry words of a member.
QUOTED: Final = ("note", "went_on", *(kind_of(outcome) for outcome in Outcome))
Words = Callable[[dict[str, Any]], str]


def _stage(data: dict[str, Any]) -> str:
    return _("Stage: %(former)s → %(stage)s") % {"former": stage_label(data["from"]), "stage": stage_label(data["to"])}


def _sign(data: dict[str, Any]) -> str:
    return _("Sign: %(sign)s") % {"sign": say(playbook().sign(data["sign"]).label)}


def _sign_taken_back(data: dict[str, Any]) -> str:
    return _("Sign taken back: %(sign)s") % {"sign": say(playbook().sign(data["sign"]).label)}


def _reach(data: dict[str, Any]) -> str:
    if not data.get("pace"):
        return _("Chose how to be reached")
    return _("Chose how to be reached: %(pace)s") % {"pace": say(playbook().pace(data["pace"]).label)}


def _corrected(data: dict[str, Any]) -> str:
    lines = [
        _("%(field)s: %(before)s → %(after)s")
        % {"field": _field(name), "before": data["before"][name] or "–", "after": data["after"][name] or "–"}
        for name in data.get("after", ())
    ]
    words = lines or [_field(name) for name in data.get("fields", ())]
    return _("They corrected it themselves: %(facts)s") % {"facts": joined(words)}


def _field(name: str) -> str:
    return _("how to reach them") if name == "contacts" else fact_label({"display_name": "name"}.get(name, name))


def _paused(data: dict[str, Any]) -> str:
    day = date_format(localtime(datetime.fromisoformat(data["until"])), "DATE_FORMAT")
    return _("Asked for a pause until %(day)s") % {"day": day}


def _added(data: dict[str, Any]) -> str:
    try:
        return _("Record begun, source: %(source)s") % {"source": say(playbook().source(data["source"]).label)}
    except (KeyError, UnknownPlaybookEntry):
        return _("Record begun")


def _merged(data: dict[str, Any]) -> str:
    if not data.get("name"):
        return _("Another record was merged into this one")
    words = _("The record of %(name)s was merged into this one") % {"name": data["name"]}
    left = [f"{one.get('label') or fact_label(one['field'])} {_fact(one)}" for one in data.get("left", ())]
    return words + (_("; it said: %(facts)s") % {"facts": joined(left)} if left else "")


def _fact(one: dict[str, Any]) -> str:
    return fact_words(one["field"], one["value"])


def _told(data: dict[str, Any]) -> str:
    if data.get("how") == "permission_message":
        return _("Told of the record, with the request for permission")
    way = told_words(data.get("how", ""))
    return _("Told of the record: %(way)s") % {"way": way} if way else _("Told of the record")


def _tagged(data: dict[str, Any]) -> str:
    tags = joined(data.get("tags", []))
    return _("Tags: %(tags)s") % {"tags": tags} if tags else _("Tags taken off")


def _promise(words: str, data: dict[str, Any]) -> str:
    try:
        day = date_format(date.fromisoformat(data["day"]), "MONTH_DAY_FORMAT")
    except (KeyError, ValueError):
        return words
    return _("%(words)s, for %(day)s") % {"words": words, "day": day}


def _occasion(data: dict[str, Any]) -> str:
    return say(playbook().occasion(data["occasion"]).label)


def _card_asked(data: dict[str, Any]) -> str:
    return _("Asked for three taps: %(occasion)s") % {"occasion": _occasion(data)}


def _card_answered(data: dict[str, Any]) -> str:
    return _("Said in three taps how it was: %(occasion)s") % {"occasion": _occasion(data)}


def _card_taken_back(data: dict[str, Any]) -> str:
    return _("Took the three taps back: %(occasion)s") % {"occasion": _occasion(data)}


def _day(data: dict[str, Any]) -> str:
    return date_format(date.fromisoformat(data["day"]), "DATE_FORMAT")


def _on_paper(data: dict[str, Any]) -> str:
    return _("TOS-5 entered from paper, answered on %(day)s") % {"day": _day(data)}


def _imported(data: dict[str, Any]) -> str:
    if data.get("only_total"):
        return _("A TOS-5 total came with an import, without its answers, of %(day)s") % {"day": _day(data)}
    return _("TOS-5 answers came with an import, answered on %(day)s") % {"day": _day(data)}


def _separate(data: dict[str, Any]) -> str:
    words = _about(str(WORDS[data["word"]]), data)
    return _("%(words)s, written down by hand") % {"words": words} if data.get("by_hand") else words


def _about(words: str, data: dict[str, Any]) -> str:
    return words % {"consent": say(playbook().separate_consent(data["purpose"]).label)}


def _request(words: str, data: dict[str, Any]) -> str:
    label = say(playbook().rights.kind(data["request"]).label)
    return _("%(words)s: %(what)s") % {"words": words, "what": label}


def _contact(outcome: Outcome, data: dict[str, Any]) -> str:
    words = str(CONTACTS[outcome])
    way = told_words(data.get("channel", ""))
    return _("%(words)s (%(way)s)") % {"words": words, "way": way} if way else words


def _copy_sent(data: dict[str, Any]) -> str:
    what = {
        "permission_asked": _("Request for permission"),
        "questionnaire_invited": _("Invitation to the five statements"),
        "card_asked": _("Three-tap card"),
    }.get(data.get("what", ""), _("A text"))
    way = told_words(data.get("channel", ""))
    return _("Went out: %(what)s") % {"what": joined([what, way])}


def _by_hand(data: dict[str, Any], by_link: str, by_hand: str) -> str:
    return by_hand if data.get("by_hand") else by_link


KINDS: Final[dict[str, tuple[str, Words]]] = {
    "added": ("user-plus", _added),
    "changed": ("pencil", lambda data: _("Facts changed")),
    "told": ("flag", _told),
    "told_taken_back": ("undo", lambda data: _("Being told was taken back; the date stands as before")),
    "attachment_added": ("doc", lambda data: _("Paper stored")),
    "attachment_removed": ("undo", lambda data: _("Paper taken away")),
    "attachment_restored": ("undo", lambda data: _("Paper put back")),
    "note": ("doc", lambda data: _("Note")),
    "note_taken_back": ("undo", lambda data: _("Note taken back")),
    "sign": ("eye", _sign),
    "sign_taken_back": ("undo", _sign_taken_back),
    "stage_changed": ("flag", _stage),
    "tagged": ("flag", _tagged),
    "links_revoked": ("lock", lambda data: _("Links closed; pace and stop stay open")),
    "permission_asked": ("arrow-out", lambda data: _("Request for permission copied")),
    "questionnaire_invited": ("arrow-out", lambda data: _("Invitation to the five statements copied")),
    "said_granted": (
        "arrow-in",
        lambda data: _by_hand(data, _("Said yes to contact"), _("Said yes to contact, written down by hand")),
    ),
    "said_later": (
        "arrow-in",
        lambda data: _by_hand(data, _("Said perhaps later"), _("Said perhaps later, written down by hand")),
    ),
    "said_stopped": (
        "stop",
        lambda data: _by_hand(data, _("Asked us to stop"), _("Asked us to stop, written down by hand")),
    ),
    "took_back": ("undo", lambda data: _("Took the last decision back")),
    "chose_reach": ("arrow-in", _reach),
    "reach_taken_back": ("undo", lambda data: _("Took their last choice of how to be reached back")),
    "paused": ("hourglass", _paused),
    "corrected": ("pencil", _corrected),
    "correction_taken_back": ("undo", lambda data: _("Took a correction of their own back")),
    "objected": (
        "flag",
        lambda data: _("Objects: their answers are not to set the tone; what was shared is taken back"),
    ),
    "resumed": ("undo", lambda data: _("Ended their pause")),
    "shared_result": ("check-doc", lambda data: _("Shared the result of TOS-5")),
    "shared_contact_only": ("check-doc", lambda data: _("Shared only how to be reached")),
    "answered_on_paper": ("check-doc", _on_paper),
    "paper_taken_back": ("undo", lambda data: _("Answers from paper taken out again")),
    "answers_imported": ("check-doc", _imported),
    "doubt_accepted": ("check", lambda data: _("Doubtful answers taken as they are")),
    "doubt_ask_again": ("clock", lambda data: _("Doubtful answers: to be asked again later")),
    "doubt_open": ("undo", lambda data: _("Word on doubtful answers taken back")),
    "merged": ("users", _merged),
    "unmerged": ("undo", lambda data: _("Two records again")),
    "two_people": ("users", lambda data: _("Another record of this name is another person")),
    "two_people_taken_back": ("undo", lambda data: _("Another record of this name may be this person")),
    "promise_made": ("check-doc", lambda data: _promise(_("Promise made"), data)),
    "promise_kept": ("check-round", lambda data: _("Promise kept")),
    "promise_missed": ("x-round", lambda data: _promise(_("Promise missed"), data)),
    "promise_offered": ("arrow-out", lambda data: _("Another day or an answer on a promise put before them")),
    "promise_accepted": ("arrow-in", lambda data: _("Accepted it")),
    "promise_declined": ("arrow-in", lambda data: _("Did not accept it")),
    "promise_disputed": ("arrow-in", lambda data: _("Said that a promise was not kept")),
    "promise_let_go": ("arrow-in", lambda data: _("Needs a promise no longer")),
    "promise_lapsed": ("hourglass", lambda data: _("A proposed day went by unanswered")),
    "promise_handed_over": ("users", lambda data: _("Somebody else answers for a promise now")),
    "promise_taken_back": ("undo", lambda data: _("A step on a promise was taken back")),
    "promise_reported": ("arrow-in", lambda data: _promise(_("Wrote: you promised me; an answer is due"), data)),
    "private_contact_reported": ("arrow-in", lambda data: _("Reported a private contact past their choice")),
    "promises_link_copied": ("arrow-out", lambda data: _("The way to their promises copied")),
    "card_asked": ("arrow-out", _card_asked),
    "card_answered": ("arrow-in", _card_answered),
    "card_taken_back": ("undo", _card_taken_back),
    "separate_consent": ("check-doc", _separate),
    "recipient_named": ("arrow-out", lambda data: _about(_("Recipient named: %(consent)s"), data)),
    "recipient_taken_back": ("undo", lambda data: _about(_("Named recipient taken back: %(consent)s"), data)),
    "use_restricted": ("lock", lambda data: _("Data only kept from here on, not used")),
    "use_allowed": ("undo", lambda data: _("Data may be used again")),
    "request_received": ("arrow-in", lambda data: _request(_("Asked about their data"), data)),
    "request_identified": ("check", lambda data: _request(_("Made sure that it is them"), data)),
    "request_extended": ("hourglass", lambda data: _request(_("More time taken for an answer"), data)),
    "request_done": ("check-round", lambda data: _request(_("Request done"), data)),
    "request_refused": ("arrow-out", lambda data: _request(_("Request refused, with the reason"), data)),
    "request_withdrawn": ("undo", lambda data: _request(_("Took a request back"), data)),
    "request_taken_back": ("undo", lambda data: _request(_("A step on a request was taken back"), data)),
    "legal_hold_set": ("lock", lambda data: _("Has to be kept: a legal hold")),
    "legal_hold_lifted": ("lock", lambda data: _("The legal hold was lifted")),
    **{kind_of(outcome): ("chat", partial(_contact, outcome)) for outcome in Outcome},
    "contact_sent": ("arrow-out", _copy_sent),
    "contact_taken_back": ("undo", lambda data: _("A contact was taken back")),
    "copy_not_sent": ("undo", lambda data: _("A copied text did not go out")),
    "copy_word_taken_back": ("undo", lambda data: _("The word on a copied text was taken back")),
    "call_started": ("arrow-out", lambda data: _("Call begun")),
    "went_on": ("flag", lambda data: _("Went on all the same; the reason")),
    "address_dead": ("x-round", lambda data: _("An address came back and is not used")),
    "address_alive": ("undo", lambda data: _("An address is used again")),
    "handed_over": ("users", lambda data: _("Told that a colleague writes from now on")),
    "hand_over_fine": ("arrow-in", lambda data: _("Said that the colleague is fine")),
    "hand_over_refused": ("arrow-in", lambda data: _("Refused the colleague")),
    "hand_over_word_taken_back": ("undo", lambda data: _("Took their word on the colleague back")),
    "took_back_result": ("undo", lambda data: _("Took the result back")),
}


def history(entries: list[TimelineEntry]) -> list[HistoryLine]:
    """These entries in words; a kind that has no words yet stands under its own name."""
    lines = []
    for entry in entries:
        icon, words = KINDS.get(entry.kind, ("dots", lambda data, kind=entry.kind: kind))
        if entry.kind.startswith("contact_") and entry.direction:
            icon = f"arrow-{entry.direction}"
        lines.append(
            HistoryLine(
                at=entry.at,
                icon=icon,
                text=words(entry.data),
                quote=entry.data.get("text", "") if entry.kind in QUOTED else "",
                by=entry.by.user.name or entry.by.user.email if entry.by else "",
                note_id=entry.public_id if entry.kind == "note" else "",
            )
        )
    return lines
