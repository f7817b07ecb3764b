"""The signs of `response_quality` for whole columns of answers. Apart from it, so that one person never loads NumPy."""

from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from xinqiao.domain.response_quality import SECONDS_AN_ITEM, Sign, signs_of
from xinqiao.domain.scale_many import MISSING, every_pattern, pattern_numbers

# Signs that rest on the answers alone.
_OF_ANSWERS: Final = tuple(sign for sign in Sign if sign is not Sign.TOO_FAST)


def signs_many(answers: NDArray[Any], seconds: ArrayLike = np.nan) -> dict[Sign, NDArray[np.bool_]]:
    """Which rows of an n×5 array of integers (0 = missing) show which sign, exactly as `signs_of` says of each.

    `seconds`: how long each form took on a page; NaN where a page did not measure it (voice, paper, import).
    Raises as `scale_many.score_many`.
    """
    patterns = pattern_numbers(answers)
    given = np.count_nonzero(answers != MISSING, axis=1)
    taken = np.broadcast_to(np.asarray(seconds, dtype=np.float64), len(answers))
    # A comparison with NaN is false, which is what an unmeasured time shall say.
    found = {Sign.TOO_FAST: taken < SECONDS_AN_ITEM * given}
    return found | {sign: column[patterns] for sign, column in _every_pattern().items()}


@lru_cache(maxsize=1)
def _every_pattern() -> dict[Sign, NDArray[np.bool_]]:
    shown = [signs_of(pattern, mode="paper") for pattern in every_pattern()]
    return {sign: np.array([sign in signs for signs in shown]) for sign in _OF_ANSWERS}
