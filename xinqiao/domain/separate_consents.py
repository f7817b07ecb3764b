"""Which separate consents hold: one per act, per text version and, where another receives something, per recipient.

The ledger is a list of words, oldest first. What holds follows from the newest word alone; a yes to an older text or
to another recipient is no yes to this one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

UNDO: Final = timedelta(days=7)


class Purpose(StrEnum):
    """What needs a yes of its own, given for nothing else."""

    RECORDING = "recording"
    VOICE = "voice"
    SHARING_COMPANY = "sharing_company"
    STORIES = "stories"
    SENDING_ABROAD = "sending_abroad"
    SENSITIVE = "sensitive"


# A yes to these is a yes to one recipient only.
NAMED: Final = frozenset({Purpose.SHARING_COMPANY, Purpose.SENDING_ABROAD})


class Word(StrEnum):
    """What was said. `set_aside` is no word of the person: two records became one, and a no stood beside the yes."""

    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    UNDONE = "undone"
    SET_ASIDE = "set_aside"


_DECISIONS: Final = frozenset({Word.GRANTED, Word.REFUSED, Word.WITHDRAWN})
_NOES: Final = frozenset({Word.REFUSED, Word.WITHDRAWN})


class State(StrEnum):
    """Where one consent stands. Only `in_force` allows anything."""

    SILENT = "silent"
    IN_FORCE = "in_force"
    ASKS_AGAIN = "asks_again"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class RecipientMissing(ValueError):
    """This consent is to one recipient, with name, way of contact and what for."""


class NoRecipient(ValueError):
    """This consent has no recipient."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who would receive something, how to reach them, and what for. Another purpose is another recipient."""

    name: str
    contact: str
    what_for: str

    def __post_init__(self) -> None:
        if not (self.name.strip() and self.contact.strip() and self.what_for.strip()):
            raise RecipientMissing(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of the ledger. `undoes` names the line that an `undone` takes back; `own`: the person's own tap."""

    key: str
    purpose: Purpose
    word: Word
    at: datetime
    text_version: str = ""
    recipient: Recipient | None = None
    undoes: str = ""
    own: bool = True


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a consent stands, and the word that it rests on (None while nothing was said)."""

    state: State
    newest: Event | None = None


def standing(
    events: Iterable[Event], purpose: Purpose, *, text_version: str, recipient: Recipient | None = None
) -> Standing:
    """What holds for this act, this text and this recipient. Raises RecipientMissing or NoRecipient."""
    require_recipient(purpose, recipient)
    last = None
    for event in _counting(_about(events, purpose, recipient)):
        last = event
    if last is None:
        return Standing(State.SILENT)
    if last.word is Word.GRANTED:
        return Standing(State.IN_FORCE if last.text_version == text_version else State.ASKS_AGAIN, last)
    return Standing(_OF_WORD[last.word], last)


def require_recipient(purpose: Purpose, recipient: Recipient | None) -> None:
    """Raises RecipientMissing or NoRecipient where purpose and recipient do not go together."""
    if purpose in NAMED and recipient is None:
        raise RecipientMissing(purpose)
    if purpose not in NAMED and recipient is not None:
        raise NoRecipient(purpose)


def word_of_a_no(present: Standing) -> Word:
    """A no takes a yes back, also one that would ask again; otherwise it refuses."""
    given = present.newest is not None and present.newest.word is Word.GRANTED
    return Word.WITHDRAWN if given else Word.REFUSED


def undoable(events: Iterable[Event], purpose: Purpose, recipient: Recipient | None, *, now: datetime) -> Event | None:
    """The decision that can still be taken back: the last line on this consent, for 7 days."""
    about = list(_about(events, purpose, recipient))
    last = about[-1] if about else None
    if last is None or last.word not in _DECISIONS or now - last.at >= UNDO:
        return None
    return last


def closed_to_others(present: Standing) -> bool:
    """Whether only the person can say yes again: they said no by their own tap, or two records differ."""
    newest = present.newest
    if newest is None:
        return False
    return newest.word is Word.SET_ASIDE or (newest.own and newest.word in _NOES)


def to_set_aside(one: Sequence[Event], other: Sequence[Event]) -> list[tuple[Purpose, Recipient | None]]:
    """Consents that two records of one person contradict each other on: after merging the no holds, not the yes."""
    words = [{about: _last_word(events, *about) for about in _subjects(events)} for events in (one, other)]
    return [
        about
        for about, mine in words[0].items()
        if (theirs := words[1].get(about)) is not None
        and Word.GRANTED in (mine, theirs)
        and (mine is not Word.GRANTED or theirs is not Word.GRANTED)
    ]


def _last_word(events: Sequence[Event], purpose: Purpose, recipient: Recipient | None) -> Word | None:
    words = [event.word for event in _counting(_about(events, purpose, recipient))]
    return words[-1] if words else None


def _subjects(events: Iterable[Event]) -> list[tuple[Purpose, Recipient | None]]:
    return list(dict.fromkeys((event.purpose, event.recipient) for event in events))


def _about(events: Iterable[Event], purpose: Purpose, recipient: Recipient | None) -> Iterator[Event]:
    return (event for event in events if event.purpose is purpose and event.recipient == recipient)


def _counting(events: Iterable[Event]) -> Iterator[Event]:
    """Without what was taken back, and without the taking back."""
    lines = list(events)
    undone = {event.undoes for event in lines if event.word is Word.UNDONE}
    return (event for event in lines if event.word is not Word.UNDONE and event.key not in undone)


_OF_WORD: Final = {
    Word.REFUSED: State.REFUSED,
    Word.WITHDRAWN: State.WITHDRAWN,
    Word.SET_ASIDE: State.ASKS_AGAIN,
}
