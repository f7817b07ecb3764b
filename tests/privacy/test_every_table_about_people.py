"""No table, column or folder that speaks of a person is forgotten by erasure and copy."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

import xinqiao.capabilities
from tests.factories import NOW, make_candidate, make_workspace
from tests.privacy.people_with_everything import person_with_everything
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.foundation.tenancy.models import ScopedModel
from xinqiao.foundation.tenancy.personal_rows import NOT_ABOUT_PEOPLE
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.privacy.folders import FOLDERS, personal_tables

# Scoped tables from which no key leads to a person, each with what keeps them clean.
NOBODY_IN_PARTICULAR = {
    "audit.AuditEntry": "ids only; told in the copy by privacy.access_copy",
    "assessments.KeySwitch": "the team's choice",
    "candidates.BlockedIdentity": "digests that name nobody and keep people out",
    "candidates.BlockingSalt": "the key of those digests",
    "candidates.BulkAct": "ids of people, taken out by candidates.privacy",
    "candidates.CustomField": "names of the team's fields",
    "candidates.Erasure": "the person set apart, emptied by privacy.erasing",
    "candidates.ErasureFile": "goes with its erasure",
    "candidates.ErasureLink": "goes with its erasure",
    "candidates.Export": "files with many people, ended by candidates.privacy",
    "candidates.Pool": "the team's sets",
    "candidates.SavedView": "the team's lists",
    "candidates.Tag": "the team's words",
    "consent.ImpactSignature": "what the team signed: settings and counts",
    "consent.RestoreDrill": "the team's own drills",
    "consent.RetentionChoice": "the team's own days",
    "consent.RetentionRun": "counts and a hash that names nobody",
    "content.CardCheck": "colleagues",
    "content.ColleagueLink": "colleagues",
    "content.CompanyCard": "the team's wording",
    "content.Opening": "the team's openings",
    "content.OwnText": "the team's wording",
    "content.Story": "colleagues, with their consent",
    "content.StoryConsent": "colleagues",
    "importing.ImportBatch": "files with many people, forgotten by importing.privacy",
    "importing.RememberedMapping": "columns of lists",
    "journeys.Digest": "that a colleague had a letter on a day",
    "workspaces.CheckPage": "the team's own page",
    "workspaces.Invitation": "colleagues",
}


def leads_to_a_person(model: type[models.Model], seen: frozenset[type[models.Model]] = frozenset()) -> bool:
    """Whether a chain of keys leads from this table to a person."""
    if model is Candidate:
        return True
    keys = [field.related_model for field in model._meta.concrete_fields if field.is_relation]
    return any(
        leads_to_a_person(target, seen | {model})
        for target in keys
        if isinstance(target, type) and target not in seen and issubclass(target, ScopedModel)
    )


@pytest.mark.once
def test_every_table_with_a_way_to_a_person_is_on_a_folders_list() -> None:
    listed = {table.model for table in personal_tables()}
    scoped = {model for model in apps.get_models() if issubclass(model, ScopedModel)}
    assert {model._meta.label for model in scoped if leads_to_a_person(model)} == {m._meta.label for m in listed}
    # A table without such a way says here how it stays clean.
    assert {model._meta.label for model in scoped - listed} == set(NOBODY_IN_PARTICULAR)


@pytest.mark.once
def test_every_key_to_a_person_goes_with_the_person() -> None:
    listed = {(table.model, table.person) for table in personal_tables()}
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.is_relation and field.related_model is Candidate:
                assert (model, field.name) in listed, f"{model._meta.label}.{field.name}"
                assert isinstance(field, models.ForeignKey)
                assert field.remote_field.on_delete is models.CASCADE


@pytest.mark.once
def test_every_folder_that_stores_something_on_people_has_the_three_operations() -> None:
    with_people = {
        table.model._meta.app_config.name.rsplit(".", 1)[-1]
        for table in personal_tables()
        if table.model._meta.app_config
    }
    assert {folder.__name__.split(".")[-2] for folder in FOLDERS} == with_people  # type: ignore[attr-defined]
    for found in pkgutil.iter_modules([str(Path(xinqiao.capabilities.__file__).parent)]):
        if found.name in with_people:
            privacy = importlib.import_module(f"xinqiao.capabilities.{found.name}.privacy")
            where = "candidates.operations" if found.name == "candidates" else found.name
            merging = importlib.import_module(f"xinqiao.capabilities.{where}.merging")
            assert privacy.erase_person
            assert privacy.export_person
            assert merging.merge_people
            assert merging.unmerge_people


@pytest.mark.once
def test_every_column_is_told_or_has_a_reason_that_names_a_column() -> None:
    for table in personal_tables():
        columns = {field.attname for field in table.model._meta.concrete_fields}
        assert set(table.left_out) <= columns, f"{table.label}: {set(table.left_out) - columns}"
        assert all(len(reason) > 10 for reason in (*table.left_out.values(), *NOT_ABOUT_PEOPLE.values()))
        # Nothing a person wrote, or somebody wrote about them, may stay out of the copy.
        assert not {name for name in table.left_out if name in ("data", "text", "proof", "words", "before")}


@pytest.mark.django_db
def test_a_folders_copy_has_every_row_and_every_column() -> None:
    workspace = make_workspace()
    thirds = {"before": make_candidate(workspace, "赵一"), "after": make_candidate(workspace, "钱二")}
    person = person_with_everything(workspace, 1, **thirds)
    with scope(workspace.pk):
        copy = {label: rows for folder in FOLDERS for label, rows in folder.export_person(person).items()}
        for label in {table.label for table in personal_tables()}:
            tables = [table for table in personal_tables() if table.label == label]
            assert len(copy[label]) == sum(table.rows(person.pk).count() for table in tables), label
        for table in personal_tables():
            told = {field.name for field in table.model._meta.concrete_fields if table.is_told(field)}
            assert all(told <= row.keys() for row in copy[table.label][:1] if table.person != "other"), table.label


@pytest.mark.django_db
def test_a_folders_erasure_leaves_no_row() -> None:
    workspace = make_workspace()
    thirds = {"before": make_candidate(workspace, "赵一"), "after": make_candidate(workspace, "钱二")}
    person = person_with_everything(workspace, 1, **thirds)
    other = person_with_everything(workspace, 2, **thirds)
    number, neighbour = person.pk, other.pk
    with scope(workspace.pk):
        # The two may be one person; such a pair goes with either of them.
        apart = [table for table in personal_tables() if table.label != "candidates.ProbableDuplicate"]
        before = [table.rows(neighbour).count() for table in apart]
        files = {name for folder in FOLDERS for name in folder.erase_person(person, now=NOW)}
        assert files == {f"people/{1:032x}"}
        assert [table.label for table in personal_tables() if table.rows(number).exists()] == []
        assert [table.rows(neighbour).count() for table in apart] == before


@pytest.mark.once
def test_every_folder_of_stored_files_is_known() -> None:
    # A new folder of files needs a place in an erasure; then it is added here.
    source = "\n".join(path.read_text() for path in Path(xinqiao.capabilities.__file__).parent.rglob("*.py"))
    folders = {line.split('"')[1] for line in source.splitlines() if line.startswith("FOLDER: Final")}
    assert folders == {"people", "imports", "exports"}
