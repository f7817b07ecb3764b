from datetime import UTC, datetime, timedelta

import pytest

from xinqiao.domain.notice import beyond_notice, due_at

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_a_person_is_told_or_deleted_within_30_days() -> None:
    assert due_at(NOW) == NOW + timedelta(days=30)


@pytest.mark.parametrize(
    ("begins", "ends"),
    [
        # A month of February ends before 30 days do; a longer one never gives more time than they.
        (datetime(2026, 2, 1, 9, tzinfo=UTC), datetime(2026, 3, 1, 9, tzinfo=UTC)),
        (datetime(2026, 1, 31, 9, tzinfo=UTC), datetime(2026, 2, 28, 9, tzinfo=UTC)),
        (datetime(2028, 1, 31, 9, tzinfo=UTC), datetime(2028, 2, 29, 9, tzinfo=UTC)),
        (datetime(2026, 4, 15, 9, tzinfo=UTC), datetime(2026, 5, 15, 9, tzinfo=UTC)),
        (datetime(2026, 12, 5, 9, tzinfo=UTC), datetime(2027, 1, 4, 9, tzinfo=UTC)),
    ],
)
def test_where_the_law_counts_a_month_the_shorter_of_both_counts(begins: datetime, ends: datetime) -> None:
    assert due_at(begins, within_a_month=True) == ends


@pytest.mark.parametrize(
    ("filled", "contacts", "waiting"),
    [
        (["display_name", "company", "title", "source", "legal_basis"], 1, []),
        (["display_name"], 0, []),
        (["display_name", "city"], 1, ["city"]),
        (["skills", "role_family", "display_name"], 1, ["role_family", "skills"]),
        (["display_name"], 2, ["contacts"]),
        (["city"], 3, ["city", "contacts"]),
    ],
)
def test_name_public_role_one_contact_and_source_is_all(filled: list[str], contacts: int, waiting: list[str]) -> None:
    assert beyond_notice(filled, contacts=contacts) == waiting
