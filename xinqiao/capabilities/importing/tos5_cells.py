"""TOS-5 in a list: five answers or a bare total, the day, and how the person agreed to share them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Final, NamedTuple

from xinqiao.capabilities.importing.cell_values import said
from xinqiao.capabilities.importing.dates import read_date
from xinqiao.capabilities.importing.headings import Field
from xinqiao.capabilities.importing.row_codes import RowCode
from xinqiao.domain.scale import HIGHEST_TOTAL, ITEM_COUNT, LOWEST_TOTAL, Answer, score

ITEMS: Final = (Field.TOS5_ITEM1, Field.TOS5_ITEM2, Field.TOS5_ITEM3, Field.TOS5_ITEM4, Field.TOS5_ITEM5)
FIELDS: Final = (*ITEMS, Field.TOS5_TOTAL)
MAX_AGREED_CHARS: Final = 200

_ANSWER: Final = re.compile(r"[1-5](?:\.0+)?")
_TOTAL: Final = re.compile(r"[0-9]{1,2}(?:\.0+)?")
# Consent is not guessed: whatever begins like a no, a "not yet" or an empty box is one, and so is a refusal further on.
_NO: Final = re.compile(
    r"(?:no|not|none|never|nope|n|f|false|0|x|pending|unknown)\b|don'?t\b|[-–—×✗✘☐❌✖=]|[不没未否无拒勿别暂待尚]"
    r"|.*(?:\b(?:refus|declin|reject|den[yi]|disagree|withdr[ae]w|not agree|n't agree)"
    r"|反对|拒绝|婉拒|谢绝|撤回|取消|[不未没]同意|没有同意|不愿)"
)
# These only begin like one.
_YES: Final = re.compile(r"no (?:problem|objection)|没问题|没有问题|没意见|没有意见|无异议|不反对|不介意")


class Tos5Row(NamedTuple):
    """What a row says of TOS-5: answers (None = missing) or else only a total, the day, and the words of the yes."""

    answers: tuple[Answer, ...]
    total: int | None
    day: dt.date
    agreed: str


class LeftOut(NamedTuple):
    """Why nothing of it is kept, and the field to look at."""

    code: RowCode
    field: Field


def read_tos5(raw: Callable[[Field], str]) -> Tos5Row | LeftOut | None:
    """What the cells of a row say, None where they are all empty.

    Without the person's yes, without a day, or with cells that are no answers, nothing is kept.
    """
    cells = [said(raw(name)) for name in FIELDS]
    first = next((name for name, cell in zip(FIELDS, cells, strict=True) if cell), None)
    if first is None:
        return None
    agreed = said(raw(Field.TOS5_AGREED))[:MAX_AGREED_CHARS]
    if not agreed or _is_no(agreed.casefold()):
        return LeftOut(RowCode.TOS5_NOT_AGREED, first)
    day = read_date(raw(Field.TOS5_DAY))
    if day is None:
        return LeftOut(RowCode.TOS5_NO_DAY, first)
    return _answers_or_total(cells[:ITEM_COUNT], cells[ITEM_COUNT], day, agreed) or LeftOut(
        RowCode.TOS5_UNUSABLE, first
    )


def _is_no(agreed: str) -> bool:
    return bool(_NO.match(agreed)) and not _YES.match(agreed)


def _answers_or_total(items: list[str], total: str, day: dt.date, agreed: str) -> Tos5Row | None:
    """Answers if there are enough for a total of our own, else the total that the list states."""
    if any(cell and not _ANSWER.fullmatch(cell) for cell in items):
        return None
    answers = tuple(int(cell[0]) if cell else None for cell in items)
    if score(answers).total is not None:
        return Tos5Row(answers, None, day, agreed)
    stated = int(float(total)) if _TOTAL.fullmatch(total) else 0
    if not LOWEST_TOTAL <= stated <= HIGHEST_TOTAL:
        return None
    return Tos5Row((None,) * ITEM_COUNT, stated, day, agreed)
