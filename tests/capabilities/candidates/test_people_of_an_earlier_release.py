"""People stored before there was a search are found after the migration."""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from tests.factories import NOW, make_candidate, make_workspace, owner_of
from xinqiao.capabilities.candidates.filters import ListFilter
from xinqiao.capabilities.candidates.models import Candidate, SearchText
from xinqiao.capabilities.candidates.operations import append
from xinqiao.capabilities.candidates.queries import page_of
from xinqiao.foundation.tenancy.scope import scope


@pytest.mark.django_db
def test_they_get_pinyin_last_contact_and_search_text(monkeypatch: pytest.MonkeyPatch) -> None:
    migration = import_module("xinqiao.capabilities.candidates.migrations.0011_fill_search_text")
    # Two portions.
    monkeypatch.setattr(migration, "AT_ONCE", 2)
    workspaces = [make_workspace(), make_workspace()]
    for workspace in workspaces:
        spoken = make_candidate(workspace, "单小明", phone="13800138003")
        silent = make_candidate(workspace, "安一")
        make_candidate(workspace, "白二")
        with scope(workspace.pk):
            append(spoken, "said_granted", at=NOW, direction="in")
            append(silent, "shared_result", at=NOW, direction="in")
            SearchText.objects.all().delete()
            Candidate.objects.update(pinyin="", initials="", sort_name="dan xiao ming", last_contact_at=None)
    apps = MigrationLoader(connection).project_state(("candidates", "0011_fill_search_text")).apps
    migration.fill(apps, SimpleNamespace(connection=connection))
    for workspace in workspaces:
        with scope(workspace.pk):
            for query, names in (("shanxm", []), ("sxm", ["单小明"]), ("138001380", []), ("8003", ["单小明"])):
                page = page_of(ListFilter(text=query), member_id=owner_of(workspace).pk)
                assert [one.display_name for one in page.candidates] == names, query
            person = Candidate.objects.get(display_name="单小明")
            assert (person.pinyin, person.initials, person.sort_name) == ("shan xiao ming", "sxm", "shan xiao ming")
            assert person.last_contact_at == NOW
            assert Candidate.objects.get(display_name="安一").last_contact_at is None
            assert SearchText.objects.count() == 3
