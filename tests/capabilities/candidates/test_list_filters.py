"""A list's filters as an address: the same filter, the same text; nothing of a score ever in it."""

from __future__ import annotations

from dataclasses import fields

import pytest

from xinqiao.capabilities.candidates.filters import ListFilter


@pytest.mark.parametrize(
    ("chosen", "query"),
    [
        (ListFilter(), ""),
        (ListFilter(text="张伟", stage="building"), "q=%E5%BC%A0%E4%BC%9F&stage=building"),
        (ListFilter(mine=True, notice=True), "notice=1&mine=1"),
        (ListFilter(skill="C++ & C#", contacted="90"), "skill=C%2B%2B+%26+C%23&contacted=90"),
        (ListFilter(order="newest"), "order=newest"),
    ],
)
def test_a_filter_and_its_address_are_one(chosen: ListFilter, query: str) -> None:
    assert chosen.query() == query
    assert ListFilter.from_query(query) == chosen


@pytest.mark.parametrize(
    "query", ["contacted=7", "notice=yes", "mine=0", "order=score", "level=open&score=20", "q=%00 "]
)
def test_what_is_unknown_is_left_out(query: str) -> None:
    assert ListFilter.from_query(query) == ListFilter()


def test_there_is_no_filter_by_what_was_measured() -> None:
    names = {one.name for one in fields(ListFilter)}
    assert not names & {"score", "level", "openness", "curve", "risk", "signs"}


def test_people_stand_by_name_only_while_nothing_narrows_the_list() -> None:
    assert ListFilter().is_by_name
    assert not ListFilter(order="newest").is_by_name
    assert not ListFilter(text="x").is_by_name
    assert not ListFilter(mine=True).is_by_name
