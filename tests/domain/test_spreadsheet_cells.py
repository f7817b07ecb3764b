"""Nothing that somebody typed runs as a formula in the program of whoever opens a file."""

import pytest

from xinqiao.domain.spreadsheet_cells import harmless


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_what_begins_a_formula_is_shown_as_text(sign: str) -> None:
    assert harmless(f"{sign}1+1") == f"'{sign}1+1"


@pytest.mark.parametrize("text", ["", "林未", "a=b", "1-2", "'=1", " =1"])
def test_any_other_text_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text
