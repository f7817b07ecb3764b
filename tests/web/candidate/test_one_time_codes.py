"""A code to a known address before a person's data opens: mailed, or read out by whoever keeps in touch."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from tests.factories import NOW, make_member, owner_of
from tests.web.candidate.codes import digits_for, let_in
from tests.web.candidate.conftest import Clock
from tests.web.candidate.phone import Phone, make_phone, words_on
from xinqiao.capabilities.candidates.models import ContactPoint, OneTimeCode
from xinqiao.capabilities.candidates.operations import PointFacts, add_point, mark_dead, shield_employer
from xinqiao.foundation.audit.queries import entries
from xinqiao.foundation.gateways import mail_out
from xinqiao.foundation.jobs.runner import Worker
from xinqiao.foundation.tenancy.scope import scope
from xinqiao.web.candidate.known_browser import ASKING

pytestmark = pytest.mark.django_db

BUTTON = re.compile(r'name="way" value="([^"]+)">([^<]+)<')


@pytest.fixture
def _mail_server(settings: Settings) -> None:
    settings.MAIL_CONFIGURED = True


def _buttons(page: Any) -> list[tuple[str, str]]:
    return BUTTON.findall(page.content.decode())


def _asks(phone: Phone) -> bool:
    """Whether the page of the code still asks for one."""
    return phone.browser.get(phone.address("code")).status_code == 200


@pytest.mark.usefixtures("_mail_server")
def test_a_code_is_mailed_to_the_address_they_choose_even_after_a_stop_at_night(
    later: Clock, django_capture_on_commit_callbacks: Any
) -> None:
    phone = make_phone(said="stopped", email="lin@example.cn")
    owner = owner_of(phone.workspace)
    with scope(phone.workspace.pk):
        add_point(phone.candidate, PointFacts("email", "zhiyao@corp.example"), by=owner, now=later(timedelta()))
        add_point(phone.candidate, PointFacts("email", "old@gone.example"), by=owner, now=later(timedelta()))
        old = ContactPoint.objects.get(key="old@gone.example")
        mark_dead(phone.candidate, old.pk, dead=True, by=owner, now=later(timedelta()))
        shield_employer(phone.candidate, "corp.example", by=owner, now=later(timedelta()))
    later(timedelta(hours=13))
    ((way, label),) = _buttons(phone.get("code"))
    assert label == "l•••@example.cn"
    words = words_on(phone.post("ask_code", way=way))
    assert "l•••@example.cn" in words
    with django_capture_on_commit_callbacks(execute=True):
        moment = later(timedelta(hours=13))
        while Worker(clock=lambda: moment).run_once():
            pass
    mail_out.wait_until_tried()
    [sent] = mail.outbox
    assert sent.to == ["lin@example.cn"]
    assert "砚川科技" not in sent.subject
    digits = digits_for(phone)
    assert f"{digits[:3]} {digits[3:]}" in sent.body
    assert phone.post("code", code=f" {digits[:3]} {digits[3:]}").status_code == 200
    assert not _asks(phone)


@pytest.mark.usefixtures("_mail_server")
def test_whoever_can_be_mailed_is_not_read_to() -> None:
    phone = make_phone(email="lin@example.cn")
    phone.post("ask_code", way="read_out")
    with scope(phone.workspace.pk):
        assert not OneTimeCode.objects.exists()


def test_a_wrong_code_a_late_one_and_one_from_another_browser_open_nothing(later: Clock) -> None:
    phone = make_phone()
    phone.post("ask_code", way="read_out")
    right = digits_for(phone)
    wrong = "000000" if right != "000000" else "111111"
    other = phone.forwarded()
    assert other.post("code", code=right).status_code == 422
    other.browser.cookies[ASKING] = "guessed"
    assert other.post("code", code=right).status_code == 422
    for _ in range(5):
        assert phone.post("code", code=wrong).status_code == 422
    assert phone.post("code", code=right).status_code == 422
    phone.post("ask_code", way="read_out")
    later(timedelta(minutes=10, seconds=1))
    assert phone.post("code", code=digits_for(phone)).status_code == 422
    assert _asks(phone)


def test_a_code_opens_once_for_this_link_and_closes_with_time_or_by_hand(later: Clock) -> None:
    phone = let_in(make_phone())
    assert not _asks(phone)
    elsewhere = make_phone(workspace=phone.workspace, name="单若谷")
    elsewhere.browser.cookies["known"] = phone.browser.cookies["known"].value
    assert _asks(elsewhere)
    later(timedelta(minutes=31))
    assert _asks(phone)
    assert phone.post("code", code=digits_for(phone)).status_code == 422
    later(timedelta())
    assert not _asks(phone)
    assert "已经收好" in words_on(phone.post("close_data"))
    assert _asks(phone)


def test_only_the_newest_code_of_a_browser_waits() -> None:
    phone = make_phone()
    phone.post("ask_code", way="read_out")
    first = digits_for(phone)
    phone.post("ask_code", way="read_out")
    with scope(phone.workspace.pk):
        assert OneTimeCode.objects.filter(ends_at__gt=NOW).count() == 1
    if first != digits_for(phone):
        assert phone.post("code", code=first).status_code == 422
    assert phone.post("code", code=digits_for(phone)).status_code == 200
    assert not _asks(phone)


def test_too_many_codes_wait_and_pace_and_stop_stay_open() -> None:
    phone = make_phone()
    for _ in range(3):
        phone.post("ask_code", way="read_out")
    page = phone.post("ask_code", way="read_out")
    assert page.status_code == 429
    assert "不用验证码" in words_on(page)
    assert phone.get("reach").status_code == phone.get("stop").status_code == 200


def test_the_code_is_read_out_by_whoever_keeps_in_touch_and_by_nobody_else(later: Clock) -> None:
    phone = make_phone()
    phone.post("ask_code", way="read_out")
    digits = digits_for(phone)
    slug, person = phone.workspace.slug, phone.candidate.public_id
    desk, colleague = Client(), Client()
    desk.force_login(owner_of(phone.workspace).user, backend="allauth.account.auth_backends.AuthenticationBackend")
    colleague.force_login(
        make_member(phone.workspace).user, backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    show = reverse("candidate_code", args=[slug, person])
    record = desk.get(reverse("candidate", args=[slug, person])).content.decode()
    assert show in record
    assert f"{digits[:3]} {digits[3:]}" not in record
    assert f"{digits[:3]} {digits[3:]}" in desk.post(show).content.decode()
    assert show not in colleague.get(reverse("candidate", args=[slug, person])).content.decode()
    assert colleague.post(show).status_code == 403
    with scope(phone.workspace.pk):
        assert {"code_asked", "code_read_out"} <= {entry.action for entry in entries()}


def test_no_digits_are_stored() -> None:
    phone = make_phone()
    phone.post("ask_code", way="read_out")
    digits = digits_for(phone)
    with scope(phone.workspace.pk):
        assert digits not in str(OneTimeCode.objects.values().get())
