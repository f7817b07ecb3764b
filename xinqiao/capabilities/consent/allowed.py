"""Reads on separate consents: what one person allows now, act by act, and the whole ledger behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.consent.models import ConsentEvent, NamedRecipient
from xinqiao.capabilities.consent.queries import history_of
from xinqiao.domain.separate_consents import (
    NAMED,
    Event,
    Purpose,
    Recipient,
    Standing,
    State,
    Word,
    standing,
    undoable,
)
from xinqiao.foundation.tenancy.prepared import PreparedSelect
from xinqiao.playbook.loader import playbook

PURPOSES: Final = tuple(Purpose)
_PURPOSES: Final = frozenset(str(purpose) for purpose in Purpose)
BY_LINK: Final = "link"
_NAMED = PreparedSelect(lambda person: NamedRecipient.objects.filter(candidate_id=person).order_by("id"), int)


@dataclass(frozen=True)
class Item:
    """One consent as it stands. `is_named`: it is still put before the person, so that a yes is possible.

    `undo` is the ledger line of their own tap that can still be taken back, by its public id; empty for none.
    """

    purpose: Purpose
    version: str
    standing: Standing
    recipient: Recipient | None = None
    recipient_id: str = ""
    is_named: bool = True
    undo: str = ""


def ledger_of(candidate: Candidate) -> list[ConsentEvent]:
    """Every line on separate consents, oldest first."""
    return separate_in(history_of(candidate))


def separate_in(history: Iterable[ConsentEvent]) -> list[ConsentEvent]:
    """The same from every decision, where that is read already."""
    return sorted((row for row in history if row.purpose in _PURPOSES), key=lambda row: (row.at, row.pk))


def items_of(candidate: Candidate, *, now: datetime, history: Iterable[ConsentEvent] | None = None) -> list[Item]:
    """Where each separate consent stands, in the playbook's order; two queries, however long the ledger.

    `history`: every decision, where that is read already.
    """
    events = events_in(ledger_of(candidate) if history is None else separate_in(history))
    named = _NAMED.all(candidate.pk)
    return [item for text in playbook().separate_consents for item in _of_purpose(text.id, events, named, now=now)]


def recipient_of(candidate: Candidate, public_id: str) -> NamedRecipient:
    """One recipient that was ever named to this person; raises NamedRecipient.DoesNotExist."""
    return NamedRecipient.objects.get(candidate=candidate, public_id=public_id)


def as_recipient(row: NamedRecipient) -> Recipient:
    """The values on which a consent rests."""
    return Recipient(row.name, row.contact, row.what_for)


def events_in(rows: Iterable[ConsentEvent]) -> list[Event]:
    """Ledger lines as the domain reads them."""
    return [
        Event(
            key=row.public_id,
            purpose=Purpose(row.purpose),
            word=Word(row.decision),
            at=row.at,
            text_version=row.text_version,
            recipient=Recipient(**row.recipient) if row.recipient else None,
            undoes=row.undoes,
            own=row.channel == BY_LINK,
        )
        for row in rows
    ]


def as_json(recipient: Recipient | None) -> dict[str, Any]:
    """A recipient as the ledger keeps it; empty for none."""
    return asdict(recipient) if recipient else {}


def _of_purpose(purpose: Purpose, events: list[Event], named: list[NamedRecipient], *, now: datetime) -> Iterator[Item]:
    if purpose not in NAMED:
        yield _item(purpose, events, None, now=now)
        return
    rows = [row for row in named if row.purpose == purpose]
    # The same words named twice are one recipient, named as long as one of the two rows is.
    latest = {as_recipient(row): row for row in sorted(rows, key=lambda row: row.taken_back_at is None)}
    for row in sorted(latest.values(), key=lambda row: row.pk):
        item = _item(purpose, events, row, now=now)
        # Named no longer, a yes still holds until the person takes it back: they must find it.
        if item.is_named or item.undo or item.standing.state in (State.IN_FORCE, State.ASKS_AGAIN):
            yield item


def _item(purpose: Purpose, events: list[Event], row: NamedRecipient | None, *, now: datetime) -> Item:
    recipient = as_recipient(row) if row is not None else None
    version = playbook().separate_consent(purpose).version
    last = undoable(events, purpose, recipient, now=now)
    return Item(
        purpose=purpose,
        version=version,
        standing=standing(events, purpose, text_version=version, recipient=recipient),
        recipient=recipient,
        recipient_id=row.public_id if row is not None else "",
        is_named=row is None or row.taken_back_at is None,
        undo=last.key if last is not None and last.own else "",
    )
