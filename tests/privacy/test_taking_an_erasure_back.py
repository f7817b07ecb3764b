"""Seven days are seven days, on each side of the border; and neither a kill nor an old backup turns a wish round."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.factories import NOW, make_candidate, make_workspace, owner_of
from tests.import_lists import run_due
from tests.web.recruiter.desk import Desk, words
from xinqiao.capabilities.candidates.models import Candidate, Erasure
from xinqiao.capabilities.candidates.operations import open_link, token_of
from xinqiao.foundation.gateways import replay_list
from xinqiao.foundation.jobs.operations import enqueue
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Workspace
from xinqiao.privacy.erasing import TASK, Ask, NothingToTakeBack, erase, take_back
from xinqiao.privacy.replaying import replay

pytestmark = pytest.mark.django_db(transaction=True)
WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def _own_places(settings: Any, tmp_path: Path) -> None:
    settings.FILES_ROOT = tmp_path / "files"
    settings.REPLAY_LIST = tmp_path / "replay.jsonl"


@pytest.fixture
def asked() -> tuple[Workspace, Erasure]:
    workspace = make_workspace()
    person = make_candidate(workspace, email="someone@example.test")
    with scope(workspace.pk):
        return workspace, erase(person, Ask(), now=NOW)


def test_the_way_back_ends_with_the_seventh_day_even_before_the_job_comes_by(asked: tuple[Workspace, Erasure]) -> None:
    workspace, erasure = asked
    with scope(workspace.pk):
        with pytest.raises(NothingToTakeBack):
            take_back(erasure, now=NOW + WEEK)
        take_back(erasure, now=NOW + WEEK - timedelta(microseconds=1))
        assert Candidate.objects.exists()


def test_no_page_offers_a_way_back_that_is_over() -> None:
    workspace = make_workspace()
    person, desk = make_candidate(workspace), Desk(owner_of(workspace))
    with scope(workspace.pk):
        token = token_of(open_link(person, "permission", by=desk.member, now=NOW))
        reference = erase(person, Ask(), now=NOW).public_id
    assert desk.open(f"/c/{token}/").status_code == 410
    assert reference in words(desk.get("erasures"))
    desk.now = NOW + WEEK
    assert desk.open(f"/c/{token}/").status_code == 404
    assert reference not in words(desk.get("erasures"))


def test_a_backup_that_knows_the_wish_and_not_that_it_was_taken_back_destroys_nobody(
    asked: tuple[Workspace, Erasure],
) -> None:
    workspace, erasure = asked
    with scope(workspace.pk):
        backup = Erasure.objects.values().get()
        person = take_back(erasure, now=NOW + timedelta(days=1))
        person.delete()
        Erasure(**backup).save()
    replay(now=NOW + timedelta(days=30))
    run_due(NOW + timedelta(days=30))
    with scope(workspace.pk):
        assert Candidate.objects.get().public_id == erasure.person_public_id
        assert Erasure.objects.get().undone_at == NOW + timedelta(days=1)


def test_a_line_that_a_kill_kept_from_the_list_follows(asked: tuple[Workspace, Erasure], tmp_path: Path) -> None:
    workspace, erasure = asked
    path = tmp_path / "replay.jsonl"
    before = path.read_text()
    with scope(workspace.pk):
        take_back(erasure, now=NOW + timedelta(days=1))
    whole = [json.loads(one) for one in path.read_text().split("\n") if one]
    for left in (before, ""):
        path.write_text(left)
        enqueue(TASK, now=NOW + timedelta(days=2))
        run_due(NOW + timedelta(days=2))
        assert list(replay_list.read())[-1] == whole[-1]
        assert replay(now=NOW + timedelta(days=2)) == {}
    assert len(list(replay_list.read())) == 1
