import pytest

from xinqiao.domain.levels import GENTLEST_FIRST, UNMEASURED, Level, LevelState
from xinqiao.domain.pace import CHOICE_DAYS, DEFAULT_SPACING, PaceChoice, effective_interval


@pytest.mark.parametrize(
    ("tempo", "ask_days", "news_days"),
    [
        (Level.OPEN, 3, 3),
        (Level.CAUTIOUS, 7, 7),
        (Level.GUARDED, 14, 14),
        (Level.RESERVED, None, 90),
        (UNMEASURED, 14, 14),
    ],
)
def test_without_a_choice_the_tempo_level_decides(tempo: LevelState, ask_days: int | None, news_days: int) -> None:
    spacing = effective_interval(None, tempo)
    assert (spacing.ask_days, spacing.news_days, spacing.chosen) == (ask_days, news_days, False)


@pytest.mark.parametrize("tempo", [*Level, UNMEASURED])
@pytest.mark.parametrize(
    ("choice", "days"),
    [
        (PaceChoice.WEEKLY, 7),
        (PaceChoice.FORTNIGHTLY, 14),
        (PaceChoice.MONTHLY, 30),
        (PaceChoice.QUARTERLY, 90),
        (PaceChoice.ONLY_WHEN_I_ASK, None),
    ],
)
def test_the_persons_own_choice_wins_over_every_tempo(choice: PaceChoice, days: int | None, tempo: LevelState) -> None:
    spacing = effective_interval(choice, tempo)
    assert (spacing.ask_days, spacing.news_days, spacing.chosen) == (days, days, True)


def test_every_choice_and_every_state_has_its_days() -> None:
    assert set(CHOICE_DAYS) == set(PaceChoice)
    assert set(DEFAULT_SPACING) == {*Level, UNMEASURED}


def test_a_gentler_level_is_never_contacted_more_often() -> None:
    days = [DEFAULT_SPACING[level].news_days or 10_000 for level in GENTLEST_FIRST]
    assert days == sorted(days, reverse=True)
