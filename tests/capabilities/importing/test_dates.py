"""Dates in cells are read where they can mean one day only."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinqiao.capabilities.importing.dates import read_date


@pytest.mark.parametrize(
    "written",
    [
        "2026-02-04",
        "2026/2/4",
        "2026.02.04",
        "2026年2月4日",
        "2026 年 02 月 04 日",
        "２０２６年２月４日",
        "2026年2月4日 09:14",
        "2026-02-04 09:14",
        "2026-02-04T09:14:00Z",
        "20260204",
        "46057",
        "46057.5",
        "4 Feb 2026",
        "04 February 2026",
        "4-Feb-2026",
        "Feb 4, 2026",
        "February 4th, 2026",
        "1770163200",
        "1770163200000",
        "'2026-02-04",
    ],
)
def test_a_day_is_read_however_it_is_written(written: str) -> None:
    assert read_date(written) == dt.date(2026, 2, 4)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("25/12/2025", dt.date(2025, 12, 25)),
        ("12/25/2025", dt.date(2025, 12, 25)),
        ("25.12.2025", dt.date(2025, 12, 25)),
        ("04/04/2026", dt.date(2026, 4, 4)),
        ("Sept 1 2025", dt.date(2025, 9, 1)),
        ("07 Dec 2025", dt.date(2025, 12, 7)),
    ],
)
def test_day_and_month_are_told_apart_where_only_one_reading_is_a_date(written: str, expected: dt.date) -> None:
    assert read_date(written) == expected


@pytest.mark.parametrize(
    "written",
    ["", "无", "03/04/2026", "2026-02-30", "2026-13-01", "上周", "last week", "12", "460570", "2026年", "1800-01-01",
     "99/99/2026", "4 Fex 2026", "2026-02-0411", "x" * 100, "99999999999999"],
)  # fmt: skip
def test_what_names_no_single_day_gives_none(written: str) -> None:
    assert read_date(written) is None


@given(st.text(max_size=30) | st.from_regex(r"[0-9/. -]{1,14}", fullmatch=True))
def test_any_text_gives_an_answer(text: str) -> None:
    found = read_date(text)
    assert found is None or 1900 <= found.year <= 2300
