"""Deleting a workspace for good: every row, link, job and file that it owned, then the workspace itself.

Done in steps that each leave a lawful state behind and may be repeated: first nobody can enter any more, then
files, then rows in batches (children before parents), last the workspace. Accounts stay: they may belong elsewhere.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime
from graphlib import TopologicalSorter
from typing import Any, Final, Protocol

from django.db import models

from xinqiao.capabilities.candidates.queries import stored_files as files_of_people
from xinqiao.capabilities.importing.queries import stored_files as files_of_imports
from xinqiao.foundation.content.queries import stored_files as files_of_stories
from xinqiao.foundation.gateways import file_store, replay_list
from xinqiao.foundation.jobs.models import Job
from xinqiao.foundation.tenancy.models import LinkAddress
from xinqiao.foundation.tenancy.row_security import scoped_models
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Member, Workspace

BATCH: Final = 2000


class Writing(Protocol):
    """Opens one short write transaction and yields the time."""

    def __call__(self) -> AbstractContextManager[datetime]: ...


def due_workspaces(*, now: datetime) -> list[int]:
    """The workspaces whose seven days are over."""
    rows = Workspace.objects.filter(delete_after__lte=now).order_by("id")
    return list(rows.values_list("id", flat=True))


def delete_workspace(workspace_id: int, writing: Writing) -> None:
    """Deletes everything of a workspace that is due; does nothing when its owners kept it meanwhile."""
    if not _close(workspace_id, writing):
        return
    _delete_files(workspace_id, writing)
    for model in children_first():
        while _delete_batch(model, workspace_id, writing):
            pass
    with writing() as now:
        LinkAddress.objects.filter(workspace_id=workspace_id).delete()
        Job.objects.filter(workspace_id=workspace_id).delete()
        with scope(workspace_id):
            # What a task that was still running has added since; the database refuses the last line otherwise.
            for model in children_first():
                _rows(model).delete()
            Member.objects.filter(workspace_id=workspace_id).delete()
            slug = Workspace.objects.values_list("slug", flat=True).get(pk=workspace_id)
            replay_list.note(replay_list.WORKSPACE, workspace_id=workspace_id, row=slug, now=now)
            Workspace.objects.filter(pk=workspace_id).delete()


def children_first() -> list[type[models.Model]]:
    """Every workspace-owned model, each before those that it points to."""
    owned = scoped_models()
    pointed_at: dict[type[models.Model], set[type[models.Model]]] = {model: set() for model in owned}
    for model in owned:
        for field in model._meta.get_fields():
            target = field.related_model
            # Relations that Django adds on the other side are the same ones seen backwards.
            if not field.auto_created and target in pointed_at and target is not model:
                pointed_at[target].add(model)
    return list(TopologicalSorter(pointed_at).static_order())


def _close(workspace_id: int, writing: Writing) -> bool:
    """From here on nobody can enter or keep the workspace, and running tasks lose their lease."""
    with writing() as now:
        due = Workspace.objects.select_for_update().filter(pk=workspace_id, delete_after__lte=now)
        if not due.exists():
            return False
        Member.objects.filter(workspace_id=workspace_id, left_at=None).update(left_at=now)
        Job.objects.filter(workspace_id=workspace_id).delete()
    return True


def _delete_files(workspace_id: int, writing: Writing) -> None:
    # Before the rows: once these are gone, nobody would know any more whose files they were.
    with writing(), scope(workspace_id):
        names = files_of_imports() | files_of_people() | files_of_stories()
    for name in names:
        file_store.delete(name)


def _delete_batch(model: type[models.Model], workspace_id: int, writing: Writing) -> bool:
    with writing(), scope(workspace_id):
        ids = list(_rows(model).order_by("pk").values_list("pk", flat=True)[:BATCH])
        _rows(model).filter(pk__in=ids).delete()
    return len(ids) == BATCH


def _rows(model: type[models.Model]) -> models.QuerySet[Any]:
    return model._default_manager.all()
