"""People with a row of every kind about them, for tests of what must take everything along."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import models

from tests.access.addresses import contents_of
from tests.factories import NOW, make_candidate, owner_of
from tests.promises import promised
from tests.rights import held, requested
from tests.web.cards import tapped
from tests.web.recruiter.desk import answers
from xinqiao.capabilities.candidates.models import (
    Attachment,
    Candidate,
    CandidateLink,
    CandidateTag,
    ContactPoint,
    CopiedText,
    HandOver,
    Merge,
    Pool,
    PoolMember,
    ProbableDuplicate,
    SearchText,
    Tag,
)
from xinqiao.capabilities.candidates.operations import add_note, add_sign, ask_code
from xinqiao.capabilities.consent.separate import name_recipient
from xinqiao.capabilities.importing.models import ImportBatch, ImportRow
from xinqiao.domain.separate_consents import Purpose, Recipient
from xinqiao.foundation.tenancy.models import ScopedModel
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
from xinqiao.journeys.models import DeskCard
from xinqiao.journeys.operations import add_task

Contents = dict[str, list[dict[str, Any]]]
ABOUT_MERGING = ("merged", "unmerged")


def keys_to_people() -> list[tuple[type[models.Model], str]]:
    """Every column of the product that names a person."""
    return [
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model is Candidate
    ]


def rows_about(candidate_id: int) -> dict[str, int]:
    """How many rows each of these columns has for a person."""
    found = {}
    for model, field in keys_to_people():
        assert issubclass(model, ScopedModel)
        found[f"{model._meta.label}.{field}"] = model.objects.filter(**{f"{field}_id": candidate_id}).count()
    return found


def person_with_everything(workspace: Workspace, number: int, *, before: Candidate, after: Candidate) -> Candidate:
    """A person about whom every table has a row; `before` and `after` are third people for pairs."""
    owner = owner_of(workspace)
    person = make_candidate(workspace, f"王小明{number}", email=f"wang{number}@example.test", company="云帆科技")
    answers(person)
    tapped(person, "yes")
    made: dict[str, Any] = {"created_by": owner, "created_at": NOW}
    with scope(workspace.pk):
        add_note(person, "问得很细。", by=owner, now=NOW)
        add_sign(person, "asked_question", observed_on=NOW.date(), by=owner, now=NOW)
        ContactPoint.objects.create(candidate=person, kind="link", value=f"l{number}", key=f"l{number}")
        for name in ("共同", f"只有{number}"):
            tag, _ = Tag.objects.get_or_create(key=name, defaults={"name": name, "created_at": NOW})
            CandidateTag.objects.create(candidate=person, tag=tag)
            pool, _ = Pool.objects.get_or_create(name=name, defaults=made)
            PoolMember.objects.create(candidate=person, pool=pool, added_by=owner, added_at=NOW)
        for one, other in ((before, person), (person, after)):
            ProbableDuplicate.objects.create(candidate=one, other=other, reason="name_company", found_at=NOW)
        Attachment.objects.create(
            candidate=person,
            file_name="a.pdf",
            stored_file="people/a",
            kind="pdf",
            size=3,
            added_by=owner,
            added_at=NOW,
        )
        SearchText.objects.get_or_create(candidate=person, defaults={"words": "a"})
        Merge.objects.create(survivor=person, before={}, merged_by=owner, merged_at=NOW - timedelta(days=40))
        promised(person)
        abroad = Recipient(f"云端{number}", "privacy@cloud.example", "存放录音")
        name_recipient(person, Purpose.SENDING_ABROAD, abroad, by=owner, now=NOW)
        requested(person)
        held(person)
        add_task(person, "周四回电", due_on=NOW.date(), owner=owner, by=owner, now=NOW)
        DeskCard.objects.create(member=owner, day=NOW.date(), kind="ask", subject=person.pk, candidate=person)
        CopiedText.objects.create(candidate=person, by=owner, at=NOW, which="permission_ask", kind="permission_asked")
        HandOver.objects.create(candidate=person, former=owner, to=owner, by=owner, told_at=NOW)
        door = CandidateLink.objects.filter(candidate=person)[0]
        ask_code(door, point_id=None, browser_key="", language="en", now=NOW)
        batch = ImportBatch.objects.create(file_name="名单.csv", stored_file="imports/a", **made)
        ImportRow.objects.create(batch=batch, number=number, fate="new", candidate=person)
    return person


def contents_without_merging(workspace: Workspace) -> Contents:
    """Every row of a workspace, save the merges and what the timeline tells of them; search text follows from it."""
    contents = contents_of(workspace.pk)
    for label in ("candidates.Merge", "candidates.SearchText"):
        del contents[label]
    entries = contents["candidates.TimelineEntry"]
    contents["candidates.TimelineEntry"] = [row for row in entries if row["kind"] not in ABOUT_MERGING]
    return contents


def later(**ago: float) -> datetime:
    """A moment after NOW."""
    return NOW + timedelta(**ago)
