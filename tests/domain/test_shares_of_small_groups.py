"""What may be shown of small groups."""

from __future__ import annotations

import pytest

from xinqiao.domain.shares import shown_shares


@pytest.mark.parametrize(
    ("counts", "shown", "others"),
    [
        ({"pay": 9, "place": 5, "growth": 3, "loyalty": 2}, {"pay": 9, "place": 5}, 5),
        # Two alone would be told by subtraction, so the next smallest goes with them.
        ({"pay": 9, "place": 5, "growth": 2}, {"pay": 9}, 7),
        ({"pay": 5, "place": 1}, {}, 6),
        ({"pay": 5, "place": 5}, {"pay": 5, "place": 5}, 0),
        # All of one group: shown, it would say it of each.
        ({"pay": 9, "place": 0}, {}, 9),
        ({"pay": 2, "place": 2, "growth": 1}, {}, 5),
    ],
)
def test_no_group_below_five_is_shown_nor_left_to_subtraction(
    counts: dict[str, int], shown: dict[str, int], others: int
) -> None:
    found = shown_shares(counts)
    assert found is not None
    assert {name: share.count for name, share in found.shares.items()} == shown
    assert found.others == others
    assert found.people == sum(counts.values())


def test_below_five_people_nothing_is_shown() -> None:
    assert shown_shares({"pay": 4}) is None
    assert shown_shares({}) is None
