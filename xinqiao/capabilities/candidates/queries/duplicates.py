"""Reads on records that may be, or became, one person."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count, Q

from xinqiao.capabilities.candidates import twins
from xinqiao.capabilities.candidates.models import Candidate, ContactPoint, Merge, ProbableDuplicate
from xinqiao.capabilities.candidates.names import sort_name
from xinqiao.domain.contact_points import DamagedPhone, normalise_email, normalise_phone
from xinqiao.domain.probable_twins import Traits, are_probably_one, traits_of
from xinqiao.domain.profile_links import normalise_link
from xinqiao.foundation.tenancy.prepared import PreparedRows, PreparedSelect

PAIRS: Final = 30
# Counted no further: the page says "100 or more".
COUNTED: Final = 100
SHOWN: Final = 5


@dataclass(frozen=True)
class PairPage:
    """One page of open pairs and the key that continues after it (empty at the end)."""

    pairs: list[ProbableDuplicate]
    after: str


@dataclass(frozen=True)
class Typed:
    """What stands in a form so far; every part may be empty or unusable."""

    name: str = ""
    company: str = ""
    title: str = ""
    city: str = ""
    emails: Sequence[str] = ()
    phones: Sequence[str] = ()
    links: Sequence[str] = ()


@dataclass(frozen=True)
class AlreadyHere:
    """People who are here already: by an address beyond doubt, or probably by name and company."""

    exact: list[Candidate]
    probable: list[Candidate]


def open_pairs(*, after: str = "") -> PairPage:
    """Pairs that nobody decided yet, oldest first. `after`: public id of the last one seen."""
    rows = ProbableDuplicate.objects.filter(state=ProbableDuplicate.State.OPEN).order_by("id")
    last = ProbableDuplicate.objects.filter(public_id=after).values_list("id", flat=True).first() if after else None
    if last is not None:
        rows = rows.filter(id__gt=last)
    found = list(rows.select_related("candidate__owner__user", "other__owner__user")[: PAIRS + 1])
    page = found[:PAIRS]
    return PairPage(page, page[-1].public_id if len(found) > PAIRS else "")


def open_pair_count() -> int:
    """How many pairs wait for a decision, counted up to COUNTED."""
    return len(_OPEN.all())


def pair_of(one: Candidate, other: Candidate) -> ProbableDuplicate | None:
    """The pair of these two, decided or not."""
    ordered = {"candidate_id": min(one.pk, other.pk), "other_id": max(one.pk, other.pk)}
    return ProbableDuplicate.objects.select_related("candidate", "other").filter(**ordered).first()


_OPEN = PreparedRows(
    lambda: (
        ProbableDuplicate.objects.filter(state=ProbableDuplicate.State.OPEN).order_by("id").values_list("id")[:COUNTED]
    )
)
_MERGES = PreparedSelect(
    lambda candidate_id, since: (
        Merge.objects.filter(survivor_id=candidate_id, undone_at=None, merged_at__gt=since)
        .exclude(before={})
        .select_related("merged_by__user")
        .order_by("-id")
    ),
    int,
    datetime,
)


def merges_of(candidate: Candidate, *, since: datetime) -> list[Merge]:
    """Merges into this record that were not taken back, newest first."""
    return _MERGES.all(candidate.pk, since)


def merge_of(candidate: Candidate, public_id: str) -> Merge:
    """One merge into this record; raises Merge.DoesNotExist otherwise."""
    return Merge.objects.get(survivor=candidate, public_id=public_id)


def survivor_of(public_id: str) -> str | None:
    """The public id of the record that a merged one went into."""
    if not public_id:
        return None
    rows = Merge.objects.filter(other_public_id=public_id, undone_at=None).order_by("-id")
    return rows.values_list("survivor__public_id", flat=True).first()


def already_here(typed: Typed, *, without: str = "") -> AlreadyHere:
    """Who a half-filled form probably speaks of; `without` is the record that is being changed. Three queries."""
    exact = _by_address(typed)
    traits = _traits(typed)
    probable = twins.twins_of(traits, limit=SHOWN + len(exact) + 1) if traits else []
    people = Candidate.objects.filter(pk__in={*exact, *probable}).exclude(public_id=without)
    found = {row.pk: row for row in people.order_by("pk")}
    return AlreadyHere(
        [row for pk, row in found.items() if pk in exact][:SHOWN],
        [row for pk, row in found.items() if pk not in exact][:SHOWN],
    )


def twins_on_record(candidate: Candidate) -> list[Candidate]:
    """People of this name in this company, oldest first, also those whom title and city tell apart: a member asks."""
    traits = twins.traits(candidate)
    traits = traits._replace(detail=0) if traits else None
    ids = twins.twins_of(traits, without=candidate.pk, limit=SHOWN) if traits else []
    return list(Candidate.objects.filter(pk__in=ids).order_by("pk"))


def repeated_keys(*, after: int | None, limit: int) -> list[int]:
    """Keys of `twins` that several people have, in order; for looking through everybody in portions."""
    rows = Candidate.objects.exclude(twin_key=None).order_by().values("twin_key")
    if after is not None:
        rows = rows.filter(twin_key__gt=after)
    repeated = rows.annotate(n=Count("pk")).filter(n__gt=1).order_by("twin_key")
    return [key for key in repeated.values_list("twin_key", flat=True)[:limit] if key is not None]


def pairs_among(keys: Collection[int], *, most: int) -> list[tuple[int, int]]:
    """Pairs of people (internal ids) under these keys; of one person at most so many."""
    rows = Candidate.objects.filter(twin_key__in=list(keys)).order_by("twin_key", "pk")
    people = [(pk, Traits(*columns)) for pk, *columns in rows.values_list("pk", *twins.FIELDS)]
    return list(_pairs(people, most))


def _pairs(people: list[tuple[int, Traits]], most: int) -> Iterator[tuple[int, int]]:
    for place, (pk, traits) in enumerate(people):
        found = 0
        for other, theirs in people[place + 1 :]:
            if theirs.key != traits.key or found == most:
                break
            if are_probably_one(traits, theirs):
                found += 1
                yield pk, other


def _by_address(typed: Typed) -> set[int]:
    keys = {
        ContactPoint.Kind.EMAIL: {key for text in typed.emails if (key := normalise_email(text))},
        ContactPoint.Kind.PHONE: {key for text in typed.phones if (key := _phone(text))},
        ContactPoint.Kind.LINK: {link.key for text in typed.links if (link := normalise_link(text)) and link.key},
    }
    same = Q()
    for kind, wanted in keys.items():
        if wanted:
            same |= Q(kind=kind, key__in=wanted)
    return set(ContactPoint.objects.filter(same).values_list("candidate_id", flat=True)) if same else set()


def _phone(text: str) -> str | None:
    try:
        phone = normalise_phone(text)
    except DamagedPhone:
        return None
    return phone.e164 if phone else None


def _traits(typed: Typed) -> Traits | None:
    return traits_of(
        typed.name,
        sort_name(typed.name),
        typed.company,
        title=typed.title,
        city=typed.city,
        reachable=any(map(normalise_email, typed.emails)) and any(map(_phone, typed.phones)),
    )
