"""What the send check's refusals say: the rule, until when, and what is fine instead. Never red, never blaming."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xinqiao.domain.send_check import Instead, Rule
from xinqiao.web.recruiter.words import sentences

if TYPE_CHECKING:
    from xinqiao.domain.send_check import Decision

TITLES: Final = {
    Rule.STOPPED: gettext_lazy("They asked not to be contacted"),
    Rule.EMPLOYERS_ADDRESS: gettext_lazy("Never to an address of the present employer"),
    Rule.NO_YES: gettext_lazy("No yes yet, so no questions"),
    Rule.ALREADY_GRANTED: gettext_lazy("They already said yes"),
    Rule.REMINDER_TOO_SOON: gettext_lazy("Not yet: at least 14 days between request and reminder"),
    Rule.ASKED_TWICE: gettext_lazy("Asked twice, now at rest"),
    Rule.ONLY_WHEN_THEY_ASK: gettext_lazy("They want contact only when they ask"),
    Rule.QUIET_DAY: gettext_lazy("The quiet day after an interview"),
    Rule.ANSWERED_LATELY: gettext_lazy(
        "Too soon to ask for answers once more: 7 days apart, three times in 90 days, at their pace"
    ),
}
UNTIL_WITHOUT_DATE: Final = {
    Rule.STOPPED: gettext_lazy("For good, unless they change their mind themselves."),
    Rule.EMPLOYERS_ADDRESS: gettext_lazy("Until a private address is known, or they have left that employer."),
    Rule.NO_YES: gettext_lazy("Until they say yes."),
    Rule.ALREADY_GRANTED: gettext_lazy("Another request is not needed."),
    Rule.REMINDER_TOO_SOON: "",
    Rule.ONLY_WHEN_THEY_ASK: gettext_lazy("Until they begin, or choose another pace."),
    Rule.QUIET_DAY: "",
    Rule.ANSWERED_LATELY: gettext_lazy("Until they begin, or their record is taken up again."),
    Rule.ASKED_TWICE: gettext_lazy("Until they begin. One request and one reminder are all we send."),
}
INSTEAD_WORDS: Final = {
    Instead.ANSWER_IF_THEY_WRITE: gettext_lazy("Fine now: answering, if they write."),
    Instead.ANOTHER_WAY: gettext_lazy("Fine now: WeChat, Maimai, a call, or a private address."),
    Instead.WAIT_FOR_THEM: gettext_lazy("Fine now: waiting, and answering if they write."),
    Instead.ASK_PERMISSION: gettext_lazy("Fine now: asking for permission."),
    Instead.SEND_QUESTIONNAIRE: gettext_lazy("Fine now: inviting them to the five statements."),
}


@dataclass(frozen=True)
class Refusal:
    """The words of one refusal."""

    title: str
    until: str
    instead: str

    @property
    def reason(self) -> str:
        """All of it in one line, for the script that copies."""
        title = self.title + _(".")
        return sentences(title, self.until, self.instead)


def refusal(decision: Decision) -> Refusal:
    """What to say about a decision that is not an allowance."""
    if decision.rule is None:
        raise ValueError("An allowance has no words of refusal.")
    until = str(UNTIL_WITHOUT_DATE[decision.rule])
    if decision.until is not None:
        day = date_format(localtime(decision.until), "SHORT_DATETIME_FORMAT")
        until = _("From %(day)s on.") % {"day": day}
    return Refusal(
        title=str(TITLES[decision.rule]),
        until=until,
        instead=str(INSTEAD_WORDS[decision.instead]) if decision.instead else "",
    )
