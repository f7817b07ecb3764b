"""Separate consents and the restriction of use, in the desk's words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xinqiao.domain.separate_consents import State, Word, closed_to_others
from xinqiao.playbook.loader import playbook
from xinqiao.web.recruiter.words import joined, say

if TYPE_CHECKING:
    from xinqiao.capabilities.consent.allowed import Item
    from xinqiao.capabilities.consent.models import ConsentEvent

# Of a line in the ledger, and on the timeline.
WORDS: Final = {
    Word.GRANTED: gettext_lazy("Yes: %(consent)s"),
    Word.REFUSED: gettext_lazy("No: %(consent)s"),
    Word.WITHDRAWN: gettext_lazy("Yes taken back: %(consent)s"),
    Word.UNDONE: gettext_lazy("Last tap taken back: %(consent)s"),
    Word.SET_ASIDE: gettext_lazy("Yes set aside, as two records of one person contradicted each other: %(consent)s"),
}
STATES: Final = {
    State.SILENT: gettext_lazy("nothing said"),
    State.IN_FORCE: gettext_lazy("yes"),
    State.ASKS_AGAIN: gettext_lazy("a yes that does not count for this text"),
    State.REFUSED: gettext_lazy("no"),
    State.WITHDRAWN: gettext_lazy("taken back"),
}
USE_WORDS: Final = {
    "restricted": gettext_lazy("Data only kept from here on, not used"),
    "lifted": gettext_lazy("Data may be used again"),
}


@dataclass(frozen=True)
class ConsentRow:
    """One separate consent as the desk shows it; `about` names it in forms."""

    about: str
    label: str
    recipient: str
    recipient_id: str
    state: str
    is_in_force: bool
    was_said: bool
    since: datetime | None
    way: str
    only_they: bool
    is_named: bool


def rows_of(items: list[Item]) -> list[ConsentRow]:
    """These consents in words."""
    return [_row(item) for item in items]


def _row(item: Item) -> ConsentRow:
    standing, to = item.standing, item.recipient
    newest = standing.newest
    way = "" if newest is None else _("by their own tap") if newest.own else _("written down by hand")
    return ConsentRow(
        about=f"{item.purpose}:{item.recipient_id}",
        label=say(playbook().separate_consent(item.purpose).label),
        recipient=joined([to.name, to.contact, to.what_for]) if to else "",
        recipient_id=item.recipient_id,
        state=str(STATES[standing.state]),
        is_in_force=standing.state is State.IN_FORCE,
        was_said=standing.state is not State.SILENT,
        since=newest.at if newest else None,
        way=way,
        only_they=closed_to_others(standing),
        is_named=item.is_named,
    )


def event_words(event: ConsentEvent) -> str:
    """A ledger line that is not about contact."""
    if event.decision in USE_WORDS:
        return str(USE_WORDS[event.decision])
    label = say(playbook().separate_consent(event.purpose).label)
    return joined([str(WORDS[Word(event.decision)]) % {"consent": label}, event.recipient.get("name", "")])
