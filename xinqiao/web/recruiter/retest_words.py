"""When to ask for answers once more, in words: a date with its reason, or why to rest."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xinqiao.domain.retest import Reason, Rest, RetestPlan

REASONS: Final = {
    Reason.AFTER_STAGE: gettext_lazy("Since the last answers the stage has changed; a week lets it settle."),
    Reason.AFTER_TALK: gettext_lazy("Since the last answers you have talked; a week lets it settle."),
    Reason.AFTER_TRY: gettext_lazy("Since the last answers there was a small try; a week lets it settle."),
    Reason.AFTER_TECHNIQUE: gettext_lazy("Since the last answers a technique was used; a week lets it settle."),
    Reason.BEFORE_AND_AFTER: gettext_lazy(
        "The last answers stand before the technique, these would stand after it: the two can be compared."
    ),
    Reason.ASK_AGAIN: gettext_lazy("The last answers were doubtful, and somebody chose to ask once more."),
    Reason.FRESH_BEFORE: gettext_lazy(
        "Nothing has happened since. After 30 days the last answers no longer serve to compare with."
    ),
}
# Where another part of the page says the same, nothing is said here.
RESTS: Final = {
    Rest.AT_REST: gettext_lazy("Not while the stage is paused or closed."),
    Rest.INVITATION_OPEN: gettext_lazy("An invitation is open. They answer, or not; nobody reminds them."),
    Rest.CARD_OPEN: gettext_lazy("A three-tap card is open: one question at a time. They answer, or not."),
    Rest.THEY_BEGIN: gettext_lazy("Not from us: they begin, or nobody does."),
}


def retest_part(plan: RetestPlan, *, now: datetime) -> dict[str, Any] | None:
    """The row of the record; None for people who were never measured, said no yes or asked us to stop."""
    if plan.rest is not None:
        if plan.rest not in RESTS:
            return None
        when = _("open until %(day)s") % {"day": _day(plan.until)} if plan.until else ""
        return {"when": when, "why": str(RESTS[plan.rest]), "may_ask": False}
    if plan.at is None or plan.reason is None:
        return None
    due = plan.is_due(now)
    when = _("possible now") if due else _("from %(day)s on") % {"day": _day(plan.at)}
    return {"when": when, "why": str(REASONS[plan.reason]), "may_ask": due}


def _day(moment: datetime) -> str:
    return date_format(localtime(moment), "MONTH_DAY_FORMAT")
