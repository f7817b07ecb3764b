"""A statement that is compiled once asks what its queryset asks, each time in the workspace of the scope."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction

from tests.factories import make_candidate, make_workspace, owner_of
from xinqiao.capabilities.candidates.models import Candidate, Sign, TimelineEntry
from xinqiao.foundation.tenancy.prepared import PreparedRows, PreparedSelect, PreparedUpdate
from xinqiao.foundation.tenancy.scope import ScopeError, scope
from xinqiao.foundation.workspaces.models import Member

pytestmark = pytest.mark.django_db


def person() -> PreparedSelect[Candidate]:
    return PreparedSelect(
        lambda pk, city: Candidate.objects.select_related("owner__user", "opening").filter(pk=pk, city=city), int, str
    )


def moving() -> PreparedUpdate:
    return PreparedUpdate(lambda pk, city: (Candidate.objects.filter(pk=pk), {"city": city}), int, str)


def test_it_finds_what_its_queryset_finds_with_relations_loaded(django_assert_num_queries: Any) -> None:
    workspace, find = make_workspace(), person()
    people = [make_candidate(workspace, f"person {n}", city="杭州") for n in range(2)]
    with scope(workspace.pk), django_assert_num_queries(2):
        for known in people:
            found = find.find(known.pk, "杭州")
            assert found is not None
            assert (found.pk, found.display_name, found.created_at) == (known.pk, known.display_name, known.created_at)
            assert found.owner.user.email == known.owner.user.email
            assert found.opening is None
    with scope(workspace.pk):
        assert find.find(people[0].pk, "上海") is None
        expected = Candidate.objects.get(pk=people[0].pk)
        fields = [field.attname for field in Candidate._meta.concrete_fields]
        found = find.find(people[0].pk, "杭州")
        assert [getattr(found, name) for name in fields] == [getattr(expected, name) for name in fields]


def test_compiled_in_one_workspace_it_finds_nothing_of_another() -> None:
    mine, theirs, find, move = make_workspace(), make_workspace(), person(), moving()
    own, stranger = make_candidate(mine, city="杭州"), make_candidate(theirs, city="杭州")
    with scope(mine.pk):
        assert find.find(own.pk, "杭州") is not None
        assert find.find(stranger.pk, "杭州") is None
        assert (move.run(own.pk, "上海"), move.run(stranger.pk, "上海")) == (1, 0)
    with scope(theirs.pk):
        assert find.find(own.pk, "上海") is None
        assert find.find(stranger.pk, "杭州") is not None


def test_it_finds_all_rows_in_order_with_relations_loaded(django_assert_num_queries: Any) -> None:
    mine, theirs = make_workspace(), make_workspace()
    for workspace, name in ((mine, "b"), (theirs, "c"), (mine, "a")):
        make_candidate(workspace, name, city="杭州")
    there = PreparedSelect(
        lambda city: Candidate.objects.select_related("owner__user").filter(city=city).order_by("display_name")[:5], str
    )
    with scope(mine.pk), django_assert_num_queries(1):
        assert [(one.display_name, one.owner.user.is_active) for one in there.all("杭州")] == [("a", True), ("b", True)]
    with scope(theirs.pk):
        assert [one.display_name for one in there.all("杭州")] == ["c"]
        assert there.all("上海") == []
    with pytest.raises(ScopeError):
        there.all("杭州")


def test_it_finds_the_rows_of_a_list_of_ids() -> None:
    mine, theirs = make_workspace(), make_workspace()
    ids = [make_candidate(mine, f"person {n}").pk for n in range(3)]
    stranger = make_candidate(theirs).pk
    there = PreparedSelect(
        lambda ids, city: Candidate.objects.filter(pk__among=ids, city=city).order_by("-pk"), list, str
    )
    with scope(mine.pk):
        assert [one.pk for one in there.all(ids, "")] == ids[::-1]
        assert [one.pk for one in there.all([ids[0], stranger], "")] == [ids[0]]
        assert there.all([], "") == there.all(ids, "杭州") == []
        assert there.all([*ids, *range(-5_000, 0)], "") == there.all(ids, "")


def test_it_finds_columns_as_django_gives_them() -> None:
    workspace = make_workspace()
    people = [make_candidate(workspace, name, city="杭州") for name in ("a", "b")]
    newest = PreparedRows(
        lambda ids: Candidate.objects.filter(pk__among=ids).values_list("city").annotate(at=models.Max("created_at")),
        list,
    )
    with scope(workspace.pk):
        assert newest.all([one.pk for one in people]) == [("杭州", max(one.created_at for one in people))]
        assert newest.all([]) == []


def test_outside_a_scope_it_refuses() -> None:
    workspace, find, move = make_workspace(), person(), moving()
    with scope(workspace.pk):
        assert find.find(1, "") is None
        assert move.run(1, "") == 0
    for call in (find.find, move.run, person().find, moving().run):
        with pytest.raises(ScopeError):
            call(1, "")


def test_each_statement_names_its_workspace() -> None:
    workspace, asked = make_workspace(), []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append((sql, list(params)))
        return execute(sql, params, many, context)

    with scope(workspace.pk), connection.execute_wrapper(watch):
        person().find(1, "")
        moving().run(1, "")
    assert len(asked) == 2
    for sql, params in asked:
        assert '"candidates_candidate"."workspace_id" = %s' in sql
        assert workspace.pk in params


def test_what_would_pass_the_workspace_by_is_not_compiled() -> None:
    workspace = make_workspace()
    bare = PreparedSelect(lambda pk: models.QuerySet(Candidate).filter(pk=pk), int)
    moved = PreparedUpdate(lambda pk, other: (Candidate.objects.filter(pk=pk), {"workspace_id": other}), int, int)
    rewritten = PreparedUpdate(lambda pk, kind: (TimelineEntry.objects.filter(pk=pk), {"kind": kind}), int, str)
    lost = PreparedSelect(lambda pk: Candidate.objects.all(), int)
    with scope(workspace.pk):
        for call in (bare.find, lost.find):
            with pytest.raises(ScopeError):
                call(1)
        with pytest.raises(ScopeError):
            moved.run(1, 2)
        with pytest.raises(ScopeError):
            rewritten.run(1, "x")


def test_a_refused_change_rolls_the_whole_act_back() -> None:
    workspace = make_workspace()
    candidate = make_candidate(workspace, city="杭州")
    untitled = PreparedUpdate(lambda pk, text: (Candidate.objects.filter(pk=pk), {"source": text}), int, str)
    with scope(workspace.pk):
        with pytest.raises(IntegrityError), transaction.atomic():
            moving().run(candidate.pk, "上海")
            untitled.run(candidate.pk, "")
        candidate.refresh_from_db()
    assert candidate.city == "杭州"


def test_moments_are_asked_for_and_stored_as_such() -> None:
    workspace = make_workspace()
    candidate = make_candidate(workspace)
    added = PreparedSelect(
        lambda at, until: Candidate.objects.filter(created_at__gte=at, created_at__lt=until), datetime, datetime
    )
    dated = PreparedUpdate(lambda pk, at: (Candidate.objects.filter(pk=pk), {"created_at": at}), int, datetime)
    moment = datetime(2026, 3, 1, 23, 30, 0, 5, tzinfo=timezone(timedelta(hours=8)))
    with scope(workspace.pk):
        assert dated.run(candidate.pk, moment) == 1
        found = added.find(moment, moment + timedelta(microseconds=1))
        assert found is not None
        assert found.created_at == moment
        assert added.find(moment + timedelta(microseconds=1), moment + timedelta(days=1)) is None


def test_days_are_asked_for_as_such() -> None:
    workspace = make_workspace()
    candidate = make_candidate(workspace)
    owner = owner_of(workspace)
    seen = PreparedSelect(lambda pk, after: Sign.objects.filter(candidate_id=pk, observed_on__gt=after), int, date)
    with scope(workspace.pk):
        Sign.objects.create(
            candidate=candidate, kind="x", observed_on=date(2026, 3, 2), noted_by=owner, created_at=candidate.created_at
        )
        found = seen.find(candidate.pk, date(2026, 3, 1))
        assert found is not None
        assert found.observed_on == date(2026, 3, 2)
        assert seen.find(candidate.pk, date(2026, 3, 2)) is None


def test_installation_level_rows_need_no_scope() -> None:
    owner = owner_of(make_workspace())
    named = PreparedSelect(lambda pk: Member.objects.select_related("user").filter(pk=pk), int)
    found = named.find(owner.pk)
    assert found is not None
    assert found.user.email == owner.user.email
