"""Every day the schedule finds pairs among people who came without being compared, and forgets old merges."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction

from tests.factories import NOW, make_candidate, make_workspace, owner_of
from xinqiao.capabilities.candidates.models import Merge, ProbableDuplicate
from xinqiao.capabilities.candidates.operations import PersonFacts, add_many
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.privacy import tasks
from xinqiao.privacy.merging import merge

pytestmark = pytest.mark.django_db


def lease(now: datetime = NOW) -> Any:
    @contextmanager
    def writing() -> Iterator[datetime]:
        with transaction.atomic():
            yield now

    return SimpleNamespace(transaction=writing)


def test_same_names_in_the_same_company_are_found_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "KEYS_AT_ONCE", 1)
    workspace, alone = make_workspace(), make_workspace()
    names = ("王小明", "李四方", "Wang Xiaoming", "李四方", "赵一", "王小鸣")
    people = [PersonFacts(name, "public_profile", "lawfully_public", company="云帆科技") for name in names]
    with scope(workspace.pk):
        add_many(people, owner=owner_of(workspace), now=NOW)
    make_candidate(alone, "王小明", company="云帆科技")
    # In letters both homophones are meant; the two in hanzi are different names.
    assert tasks.find_probable_duplicates(lease()) == {"found": 3}
    assert tasks.find_probable_duplicates(lease()) == {"found": 0}
    with scope(workspace.pk):
        pairs = ProbableDuplicate.objects.order_by("pk").values_list("candidate__display_name", "other__display_name")
        assert sorted(pairs) == [("Wang Xiaoming", "王小鸣"), ("李四方", "李四方"), ("王小明", "Wang Xiaoming")]


def test_a_name_that_everybody_has_does_not_flood_the_list() -> None:
    workspace = make_workspace()
    people = [PersonFacts("王小明", "public_profile", "lawfully_public", company="云帆科技")] * 12
    with scope(workspace.pk):
        add_many(people, owner=owner_of(workspace), now=NOW)
    assert tasks.find_probable_duplicates(lease())["found"] <= 12 * 5


def test_old_merges_are_forgotten_in_every_workspace() -> None:
    for _ in range(2):
        workspace = make_workspace()
        people = [make_candidate(workspace, f"王{name}") for name in "ab"]
        with scope(workspace.pk):
            merge(*people, by=owner_of(workspace), now=NOW)
    assert tasks.forget_old_merges(lease(NOW + timedelta(days=31))) == {"forgotten": 2}
    with scope(workspace.pk):
        assert Merge.objects.get().before == {}
