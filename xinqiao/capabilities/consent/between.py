"""What happened between us and people, as the send check reads it: as many queries for one person as for many."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.candidates.queries import (
    door_open_until,
    hand_overs_of,
    last_by_side,
    told_by_candidate,
    told_of,
)
from xinqiao.capabilities.consent.impact import unlocks_messages
from xinqiao.capabilities.consent.models import ContactTerms
from xinqiao.capabilities.promises.queries import blocks_asks, broken_by_candidate
from xinqiao.domain import contacts
from xinqiao.domain.hand_over import Told, place_of
from xinqiao.domain.send_facts import Purpose

# Each ask that stays open, with its link's purpose and what answers it. Only what staff may see: a private answer
# must not open a door earlier than no answer.
_OPENED: Final = {
    "questionnaire_invited": (Purpose.QUESTIONNAIRE, ("shared_result", "shared_contact_only", "answered_on_paper")),
    "card_asked": (Purpose.THREE_TAPS, ("card_answered", "card_taken_back")),
}
_ASKED: Final = ("permission_asked", *_OPENED)
_ANSWERED: Final = tuple(kind for _, kinds in _OPENED.values() for kind in kinds)
_BY_HAND: Final = (*contacts.KINDS, contacts.CALLED)
_INTERVIEWS: Final = (contacts.kind_of(contacts.Outcome.INTERVIEWED),)
Known = dict[str, Any]


def between_many(
    people: Sequence[Candidate], terms: Mapping[int, ContactTerms], *, by: int | None, now: datetime
) -> dict[int, Known]:
    """Facts of the send check about each of these people, in four queries; which questions are open is left out.

    Whether the team may begin anything at all, the same for everybody, is among them.
    `by`: the member who would write, None where that is not the question.
    """
    ids = [person.pk for person in people]
    last, broken = last_by_side(ids, (*_ASKED, *_BY_HAND)), broken_by_candidate(ids)
    told = {} if by is None else told_by_candidate(ids)
    signed, found = unlocks_messages(now=now), {}
    for person in people:
        known, _ = _of_contacts(last[person.pk], terms.get(person.pk))
        place = {} if by is None else _place(person, told.get(person.pk, ()), by=by, now=now)
        found[person.pk] = {**known, **place, "has_broken_promise": person.pk in broken, "assessment_signed": signed}
    return found


def between_us(
    candidate: Candidate, terms: ContactTerms | None, *, by: int | None, sees_answers: bool, now: datetime
) -> Known:
    """The same about one person, all colleagues together, and whether an ask still waits for its answer."""
    last = last_by_side([candidate.pk], (*_ASKED, *_ANSWERED, *_BY_HAND))[candidate.pk]
    known, until_by_hand = _of_contacts(last, terms)
    place = {} if by is None else _place(candidate, map(told_of, hand_overs_of(candidate)), by=by, now=now)
    ends = [until_by_hand, _open_until(candidate, last, sees_answers=sees_answers, now=now)]
    until = max((end for end in ends if end is not None and end > now), default=None)
    return {
        **known,
        **place,
        "has_broken_promise": blocks_asks(candidate),
        "has_open_ask": until is not None,
        "open_ask_until": until,
    }


def quiet_until(candidate: Candidate) -> datetime | None:
    """Until when an interview is left to settle; None where there was none, in one query."""
    return contacts.between(last_by_side([candidate.pk], _INTERVIEWS)[candidate.pk]).quiet_until


def new_yes_at(terms: ContactTerms | None) -> datetime | None:
    """When the yes in force was said; None without one, and of one that came back when a stop was taken back.

    Such a yes, which has no decision before it, is nothing that the person said anew.
    """
    if terms is None or terms.permission != ContactTerms.Permission.GRANTED or not terms.permission_before:
        return None
    return terms.decided_at


def _of_contacts(last: contacts.Last, terms: ContactTerms | None) -> tuple[Known, datetime | None]:
    """What contacts say, and until when an ask by hand stays open."""
    by_hand = contacts.between(last, granted_at=new_yes_at(terms))
    asks = [datetime.fromisoformat(text) for text in terms.permission_asks] if terms else []
    ours = [*asks, *(at for (kind, _), at in last.items() if kind in _ASKED)]
    later = [by_hand.said_later_at]
    if terms is not None and terms.permission == ContactTerms.Permission.LATER:
        later.append(terms.decided_at)
    known = {
        "our_last_at": _last(*ours, by_hand.our_last_at),
        "they_began_at": by_hand.they_began_at,
        "two_way_at": by_hand.two_way_at,
        "said_no_at": by_hand.said_no_at,
        "said_later_at": _last(*later),
        "quiet_until": by_hand.quiet_until,
    }
    return known, by_hand.open_until


def _place(person: Candidate, told: Iterable[Told], *, by: int, now: datetime) -> Known:
    place = place_of(by, person.owner_id, told, now=now)
    return {"by_owner": place.by_owner, "handover": place.handover, "handover_from": place.handover_from}


def _open_until(candidate: Candidate, last: contacts.Last, *, sees_answers: bool, now: datetime) -> datetime | None:
    """Until when an ask stays open. Whoever may not know of answers finds it open until its date, answered or not."""
    moments: dict[str, datetime] = {}
    for (kind, _), at in last.items():
        moments[kind] = max(at, moments.get(kind, at))
    ends = []
    for asked, (purpose, answers) in _OPENED.items():
        if asked not in moments:
            continue
        if not sees_answers or all(moments[kind] < moments[asked] for kind in answers if kind in moments):
            ends.append(door_open_until(candidate, purpose, now=now))
    return _last(*ends)


def _last(*moments: datetime | None) -> datetime | None:
    return max((moment for moment in moments if moment is not None), default=None)
