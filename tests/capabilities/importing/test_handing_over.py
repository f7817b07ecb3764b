"""A row that crossed from the reading process says what it said there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.factories import NOW, make_workspace, owner_of
from xinqiao.capabilities.importing.fates import judge
from xinqiao.capabilities.importing.formats import open_table
from xinqiao.capabilities.importing.handing_over import pack, unpack
from xinqiao.capabilities.importing.mapping import guess
from xinqiao.capabilities.importing.models import ImportBatch
from xinqiao.capabilities.importing.seen_keys import SeenKeys
from xinqiao.capabilities.importing.shelf import Shelf
from xinqiao.foundation.tenancy.scope import scope

pytestmark = pytest.mark.django_db

LIST = """姓名,公司,邮箱,手机,标签
林未,星衡科技,lin@mail.example,13800001111,架构
林未,星衡科技,lin@mail.example,,
周牧,青石数据,,13800001111,
,青石数据,x@mail.example,,
王芳,远桥软件,wang@mail.example,12,
"""


def test_every_fate_and_every_value_comes_across(tmp_path: Path) -> None:
    source = tmp_path / "list.csv"
    source.write_text(LIST, encoding="utf-8")
    table = open_table(source)
    mapping = guess(table.header, [cells for _, cells in table.preview(20)])
    workspace = make_workspace()
    with scope(workspace.pk):
        batch = ImportBatch(source="other", legal_basis="consent", created_by=owner_of(workspace), created_at=NOW)
        rows = list(judge(table.rows(), mapping, SeenKeys(), told=True))
        crossed = unpack(pack(rows, Shelf(batch, mapping), now=NOW), mapping)
    told = ("number", "name", "reasons", "same_as_row", "perhaps_row", "blank_to", "points", "person", "cells")
    for before, after in zip(rows, crossed, strict=True):
        for name in told:
            one, other = getattr(before, name), getattr(after, name)
            assert (list(other) if name in ("points", "cells") else other) == (
                list(one) if name in ("points", "cells") else one
            ), name
        assert (after.ready is None) == (before.person is None)
        if before.arrival and after.arrival:
            assert after.arrival.traits == before.arrival.traits
            assert (after.arrival.sort_name, after.arrival.pinyin) == (before.arrival.sort_name, before.arrival.pinyin)
    # All kinds are among them: new, the same person, perhaps the same, refused.
    assert [row.same_as_row for row in crossed][1] == crossed[0].number
    assert [row.perhaps_row for row in crossed][2] == crossed[0].number
    assert crossed[3].person is None
