"""People who were never told that we hold anything on them (待告知): what may be kept, and for how long.

Until they are told, a record holds name, public role, one contact and source; after 30 days it is deleted.
"""

from calendar import monthrange
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

NOTICE_DAYS: Final = 30
# The desk names those whose date is this near.
SOON_DAYS: Final = 7
CONTACTS_AT_MOST: Final = 1

# What the record of such a person may say about them: name, public role, one contact, and whence we know them.
ALLOWED_FIELDS: Final = frozenset(
    {
        "display_name",
        "pinyin",
        "company",
        "title",
        "email",
        "phone",
        "link",
        "wechat",
        "language",
        "employer_domain",
        "source",
        "source_detail",
        "legal_basis",
    }
)


def due_at(now: datetime, *, within_a_month: bool = False) -> datetime:
    """By when somebody whose record begins now is told or deleted: 30 days.

    Where the law counts a calendar month, whichever of the two ends first: a month of February has only 28 days.
    """
    end = now + timedelta(days=NOTICE_DAYS)
    return min(end, _month_later(now)) if within_a_month else end


def _month_later(now: datetime) -> datetime:
    year, month = (now.year + 1, 1) if now.month == 12 else (now.year, now.month + 1)
    return now.replace(year=year, month=month, day=min(now.day, monthrange(year, month)[1]))


def beyond_notice(filled: Collection[str], *, contacts: int) -> list[str]:
    """Which of the filled fields have to wait until the person is told; "contacts" stands for a second contact."""
    waiting = sorted(set(filled) - ALLOWED_FIELDS)
    return [*waiting, "contacts"] if contacts > CONTACTS_AT_MOST else waiting
