"""What was left out and what was put in, in words that can be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinqiao.domain.word_difference import Change, compared


def marked(before: str, after: str) -> str:
    signs = {Change.SAME: "{}", Change.REMOVED: "[-{}]", Change.ADDED: "[+{}]"}
    return "".join(signs[part.change].format(part.text) for part in compared(before, after))


@pytest.mark.parametrize(
    ("before", "after", "difference"),
    [
        ("先给看真实的团队。", "先给看真实的一天。", "先给看真实的[-团队][+一天]。"),
        ("Show the real culture first.", "Show the real day first.", "Show the real [-culture][+day] first."),
        # A word is left out whole, not letter by letter.
        ("a talk of 15 minutes", "a talk of 20 minutes", "a talk of [-15][+20] minutes"),
        ("听完，停两秒", "听完", "听完[-，停两秒]"),
        ("", "您好", "[+您好]"),
        ("一样", "一样", "一样"),
        # One hanzi between two changes is told with them.
        ("甲乙丙", "丁乙戊", "[-甲乙丙][+丁乙戊]"),
        ("one\ntwo", "one\nthree", "one\n[-two][+three]"),
        ("", "", ""),
    ],
)
def test_it_reads_word_by_word(before: str, after: str, difference: str) -> None:
    assert marked(before, after) == difference


@given(st.text("我们您好 ab,1\n", max_size=30), st.text("我们您好 ab,1\n", max_size=30))
def test_both_texts_can_be_read_out_of_it(before: str, after: str) -> None:
    parts = compared(before, after)

    assert "".join(part.text for part in parts if part.change != Change.ADDED) == before
    assert "".join(part.text for part in parts if part.change != Change.REMOVED) == after
    assert all(part.text for part in parts)
