"""A tag is found by its name: also after it was renamed, joined with another, or deleted."""

from __future__ import annotations

import pytest

from tests.factories import NOW, make_candidate, make_workspace, owner_of
from xinqiao.capabilities.candidates.filters import ListFilter
from xinqiao.capabilities.candidates.models import Tag
from xinqiao.capabilities.candidates.operations import delete_tag, join_tags, rename_tag, set_tags
from xinqiao.capabilities.candidates.queries import ids_of
from xinqiao.foundation.tenancy.scope import scope

pytestmark = pytest.mark.django_db


def found(text: str) -> int:
    return len(ids_of(ListFilter(text=text), 10))


def test_people_are_found_by_the_name_that_their_tag_has_now() -> None:
    workspace = make_workspace()
    person, owner = make_candidate(workspace, "安一"), owner_of(workspace)
    with scope(workspace.pk):
        set_tags(person, ["校友"], by=owner, now=NOW)
        tag = Tag.objects.get()
        rename_tag(tag, "内推", by=owner, now=NOW)
        assert (found("校友"), found("内推")) == (0, 1)
        set_tags(make_candidate(workspace, "白二"), ["讲者"], by=owner, now=NOW)
        join_tags(tag, Tag.objects.get(name="讲者"), by=owner, now=NOW)
        assert (found("内推"), found("讲者")) == (0, 2)
        delete_tag(Tag.objects.get(), by=owner, now=NOW)
        assert found("讲者") == 0
