"""What can be said about a row or a cell."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class RowCode(StrEnum):
    """What can be said about a row or a cell; the words for it are the page's business."""

    BLANK = "blank"
    TOTALS = "totals"
    EXTRA_CELLS = "extra_cells"
    CELL_TOO_LONG = "cell_too_long"
    NO_NAME = "no_name"
    NAME_TOO_LONG = "name_too_long"
    NOT_A_PERSON = "not_a_person"
    BLOCKED = "blocked"
    SHARED_NUMBER = "shared_number"
    BAD_EMAIL = "bad_email"
    BAD_PHONE = "bad_phone"
    DAMAGED_PHONE = "damaged_phone"
    NO_CONTACT = "no_contact"
    MORE_THAN_ONE = "more_than_one"
    SHORTENED = "shortened"
    NOT_UNDERSTOOD = "not_understood"
    DAMAGED_TEXT = "damaged_text"
    SENSITIVE_TEXT = "sensitive_text"
    SENSITIVE_NUMBER = "sensitive_number"
    # TOS-5 that is not kept: no yes to sharing, no day, no answers; or of somebody who is there already.
    TOS5_NOT_AGREED = "tos5_not_agreed"
    TOS5_NO_DAY = "tos5_no_day"
    TOS5_DAY_TO_COME = "tos5_day_to_come"
    TOS5_UNUSABLE = "tos5_unusable"
    TOS5_KNOWN = "tos5_known"
    # Why a person stays although the import is undone, or why a record is not quite as it was.
    KEPT_CONSENT = "kept_consent"
    KEPT_ANSWERS = "kept_answers"
    KEPT_LINK = "kept_link"
    KEPT_CONTACT = "kept_contact"
    KEPT_NOTE = "kept_note"
    KEPT_MERGED = "kept_merged"
    KEPT_EDITED = "kept_edited"
    CHANGED_SINCE = "changed_since"
    UNDECIDED = "undecided"


# Rows that nobody meant as a person: passed over without calling them wrong.
SKIPPED: Final = frozenset({RowCode.BLANK, RowCode.TOTALS})


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A remark on a row: why it is no person, or what a person's cell lacks. `column` counts from 0."""

    code: RowCode
    column: int | None = None
    value: str = ""

    @property
    def skipped(self) -> bool:
        """Whether the row is passed over rather than refused."""
        return self.code in SKIPPED

    def to_json(self) -> dict[str, str | int | None]:
        """Return plain values for storing."""
        return {"code": self.code.value, "column": self.column, "value": self.value}
