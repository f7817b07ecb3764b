"""Small counts are hidden, and what would give them away by subtraction with them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinqiao.domain.small_counts import LEAST, NotACount, shown_counts, shown_total


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        # Nothing small, nothing hidden; five is enough.
        ((5, 6, 7), (5, 6, 7)),
        # One small count takes the next smallest along.
        ((4, 6, 9), (None, None, 9)),
        ((9, 6, 4), (9, None, None)),
        # Two small ones hide each other.
        ((1, 4, 9), (None, None, 9)),
        # Zero is small, and two zeros together would still be known from the total.
        ((0, 0, 8, 20), (None, None, None, 20)),
        ((2, 2, 8, 20), (None, None, None, 20)),
        # Everything may end up hidden.
        ((3, 9), (None, None)),
        ((1, 1, 1), (None, None, None)),
        ((4,), (None,)),
        ((5,), (5,)),
        ((), ()),
    ],
)
def test_which_counts_are_shown(counts: tuple[int, ...], shown: tuple[int | None, ...]) -> None:
    assert tuple(shown_counts(dict(enumerate(counts))).values()) == shown


@given(st.lists(st.integers(0, 12), max_size=6))
def test_no_hidden_count_follows_from_the_shown_ones_and_the_total(numbers: list[int]) -> None:
    counts = dict(enumerate(numbers))
    shown = shown_counts(counts)
    hidden = [counts[cell] for cell, count in shown.items() if count is None]

    assert list(shown) == list(counts)
    assert all(count is None or count == counts[cell] >= LEAST for cell, count in shown.items())
    if hidden and len(hidden) < len(counts):
        assert len(hidden) >= 2
        assert sum(hidden) >= LEAST


@pytest.mark.parametrize(("counts", "total"), [((2, 2), None), ((2, 3), 5), ((0, 40), 40), ((), None)])
def test_a_total_is_shown_from_five_people_on(counts: tuple[int, ...], total: int | None) -> None:
    assert shown_total(dict(enumerate(counts))) == total


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(NotACount):
        shown_counts({"open": -1, "cautious": 9})
