"""From how many on a figure is shown: every boundary of the table, from both sides."""

from __future__ import annotations

import pytest

from xinqiao.domain.shown_when import (
    RULES,
    Shown,
    Statistic,
    how_shown,
    is_shown,
    needs_interval,
    still_needed,
)

# Hidden below, plain from (None: never by number alone), interval beside the plain figure.
BOUNDARIES = {
    Statistic.TOTAL: (1, None, False),
    Statistic.LEVEL: (1, None, False),
    Statistic.CURVE_LINE: (3, None, False),
    Statistic.DISTRIBUTION: (5, 30, False),
    Statistic.ALPHA: (30, 100, True),
    Statistic.OWN_ERROR: (100, 300, False),
    Statistic.RETEST_ERROR: (50, None, False),
    Statistic.KEY_VERDICT: (50, 200, True),
    Statistic.FACTOR_LOADINGS: (150, 300, False),
    Statistic.LANGUAGE_INVARIANCE: (100, 200, False),
    Statistic.GRADED_RESPONSE: (300, 500, False),
    Statistic.NPS_COUNTS: (5, 100, False),
    Statistic.NPS: (20, 100, True),
    Statistic.AB_VERDICT: (20, None, False),
    Statistic.RISK_CLASS: (0, None, False),
    Statistic.RISK_PERCENT: (100, None, False),
    Statistic.GROUP_DISPARITY: (30, 100, False),
}


def test_every_figure_has_a_rule() -> None:
    assert set(RULES) == set(Statistic) == set(BOUNDARIES)


@pytest.mark.parametrize(("statistic", "boundary"), BOUNDARIES.items())
def test_each_boundary_from_both_sides(statistic: Statistic, boundary: tuple[int, int | None, bool]) -> None:
    first, plain, keeps = boundary
    assert how_shown(statistic, first - 1) is Shown.HIDDEN
    assert (is_shown(statistic, first - 1), needs_interval(statistic, first - 1)) == (False, False)
    assert (still_needed(statistic, first - 1), still_needed(statistic, first), still_needed(statistic, 10**6)) == (
        1,
        0,
        0,
    )
    assert how_shown(statistic, first) is Shown.WITH_INTERVAL
    assert needs_interval(statistic, first)
    last = plain - 1 if plain else 10**6
    assert how_shown(statistic, last) is Shown.WITH_INTERVAL
    if plain:
        assert how_shown(statistic, plain) is Shown.PLAIN
        assert needs_interval(statistic, plain) is keeps
