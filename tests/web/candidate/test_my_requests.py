"""A person asks about their data on their own page, reads the answer after a code, and may take it back."""

from __future__ import annotations

import pytest

from tests.factories import NOW, owner_of
from tests.rights import ANSWER, WISH, requested
from tests.web.candidate.codes import let_in
from tests.web.candidate.phone import Phone, make_phone, words_on
from tests.web.recruiter.desk import BACKEND
from xinqiao.capabilities.consent.models import PersonRequest
from xinqiao.capabilities.consent.requests import extend, finish
from xinqiao.foundation.tenancy.scope import scope

pytestmark = pytest.mark.django_db


def requests(phone: Phone) -> list[PersonRequest]:
    with scope(phone.workspace.pk):
        return list(PersonRequest.objects.order_by("id"))


def test_a_request_needs_no_more_than_the_link_and_the_same_one_twice_is_one() -> None:
    phone = make_phone("permission", said="", language="en")
    assert phone.post("request_make", words=WISH).status_code == 422
    for _ in range(2):
        page = phone.post("request_make", kind="correction", words=WISH)
    assert "your request is written down" in words_on(page)
    (one,) = requests(phone)
    assert (one.kind, one.words, one.channel, one.recorded_by_id, str(one.due_on)) == (
        "correction", WISH, "link", None, "2026-11-23",
    )  # fmt: skip
    assert one.identity_check == ""
    # What was asked is read only after a code.
    assert WISH not in words_on(page)
    let_in(phone)
    assert WISH in words_on(phone.get("own_requests"))
    assert WISH not in words_on(phone.forwarded().get("own_requests"))
    # Whoever asks after a code is known to be who they are.
    phone.post("request_make", kind="access")
    assert requests(phone)[-1].identity_check == "code"


def test_it_says_by_when_why_it_takes_longer_and_the_answer() -> None:
    phone = make_phone("permission", language="en")
    let_in(phone)
    one = requested(phone.candidate, "objection")
    owner = owner_of(phone.workspace)
    assert "You get an answer by 23 November 2026 at the latest." in words_on(phone.get("own_requests"))
    with scope(phone.workspace.pk):
        extend(one, "要问三个部门", by=owner, now=NOW)
    assert "要问三个部门" in words_on(phone.get("own_requests"))
    with scope(phone.workspace.pk):
        finish(one, ANSWER, by=owner, now=NOW)
    assert ANSWER in words_on(phone.get("own_requests"))


def test_they_take_one_back_where_they_may_read_it_and_nowhere_else() -> None:
    phone = make_phone("permission", language="en")
    phone.post("request_make", kind="other")
    let_in(phone)
    public_id = requests(phone)[0].public_id
    phone.forwarded().post("request_withdraw", request=public_id)
    assert requests(phone)[0].state == "open"
    assert "You took it back." in words_on(phone.post("request_withdraw", request=public_id))
    assert requests(phone)[0].state == "withdrawn"
    assert "Something has changed" in words_on(phone.post("request_withdraw", request=public_id))


def test_a_link_cannot_fill_the_desk() -> None:
    phone = make_phone("permission", language="en")
    for number in range(6):
        page = phone.post("request_make", kind="other", words=str(number))
    assert "Enough is waiting for our answer" in words_on(page)
    assert len(requests(phone)) == 5


def test_a_colleague_asks_nothing_in_a_persons_place_and_a_stop_takes_nothing_away() -> None:
    phone = make_phone("permission", said="stopped", language="en")
    colleague = phone.forwarded()
    colleague.browser.force_login(owner_of(phone.workspace).user, backend=BACKEND)
    for name in ("request_make", "request_withdraw"):
        assert colleague.post(name, kind="erasure").status_code == 403
    assert requests(phone) == []
    phone.post("request_make", kind="erasure")
    assert requests(phone)[0].kind == "erasure"
