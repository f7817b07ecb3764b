"""Try an import first, decide on rows that resemble somebody, take the whole import back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import make_candidate, make_member, make_user, make_workspace, owner_of
from tests.import_lists import csv_bytes, people, run_due, started, upload
from xinqiao.capabilities.candidates.models import Candidate
from xinqiao.capabilities.importing.models import ImportBatch
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
from xinqiao.foundation.workspaces.roles import Role

pytestmark = pytest.mark.django_db


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def address(workspace: Workspace, batch: ImportBatch, name: str) -> str:
    return reverse(name, args=[workspace.slug, batch.public_id])


def headcount(workspace: Workspace) -> int:
    with scope(workspace.pk):
        return Candidate.objects.count()


def form_of(batch: ImportBatch, **more: str) -> dict[str, str]:
    columns = {f"column_{index}": column[1] for index, column in enumerate(batch.mapping["columns"])}
    return {**columns, "source": "imported_list", "legal_basis": "lawfully_public", "update_mode": "fill", **more}


def fresh(batch: ImportBatch) -> ImportBatch:
    with scope(batch.workspace_id):
        return ImportBatch.objects.get(pk=batch.pk)


def test_a_dry_run_settles_every_row_and_stores_nobody_until_it_is_started() -> None:
    workspace = make_workspace()
    client = signed_in(owner_of(workspace).user)
    batch = upload(workspace, csv_bytes([*people(3), ("", "12012349999", "", "")]))
    client.post(address(workspace, batch, "import_start"), form_of(batch, dry_run="1"))
    run_due()
    assert (fresh(batch).state, headcount(workspace)) == ("checked", 0)
    page = client.get(address(workspace, batch, "import_result"), {"lang": "en"}).content.decode()
    assert "Nothing is stored yet" in page
    assert "No name (column A)" in page
    client.post(address(workspace, batch, "import_start"))
    run_due()
    assert (fresh(batch).state, headcount(workspace)) == ("done", 3)


def test_a_whole_import_is_taken_back() -> None:
    workspace = make_workspace()
    client = signed_in(owner_of(workspace).user)
    make_candidate(workspace, "沈知遥")
    batch = started(workspace, csv_bytes(people(4)))
    run_due()
    assert headcount(workspace) == 5
    page = client.get(address(workspace, batch, "import_result"), {"lang": "en"}).content.decode()
    assert address(workspace, batch, "import_undo") in page
    client.post(address(workspace, batch, "import_undo"))
    run_due()
    assert (fresh(batch).state, headcount(workspace)) == ("undone", 1)
    answer = client.post(address(workspace, batch, "import_undo"), follow=True, headers={"Accept-Language": "en"})
    assert "can no longer be taken back" in answer.content.decode()


@pytest.mark.parametrize(("verdict", "count"), [("same", 1), ("new", 2)])
def test_a_row_that_resembles_somebody_waits_for_a_decision(verdict: str, count: int) -> None:
    workspace = make_workspace()
    client = signed_in(owner_of(workspace).user)
    make_candidate(workspace, "尉迟晨曦", company="云帆科技有限公司", email="a@people.example")
    batch = upload(workspace, "姓名,公司,邮箱\n尉迟晨曦,云帆科技,b@people.example\n".encode())
    client.post(address(workspace, batch, "import_start"), form_of(batch))
    run_due()
    assert (fresh(batch).counts.get("probable"), headcount(workspace)) == (1, 1)
    page = client.get(address(workspace, batch, "import_decisions") + "?lang=en").content.decode()
    assert "Same person" in page
    client.post(address(workspace, batch, "import_decide"), {"row": "2", "verdict": verdict})
    assert headcount(workspace) == count
    assert fresh(batch).counts.get("probable", 0) == 0


def test_people_who_were_not_told_keep_little_and_get_a_date() -> None:
    workspace = make_workspace()
    client = signed_in(owner_of(workspace).user)
    batch = upload(workspace, "姓名,公司,邮箱,城市\n尉迟晨曦,云帆科技,b@people.example,杭州\n".encode())
    client.post(address(workspace, batch, "import_start"), form_of(batch, not_told="on"))
    run_due()
    with scope(workspace.pk):
        person = Candidate.objects.get()
    assert person.notice_due_at is not None
    assert person.notice_due_at - person.created_at == timedelta(days=30)
    assert (person.company, person.city) == ("云帆科技", "")


@pytest.mark.parametrize("name", ["import_undo", "import_decide"])
def test_readers_and_outsiders_can_do_neither(name: str) -> None:
    workspace = make_workspace()
    batch = started(workspace, csv_bytes(people(2)))
    run_due()
    reader = make_member(workspace, Role.VIEWER)
    assert signed_in(reader.user).post(address(workspace, batch, name)).status_code == 403
    assert signed_in(make_user()).post(address(workspace, batch, name)).status_code == 404
    other = make_workspace()
    foreign = reverse(name, args=[other.slug, batch.public_id])
    assert signed_in(owner_of(other).user).post(foreign, {"row": "2", "verdict": "new"}).status_code == 404
    assert headcount(workspace) == 2
