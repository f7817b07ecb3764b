"""Seven days after its owner asked, nothing of a workspace is left anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction

from tests.factories import NOW, make_opening, make_workspace, owner_of
from tests.promises import promised
from tests.rights import held, records_of_a_team, requested
from tests.stories import make_card, make_story
from xinqiao.capabilities.assessments.models import DoubtWord, HandEntry, KeySwitch, Response
from xinqiao.capabilities.candidates.models import (
    Attachment,
    BlockedIdentity,
    BlockingSalt,
    BulkAct,
    Candidate,
    CandidateLink,
    CandidateTag,
    ContactPoint,
    CustomField,
    Erasure,
    ErasureFile,
    ErasureLink,
    Export,
    HandOver,
    Merge,
    Pool,
    PoolMember,
    ProbableDuplicate,
    SavedView,
    SearchText,
    Tag,
)
from xinqiao.capabilities.candidates.operations import ask_code, new_link
from xinqiao.capabilities.consent.models import NamedRecipient
from xinqiao.capabilities.engagement.models import ThreeTapCard
from xinqiao.capabilities.importing.models import ImportBatch, ImportRow, RememberedMapping
from xinqiao.demo.people import invented_people
from xinqiao.demo.stories import SHARED, STORIES
from xinqiao.demo.telling import Telling
from xinqiao.foundation.content.operations import write_text
from xinqiao.foundation.content.operations.colleague_links import make_link
from xinqiao.foundation.content.operations.company_card import check_by_hand
from xinqiao.foundation.gateways import file_store
from xinqiao.foundation.jobs.models import Job
from xinqiao.foundation.jobs.operations import enqueue
from xinqiao.foundation.jobs.runner import Worker
from xinqiao.foundation.tenancy.models import LinkAddress
from xinqiao.foundation.tenancy.row_security import scoped_models
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.check_pages import set_check_page
from xinqiao.foundation.workspaces.models import Member, User, Workspace
from xinqiao.foundation.workspaces.operations import (
    invite,
    request_workspace_deletion,
    undo_workspace_deletion,
)
from xinqiao.journeys.models import DeskCard
from xinqiao.journeys.operations import add_task, begin_letter
from xinqiao.playbook.own_words import Place
from xinqiao.privacy import workspaces
from xinqiao.privacy.workspaces import children_first, delete_workspace, due_workspaces

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=7, minutes=1)
WHOLE_STORY = replace(
    SHARED, answers=((2, 3, 3, 2, 4),), opening=0, pace="monthly", signs=("asked_question",), note="问得很细。"
)


@pytest.fixture(autouse=True)
def _own_files(settings: Any, tmp_path: Path) -> None:
    settings.FILES_ROOT = tmp_path / "files"


@contextmanager
def at_once() -> Iterator[datetime]:
    with transaction.atomic():
        yield LATER


def full_workspace() -> Workspace:
    """A workspace with at least one row of every kind."""
    workspace = make_workspace()
    owner, opening = owner_of(workspace), make_opening(workspace)
    with scope(workspace.pk):
        telling = Telling(now=NOW, openings=[opening], seed=1)
        for facts, story in zip(invented_people(1, 2), (WHOLE_STORY, STORIES[0]), strict=True):
            telling.tell(facts, story, keeper=owner)
        invite(workspace, role="viewer", email="", by=owner, now=NOW)
        batch = ImportBatch.objects.create(
            file_name="名单.csv",
            stored_file=file_store.save([b"a,b"], folder="imports", limit=10),
            created_by=owner,
            created_at=NOW,
        )
        ImportRow.objects.create(batch=batch, number=1, fate="refused")
        RememberedMapping.objects.create(header_key="0" * 64, mapping={}, used_at=NOW)
        rows_of_people(owner)
        said = {"shown_as": "同事", "agrees": True, "words": "", "said_on": NOW.date(), "proof": "当面"}
        check_by_hand(make_card(workspace), by=owner, now=NOW, **said)
        make_link(make_story(workspace, video=True), for_whom="许闻溪", by=owner, now=NOW)
        records_of_a_team(workspace)
        set_check_page("https://www.example.com/check", by=owner, now=NOW)
        write_text(Place("mechanisms", "light_talk", "what"), "zh", "只聊 15 分钟。", seen="", by=owner, now=NOW)
    enqueue("x:y", now=NOW, workspace_id=workspace.pk, shown=True)
    return workspace


def rows_of_people(owner: Member) -> None:
    """A row of every kind that belongs to people: tags, pools, views, files, merges, search text."""
    one, other = Candidate.objects.order_by("pk")[:2]
    made, done = {"created_by": owner, "created_at": NOW}, {"done_by": owner, "done_at": NOW}
    ContactPoint.objects.get_or_create(candidate=one, kind="link", value="l", key="l")
    BlockingSalt.objects.create(salt="0" * 64)
    BlockedIdentity.objects.create(digest="0" * 64, reason="erased", blocked_at=NOW)
    CandidateTag.objects.create(candidate=one, tag=Tag.objects.create(name="校友", key="校友", created_at=NOW))
    PoolMember.objects.create(
        pool=Pool.objects.create(name="平台", **made), candidate=one, added_by=owner, added_at=NOW
    )
    promised(one)
    named = {"purpose": "sending_abroad", "name": "云端", "contact": "a@cloud.example", "what_for": "存放录音"}
    NamedRecipient.objects.create(candidate=one, **named, named_by=owner, named_at=NOW)
    requested(one)
    held(one)
    HandOver.objects.create(candidate=one, former=owner, to=owner, by=owner, told_at=NOW)
    filling = Response.objects.filter(candidate=one).first() or Response.objects.first()
    HandEntry.objects.create(
        response=filling, entered_by=owner, entered_at=NOW, agreed_by="sheet", agreed_on=NOW.date()
    )
    DoubtWord.objects.create(response=filling, word="accepted", said_by=owner, said_at=NOW)
    KeySwitch.objects.create(scoring_key="tos5-printed-1", asked_by=owner, asked_at=NOW)
    SavedView.objects.create(name="近期", owner=owner, created_at=NOW)
    CustomField.objects.create(name="工号", kind="text", created_at=NOW)
    link = new_link(one, CandidateLink.Purpose.THREE_TAPS, by=owner, now=NOW)
    ThreeTapCard.objects.create(candidate=one, link=link, occasion="call", happened_on=NOW.date(), asked_at=NOW)
    add_task(one, "周四回电", due_on=NOW.date(), owner=owner, by=owner, now=NOW)
    DeskCard.objects.create(member=owner, day=NOW.date(), kind="ask", subject=one.pk, candidate=one)
    begin_letter(owner, day=NOW.date(), now=NOW)
    ask_code(link, point_id=None, browser_key="", language="en", now=NOW)
    SearchText.objects.get_or_create(candidate=one, defaults={"words": "a"})
    ProbableDuplicate.objects.create(candidate=one, other=other, reason="name_company", found_at=NOW)
    Merge.objects.create(survivor=one, before={}, merged_by=owner, merged_at=NOW)
    BulkAct.objects.create(kind="tag", before={}, count=1, **done)
    erasure = Erasure.objects.create(person=1, person_public_id="1", language="en", asked_at=NOW, destroy_after=NOW)
    ErasureLink.objects.create(erasure=erasure, link_hash="0" * 64)
    for model, more in (
        (ErasureFile, {}),
        (Attachment, {"candidate": one, "file_name": "a.pdf", "kind": "pdf", "size": 3}),
        (Export, made),
    ):
        stored = file_store.save([b"abc"], folder="people", limit=10)
        added: dict[str, Any] = {"added_by": owner, "added_at": NOW} if model is Attachment else {"format": "csv"}
        if model is ErasureFile:
            added = {"erasure": erasure}
        model.objects.create(stored_file=stored, **more, **added)


def owned_by(workspace_id: int) -> dict[str, int]:
    """How many rows of every model name this workspace; the table itself is asked, past every manager."""
    counts = {}
    for model in apps.get_models():
        columns = {field.column for field in model._meta.concrete_fields}
        if "workspace_id" in columns:
            with scope(workspace_id), connection.cursor() as cursor:
                table = connection.ops.quote_name(model._meta.db_table)
                cursor.execute(f"SELECT count(*) FROM {table} WHERE workspace_id = %s", [workspace_id])
                counts[model._meta.label] = int(cursor.fetchone()[0])
    return counts


def ask_for_deletion(workspace: Workspace) -> None:
    with scope(workspace.pk):
        request_workspace_deletion(workspace, by=owner_of(workspace), now=NOW)


def test_nothing_of_it_is_left_in_any_table_or_folder(tmp_path: Path) -> None:
    workspace, other = full_workspace(), make_workspace()
    before = owned_by(workspace.pk)
    assert [label for label, count in before.items() if count == 0] == []
    assert {model._meta.label for model in scoped_models()} <= before.keys()
    neighbour = owned_by(other.pk)
    ask_for_deletion(workspace)

    delete_workspace(workspace.pk, at_once)

    assert set(owned_by(workspace.pk).values()) == {0}
    assert not Workspace.objects.filter(pk=workspace.pk).exists()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert owned_by(other.pk) == neighbour


def test_accounts_stay_without_their_place() -> None:
    workspace = full_workspace()
    ask_for_deletion(workspace)
    people = User.objects.count()
    delete_workspace(workspace.pk, at_once)
    assert User.objects.count() == people
    assert not Member.objects.filter(workspace_id=workspace.pk).exists()


def test_many_rows_go_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workspaces, "BATCH", 2)
    workspace = full_workspace()
    ask_for_deletion(workspace)
    delete_workspace(workspace.pk, at_once)
    assert set(owned_by(workspace.pk).values()) == {0}


def test_a_workspace_is_kept_until_its_day_and_when_its_owner_changed_their_mind() -> None:
    workspace = full_workspace()
    ask_for_deletion(workspace)
    assert due_workspaces(now=NOW + timedelta(days=6)) == []
    with scope(workspace.pk):
        undo_workspace_deletion(workspace, by=owner_of(workspace), now=NOW)
    before = owned_by(workspace.pk)
    delete_workspace(workspace.pk, at_once)
    assert owned_by(workspace.pk) == before


def test_an_interrupted_deletion_lets_nobody_in_and_goes_on_later() -> None:
    workspace = full_workspace()
    ask_for_deletion(workspace)
    turns = iter(range(4))

    @contextmanager
    def killed_after_a_while() -> Iterator[datetime]:
        if next(turns, None) is None:
            raise KeyboardInterrupt
        with transaction.atomic():
            yield LATER

    with pytest.raises(KeyboardInterrupt):
        delete_workspace(workspace.pk, killed_after_a_while)
    assert not Member.objects.filter(workspace=workspace, left_at=None).exists()
    assert due_workspaces(now=LATER) == [workspace.pk]
    delete_workspace(workspace.pk, at_once)
    assert set(owned_by(workspace.pk).values()) == {0}


# Emptying the database's log needs real commits.
@pytest.mark.django_db(transaction=True)
def test_the_schedule_does_it() -> None:
    workspace = full_workspace()
    ask_for_deletion(workspace)
    Job.objects.all().delete()
    worker = Worker(clock=lambda: LATER)
    while worker.run_once():
        pass
    assert not Workspace.objects.filter(pk=workspace.pk).exists()
    assert not LinkAddress.objects.filter(workspace_id=workspace.pk).exists()
    assert not Job.objects.exclude(state=Job.State.DONE).filter(task__contains="privacy").exists()


def test_children_go_before_what_they_point_to() -> None:
    order = children_first()
    assert set(order) == set(scoped_models())
    for place, model in enumerate(order):
        for field in model._meta.concrete_fields:
            assert field.related_model not in order[:place], f"{model} points to what is gone by then"
