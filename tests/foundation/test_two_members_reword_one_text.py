"""Of several who save the same text at the same moment one gets through, and every other is told."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from tests.factories import NOW, make_workspace, owner_of
from xinqiao.foundation.content.models import OwnText
from xinqiao.foundation.content.operations import ChangedMeanwhile, write_text
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.foundation.workspaces.models import Member
from xinqiao.playbook.own_words import Place

pytestmark = pytest.mark.django_db(transaction=True)

PLACE = Place("mechanisms", "light_talk", "what")


def save_at_once(by: Member, seen: str, texts: list[str]) -> tuple[list[str], int]:
    """What was saved, and how many were told of it."""
    saved, told, start = [], [], threading.Barrier(len(texts))

    def save(text: str) -> None:
        start.wait()
        try:
            with scope(by.workspace_id):
                saved.append(write_text(PLACE, "zh", text, seen=seen, by=by, now=NOW).public_id)
        except ChangedMeanwhile:
            told.append(text)
        finally:
            connection.close()

    writers = [threading.Thread(target=save, args=(text,)) for text in texts]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    return saved, len(told)


def test_one_gets_through_and_the_others_are_told() -> None:
    owner = owner_of(make_workspace())
    first, told = save_at_once(owner, "", ["甲", "乙", "丙"])
    assert (len(first), told) == (1, 2)
    second, told = save_at_once(owner, first[0], ["丁", "戊", "己"])
    assert (len(second), told) == (1, 2)
    with scope(owner.workspace_id):
        assert OwnText.objects.count() == 2
        assert OwnText.objects.get(is_latest=True).public_id == second[0]
