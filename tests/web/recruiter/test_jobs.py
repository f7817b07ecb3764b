"""Work in the background, as the desk shows it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import NOW, make_member, make_user, make_workspace, owner_of
from tests.import_lists import csv_bytes, fresh, job_behind, people, run_due, started
from xinqiao.capabilities.importing.undoing import start_undo
from xinqiao.foundation.audit.models import AuditEntry
from xinqiao.foundation.jobs.models import Job
from xinqiao.foundation.jobs.operations import enqueue
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
from xinqiao.foundation.workspaces.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def client(workspace: Workspace) -> Client:
    return signed_in(owner_of(workspace).user)


def page(client: Client, workspace: Workspace, name: str = "jobs", **headers: str) -> Any:
    return client.get(reverse(name, args=[workspace.slug]), {"lang": "en"}, headers=headers)


def test_work_under_way_shows_progress_and_can_be_stopped(client: Client, workspace: Workspace) -> None:
    job = job_behind(started(workspace, csv_bytes(people(3))))
    Job.objects.update(state="running", lease_until=NOW, done_count=500, total_count=1940, look_count=12)
    text = page(client, workspace).content.decode()
    assert "名单.csv" in text
    assert "running, 500 / 1,940, 12 to look at" in text
    assert '<progress class="bar" value="500" max="1940"' in text
    assert reverse("job_cancel", args=[workspace.slug, job.public_id]) in text


def test_stopping_is_noted_and_closes_an_import_that_had_not_begun(client: Client, workspace: Workspace) -> None:
    batch = started(workspace, csv_bytes(people(3)))
    job = job_behind(batch)
    answer = client.post(reverse("job_cancel", args=[workspace.slug, job.public_id]))
    assert answer["Location"] == reverse("jobs", args=[workspace.slug])
    assert (job_behind(batch).state, fresh(batch).state) == ("cancelled", "cancelled")
    with scope(workspace.pk):
        assert AuditEntry.objects.filter(action="job_stopped", subject_id=job.pk).count() == 1


def test_stopping_what_runs_asks_it_to_stop(client: Client, workspace: Workspace) -> None:
    job = job_behind(started(workspace, csv_bytes(people(3))))
    Job.objects.update(state="running", attempts=1, lease_until=NOW)
    client.post(reverse("job_cancel", args=[workspace.slug, job.public_id]))
    job.refresh_from_db()
    assert (job.state, job.cancel_requested) == ("running", True)
    text = page(client, workspace).content.decode()
    assert "stopping after the rows at hand" in text
    assert reverse("job_cancel", args=[workspace.slug, job.public_id]) not in text


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("worker_lost", "interrupted again and again"),
        ("file_gone", "no longer there"),
        ("undecodable", "can no longer be read"),
        ("ValueError", "Something went wrong on our side"),
    ],
)
def test_a_failure_is_said_in_words(client: Client, workspace: Workspace, error: str, words: str) -> None:
    started(workspace, csv_bytes(people(3)))
    Job.objects.update(state="failed", error=error, finished_at=NOW)
    text = page(client, workspace).content.decode()
    assert words in text
    assert "stopped by a fault" in text


def test_everything_done_with_a_list_carries_its_name_and_leads_to_it(client: Client, workspace: Workspace) -> None:
    batch = started(workspace, csv_bytes(people(3)))
    run_due()
    with scope(workspace.pk):
        start_undo(fresh(batch), by=owner_of(workspace), now=NOW)
    text = page(client, workspace).content.decode()
    assert "Undo of an import" in text
    address = reverse("import_result", args=[workspace.slug, batch.public_id])
    assert text.count(f'href="{address}" data-open>名单.csv') == 2


def test_a_task_without_a_name_of_its_own_has_a_plain_one(client: Client, workspace: Workspace) -> None:
    enqueue("somewhere:something", now=NOW, workspace_id=workspace.pk, shown=True)
    assert "Work in the background" in page(client, workspace).content.decode()


def test_the_tray_answers_304_until_something_moves(client: Client, workspace: Workspace) -> None:
    started(workspace, csv_bytes(people(3)))
    first = page(client, workspace, "jobs_tray")
    assert 'hx-trigger="every 3s"' in first.content.decode()
    assert page(client, workspace, "jobs_tray", **{"If-None-Match": first["ETag"]}).status_code == 304
    Job.objects.update(done_count=2, total_count=3)
    moved = page(client, workspace, "jobs_tray", **{"If-None-Match": first["ETag"]})
    assert (moved.status_code, "2 / 3" in moved.content.decode()) == (200, True)


def test_the_tray_shows_the_end_and_then_rests(client: Client, workspace: Workspace) -> None:
    started(workspace, csv_bytes(people(3)))
    run_due()
    Job.objects.update(finished_at=timezone.now())
    text = page(client, workspace, "jobs_tray").content.decode()
    assert "done, 3 / 3" in text
    assert "hx-get" not in text
    Job.objects.update(finished_at=timezone.now() - timedelta(minutes=2))
    assert "done" not in page(client, workspace, "jobs_tray").content.decode()


def test_the_list_asked_by_script_is_only_the_list(client: Client, workspace: Workspace) -> None:
    started(workspace, csv_bytes(people(3)))
    part = page(client, workspace, **{"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert page(client, workspace, **{"HX-Request": "true", "If-None-Match": part["ETag"]}).status_code == 304


def test_nothing_to_show_is_a_state_of_its_own(client: Client, workspace: Workspace) -> None:
    assert "Nothing is running" in page(client, workspace).content.decode()


def test_readers_see_the_list_and_cannot_stop(workspace: Workspace) -> None:
    job = job_behind(started(workspace, csv_bytes(people(3))))
    stop = reverse("job_cancel", args=[workspace.slug, job.public_id])
    for role in (Role.INTERVIEWER, Role.VIEWER):
        reader = signed_in(make_member(workspace, role).user)
        assert stop not in page(reader, workspace).content.decode()
        assert reader.post(stop).status_code == 403
    job.refresh_from_db()
    assert job.state == "waiting"


@pytest.mark.parametrize("name", ["jobs", "jobs_tray"])
def test_outsiders_find_nothing(workspace: Workspace, name: str) -> None:
    url = reverse(name, args=[workspace.slug])
    assert Client().get(url).status_code == 302
    assert signed_in(make_user()).get(url).status_code == 404


def test_another_workspaces_job_cannot_be_stopped(workspace: Workspace) -> None:
    job = job_behind(started(workspace, csv_bytes(people(3))))
    mine = make_workspace()
    answer = signed_in(owner_of(mine).user).post(reverse("job_cancel", args=[mine.slug, job.public_id]))
    job.refresh_from_db()
    assert (answer.status_code, job.state) == (404, "waiting")


def test_queries_do_not_grow_with_jobs(
    client: Client, workspace: Workspace, django_assert_max_num_queries: Any
) -> None:
    for _ in range(8):
        started(workspace, csv_bytes(people(1)))
        with django_assert_max_num_queries(14):
            page(client, workspace)
