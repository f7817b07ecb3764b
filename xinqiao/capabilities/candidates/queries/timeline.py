"""Reads on the timeline and on signs."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, Final, NamedTuple

from django.db.models import Max, Q

from xinqiao.capabilities.candidates.models import (
    Candidate,
    Sign,
    TimelineEntry,
)
from xinqiao.foundation.tenancy.prepared import PreparedRows, PreparedSelect

SIGN_LIFE = timedelta(days=90)


# Entries from which one could tell that there is a result or a card, or which signs were noted: for the keepers only.
KEEPERS_ONLY: Final = (
    *("shared_result", "shared_contact_only", "took_back_result", "sign", "sign_taken_back"),
    *("answered_on_paper", "paper_taken_back", "answers_imported"),
    *("card_answered", "card_taken_back"),
    *("doubt_accepted", "doubt_ask_again", "doubt_open"),
)
_CONTACT: Final = ~Q(direction="")
_LAST_OF = PreparedRows(
    lambda ids: (
        TimelineEntry.objects.filter(candidate_id__among=ids)
        .values_list("candidate_id")
        .annotate(
            contact=Max("at", filter=_CONTACT),
            told=Max("at", filter=_CONTACT & ~Q(kind__in=KEEPERS_ONLY)),
            invited=Max("at", filter=Q(kind="questionnaire_invited")),
        )
    ),
    list,
)
_SIGNS = PreparedSelect(
    lambda candidate_id, after: Sign.objects.filter(candidate_id=candidate_id, observed_on__gt=after).order_by(
        "-observed_on", "-id"
    ),
    int,
    date,
)
_CHANGES: Final = ("added", "changed", "corrected", "tagged", "merged", "unmerged", "told", "told_taken_back")


def last_change_of(candidate: Candidate) -> str:
    """The newest entry that tells of other facts (public id); as long as it is the same, so are the facts."""
    rows = TimelineEntry.objects.filter(candidate=candidate, kind__in=_CHANGES).order_by("-id")
    return rows.values_list("public_id", flat=True).first() or ""


def happened_since(candidate: Candidate, kind: str, *, since: datetime) -> bool:
    """Whether the timeline tells of this after that moment."""
    return TimelineEntry.objects.filter(candidate=candidate, kind=kind, at__gt=since).exists()


def own_zones(ids: Collection[int]) -> set[int]:
    """Which of these people said themselves where they live; one query."""
    rows = TimelineEntry.objects.filter(candidate_id__in=list(ids), kind="corrected", direction="in")
    return {pk for pk, data in rows.values_list("candidate_id", "data") if "time_zone" in data.get("fields", ())}


@cache
def _entries(limit: int, without: tuple[str, ...]) -> PreparedSelect[TimelineEntry]:
    return PreparedSelect(
        lambda candidate_id: (
            TimelineEntry.objects.filter(candidate_id=candidate_id)
            .exclude(kind__in=without)
            .select_related("by__user")
            .order_by("-at", "-id")[:limit]
        ),
        int,
    )


@dataclass(frozen=True)
class LastWord:
    """When we last turned to a person, and who did, told by role (empty where the system did)."""

    at: datetime
    role: str


def last_word_of_ours(candidate: Candidate) -> LastWord | None:
    """The newest contact of ours with this person, whoever made it; None when there was none."""
    rows = TimelineEntry.objects.filter(candidate=candidate, direction="out").order_by("-at", "-id")
    found = rows.values_list("at", "by__role").first()
    return None if found is None else LastWord(found[0], found[1] or "")


def timeline_of(candidate: Candidate, *, limit: int = 100, without: Collection[str] = ()) -> list[TimelineEntry]:
    """What happened, newest first; `without` leaves out kinds that the reader may not see."""
    return _entries(limit, tuple(without)).all(candidate.pk)


class Last(NamedTuple):
    """When we and a person last had contact, in either direction, and when they were last invited to answer."""

    contact: datetime | None
    invited: datetime | None


def last_by_candidate(ids: Iterable[int], *, keepers_of: Collection[int]) -> dict[int, Last]:
    """The last contact and invitation of these people, in one query; whoever has no entry at all is missing.

    For people outside `keepers_of` the entries of `KEEPERS_ONLY` are no contacts.
    """
    return {
        pk: Last(contact if pk in keepers_of else told, invited)
        for pk, contact, told, invited in _LAST_OF.all(list(ids))
    }


@dataclass(frozen=True)
class Moment:
    """An entry in short: kind, time, direction, and its small facts."""

    kind: str
    at: datetime
    direction: str
    data: dict[str, Any]


def moments_of(candidate: Candidate, kinds: Collection[str], *, since: datetime) -> list[Moment]:
    """Entries of these kinds, and every contact of ours, oldest first."""
    rows = _moments(tuple(kinds)).all(candidate.pk, since)
    return [Moment(row.kind, row.at, row.direction, row.data) for row in rows]


@cache
def _moments(kinds: tuple[str, ...]) -> PreparedSelect[TimelineEntry]:
    wanted = Q(kind__in=kinds) | Q(direction="out")
    return PreparedSelect(
        lambda candidate_id, since: TimelineEntry.objects.filter(
            wanted, candidate_id=candidate_id, at__gt=since
        ).order_by("at", "id"),
        int,
        datetime,
    )


def note_of(candidate: Candidate, public_id: str) -> TimelineEntry:
    """One note of this person; raises TimelineEntry.DoesNotExist otherwise."""
    return TimelineEntry.objects.get(candidate=candidate, public_id=public_id, kind="note")


def has_notes(candidate: Candidate) -> bool:
    """Whether colleagues wrote notes on this person."""
    return TimelineEntry.objects.filter(candidate=candidate, kind="note").exists()


def signs_of(candidate: Candidate, *, today: date) -> list[Sign]:
    """The signs that have not expired, newest first."""
    return _SIGNS.all(candidate.pk, today - SIGN_LIFE)


def sign_of(candidate: Candidate, public_id: str) -> Sign:
    """One sign of this person; raises Sign.DoesNotExist otherwise."""
    return Sign.objects.get(candidate=candidate, public_id=public_id)
