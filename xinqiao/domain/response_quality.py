"""Whether five answers were given with care: soft flags that ask for a person's word, never deletions.

Thresholds: reference on measurement, 1.3. Two seconds an item is the page-time rule of Huang et al. (2012). Straight
lines are judged on the raw answers: on a scale whose first four items run against the fifth, all-1 and all-5
contradict themselves. Even-odd, long-string and variance indices are not computed: five items cannot carry them.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Final

from xinqiao.domain.scale import ITEM_COUNT, TOS5_KEYED, Answer, keyed_answers

SECONDS_AN_ITEM: Final = 2.0
CONTRADICTION_FROM: Final = 3.0
# A page measures time only where the person taps through it: a voice, a sheet and a file have none of their own.
TIMED_MODES: Final = frozenset({"phone"})

# Declared defaults by which the error variance grows; one missing answer (1.25) is in `scale`.
CARELESS_VARIANCE_FACTOR: Final = 2.0
SHORT_GAP_VARIANCE_FACTOR: Final = 1.5

# Of items 1-4 at least three must be answered before their mean is held against item 5.
_LEAST_FOR_CONTRADICTION: Final = 3


class Sign(StrEnum):
    """What may speak of careless answers."""

    TOO_FAST = "too_fast"
    # All five 1, or all five 5: strong.
    STRAIGHT_ENDS = "straight_ends"
    # All five 2, or all five 4: medium.
    STRAIGHT_SIDES = "straight_sides"
    # All five 3: weak, honest people answer so too.
    STRAIGHT_MIDDLE = "straight_middle"
    CONTRADICTION = "contradiction"


# With one of these a response is not acted on without a person's word. A weak sign alone is only shown.
DOUBTFUL: Final = frozenset({Sign.TOO_FAST, Sign.STRAIGHT_ENDS, Sign.STRAIGHT_SIDES, Sign.CONTRADICTION})
_STRAIGHT: Final = {
    1: Sign.STRAIGHT_ENDS,
    2: Sign.STRAIGHT_SIDES,
    3: Sign.STRAIGHT_MIDDLE,
    4: Sign.STRAIGHT_SIDES,
    5: Sign.STRAIGHT_ENDS,
}


def signs_of(answers: Sequence[Answer], *, mode: str, seconds: float | None = None) -> tuple[Sign, ...]:
    """Every sign that these answers (1-5, None = missing) show.

    `seconds` is how long the form took by the server's clock; it is looked at in the timed modes only.
    Raises a `scale.BadAnswers` for answers that are none.
    """
    keyed = keyed_answers(answers, TOS5_KEYED)
    signs = []
    if is_too_fast(mode, seconds, given=ITEM_COUNT - list(answers).count(None)):
        signs.append(Sign.TOO_FAST)
    straight = _straight_line(answers)
    if straight is not None:
        signs.append(straight)
    if _contradicts(keyed):
        signs.append(Sign.CONTRADICTION)
    return tuple(signs)


def is_too_fast(mode: str, seconds: float | None, *, given: int = ITEM_COUNT) -> bool:
    """Whether the form took less than two seconds for each answer given (below 10 s for all five)."""
    if seconds is None or mode not in TIMED_MODES:
        return False
    return seconds < SECONDS_AN_ITEM * given


def is_doubtful(flags: Iterable[str]) -> bool:
    """Whether one of these flags (signs or others) asks for a person's word."""
    return any(flag in DOUBTFUL for flag in flags)


def variance_factor(flags: Iterable[str], *, short_gap: bool = False) -> float:
    """By how much the error variance of a total grows: ×2 when doubtful, ×1.5 soon after the answer before.

    A missing answer is not among them: `scale.score` has widened the variance already.
    """
    careless = CARELESS_VARIANCE_FACTOR if is_doubtful(flags) else 1.0
    return careless * (SHORT_GAP_VARIANCE_FACTOR if short_gap else 1.0)


def _straight_line(answers: Sequence[Answer]) -> Sign | None:
    first = answers[0]
    if first is None or any(answer != first for answer in answers):
        return None
    return _STRAIGHT[first]


def _contradicts(keyed: Sequence[Answer]) -> bool:
    *others, fifth = keyed
    given = [answer for answer in others if answer is not None]
    if fifth is None or len(given) < _LEAST_FOR_CONTRADICTION:
        return False
    return abs(sum(given) / len(given) - fifth) >= CONTRADICTION_FROM
