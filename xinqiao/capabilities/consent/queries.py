"""Reads on what people allowed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from xinqiao.capabilities.candidates.models import Candidate, TimelineEntry
from xinqiao.capabilities.consent.models import ConsentEvent, ContactTerms
from xinqiao.domain.send_facts import REMINDER_AFTER
from xinqiao.foundation.tenancy.prepared import PreparedSelect

_TERMS = PreparedSelect(lambda candidate_id: ContactTerms.objects.filter(candidate_id=candidate_id), int)
_TERMS_OF = PreparedSelect(lambda ids: ContactTerms.objects.filter(candidate_id__among=ids), list)
_HISTORY = PreparedSelect(
    lambda candidate_id: (
        ConsentEvent.objects.filter(candidate_id=candidate_id).select_related("recorded_by__user").order_by("-id")
    ),
    int,
)


def terms_in_force(candidate: Candidate) -> ContactTerms | None:
    """The person's present terms, or None when nobody ever asked."""
    return _TERMS.find(candidate.pk)


def terms_by_candidate(ids: Iterable[int]) -> dict[int, ContactTerms]:
    """Present terms of many people, one query."""
    return {terms.candidate_id: terms for terms in _TERMS_OF.all(list(ids))}


def history_of(candidate: Candidate) -> list[ConsentEvent]:
    """Every decision, newest first."""
    return _HISTORY.all(candidate.pk)


def permission_counts() -> dict[str, int]:
    """How many people stand where (granted, later, stopped, none); sample people left out."""
    rows = (
        ContactTerms.objects.filter(candidate__is_sample=False, candidate__restricted_at=None)
        .values("permission")
        .annotate(n=Count("id"))
    )
    return {row["permission"]: row["n"] for row in rows}


def not_asked_yet(owner_id: int, *, samples: bool, limit: int, without: Collection[int] = ()) -> list[Candidate]:
    """People of this member whom nobody has asked for permission, newest records first."""
    unasked = Q(terms=None) | Q(terms__permission="none", terms__permission_asks=[])
    rows = _kept_by(owner_id, samples=samples, without=without).filter(unasked)
    return list(rows.order_by("-created_at", "-id")[:limit])


def kept_people(ids: Iterable[int], owner_id: int, *, samples: bool) -> list[Candidate]:
    """Those of these people whom this member keeps and with whom things go on, in the order of the ids."""
    wanted = list(ids)
    found = {one.pk: one for one in _kept_by(owner_id, samples=samples).filter(pk__in=wanted)}
    return [found[pk] for pk in wanted if pk in found]


def asked_once(owner_id: int, *, samples: bool, limit: int) -> list[Candidate]:
    """People of this member who were asked once and gave no yes; whoever was asked first comes first."""
    return [terms.candidate for terms in _asked_once(samples, limit).all(owner_id)]


def granted_not_invited(owner_id: int, *, samples: bool, limit: int, without: Collection[int] = ()) -> list[Candidate]:
    """People of this member with a yes who were not invited to the questionnaire, latest yes first."""
    rows = _terms_kept_by(owner_id, samples=samples).filter(~_has("questionnaire_invited"), permission="granted")
    if without:
        rows = rows.exclude(candidate_id__in=list(without))
    rows = rows.exclude(pace="only_when_i_ask").order_by("-decided_at", "-candidate_id")
    return [terms.candidate for terms in rows[:limit]]


def invited_without_word(owner_id: int, *, samples: bool, limit: int) -> list[Candidate]:
    """People of this member who were invited and of whose answers we know nothing, latest yes first."""
    return [terms.candidate for terms in _invited_without_word(samples, limit).all(owner_id)]


@cache
def _asked_once(samples: bool, limit: int) -> PreparedSelect[ContactTerms]:
    return PreparedSelect(
        lambda owner_id: (
            _terms_kept_by(owner_id, samples=samples)
            .filter(
                Q(permission="later") | ~Q(permission_asks=[]),
                permission__in=["none", "later"],
                permission_asks__1__isnull=True,
            )
            .order_by("id")[:limit]
        ),
        int,
    )


@cache
def _invited_without_word(samples: bool, limit: int) -> PreparedSelect[ContactTerms]:
    return PreparedSelect(
        lambda owner_id: (
            _terms_kept_by(owner_id, samples=samples)
            .filter(_has("questionnaire_invited"), ~_has("shared_result", "shared_contact_only"), permission="granted")
            .order_by("-decided_at", "-candidate_id")[:limit]
        ),
        int,
    )


def left_alone(*, samples: bool, now: datetime) -> dict[str, int]:
    """How many people rest: they stopped, lately said later, or gave no answer to request and reminder."""
    rows = ContactTerms.objects.all() if samples else ContactTerms.objects.filter(candidate__is_sample=False)
    return rows.aggregate(
        stopped=Count("id", filter=Q(permission="stopped")),
        later=Count("id", filter=Q(permission="later", decided_at__gt=now - REMINDER_AFTER)),
        resting=Count("id", filter=Q(permission__in=["none", "later"], permission_asks__1__isnull=False)),
    )


def by_hand_with_proof(proof: str, *, recorded_by: int) -> list[int]:
    """Sample people (internal ids) whose yes this member wrote down with exactly this proof."""
    rows = ConsentEvent.objects.filter(candidate__is_sample=True, recorded_by_id=recorded_by, proof=proof)
    return list(rows.order_by("-id").values_list("candidate_id", flat=True))


def ever_stopped(ids: Iterable[int]) -> bool:
    """Whether one of these people pressed stop, taken back or not."""
    return ConsentEvent.objects.filter(candidate_id__in=list(ids), decision="stopped").exists()


def _kept_by(owner_id: int, *, samples: bool, without: Collection[int] = ()) -> Any:
    rows = Candidate.objects.filter(owner_id=owner_id, restricted_at=None).exclude(stage__in=["paused", "closed"])
    if without:
        rows = rows.exclude(pk__in=list(without))
    return (rows if samples else rows.filter(is_sample=False)).select_related("owner__user")


def _terms_kept_by(owner_id: int, *, samples: bool) -> Any:
    """The same people, found by what they said: of those whom nobody ever asked there may be a million."""
    rows = ContactTerms.objects.filter(candidate__owner_id=owner_id).exclude(candidate__stage__in=["paused", "closed"])
    return (rows if samples else rows.filter(candidate__is_sample=False)).select_related("candidate__owner__user")


def _has(*kinds: str) -> Exists:
    return Exists(TimelineEntry.objects.filter(candidate_id=OuterRef("candidate_id"), kind__in=kinds))
