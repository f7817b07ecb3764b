"""A person's own mark in every table, file, index, queue and log; after their destruction it is nowhere."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from tests.factories import NOW, make_workspace, owner_of
from tests.import_lists import run_due
from tests.privacy.people_everywhere import MARK, SEED, keeps_lists, places_with, seed_columns, seeded_person
from tests.web.recruiter.desk import Desk
from xinqiao.capabilities.candidates.models import Candidate, Erasure
from xinqiao.foundation.jobs.operations import enqueue
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
from xinqiao.foundation.workspaces.operations import request_workspace_deletion
from xinqiao.privacy.erasing import Ask, erase, lift_hold, take_back
from xinqiao.privacy.folders import personal_tables
from xinqiao.privacy.replaying import replay
from xinqiao.privacy.workspaces import due_workspaces

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_files(settings: Any, tmp_path: Path) -> None:
    settings.FILES_ROOT = tmp_path / "files"
    settings.REPLAY_LIST = tmp_path / "replay.jsonl"


@pytest.mark.parametrize("at_once", [True, False])
def test_the_mark_is_nowhere(tmp_path: Path, *, at_once: bool) -> None:
    workspace = make_workspace()
    person = seeded_person(workspace)
    desk = Desk(owner_of(workspace))
    assert desk.get("candidate", person.public_id).status_code == 200
    with scope(workspace.pk):
        assert [table.label for table in personal_tables() if not table.rows(person.pk).exists()] == []
        assert seed_columns(person.pk) == set()
    assert len(places_with(MARK, tmp_path, workspace)) >= 3

    with scope(workspace.pk):
        erasure = erase(Candidate.objects.get(pk=person.pk), Ask(at_once=at_once), now=NOW)
        # They are under a legal hold as well.
        assert lift_hold(erasure, by=desk.member, now=NOW)
    run_due(NOW + timedelta(minutes=1))
    with scope(workspace.pk):
        assert (Erasure.objects.get().destroyed_at is not None) is at_once
    run_due(NOW + timedelta(days=7, minutes=1))

    assert places_with(MARK, tmp_path, workspace) == []
    # Inside a Word document the mark is packed.
    assert list((tmp_path / "files" / "people").iterdir()) == []
    with scope(workspace.pk):
        done = Erasure.objects.get()
        assert done.cleaned_at is not None
        assert person.public_id in (tmp_path / "replay.jsonl").read_text()
    # The list that does not speak of them stays.
    assert keeps_lists(workspace) == 1


def test_until_then_nobody_meets_them_and_the_undo_brings_every_row_back(tmp_path: Path) -> None:
    workspace = make_workspace()
    person = seeded_person(workspace)
    desk = Desk(owner_of(workspace))
    with scope(workspace.pk):
        before = {table.label: list(table.rows(person.pk).values()) for table in personal_tables()}
        erasure = erase(Candidate.objects.get(pk=person.pk), Ask(), now=NOW)
    run_due(NOW + timedelta(days=6))
    with scope(workspace.pk):
        assert [table.label for table in personal_tables() if table.rows(person.pk).exists()] == []
    assert desk.get("candidate", person.public_id).status_code == 404
    for page in ("candidates", "today", "promises", "exports", "imports", "duplicates"):
        assert MARK not in desk.get(page).content.decode(), page
    assert person.public_id not in desk.get("candidates", q=SEED).content.decode()

    with transaction.atomic(), scope(workspace.pk):
        take_back(Erasure.objects.get(pk=erasure.pk), now=NOW + timedelta(days=6))
    with scope(workspace.pk):
        assert {table.label: list(table.rows(person.pk).values()) for table in personal_tables()} == before
        papers = {one["stored_file"] for one in before["candidates.Attachment"]} - {f"people/{1:032x}"}
        assert all((tmp_path / "files" / name).exists() for name in papers)
    assert desk.get("candidate", person.public_id).status_code == 200


def test_of_a_deleted_workspace_nothing_is_left_either_and_an_old_backup_ends_it_again(tmp_path: Path) -> None:
    workspace = make_workspace(slug="gone")
    person, owner = seeded_person(workspace), owner_of(workspace)
    with scope(workspace.pk):
        seed_columns(person.pk)
        request_workspace_deletion(workspace, by=owner, now=NOW)
        former = Workspace.objects.values().get(pk=workspace.pk)
    assert places_with(MARK, tmp_path, workspace)
    later = NOW + timedelta(days=8)
    enqueue("xinqiao.privacy.tasks:delete_due_workspaces", now=later)
    run_due(later)
    assert places_with(MARK, tmp_path, workspace) == []

    Workspace.objects.create(**{**former, "delete_after": None})
    assert replay(now=later) == {"workspace": 1}
    assert due_workspaces(now=later) == [workspace.pk]
