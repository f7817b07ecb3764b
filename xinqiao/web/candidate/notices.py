"""What the page before has just done, said on the next one. A code in the address, since there is no session."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xinqiao.capabilities.consent import operations as consent
from xinqiao.capabilities.consent.queries import terms_in_force
from xinqiao.playbook.loader import playbook
from xinqiao.web.candidate.page import recruiter_name, spoken

if TYPE_CHECKING:
    from xinqiao.web.access.candidates import CandidateRequest

# The three buttons, and the decision that each one stores.
DECISIONS = {"allow": consent.GRANTED, "later": consent.LATER, "stop": consent.STOPPED}

# Codes in addresses that one line answers.
_IN_A_SENTENCE = {
    "stopped": gettext_lazy("Answers that you had not shared are deleted, if there were any."),
    "deleted": gettext_lazy("Your answers are deleted."),
    "deleted_shared": gettext_lazy("Your answers are deleted."),
    "restored": gettext_lazy("Everything is back as it was."),
}

# The icon of a notice that nothing was changed, and the codes that say so.
NOTHING_DONE = "info"
_WITHOUT_EFFECT = {"no_pause", "nothing_before", "correction_stays", "nothing_corrected", "not_usable"}


@dataclass(frozen=True)
class Notice:
    """A line in bold and what it means; a tick stands only before what was done."""

    title: str
    text: str
    icon: str = "check-round"


def notice_of(request: CandidateRequest) -> Notice | None:
    """The notice that the address asks for, if it is one of ours."""
    pages = playbook().candidate_pages
    match request.GET.get("done"):
        case "undone":
            undone = pages.permission.undone
            return Notice(spoken(undone.title), spoken(undone.text))
        case "resumed":
            return Notice(spoken(pages.stop_undone.title), spoken(pages.stop_undone.text))
        case "too_late":
            return Notice(
                _("The 7 days are over."),
                _("That choice can no longer be taken back here. You can still stop, or choose anew, at any time."),
                icon=NOTHING_DONE,
            )
        case "overtaken":
            return _what_holds(request)
        case "saved":
            return Notice(spoken(pages.reach_card.saved), "")
        case "paused" | "unpaused" | "no_pause" | "reach_undone" | "nothing_before" as done:
            words = getattr(playbook().portal.pace, done)
            return Notice(spoken(words.title), spoken(words.text), _icon(done))
        case (
            "corrected"
            | "correction_undone"
            | "correction_stays"
            | "nothing_corrected"
            | "not_usable"
            | "objected" as done
        ):
            words = getattr(playbook().portal.held, done)
            return Notice(spoken(words.title), spoken(words.text, recruiter=recruiter_name(request)), _icon(done))
        case "stopped" | "deleted" | "deleted_shared" | "restored" as done:
            return Notice(str(_IN_A_SENTENCE[done]), "")
    return None


def _icon(done: str) -> str:
    return NOTHING_DONE if done in _WITHOUT_EFFECT else "check-round"


def label_of(decision: str) -> str:
    """What the person pressed to say so; empty while nothing is chosen."""
    answers = playbook().permission_text.answers
    return next((spoken(one.label) for one in answers if DECISIONS[one.id] == decision), "")


def _what_holds(request: CandidateRequest) -> Notice:
    terms = terms_in_force(request.candidate)
    title, label = _("You have chosen anew since then."), label_of(terms.permission) if terms else ""
    if not label:
        return Notice(title, _("So nothing was taken back. At present nothing is chosen."), NOTHING_DONE)
    text = _("So nothing was taken back. What holds now: “{answer}”.")
    return Notice(title, text.format(answer=label), NOTHING_DONE)
