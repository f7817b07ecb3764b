"""Nothing of one workspace is reached from another: reads, writes, foreign keys, interleaving."""

from __future__ import annotations

import threading
from contextvars import copy_context

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from tests.factories import NOW, make_candidate, make_workspace, owner_of
from xinqiao.capabilities.candidates.models import Candidate, CandidateLink, Sign, TimelineEntry
from xinqiao.foundation.tenancy import row_security
from xinqiao.foundation.tenancy.constraints import SameWorkspace
from xinqiao.foundation.tenancy.models import ScopedModel, WorkspaceModel
from xinqiao.foundation.tenancy.scope import ScopeError, scope

# Installation-level tables, each with its reason; everything else belongs to a workspace.
INSTALLATION_LEVEL = {
    "tenancy.LinkAddress": "finds the workspace of a link, by hash only",
    "jobs.Job": "any worker claims it; ids only",
    "workspaces.Workspace": "the tenant itself",
    "workspaces.User": "an account may belong to several workspaces",
    "workspaces.Member": "asked before a workspace is known, at sign-in",
}
LIBRARIES = {"auth", "contenttypes", "sessions", "account", "mfa", "usersessions", "messages"}


def own_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.app_label not in LIBRARIES]


def test_every_model_belongs_to_a_workspace_or_stands_on_the_short_list() -> None:
    outside = {model._meta.label for model in own_models() if not issubclass(model, ScopedModel)}
    assert outside == set(INSTALLATION_LEVEL)


def test_every_foreign_key_between_tenant_rows_is_composite() -> None:
    missing = []
    for model in own_models():
        if not issubclass(model, WorkspaceModel):
            continue
        covered = {c.field for c in model._meta.constraints if isinstance(c, SameWorkspace)}
        for field in model._meta.get_fields():
            is_key = isinstance(field, models.ForeignKey) and field.name != "workspace"
            if is_key and field.name not in covered:
                missing.append(f"{model._meta.label}.{field.name}")
    assert missing == []


@pytest.mark.django_db
def test_nothing_can_be_read_outside_a_scope() -> None:
    make_candidate(make_workspace())
    for read in (
        lambda: list(Candidate.objects.all()),
        lambda: Candidate.objects.exists(),
        lambda: Candidate.objects.count(),
        lambda: Candidate.objects.first(),
        lambda: Candidate._base_manager.count(),
        lambda: Candidate(display_name="x"),
    ):
        with pytest.raises(ScopeError):
            read()


@pytest.mark.django_db
def test_another_workspaces_rows_are_not_there() -> None:
    mine, theirs = make_workspace(), make_workspace()
    stranger = make_candidate(theirs)
    with scope(mine.pk):
        assert not Candidate.objects.filter(pk=stranger.pk).exists()
        with pytest.raises(Candidate.DoesNotExist):
            stranger.refresh_from_db()
        assert Candidate.objects.filter(pk=stranger.pk).update(display_name="changed") == 0
        assert Candidate.objects.filter(pk=stranger.pk).delete()[0] == 0


@pytest.mark.django_db
def test_rows_cannot_be_written_into_another_workspace() -> None:
    mine, theirs = make_workspace(), make_workspace()
    stranger = make_candidate(theirs)
    with scope(mine.pk):
        for write in (
            lambda: stranger.save(),
            lambda: stranger.delete(),
            lambda: Candidate.objects.bulk_create([Candidate(workspace_id=theirs.pk, display_name="x")]),
            lambda: Candidate.objects.bulk_update([stranger], ["display_name"]),
            lambda: Candidate.objects.update(workspace_id=theirs.pk),
            lambda: Candidate.objects.update(workspace=theirs),
        ):
            with pytest.raises(ScopeError):
                write()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["timeline", "sign", "link"])
def test_a_child_cannot_point_at_another_workspaces_parent(kind: str) -> None:
    mine, theirs = make_workspace(), make_workspace()
    stranger, member = make_candidate(theirs), owner_of(mine)
    rows = {
        "timeline": lambda: TimelineEntry(candidate_id=stranger.pk, at=NOW, kind="note"),
        "sign": lambda: Sign(
            candidate_id=stranger.pk, kind="asked", observed_on=NOW.date(), noted_by=member, created_at=NOW
        ),
        "link": lambda: CandidateLink(
            candidate_id=stranger.pk, purpose="permission", created_by=member, created_at=NOW, expires_at=NOW
        ),
    }
    with pytest.raises(IntegrityError), transaction.atomic(), scope(mine.pk):
        rows[kind]().save()


@pytest.mark.django_db(transaction=True)
def test_a_foreign_parent_and_a_missing_parent_answer_alike() -> None:
    mine, theirs = make_workspace(), make_workspace()
    stranger = make_candidate(theirs)
    answers = []
    for candidate_id in (stranger.pk, 10**9):
        with pytest.raises(IntegrityError) as refused, transaction.atomic(), scope(mine.pk):
            TimelineEntry(candidate_id=candidate_id, at=NOW, kind="note").save()
        answers.append(str(refused.value).replace(str(candidate_id), "N"))
    assert answers[0].split("DETAIL")[0] == answers[1].split("DETAIL")[0]


@pytest.mark.django_db
def test_addresses_are_unique_only_within_a_workspace() -> None:
    mine, theirs = make_workspace(), make_workspace()
    make_candidate(theirs, email="shen@example.test")
    assert make_candidate(mine, email="shen@example.test").pk


@pytest.mark.django_db
def test_a_nested_scope_gives_the_outer_one_back_even_after_an_exception() -> None:
    mine, theirs = make_workspace(), make_workspace()
    make_candidate(mine)
    with scope(mine.pk):
        with pytest.raises(ZeroDivisionError), scope(theirs.pk):
            assert Candidate.objects.count() == 0
            raise ZeroDivisionError
        assert Candidate.objects.count() == 1
        with scope(theirs.pk):
            pass
        assert Candidate.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_interleaved_threads_keep_their_own_workspace() -> None:
    workspaces = [make_workspace(), make_workspace()]
    for number, workspace in enumerate(workspaces):
        for index in range(number + 1):
            make_candidate(workspace, name=f"person {index}")
    seen: dict[int, set[int]] = {0: set(), 1: set()}
    barrier = threading.Barrier(2)

    def look(number: int) -> None:
        for _ in range(20):
            barrier.wait()
            with scope(workspaces[number].pk):
                seen[number].add(Candidate.objects.count())
        connection.close()

    threads = [threading.Thread(target=copy_context().run, args=(look, number)) for number in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == {0: {1}, 1: {2}}


@pytest.mark.django_db
@pytest.mark.sqlite
def test_each_statement_on_a_tenant_table_names_its_workspace() -> None:
    workspace = make_workspace()
    candidate = make_candidate(workspace)
    tables = [model._meta.db_table for model in row_security.scoped_models()]
    bare: list[str] = []

    def watch(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        touches = any(f'"{table}"' in sql for table in tables)
        # Deletions go by ids that a scoped SELECT just found.
        if touches and sql.startswith(("SELECT", "UPDATE")) and "workspace_id" not in sql:
            bare.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch), scope(workspace.pk):
        list(Candidate.objects.select_related("owner", "opening"))
        candidate.refresh_from_db()
        candidate.city = "杭州"
        candidate.save(update_fields=["city"])
        list(candidate.timeline.all())
        candidate.delete()
    assert bare == []


@pytest.mark.django_db
@pytest.mark.postgresql
def test_the_second_lock_holds_against_raw_sql() -> None:
    mine, theirs = make_workspace(), make_workspace()
    make_candidate(theirs)
    assert row_security.problems() == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM candidates_candidate")
        assert cursor.fetchone() == (0,)
        with scope(mine.pk):
            cursor.execute("SELECT count(*) FROM candidates_candidate")
            assert cursor.fetchone() == (0,)
            cursor.execute("UPDATE candidates_candidate SET display_name = 'x'")
            assert cursor.rowcount == 0
        with scope(theirs.pk):
            cursor.execute("SELECT count(*) FROM candidates_candidate")
            assert cursor.fetchone() == (1,)


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
def test_a_pooled_connection_keeps_no_workspace() -> None:
    workspace = make_workspace()
    make_candidate(workspace)
    with scope(workspace.pk):
        assert Candidate.objects.count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('xinqiao.workspace', true)")
        assert cursor.fetchone()[0] in (None, "")


@pytest.mark.django_db
def test_a_query_without_the_managers_filter_is_stopped_by_the_second_lock() -> None:
    """What a forgotten filter would show: foreign rows on SQLite, nothing on PostgreSQL."""
    mine, theirs = make_workspace(), make_workspace()
    make_candidate(theirs)
    bare = models.QuerySet(Candidate)
    with scope(mine.pk):
        leaked = bare.count()
        assert Candidate.objects.count() == 0
    assert leaked == (0 if connection.vendor == "postgresql" else 1)
