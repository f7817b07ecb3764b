"""What the send check's refusals say: the rule, until when, and what is fine instead. Never red, never blaming."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xinqiao.domain.send_facts import Instead, Rule
from xinqiao.playbook.loader import playbook
from xinqiao.web.recruiter.words import sentences

if TYPE_CHECKING:
    from xinqiao.domain.send_facts import Decision
    from xinqiao.playbook.text import CandidateText

TITLES: Final = {
    Rule.STOPPED: gettext_lazy("They asked not to be contacted"),
    Rule.ERASED: gettext_lazy("They asked us to delete their data"),
    Rule.COMPLAINED: gettext_lazy("They complained about a message"),
    Rule.BOUNCED: gettext_lazy("This address does not work"),
    Rule.EMPLOYERS_ADDRESS: gettext_lazy("Never to an address of the present employer"),
    Rule.OTHER_CHANNEL: gettext_lazy("Not by this way: they chose others"),
    Rule.OTHER_TOPIC: gettext_lazy("Not about this: they chose other topics"),
    Rule.NO_YES: gettext_lazy("No yes yet, so no questions"),
    Rule.ALREADY_GRANTED: gettext_lazy("They already said yes"),
    Rule.SENT_ALREADY: gettext_lazy("This message has been sent"),
    Rule.REMINDER_TOO_SOON: gettext_lazy("Not yet: at least 14 days between request and reminder"),
    Rule.ASKED_TWICE: gettext_lazy("Asked twice, now at rest"),
    Rule.ONLY_WHEN_THEY_ASK: gettext_lazy("They want contact only when they ask"),
    Rule.ONCE_THEY_BEGIN: gettext_lazy("Nothing is asked of them until they begin"),
    Rule.TOO_SOON: gettext_lazy("Sooner than their pace allows"),
    Rule.NOT_THEIR_DAYTIME: gettext_lazy("Outside their hours"),
    Rule.OPEN_ASK: gettext_lazy("Something is already asked of them"),
    Rule.AFTER_A_NO: gettext_lazy("They said no"),
    Rule.HANDOVER_REFUSED: gettext_lazy("They want to stay with the colleague they know"),
    Rule.HELD_BY_COLLEAGUE: gettext_lazy("A colleague is in contact with them"),
    Rule.BROKEN_PROMISE: gettext_lazy("A promise to them was not kept"),
    Rule.QUIET_DAY: gettext_lazy("The quiet day after an interview"),
    Rule.PAUSED: gettext_lazy("They asked for a pause"),
    Rule.TONE: gettext_lazy("The text presses"),
    Rule.RESTRICTED: gettext_lazy("Their data are only kept, not used"),
    Rule.ASSESSMENT_UNSIGNED: gettext_lazy("The team's impact assessment is not signed"),
    Rule.ANSWERED_LATELY: gettext_lazy(
        "Too soon to ask for answers once more: 7 days apart, three times in 90 days, at their pace"
    ),
}
UNTIL_WITHOUT_DATE: Final = {
    Rule.STOPPED: gettext_lazy("For good, unless they change their mind themselves."),
    Rule.ERASED: gettext_lazy("For good, unless they take it back themselves."),
    Rule.COMPLAINED: gettext_lazy("For good, unless they change their mind themselves."),
    Rule.BOUNCED: gettext_lazy("Until they give another address."),
    Rule.EMPLOYERS_ADDRESS: gettext_lazy("Until a private address is known, or they have left that employer."),
    Rule.OTHER_CHANNEL: gettext_lazy("Until they choose this way themselves."),
    Rule.OTHER_TOPIC: gettext_lazy("Until they choose this topic themselves."),
    Rule.NO_YES: gettext_lazy("Until they say yes."),
    Rule.ALREADY_GRANTED: gettext_lazy("Another request is not needed."),
    Rule.SENT_ALREADY: gettext_lazy("It does not go out twice."),
    Rule.REMINDER_TOO_SOON: gettext_lazy("14 days after the last word at the earliest."),
    Rule.ANSWERED_LATELY: gettext_lazy("Until they begin, or their record is taken up again."),
    Rule.ASKED_TWICE: gettext_lazy("Until they begin. One request and one reminder are all we send."),
    Rule.ONLY_WHEN_THEY_ASK: gettext_lazy("Until they begin, or choose another pace."),
    Rule.ONCE_THEY_BEGIN: gettext_lazy("Until they turn to us of their own accord."),
    Rule.TOO_SOON: gettext_lazy("Until the interval since our last contact is over."),
    Rule.NOT_THEIR_DAYTIME: gettext_lazy("They left no hour open within a year."),
    Rule.OPEN_ASK: gettext_lazy("Until they answer it, or you take it back."),
    Rule.AFTER_A_NO: gettext_lazy("At least 90 days, and then only with a colleague's signed reason."),
    Rule.HANDOVER_REFUSED: gettext_lazy("Until they wish otherwise themselves."),
    Rule.HELD_BY_COLLEAGUE: gettext_lazy("180 days after their last exchange, or once they know of the hand-over."),
    Rule.BROKEN_PROMISE: gettext_lazy("Until they accept how it is made good."),
    Rule.QUIET_DAY: gettext_lazy("24 hours, in which only they begin."),
    Rule.PAUSED: gettext_lazy("Until their pause is over, or they end it."),
    Rule.TONE: gettext_lazy("Until it is reworded, or a colleague signs a reason."),
    Rule.RESTRICTED: gettext_lazy("Until they allow the use of their data again."),
    Rule.ASSESSMENT_UNSIGNED: gettext_lazy("Until an owner of the workspace signs it, under Settings, Assessment."),
}
INSTEAD_WORDS: Final = {
    Instead.ANSWER_IF_THEY_WRITE: gettext_lazy("Fine now: answering, if they write."),
    Instead.NOTHING: gettext_lazy("There is nothing more to do."),
    Instead.ANOTHER_WAY: gettext_lazy("Fine now: WeChat, Maimai, a call, or a private address."),
    Instead.THEIR_CHANNELS: gettext_lazy("Fine now: a way that they chose."),
    Instead.THEIR_TOPICS: gettext_lazy("Fine now: a topic that they chose."),
    Instead.WAIT_FOR_THEM: gettext_lazy("Fine now: waiting, and answering if they write."),
    Instead.ASK_PERMISSION: gettext_lazy("Fine now: asking for permission."),
    Instead.SEND_QUESTIONNAIRE: gettext_lazy("Fine now: inviting them to the five statements."),
    Instead.SEND_NEWS: gettext_lazy("Fine now: news that asks nothing of them."),
    Instead.LEAVE_IT_IN_THE_PORTAL: gettext_lazy("Fine now: leaving it on their own page, where they find it."),
    Instead.CLOSE_THE_OPEN_ASK: gettext_lazy("Fine now: waiting for their answer, or taking the open question back."),
    Instead.GIVE_A_REASON: gettext_lazy("Fine now: writing down, under your name, why you ask again."),
    Instead.LET_THE_OWNER_WRITE: gettext_lazy("Fine now: letting the colleague they know write."),
    Instead.REPAIR_FIRST: gettext_lazy("Fine now: offering to make it good."),
    Instead.REWORD: gettext_lazy("Fine now: rewording it, or writing down, under your name, why it stays."),
}


@dataclass(frozen=True)
class Refusal:
    """The words of one refusal; `tell` is what the person themself reads about the rule, if there is one."""

    title: str
    until: str
    instead: str
    tell: CandidateText | None = None

    @property
    def reason(self) -> str:
        """All of it in one line, for the script that copies."""
        title = self.title + _(".")
        return sentences(title, self.until, self.instead)


def untold_refusal() -> Refusal:
    """Nothing but the request for permission goes to people who do not know of their record."""
    return Refusal(
        title=_("They do not know of this record yet"),
        until=_("Until they have been told."),
        instead=str(INSTEAD_WORDS[Instead.ASK_PERMISSION]),
        tell=playbook().send_rule(Rule.NO_YES).tell_candidate,
    )


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
        tell=playbook().send_rule(decision.rule).tell_candidate,
    )
