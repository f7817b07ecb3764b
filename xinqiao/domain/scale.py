"""TOS-5: five answers from 1 to 5 become one total of openness, from 5 to 25.

Which way an item counts is data (`ScoringKey`), because the questionnaire does not say: agreement with items
1-4 speaks for a high threshold, agreement with item 5 for openness. The default key reverses items 1-4, the
printed key adds the answers up as they stand. For complete answers keyed = 24 + 2·x5 - printed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

ITEM_COUNT: Final = 5
LOWEST_ANSWER: Final = 1
HIGHEST_ANSWER: Final = 5
LOWEST_TOTAL: Final = ITEM_COUNT * LOWEST_ANSWER
HIGHEST_TOTAL: Final = ITEM_COUNT * HIGHEST_ANSWER

# The declared error variance of a total (standard error of measurement 2.2) until a team has its own.
DEFAULT_VARIANCE: Final = 4.84
# The declared variance that a level gains in a day: a standard deviation of 1.1 points a month.
DRIFT_PER_DAY: Final = 0.04
# A total made of four answers is less certain than one made of five (declared default).
PRORATED_VARIANCE_FACTOR: Final = 1.25

Answer = int | None


class BadAnswers(ValueError):
    """Answers that cannot be scored as they are."""


class WrongAnswerCount(BadAnswers):
    """There are not exactly five places for answers."""

    def __init__(self, count: int) -> None:
        super().__init__(f"TOS-5 has {ITEM_COUNT} answers, {count} were given")
        self.count = count


class AnswerOutOfRange(BadAnswers):
    """An answer is neither missing nor a whole number from 1 to 5."""

    def __init__(self, item: int, value: object) -> None:
        super().__init__(f"item {item}: {value!r} is not a whole number from {LOWEST_ANSWER} to {HIGHEST_ANSWER}")
        self.item = item
        self.value = value


class UnknownKey(BadAnswers):
    """No scoring key has this id."""

    def __init__(self, key_id: str) -> None:
        super().__init__(f"there is no scoring key {key_id!r}")
        self.key_id = key_id


class Flag(StrEnum):
    """What a reader of a score must know about the answers behind it."""

    ONE_MISSING = "one_missing"
    # Item 5 is the only item that speaks for openness, so a total without it rests on one direction alone.
    ITEM5_MISSING = "item5_missing"


@dataclass(frozen=True, slots=True)
class ScoringKey:
    """How each item counts: +1 as answered, -1 turned round (6 - x)."""

    id: str
    version: int
    signs: tuple[int, int, int, int, int]


TOS5_KEYED: Final = ScoringKey(id="tos5-keyed-1", version=1, signs=(-1, -1, -1, -1, 1))
TOS5_PRINTED: Final = ScoringKey(id="tos5-printed-1", version=1, signs=(1, 1, 1, 1, 1))
KEYS: Final = {key.id: key for key in (TOS5_KEYED, TOS5_PRINTED)}


@dataclass(frozen=True, slots=True)
class Score:
    """The total of one set of answers under one key; no total (and no variance) with two or more missing."""

    key_id: str
    total: float | None
    variance: float | None
    flags: tuple[Flag, ...]


def key_by_id(key_id: str) -> ScoringKey:
    """The scoring key stored under this id; raises `UnknownKey`."""
    try:
        return KEYS[key_id]
    except KeyError:
        raise UnknownKey(key_id) from None


def keyed_answers(answers: Sequence[Answer], key: ScoringKey = TOS5_KEYED) -> tuple[Answer, ...]:
    """The answers as the key counts them, missing ones left missing; raises a `BadAnswers` for bad ones."""
    if len(answers) != ITEM_COUNT:
        raise WrongAnswerCount(len(answers))
    return tuple(
        _keyed(item, answer, sign) for item, (answer, sign) in enumerate(zip(answers, key.signs, strict=True), start=1)
    )


def score(answers: Sequence[Answer], key: ScoringKey = TOS5_KEYED) -> Score:
    """Score five answers (`None` = not answered).

    With one missing the total is the mean of the keyed answers times five. It is not rounded (a multiple of
    1.25, exact in binary, never on a cut between levels): rounding would add error and favour one end.
    """
    keyed = keyed_answers(answers, key)
    given = [answer for answer in keyed if answer is not None]
    flags = _flags(keyed, len(given))
    if len(given) < ITEM_COUNT - 1:
        return Score(key_id=key.id, total=None, variance=None, flags=flags)
    return Score(
        key_id=key.id,
        total=sum(given) * ITEM_COUNT / len(given),
        variance=DEFAULT_VARIANCE * (1 if len(given) == ITEM_COUNT else PRORATED_VARIANCE_FACTOR),
        flags=flags,
    )


def printed_total(answers: Sequence[Answer]) -> float | None:
    """The literal sum of the answers, prorated with one missing, none with two or more missing."""
    return score(answers, TOS5_PRINTED).total


def _keyed(item: int, answer: object, sign: int) -> Answer:
    if answer is None:
        return None
    # bool is an int in Python, and a ticked box is not an answer on this scale.
    if isinstance(answer, bool) or not isinstance(answer, int) or not LOWEST_ANSWER <= answer <= HIGHEST_ANSWER:
        raise AnswerOutOfRange(item, answer)
    return answer if sign > 0 else LOWEST_ANSWER + HIGHEST_ANSWER - answer


def _flags(keyed: tuple[Answer, ...], given: int) -> tuple[Flag, ...]:
    flags = []
    if given == ITEM_COUNT - 1:
        flags.append(Flag.ONE_MISSING)
    if keyed[-1] is None:
        flags.append(Flag.ITEM5_MISSING)
    return tuple(flags)
