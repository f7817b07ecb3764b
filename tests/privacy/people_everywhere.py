"""A person whose own mark stands in every column and file that can hold text about them."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection, models, transaction

from tests.factories import NOW, make_candidate, owner_of
from tests.import_lists import csv_bytes, run_due, started, upload
from tests.privacy.people_with_everything import person_with_everything
from tests.web.recruiter.papers import docx
from xinqiao.capabilities.assessments.models import DoubtWord, HandEntry, Response
from xinqiao.capabilities.candidates.exporting.operations import Wish as ExportWish
from xinqiao.capabilities.candidates.exporting.operations import start_export
from xinqiao.capabilities.candidates.models import Candidate, SearchText, Tag
from xinqiao.capabilities.candidates.operations import (
    Kind,
    PersonFacts,
    Wish,
    add_note,
    attach,
    begin_bulk_act,
    change_candidate,
)
from xinqiao.capabilities.candidates.search import index
from xinqiao.capabilities.importing.models import ImportBatch
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
from xinqiao.privacy.folders import personal_tables
from xinqiao.privacy.merging import merge

# One row of letters that stands nowhere else and that no tokenizer splits; its end survives FTS5's common beginnings.
SEED = "zwq7kvjx9bt"
MARK = SEED[4:]
# Columns that take only what the product knows, or too few letters.
NOT_SEEDED = {
    "offer", "state", "origin", "kind", "satisfied", "understood", "would_go_on", "public_id", "permission",
    "permission_before", "purpose", "other_public_id", "stored_file", "fate", "language", "time_zone", "direction",
    "words", "marks", "actor", "word", "legal_basis", "source", "stage",
}  # fmt: skip


def seeded_person(workspace: Workspace) -> Candidate:
    """Through the product's own doors; `seed_columns` does the rest, which pages may not understand."""
    owner = owner_of(workspace)
    thirds = {"before": make_candidate(workspace, "赵一"), "after": make_candidate(workspace, "钱二")}
    person = person_with_everything(workspace, 1, **thirds)
    other = make_candidate(workspace, f"{SEED} twin", email=f"{SEED}2@example.test", company=SEED)
    with scope(workspace.pk):
        filling = Response.objects.filter(candidate=person).latest("pk")
        HandEntry.objects.create(
            response=filling, entered_by=owner, entered_at=NOW, agreed_by="sheet", agreed_on=NOW.date(), proof=SEED
        )
        DoubtWord.objects.create(response=filling, word="accepted", said_by=owner, said_at=NOW)
        facts = {"email": f"{SEED}@example.test", "phone": "13812345678", "company": SEED, "title": SEED}
        known = {"source": "public_profile", "legal_basis": "lawfully_public"}
        named = PersonFacts(f"{SEED} 王", **known, **facts, points=())
        change_candidate(person, named, owner=owner, opening=None, by=owner, now=NOW)
        add_note(person, f"note {SEED}", by=owner, now=NOW)
        attach(person, io.BytesIO(docx(SEED)), f"{SEED}.docx", by=owner, now=NOW)
        tag = Tag.objects.create(name="校友", key="校友", created_at=NOW)
        begin_bulk_act(Wish(Kind.TAG_ADD, tag.pk, "校友"), [person.pk], by=owner, now=NOW)
    in_lists(workspace)
    with scope(workspace.pk):
        merge(Candidate.objects.get(pk=person.pk), other, by=owner, now=NOW)
        start_export(ExportWish(f"q={SEED}", "csv", "en"), by=owner, now=NOW)
    run_due()
    return person


def in_lists(workspace: Workspace) -> None:
    """A list that met the person, row and file."""
    content = csv_bytes([(f"{SEED} 王", "13812345678", f"{SEED}@example.test", SEED)])
    started(workspace, content)
    run_due()
    upload(workspace, csv_bytes([("别人", "13912345678", "else@example.test", "别处")]))


def seed_columns(person: int) -> set[str]:
    """The mark in every column of text; returns the names of those that did not take it."""
    refused = set()
    for table in personal_tables():
        if table.model is SearchText:
            continue
        for field in table.model._meta.concrete_fields:
            value = _seed_for(field)
            if value is not None and not _stored(table.rows(person), field.name, value):
                refused.add(f"{table.label}.{field.name}")
    index([person])
    return refused


def _seed_for(field: models.Field[Any, Any]) -> Any:
    if field.is_relation or field.name in NOT_SEEDED:
        return None
    if isinstance(field, models.JSONField):
        return {"rows": SEED}
    if isinstance(field, models.CharField | models.TextField) and (field.max_length or 1000) > len(SEED):
        return SEED
    return None


def _stored(rows: Any, name: str, value: Any) -> bool:
    if name in ("skills", "permission_asks", "channels", "day_parts", "topics"):
        value = [SEED]
    try:
        with transaction.atomic():
            # One row, so that a key that exists once can take it too; past the append-only tables' refusal.
            models.QuerySet.update(
                rows.model.objects.filter(pk=rows.values_list("pk", flat=True).last()), **{name: value}
            )
    except IntegrityError:
        return False
    return True


def places_with(mark: str, files: Path, workspace: Workspace) -> list[str]:
    """Where these letters stand: the bytes of the database with its log, of every stored file, of the logs."""
    found = [str(path) for path in _all_files(files) if mark.encode() in path.read_bytes()]
    if connection.vendor == "postgresql":
        # Row-level security shows the rows of one workspace.
        with scope(workspace.pk):
            found += _tables_with(mark)
    return found


def _all_files(files: Path) -> list[Path]:
    places = [path for path in files.rglob("*") if path.is_file()]
    logs = Path(settings.LOGGING["handlers"]["file"]["folder"])
    places += list(logs.glob("*.jsonl"))
    if connection.vendor == "sqlite":
        database = Path(connection.settings_dict["NAME"])
        places += [path for path in database.parent.glob(f"{database.name}*") if path.is_file()]
    return places


def _tables_with(mark: str) -> list[str]:
    found = []
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', [f"%{mark}%"])
            if cursor.fetchone()[0]:
                found.append(table)
    return found


def keeps_lists(workspace: Workspace) -> int:
    """How many files of imports are still there."""
    with scope(workspace.pk):
        return ImportBatch.objects.exclude(stored_file="").count()
