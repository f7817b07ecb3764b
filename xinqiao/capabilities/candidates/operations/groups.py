"""Writes on pools and saved views. Whatever takes something away can be undone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from xinqiao.capabilities.candidates.models import BulkAct, Pool, SavedView
from xinqiao.foundation.audit.operations import record
from xinqiao.foundation.workspaces.models import Member
from xinqiao.foundation.workspaces.operations import actor_of

VIEW_DELETED = "view_deleted"


@dataclass(frozen=True)
class PoolFacts:
    """What a pool is: a name, what it is for, and for one by rule the list's query."""

    name: str
    purpose: str = ""
    rule: str = ""


@dataclass(frozen=True)
class ViewFacts:
    """What a saved view keeps."""

    name: str
    query: str
    columns: Sequence[str] = ()
    is_shared: bool = False


def add_pool(facts: PoolFacts, *, by: Member, now: datetime) -> Pool:
    """A new pool: empty when chosen by hand, already full when by a rule."""
    with transaction.atomic():
        pool = Pool.objects.create(
            name=facts.name, purpose=facts.purpose, rule=facts.rule, created_by=by, created_at=now
        )
        record(actor_of(by), "pool_added", now=now, subject=("pool", pool.pk))
    return pool


def change_pool(pool: Pool, *, name: str, purpose: str, by: Member, now: datetime) -> None:
    """Another name or purpose; who is in it stays."""
    with transaction.atomic():
        pool.name, pool.purpose = name, purpose
        pool.save(update_fields=["name", "purpose"])
        record(actor_of(by), "pool_changed", now=now, subject=("pool", pool.pk))


def archive_pool(pool: Pool, *, by: Member, now: datetime) -> None:
    """Takes a pool out of the lists; its people stay in it."""
    _set_archived(pool, now, "pool_archived", by=by, now=now)


def restore_pool(pool: Pool, *, by: Member, now: datetime) -> None:
    """Brings an archived pool back."""
    _set_archived(pool, None, "pool_restored", by=by, now=now)


def _set_archived(pool: Pool, at: datetime | None, action: str, *, by: Member, now: datetime) -> None:
    with transaction.atomic():
        pool.archived_at = at
        pool.save(update_fields=["archived_at"])
        record(actor_of(by), action, now=now, subject=("pool", pool.pk))


def save_view(facts: ViewFacts, *, by: Member, now: datetime) -> SavedView:
    """Keeps a list's filters and columns under a name."""
    with transaction.atomic():
        view = SavedView.objects.create(
            name=facts.name,
            query=facts.query,
            columns=list(facts.columns),
            is_shared=facts.is_shared,
            owner=by,
            created_at=now,
        )
        record(actor_of(by), "view_saved", now=now, subject=("view", view.pk))
    return view


def change_view(view: SavedView, facts: ViewFacts, *, by: Member, now: datetime) -> None:
    """Another name, other filters or columns, shared or not."""
    with transaction.atomic():
        view.name, view.query = facts.name, facts.query
        view.columns, view.is_shared = list(facts.columns), facts.is_shared
        view.save(update_fields=["name", "query", "columns", "is_shared"])
        record(actor_of(by), "view_changed", now=now, subject=("view", view.pk))


def delete_view(view: SavedView, *, by: Member, now: datetime) -> BulkAct:
    """Deletes a view; the act that is returned brings it back under the same address."""
    before = {
        "label": view.name,
        "view": {
            "public_id": view.public_id,
            "name": view.name,
            "query": view.query,
            "columns": view.columns,
            "is_shared": view.is_shared,
            "owner_id": view.owner_id,
            "created_at": view.created_at.isoformat(),
        },
    }
    with transaction.atomic():
        act = BulkAct.objects.create(kind=VIEW_DELETED, before=before, count=0, done_by=by, done_at=now)
        record(actor_of(by), "view_deleted", now=now, subject=("view", view.pk))
        view.delete()
    return act


def bring_view_back(act: BulkAct) -> None:
    """Undo of `delete_view`, in the caller's transaction."""
    values = dict(act.before["view"])
    if not SavedView.objects.filter(public_id=values["public_id"]).exists():
        SavedView.objects.create(**{**values, "created_at": datetime.fromisoformat(values["created_at"])})
