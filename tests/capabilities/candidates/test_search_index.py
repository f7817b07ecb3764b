"""The index of each database is there, and kept by the database itself."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, connection, transaction

from tests.factories import make_candidate, make_workspace, owner_of
from xinqiao.capabilities.candidates.filters import ListFilter
from xinqiao.capabilities.candidates.models import SearchText
from xinqiao.capabilities.candidates.queries import page_of
from xinqiao.foundation.tenancy import row_security
from xinqiao.foundation.tenancy.scope import scope

pytestmark = pytest.mark.django_db


@pytest.mark.sqlite
def test_the_triggers_are_there() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'candidates_searchtext'")
        names = {name for (name,) in cursor.fetchall()}
    # A rebuild of the table by a migration drops them: that migration must create the index again (0012).
    assert names == {"candidates_search_added", "candidates_search_changed", "candidates_search_removed"}


@pytest.mark.sqlite
def test_the_index_holds_exactly_what_the_rows_say() -> None:
    workspace = make_workspace()
    kept, gone = make_candidate(workspace, "安一"), make_candidate(workspace, "白二")
    with scope(workspace.pk):
        SearchText.objects.filter(candidate=kept).update(words="words of another kind")
        gone.delete()
    with connection.cursor() as cursor:
        # Raises when index and rows differ.
        cursor.execute("INSERT INTO candidates_search(candidates_search, rank) VALUES ('integrity-check', 1)")


@pytest.mark.postgresql
def test_the_document_and_its_index_are_there() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = 'candidates_searchtext'")
        indexes = " ".join(definition for (definition,) in cursor.fetchall())
        cursor.execute("SELECT qual FROM pg_policies WHERE tablename = 'candidates_searchtext' ORDER BY policyname")
        [_, (condition,)] = cursor.fetchall()
    assert "USING gin (document)" in indexes
    assert "xinqiao_search()" in condition
    assert row_security.problems() == []


@pytest.mark.postgresql
def test_a_search_leaves_no_trace_in_the_transaction() -> None:
    workspace = make_workspace()
    make_candidate(workspace, "安一")
    make_candidate(workspace, "白二")
    with scope(workspace.pk):
        assert len(page_of(ListFilter(text="安一"), member_id=owner_of(workspace).pk).candidates) == 1
        assert SearchText.objects.count() == 2


@pytest.mark.postgresql
def test_the_search_does_not_loosen_whose_rows_may_be_written() -> None:
    mine, theirs = make_workspace(), make_workspace()
    stranger = make_candidate(theirs)
    with scope(mine.pk), connection.cursor() as cursor:
        cursor.execute("UPDATE candidates_searchtext SET words = 'x'")
        assert cursor.rowcount == 0
        with pytest.raises(ProgrammingError), transaction.atomic():
            cursor.execute(
                "INSERT INTO candidates_searchtext (candidate_id, workspace_id, words, marks) VALUES (%s, %s, 'x', '')",
                [stranger.pk, theirs.pk],
            )


@pytest.mark.parametrize(
    "text", ["'", '"', "\\", "a'b", 'a"b', "a\\b@c", "(", "a & b", "NOT x", "a:*", "*", "' | 'x", "^a", "-"]
)
def test_no_sign_breaks_out_of_a_query(text: str) -> None:
    workspace = make_workspace()
    make_candidate(workspace, "安一")
    with scope(workspace.pk):
        page = page_of(ListFilter(text=text), member_id=owner_of(workspace).pk)
    assert page.candidates == []
