"""Reads on pools, tags, saved views and acts on many people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count, Q

from xinqiao.capabilities.candidates.models import BulkAct, CandidateTag, Pool, PoolMember, SavedView, Tag
from xinqiao.foundation.tenancy.prepared import PreparedSelect
from xinqiao.foundation.workspaces.models import Member

# More than a select can offer is found by typing instead.
LISTED: Final = 500

_POOLS, _ARCHIVED = (
    PreparedSelect(
        lambda archived=archived: (
            Pool.objects.filter(archived_at__isnull=not archived)
            .select_related("created_by__user")
            .order_by("name", "id")[:LISTED]
        )
    )
    for archived in (False, True)
)
_TAGS = PreparedSelect(lambda: Tag.objects.order_by("key", "id")[:LISTED])
_VIEWS = PreparedSelect(
    lambda member_id: (
        SavedView.objects.filter(Q(is_shared=True) | Q(owner_id=member_id))
        .select_related("owner__user")
        .order_by("-is_shared", "name", "id")[:LISTED]
    ),
    int,
)


@dataclass(frozen=True)
class Counted:
    """A tag or a pool by hand, with how many people it holds."""

    row: Tag | Pool
    people: int


def pools(*, archived: bool = False) -> list[Pool]:
    """The team's pools by name."""
    return (_ARCHIVED if archived else _POOLS).all()


def pools_by_hand() -> list[Pool]:
    """Pools that people can be put into."""
    return [pool for pool in pools() if not pool.rule]


def pool_sizes(rows: Iterable[Pool]) -> dict[int, int]:
    """How many people each pool by hand holds, in one query."""
    members = PoolMember.objects.filter(pool__in=list(rows)).order_by().values_list("pool_id")
    return dict(members.annotate(n=Count("pk")))


def pool_of(public_id: str) -> Pool:
    """One pool of the current workspace; raises Pool.DoesNotExist for any other."""
    return Pool.objects.select_related("created_by__user").get(public_id=public_id)


def tags() -> list[Tag]:
    """The team's tags by name."""
    return _TAGS.all()


def counted_tags() -> list[Counted]:
    """The team's tags by name with how many people carry each."""
    rows = Tag.objects.annotate(n=Count("people")).order_by("key", "id")[:LISTED]
    return [Counted(row, row.n) for row in rows]


def tag_of(public_id: str) -> Tag:
    """One tag of the current workspace; raises Tag.DoesNotExist for any other."""
    return Tag.objects.get(public_id=public_id)


def tag_named(key: str) -> Tag:
    """The tag with this compared name; raises Tag.DoesNotExist where the team has none."""
    return Tag.objects.get(key=key)


def tags_by_candidate(ids: Iterable[int]) -> dict[int, list[str]]:
    """The names of these people's tags, in one query."""
    rows = CandidateTag.objects.filter(candidate_id__in=list(ids)).order_by("tag__key")
    return _grouped(rows.values_list("candidate_id", "tag__name"))


def pools_by_candidate(ids: Iterable[int]) -> dict[int, list[str]]:
    """The names of the pools by hand that these people are in, in one query."""
    rows = PoolMember.objects.filter(candidate_id__in=list(ids), pool__archived_at=None).order_by("pool__name")
    return _grouped(rows.values_list("candidate_id", "pool__name"))


def _grouped(pairs: Iterable[tuple[int, str]]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for key, name in pairs:
        found.setdefault(key, []).append(name)
    return found


def views_for(member: Member) -> list[SavedView]:
    """The team's shared views, then the member's own."""
    return _VIEWS.all(member.pk)


def view_of(public_id: str, *, reader: Member) -> SavedView:
    """A view that this member may open; raises SavedView.DoesNotExist for any other."""
    return SavedView.objects.get(Q(is_shared=True) | Q(owner=reader), public_id=public_id)


def acts(*, since: datetime, limit: int = 50) -> list[BulkAct]:
    """Acts on many people that can still be undone or were just undone, newest first."""
    rows = BulkAct.objects.filter(done_at__gt=since).select_related("done_by__user")
    return list(rows.order_by("-id")[:limit])


def act_of(public_id: str) -> BulkAct:
    """One act of the current workspace; raises BulkAct.DoesNotExist for any other."""
    return BulkAct.objects.select_related("done_by__user").get(public_id=public_id)
