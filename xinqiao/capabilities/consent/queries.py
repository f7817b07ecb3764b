"""Reads on what people allowed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from xinqiao.capabilities.candidates.models import Candidate, TimelineEntry
from xinqiao.capabilities.consent.models import ConsentEvent, ContactTerms
from xinqiao.domain.send_facts import REMINDER_AFTER
from xinqiao.foundation.tenancy.prepared import A_PAGE, Ids, PreparedSelect

_TERMS = PreparedSelect(lambda candidate_id: ContactTerms.objects.filter(candidate_id=candidate_id), int)
_TERMS_OF = PreparedSelect(lambda ids: ContactTerms.objects.filter(candidate_id__in=ids), Ids(A_PAGE))
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
    wanted = list(ids)
    few = len(wanted) <= A_PAGE
    rows = _TERMS_OF.all(wanted) if few else ContactTerms.objects.filter(candidate_id__in=wanted)
    return {terms.candidate_id: terms for terms in rows}


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


def not_asked_yet(owner_id: int, *, samples: bool, limit: int) -> list[Candidate]:
    """People of this member whom nobody has asked for permission, newest records first."""
    unasked = Q(terms=None) | Q(terms__permission="none", terms__permission_asks=[])
    return list(_kept_by(owner_id, samples=samples).filter(unasked).order_by("-created_at", "-id")[:limit])


def asked_once(owner_id: int, *, samples: bool, limit: int) -> list[Candidate]:
    """People of this member who were asked once and gave no yes; whoever was asked first comes first."""
    rows = _kept_by(owner_id, samples=samples).filter(
        Q(terms__permission="later") | ~Q(terms__permission_asks=[]),
        terms__permission__in=["none", "later"],
        terms__permission_asks__1__isnull=True,
    )
    return list(rows.order_by("terms__id")[:limit])


def granted_not_invited(owner_id: int, *, samples: bool, limit: int) -> list[Candidate]:
    """People of this member with a yes who were not invited to the questionnaire, latest yes first."""
    rows = _kept_by(owner_id, samples=samples).filter(~_happened("questionnaire_invited"), terms__permission="granted")
    rows = rows.exclude(terms__pace="only_when_i_ask")
    return list(rows.order_by("-terms__decided_at", "-id")[:limit])


def invited_without_word(owner_id: int, *, samples: bool, limit: int) -> list[Candidate]:
    """People of this member who were invited and of whose answers we know nothing, latest yes first."""
    rows = _kept_by(owner_id, samples=samples).filter(
        _happened("questionnaire_invited"),
        ~_happened("shared_result", "shared_contact_only"),
        terms__permission="granted",
    )
    return list(rows.order_by("-terms__decided_at", "-id")[:limit])


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


def _kept_by(owner_id: int, *, samples: bool) -> Any:
    rows = Candidate.objects.filter(owner_id=owner_id, restricted_at=None).exclude(stage__in=["paused", "closed"])
    return (rows if samples else rows.filter(is_sample=False)).select_related("owner__user")


def _happened(*kinds: str) -> Exists:
    return Exists(TimelineEntry.objects.filter(candidate=OuterRef("pk"), kind__in=kinds))
