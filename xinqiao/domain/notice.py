"""People who were never told that we hold anything on them (待告知): what may be kept, and for how long.

Until they are told, a record holds name, public role, one contact and source; after 30 days it is deleted.
"""

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


def due_at(now: datetime) -> datetime:
    """By when somebody whose record begins now is told or deleted."""
    return now + timedelta(days=NOTICE_DAYS)


def beyond_notice(filled: Collection[str], *, contacts: int) -> list[str]:
    """Which of the filled fields have to wait until the person is told; "contacts" stands for a second contact."""
    waiting = sorted(set(filled) - ALLOWED_FIELDS)
    return [*waiting, "contacts"] if contacts > CONTACTS_AT_MOST else waiting
