"""What comes next with a person, in words: short for lists, whole sentences for the record."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from xinqiao.journeys.desk import Step
from xinqiao.web.recruiter.words import say

if TYPE_CHECKING:
    from xinqiao.journeys.desk import NextStep

TITLES: Final = {
    Step.ASK: gettext_lazy("Ask for permission"),
    Step.REMIND: gettext_lazy("One reminder is possible"),
    Step.WAIT: gettext_lazy("Wait for an answer"),
    Step.LATER: gettext_lazy("They said perhaps later"),
    Step.REST: gettext_lazy("Leave them be"),
    Step.INVITE: gettext_lazy("Invite to the five statements"),
    Step.INVITED: gettext_lazy("Invited, nothing to do"),
    Step.LOOK: gettext_lazy("Look at their answers"),
    Step.ANSWERED: gettext_lazy("Answered, to be asked again"),
    Step.TRY: gettext_lazy("Offer a small try"),
    Step.THEY_BEGIN: gettext_lazy("Wait until they begin"),
    Step.AT_THEIR_PACE: gettext_lazy("Keep to their pace"),
    Step.STOPPED: gettext_lazy("Left alone"),
    Step.RESTRICTED: gettext_lazy("Only kept, not used"),
    Step.RESTING_STAGE: gettext_lazy("At rest"),
    Step.HELD_BACK: gettext_lazy("Held back"),
    Step.PAUSED: gettext_lazy("They asked for a pause"),
}
WHY: Final = {
    Step.ASK: gettext_lazy("One message that asks leave, and nothing else in it."),
    Step.REMIND: gettext_lazy("One request went out and no yes came. A single reminder is fine, then we rest."),
    Step.WAIT: gettext_lazy("The request has gone out. No reply is an answer too."),
    Step.LATER: gettext_lazy("Leave it until then. One more request is fine at most."),
    Step.REST: gettext_lazy("One request and one reminder went out. Now they begin, or nobody does."),
    Step.INVITE: gettext_lazy("They said yes. The invitation counts as one request; skipping it costs them nothing."),
    Step.INVITED: gettext_lazy("They answer, or not. Nobody reminds them."),
    Step.LOOK: gettext_lazy(
        "They shared answers that may be off. Say whether they stand; until then they set nothing."
    ),
    Step.ANSWERED: gettext_lazy(
        "Their answers were doubtful and are left. Keep to the slower tempo until they answer anew."
    ),
    Step.TRY: gettext_lazy("They shared their result. This try fits it first."),
    Step.THEY_BEGIN: gettext_lazy("No request from us. When they begin, answer what they asked."),
    Step.AT_THEIR_PACE: gettext_lazy("They said yes. Go by the tempo and tone below."),
    Step.STOPPED: gettext_lazy("They asked us to stop, and we keep to it."),
    Step.RESTRICTED: gettext_lazy("Their data are only kept until they allow the use again."),
    Step.RESTING_STAGE: gettext_lazy("The stage is paused or closed, so nothing is suggested."),
    Step.HELD_BACK: gettext_lazy(
        "Something stands in the way for now; the record says what, and what is fine instead."
    ),
    Step.PAUSED: gettext_lazy("Nothing is asked and no news goes out until then. What was promised still holds."),
}


@dataclass(frozen=True)
class NextWords:
    """A title, when, and why."""

    title: str
    when: str
    why: str


def words_of(step: NextStep) -> NextWords:
    """The words of one next step."""
    title, why = _title_and_why(step.step, get_language())
    if step.mechanism is not None:
        title = _("Offer: %(try)s") % {"try": say(step.mechanism.label)}
    return NextWords(title=title, when=_when(step), why=why)


@cache
def _title_and_why(step: Step, language: str | None) -> tuple[str, str]:
    return str(TITLES[step]), str(WHY[step])


def _when(step: NextStep) -> str:
    if step.at is None:
        return ""
    day = date_format(localtime(step.at), "MONTH_DAY_FORMAT")
    if step.step == Step.INVITED:
        return _("invited on %(day)s") % {"day": day}
    if step.step in (Step.LATER, Step.PAUSED):
        return _("not before %(day)s") % {"day": day}
    if step.step == Step.WAIT:
        return _("a reminder from %(day)s on") % {"day": day}
    return ""
