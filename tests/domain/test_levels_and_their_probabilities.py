from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinqiao.domain.levels import (
    GENTLEST_FIRST,
    BadProbabilities,
    BadVariance,
    Level,
    NotATotal,
    interval,
    is_clear,
    level_of,
    level_probabilities,
    likeliest_two,
    rounded_percentages,
    rounded_shares,
    tempo_level,
)
from xinqiao.domain.scale import DEFAULT_VARIANCE, PRORATED_VARIANCE_FACTOR

LEVEL_OF_EACH_TOTAL = {
    **dict.fromkeys(range(5, 10), Level.RESERVED),
    **dict.fromkeys(range(10, 15), Level.GUARDED),
    **dict.fromkeys(range(15, 20), Level.CAUTIOUS),
    **dict.fromkeys(range(20, 26), Level.OPEN),
}
PRORATED_TOTALS = [answered * 1.25 for answered in range(4, 21)]

parts = st.tuples(*[st.integers(min_value=0, max_value=1000)] * 4).filter(lambda four: sum(four) > 0)
probabilities = parts.map(lambda four: {level: part / sum(four) for level, part in zip(Level, four, strict=True)})


@pytest.mark.parametrize(("total", "level"), LEVEL_OF_EACH_TOTAL.items())
def test_every_total_has_its_level(total: int, level: Level) -> None:
    assert level_of(total) is level


@pytest.mark.parametrize(
    ("total", "level"),
    [
        (9.49, Level.RESERVED),
        (9.5, Level.GUARDED),
        (14.49, Level.GUARDED),
        (14.5, Level.CAUTIOUS),
        (19.49, Level.CAUTIOUS),
        (19.5, Level.OPEN),
        (2.0, Level.RESERVED),
        (27.0, Level.OPEN),
    ],
)
def test_a_total_on_a_cut_belongs_to_the_more_open_side(total: float, level: Level) -> None:
    assert level_of(total) is level


@pytest.mark.parametrize("total", [nan, inf, -inf])
def test_it_refuses_a_total_that_is_not_a_number(total: float) -> None:
    for ask in (level_of, level_probabilities, interval):
        with pytest.raises(NotATotal):
            ask(total)


@pytest.mark.parametrize("variance", [0, -1, nan, inf])
def test_it_refuses_a_variance_that_is_not_above_zero(variance: float) -> None:
    with pytest.raises(BadVariance):
        level_probabilities(15, variance)


@pytest.mark.parametrize(
    ("total", "percentages"),
    [
        (20, (59, 40, 1, 0)),
        (15, (2, 57, 40, 1)),
        (16, (5, 70, 25, 0)),
        (25, (99, 1, 0, 0)),
        (5, (0, 0, 2, 98)),
    ],
)
def test_a_total_comes_with_percentages_for_each_level(total: int, percentages: tuple[int, int, int, int]) -> None:
    rounded = rounded_percentages(level_probabilities(total))
    assert tuple(rounded[level] for level in Level) == percentages


@pytest.mark.parametrize("total", range(5, 26))
def test_the_level_of_a_whole_total_is_always_the_likeliest(total: int) -> None:
    assert likeliest_two(level_probabilities(total))[0] is level_of(total)


@pytest.mark.parametrize("total", PRORATED_TOTALS)
def test_the_level_of_a_prorated_total_is_always_the_likeliest(total: float) -> None:
    likely = level_probabilities(total, DEFAULT_VARIANCE * PRORATED_VARIANCE_FACTOR)
    assert likeliest_two(likely)[0] is level_of(total)


@given(st.floats(min_value=5, max_value=25), st.floats(min_value=0.1, max_value=40))
def test_probabilities_are_shares_of_one(total: float, variance: float) -> None:
    likely = level_probabilities(total, variance)
    assert list(likely) == list(Level)
    assert all(0 <= share <= 1 for share in likely.values())
    assert sum(likely.values()) == pytest.approx(1, abs=1e-12)


@given(st.floats(min_value=5, max_value=25), st.floats(min_value=5, max_value=25))
def test_a_higher_total_is_never_likelier_to_be_at_or_below_a_level(one: float, other: float) -> None:
    lower, higher = sorted((one, other))
    for count in range(1, 4):
        gentle = GENTLEST_FIRST[:count]
        at_lower, at_higher = (sum(level_probabilities(total)[level] for level in gentle) for total in (lower, higher))
        assert at_lower >= at_higher - 1e-12


@pytest.mark.parametrize(
    ("total", "tempo"),
    [
        (25, Level.OPEN),
        (21, Level.OPEN),
        (20, Level.CAUTIOUS),
        (19, Level.CAUTIOUS),
        (16, Level.CAUTIOUS),
        (15, Level.GUARDED),
        (12, Level.GUARDED),
        (10, Level.RESERVED),
        (5, Level.RESERVED),
    ],
)
def test_the_tempo_follows_the_gentlest_level_that_a_quarter_reaches(total: int, tempo: Level) -> None:
    assert tempo_level(level_probabilities(total)) is tempo


def test_exactly_a_quarter_is_enough_for_the_gentler_tempo() -> None:
    likely = {Level.OPEN: 0.75, Level.CAUTIOUS: 0.0, Level.GUARDED: 0.0, Level.RESERVED: 0.25}
    assert tempo_level(likely) is Level.RESERVED


@given(st.floats(min_value=5, max_value=25))
def test_the_tempo_is_never_faster_than_the_likeliest_level(total: float) -> None:
    likely = level_probabilities(total)
    assert GENTLEST_FIRST.index(tempo_level(likely)) <= GENTLEST_FIRST.index(likeliest_two(likely)[0])


@given(probabilities, st.sampled_from([100, 10_000]))
def test_rounded_shares_add_up_and_stay_next_to_the_truth(likely: dict[Level, float], units: int) -> None:
    rounded = rounded_shares(likely, units=units)
    assert sum(rounded.values()) == units
    assert all(abs(rounded[level] - likely[level] * units) < 1 + 1e-6 for level in Level)


@given(probabilities)
def test_rounding_never_turns_the_order_of_two_levels_round(likely: dict[Level, float]) -> None:
    rounded = rounded_percentages(likely)
    for one in Level:
        for other in Level:
            if likely[one] > likely[other]:
                assert rounded[one] >= rounded[other]


@given(probabilities)
def test_the_likeliest_two_are_the_two_largest(likely: dict[Level, float]) -> None:
    first, second = likeliest_two(likely)
    assert first is not second
    assert [likely[first], likely[second]] == sorted(likely.values(), reverse=True)[:2]


def test_on_a_tie_the_gentler_level_comes_first() -> None:
    assert likeliest_two(dict.fromkeys(Level, 0.25)) == (Level.RESERVED, Level.GUARDED)


@pytest.mark.parametrize(("share", "clear"), [(0.8, True), (0.7999, False), (1.0, True)])
def test_a_level_is_clear_from_eighty_percent(share: float, clear: bool) -> None:
    likely = {Level.OPEN: share, Level.CAUTIOUS: 1 - share, Level.GUARDED: 0.0, Level.RESERVED: 0.0}
    assert is_clear(likely) is clear


@pytest.mark.parametrize(
    "likely",
    [
        {},
        {Level.OPEN: 1.0},
        dict.fromkeys(Level, 0.5),
        {Level.OPEN: 1.5, Level.CAUTIOUS: -0.5, Level.GUARDED: 0.0, Level.RESERVED: 0.0},
        dict.fromkeys(Level, nan),
    ],
)
def test_it_refuses_what_are_not_probabilities(likely: dict[Level, float]) -> None:
    with pytest.raises(BadProbabilities):
        tempo_level(likely)


def test_the_interval_is_the_total_with_its_margin() -> None:
    assert interval(16).half_width == pytest.approx(4.312, abs=0.001)
    assert interval(16, coverage=0.8).half_width == pytest.approx(2.819, abs=0.001)
    assert interval(16).low == pytest.approx(11.688, abs=0.001)


def test_the_interval_stays_on_the_scale() -> None:
    assert interval(24).high == 25
    assert interval(6).low == 5
