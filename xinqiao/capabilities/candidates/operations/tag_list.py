"""Writes on the team's words themselves: rename, join two, delete. The last two can be undone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from xinqiao.capabilities.candidates.filters import ListFilter
from xinqiao.capabilities.candidates.models import BulkAct, Candidate, CandidateTag, Pool, SavedView, Tag
from xinqiao.capabilities.candidates.operations.tags import tag_key, tag_name
from xinqiao.capabilities.candidates.search import index
from xinqiao.foundation.audit.operations import record
from xinqiao.foundation.workspaces.models import Member
from xinqiao.foundation.workspaces.operations import actor_of

TAG_DELETED = "tag_deleted"
TAGS_JOINED = "tags_joined"


class TagExists(Exception):
    """Another tag has this name; the two can be joined instead."""

    def __init__(self, tag: Tag) -> None:
        super().__init__(tag.public_id)
        self.tag = tag


def rename_tag(tag: Tag, name: str, *, by: Member, now: datetime) -> None:
    """Another spelling for everybody who carries it; raises tags.UnusableTag, or TagExists."""
    key, shown = tag_key(name), tag_name(name)
    try:
        with transaction.atomic():
            Tag.objects.filter(pk=tag.pk).update(name=shown, key=key)
            index(_people_of(tag))
            record(actor_of(by), "tag_renamed", now=now, subject=("tag", tag.pk))
    except IntegrityError:
        raise TagExists(Tag.objects.get(key=key)) from None
    tag.name, tag.key = shown, key


def delete_tag(tag: Tag, *, by: Member, now: datetime) -> BulkAct:
    """Takes a tag off everybody and out of the list; the act that is returned brings it back."""
    with transaction.atomic():
        people = _people_of(tag)
        act = _store(TAG_DELETED, {"tag": _values(tag), "people": people}, by=by, now=now, label=tag.name)
        record(actor_of(by), "tag_deleted", now=now, subject=("tag", tag.pk), detail={"count": len(people)})
        tag.delete()
        index(people)
    return act


def join_tags(tag: Tag, into: Tag, *, by: Member, now: datetime) -> BulkAct:
    """Everybody with `tag` gets `into` instead; views and rules that asked for the one ask for the other."""
    with transaction.atomic():
        people = _people_of(tag)
        present = set(CandidateTag.objects.filter(tag=into).values_list("candidate_id", flat=True))
        new = [CandidateTag(candidate_id=one, tag=into) for one in people if one not in present]
        added = [row.pk for row in CandidateTag.objects.bulk_create(new)]
        before = {
            "tag": _values(tag),
            "people": people,
            "added": added,
            "views": _redirect(SavedView, "query", tag, into),
            "pools": _redirect(Pool, "rule", tag, into),
        }
        act = _store(TAGS_JOINED, before, by=by, now=now, label=f"{tag.name} → {into.name}")
        record(actor_of(by), "tags_joined", now=now, subject=("tag", into.pk), detail={"count": len(people)})
        tag.delete()
        index(people)
    return act


def bring_tag_back(act: BulkAct) -> int:
    """Undo of both, in the caller's transaction; returns how many people could not get the tag back.

    Raises TagExists when the name was given to a new tag meanwhile.
    """
    values = act.before["tag"]
    taken = Tag.objects.filter(key=values["key"]).first()
    if taken is not None:
        raise TagExists(taken)
    tag = Tag.objects.create(**{**values, "created_at": datetime.fromisoformat(values["created_at"])})
    people: list[int] = act.before["people"]
    there = list(Candidate.objects.filter(pk__in=people).values_list("pk", flat=True))
    CandidateTag.objects.bulk_create(CandidateTag(candidate_id=one, tag=tag) for one in there)
    CandidateTag.objects.filter(pk__in=act.before.get("added", [])).delete()
    for model, field, name in ((SavedView, "query", "views"), (Pool, "rule", "pools")):
        for pk, (former, present) in act.before.get(name, {}).items():
            model._default_manager.filter(pk=int(pk), **{field: present}).update(**{field: former})
    index(there)
    return len(people) - len(there)


def _people_of(tag: Tag) -> list[int]:
    return list(CandidateTag.objects.filter(tag=tag).values_list("candidate_id", flat=True))


def _values(tag: Tag) -> dict[str, Any]:
    return {
        "public_id": tag.public_id,
        "name": tag.name,
        "key": tag.key,
        "created_at": tag.created_at.isoformat(),
    }


def _store(kind: str, before: dict[str, Any], *, by: Member, now: datetime, label: str) -> BulkAct:
    count = len(before["people"])
    return BulkAct.objects.create(kind=kind, before={**before, "label": label}, count=count, done_by=by, done_at=now)


def _redirect(model: type[SavedView] | type[Pool], field: str, tag: Tag, into: Tag) -> dict[int, tuple[str, str]]:
    """Rewrites stored queries; what each was and is, by internal id."""
    changed: dict[int, tuple[str, str]] = {}
    for row in model._default_manager.filter(**{f"{field}__contains": tag.public_id}):
        former: str = getattr(row, field)
        if ListFilter.from_query(former).tag != tag.public_id:
            continue
        present = former.replace(tag.public_id, into.public_id)
        model._default_manager.filter(pk=row.pk).update(**{field: present})
        changed[row.pk] = (former, present)
    return changed
