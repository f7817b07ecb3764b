"""A question page loads what it shows and nothing else: link, person, team and answers come in one query.

The link's team is looked up once a process; each of these has opened the link before.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.candidate.phone import KEYED_16, make_phone

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

FLOOR = 1


def test_showing_a_statement_takes_one_query(django_assert_num_queries: Any) -> None:
    phone = make_phone()
    phone.answer(2)
    with django_assert_num_queries(FLOOR):
        phone.browser.get(phone.address("question", 2))


def test_storing_an_answer_takes_one_more(django_assert_num_queries: Any) -> None:
    phone = make_phone()
    phone.answer(2)
    with django_assert_num_queries(FLOOR + 1):
        phone.browser.post(phone.address("question", 2), {"answer": 3})


def test_a_session_cookie_of_a_signed_in_colleague_costs_nothing(django_assert_num_queries: Any) -> None:
    phone = make_phone()
    phone.answer(2)
    phone.browser.cookies["sessionid"] = "whatever"
    with django_assert_num_queries(FLOOR):
        phone.browser.get(phone.address("question", 2))


def test_the_first_page_adds_name_code_and_whether_colleagues_tell(
    django_assert_num_queries: Any,
) -> None:
    phone = make_phone()
    phone.get("why")
    with django_assert_num_queries(FLOOR + 4):
        phone.browser.get(phone.address("door"))


def test_the_result_adds_key_score_the_recruiters_name_and_the_teams_words(django_assert_num_queries: Any) -> None:
    phone = make_phone()
    phone.answer(*KEYED_16)
    with django_assert_num_queries(FLOOR + 4):
        phone.browser.get(phone.address("result"))
