"""What another key changes, and that no switch of key makes us contact anybody sooner."""

from __future__ import annotations

from itertools import product

from xinqiao.domain.key_switch import held_tempo, preview, slowest_tempo
from xinqiao.domain.levels import GENTLEST_FIRST, Level, level_probabilities, tempo_level
from xinqiao.domain.pace import effective_interval
from xinqiao.domain.scale import DEFAULT_VARIANCE, KEYS, TOS5_KEYED, TOS5_PRINTED, score

EVERY_PATTERN = list(product(range(1, 6), repeat=5))


def test_the_preview_counts_who_reads_as_another_level() -> None:
    patterns = {(1, 1, 1, 1, 5): 3, (5, 5, 5, 5, 5): 2, (3, 3, 3, 3, 3): 4, (1, 1, None, None, 1): 9}
    seen = preview(patterns, TOS5_KEYED, TOS5_PRINTED)
    # Keyed 25, 9 and 15 become 9, 25 and 15; two missing have no level at all.
    assert seen.people == 9
    assert seen.changed == 5
    assert (seen.before(Level.OPEN), seen.after(Level.OPEN)) == (3, 2)
    assert seen.moves == {
        (Level.OPEN, Level.RESERVED): 3,
        (Level.RESERVED, Level.OPEN): 2,
        (Level.CAUTIOUS, Level.CAUTIOUS): 4,
    }


def test_over_all_patterns_the_printed_open_are_never_open_when_keyed() -> None:
    seen = preview(dict.fromkeys(EVERY_PATTERN, 1), TOS5_KEYED, TOS5_PRINTED)
    assert seen.people == 3125
    assert seen.after(Level.OPEN) == 247
    assert seen.moves.get((Level.OPEN, Level.OPEN), 0) == seen.moves.get((Level.CAUTIOUS, Level.OPEN), 0) == 0


def _days(tempo: Level) -> tuple[float, float]:
    spacing = effective_interval(None, tempo)
    return tuple(float("inf") if days is None else days for days in (spacing.ask_days, spacing.news_days))  # type: ignore[return-value]


def test_no_switch_shortens_the_default_interval_of_anybody() -> None:
    for answers in EVERY_PATTERN:
        slowest = slowest_tempo(answers, DEFAULT_VARIANCE)
        tempos = [tempo_level(level_probabilities(score(answers, key).total or 0)) for key in KEYS.values()]
        for before in tempos:
            for after in tempos:
                held = held_tempo(after, slowest)
                assert all(now >= then for now, then in zip(_days(held), _days(before), strict=True))


def test_without_a_switch_the_present_key_alone_decides() -> None:
    assert [held_tempo(level, None) for level in GENTLEST_FIRST] == list(GENTLEST_FIRST)
    assert slowest_tempo((1, None, None, 1, 1), DEFAULT_VARIANCE) is None
