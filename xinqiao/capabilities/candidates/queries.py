"""Reads on people. Nothing here knows of scores."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Max, Q, Value
from django.db.models.functions import Replace

from xinqiao.capabilities.candidates.models import (
    Attachment,
    Candidate,
    CandidateLink,
    ContactPoint,
    Export,
    Sign,
    TimelineEntry,
)

PAGE_SIZE = 50
SIGN_LIFE = timedelta(days=90)
# Entries from which one could tell that there is a result, or which signs were noted: for the keepers only.
KEEPERS_ONLY: Final = ("shared_result", "shared_contact_only", "took_back_result", "sign", "sign_taken_back")


@dataclass(frozen=True)
class Page:
    """One page of people and the key that continues after it (empty at the end)."""

    candidates: list[Candidate]
    after: str


def page_of_candidates(*, search: str = "", stage: str = "", owner_id: int | None = None, after: str = "") -> Page:
    """People by name, 50 at a time. `after` is the public id of the last person of the page before."""
    rows = Candidate.objects.select_related("owner__user").order_by("sort_name", "id")
    if search:
        # Pinyin is stored with a space between syllables, and typed with or without.
        rows = rows.alias(letters=Replace("sort_name", Value(" "), Value(""))).filter(
            Q(display_name__icontains=search)
            | Q(letters__icontains=search.replace(" ", ""))
            | Q(company__icontains=search)
            | Q(title__icontains=search)
            | Q(email_key__icontains=search.lower())
            | Q(phone_key__endswith=search)
        )
    if stage:
        rows = rows.filter(stage=stage)
    if owner_id is not None:
        rows = rows.filter(owner_id=owner_id)
    last = Candidate.objects.filter(public_id=after).values_list("sort_name", "id").first() if after else None
    if last is not None:
        rows = rows.filter(Q(sort_name__gt=last[0]) | Q(sort_name=last[0], id__gt=last[1]))
    found = list(rows[: PAGE_SIZE + 1])
    page = found[:PAGE_SIZE]
    return Page(page, page[-1].public_id if len(found) > PAGE_SIZE else "")


def happened_since(candidate: Candidate, kind: str, *, since: datetime) -> bool:
    """Whether the timeline tells of this after that moment."""
    return TimelineEntry.objects.filter(candidate=candidate, kind=kind, at__gt=since).exists()


def candidate_of(public_id: str) -> Candidate:
    """One person of the current workspace; raises Candidate.DoesNotExist for any other."""
    return Candidate.objects.select_related("owner__user", "opening").get(public_id=public_id)


def candidates_by_id(ids: Iterable[int]) -> dict[int, Candidate]:
    """People by internal id."""
    return Candidate.objects.in_bulk(list(ids))


def timeline_of(candidate: Candidate, *, limit: int = 100, without: Collection[str] = ()) -> list[TimelineEntry]:
    """What happened, newest first; `without` leaves out kinds that the reader may not see."""
    rows = TimelineEntry.objects.filter(candidate=candidate).exclude(kind__in=list(without))
    return list(rows.select_related("by__user").order_by("-at", "-id")[:limit])


def last_contacts(ids: Iterable[int], *, keepers_of: Collection[int]) -> dict[int, datetime]:
    """When each of these people and we last had contact, in either direction.

    For people outside `keepers_of` the entries of `KEEPERS_ONLY` do not count.
    """
    rows = TimelineEntry.objects.filter(candidate_id__in=list(ids)).exclude(direction="")
    rows = rows.exclude(~Q(candidate_id__in=list(keepers_of)), kind__in=KEEPERS_ONLY)
    return dict(rows.values_list("candidate_id").annotate(last=Max("at")))


def invitations(ids: Iterable[int]) -> dict[int, datetime]:
    """Who of these people was invited to the questionnaire, and when last."""
    rows = TimelineEntry.objects.filter(candidate_id__in=list(ids), kind="questionnaire_invited")
    return dict(rows.values_list("candidate_id").annotate(last=Max("at")))


def note_of(candidate: Candidate, public_id: str) -> TimelineEntry:
    """One note of this person; raises TimelineEntry.DoesNotExist otherwise."""
    return TimelineEntry.objects.get(candidate=candidate, public_id=public_id, kind="note")


def has_notes(candidate: Candidate) -> bool:
    """Whether colleagues wrote notes on this person."""
    return TimelineEntry.objects.filter(candidate=candidate, kind="note").exists()


def signs_of(candidate: Candidate, *, today: date) -> list[Sign]:
    """The signs that have not expired, newest first."""
    rows = Sign.objects.filter(candidate=candidate, observed_on__gt=today - SIGN_LIFE)
    return list(rows.order_by("-observed_on", "-id"))


def sign_of(candidate: Candidate, public_id: str) -> Sign:
    """One sign of this person; raises Sign.DoesNotExist otherwise."""
    return Sign.objects.get(candidate=candidate, public_id=public_id)


def links_of(candidate: Candidate) -> list[CandidateLink]:
    """The person's links, newest first."""
    return list(CandidateLink.objects.filter(candidate=candidate).order_by("-id"))


def known_contacts(emails: Iterable[str], phones: Iterable[str]) -> dict[str, int]:
    """Which of these normalised addresses and numbers belong to whom (internal id)."""
    wanted = [*emails, *phones]
    rows = ContactPoint.objects.filter(kind__in=("email", "phone"), key__in=wanted)
    return dict(rows.values_list("key", "candidate_id"))


def has_at_least(count: int) -> bool:
    """Whether the workspace holds so many people, sample people left out."""
    return len(Candidate.objects.filter(is_sample=False).values_list("pk")[:count]) >= count


def has_handed_out_a_link() -> bool:
    """Whether any link went to a person who is not a sample."""
    return CandidateLink.objects.filter(candidate__is_sample=False).exists()


def sample_count() -> int:
    """How many sample people the workspace still has."""
    return Candidate.objects.filter(is_sample=True).count()


def openings_in_use() -> set[int]:
    """The openings (internal ids) that somebody's record names."""
    rows = Candidate.objects.exclude(opening=None).order_by().values_list("opening_id", flat=True)
    return set(rows.distinct())


def stored_files() -> set[str]:
    """The files about people that the current workspace still needs: attachments and exports."""
    attached = Attachment.objects.exclude(stored_file="").values_list("stored_file", flat=True)
    exported = Export.objects.exclude(stored_file="").values_list("stored_file", flat=True)
    return {*attached, *exported}
