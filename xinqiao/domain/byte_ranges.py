"""Which bytes of a file a player asks for (RFC 9110, section 14): one range, cut to a piece that is quickly sent."""

from __future__ import annotations

import re
from typing import Final

_RANGE: Final = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


class NotSatisfiable(ValueError):
    """The range lies outside the file."""


def piece_of(header: str, size: int, *, at_most: int) -> tuple[int, int] | None:
    """First and last byte to send, at most `at_most` of them; None where the whole file is to be sent.

    Several ranges at once and anything unreadable count as no range, as the standard allows. Raises NotSatisfiable.
    """
    asked = _RANGE.fullmatch(header.strip())
    if asked is None or asked.groups() == ("", ""):
        return None
    if not asked[1]:
        first, last = max(size - int(asked[2]), 0), size - 1
        if not int(asked[2]):
            raise NotSatisfiable(header)
    else:
        first, last = int(asked[1]), min(int(asked[2]) if asked[2] else size - 1, size - 1)
        if asked[2] and int(asked[2]) < first:
            return None
    if first >= size:
        raise NotSatisfiable(header)
    return first, min(last, first + at_most - 1)
