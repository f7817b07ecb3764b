"""Address and password open the account; everything else gets the same calm answer."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from tests.factories import make_user, make_workspace, owner_of
from tests.web.sign_in.conftest import Delivered
from tests.web.sign_in.door import is_signed_in, sign_in, text_of

pytestmark = pytest.mark.django_db


def test_the_right_password_leads_to_the_workspace(client: Client) -> None:
    workspace = make_workspace()
    answer = sign_in(client, owner_of(workspace).user)
    assert answer.headers["Location"] == reverse("home")
    assert is_signed_in(client)


def test_the_address_counts_in_any_case(client: Client) -> None:
    user = make_user(email="Lin@Example.test")
    user.email = "LIN@example.TEST"
    sign_in(client, user)
    assert is_signed_in(client)


def test_an_unknown_address_gets_the_same_answer_as_a_wrong_password(english: Client) -> None:
    user = make_user()
    wrong = text_of(sign_in(english, user, password="not the password"))
    user.email = "stranger@example.test"
    unknown = text_of(sign_in(english, user, password="not the password"))
    assert "This address and this password do not belong together." in wrong
    assert without_tokens(wrong) == without_tokens(unknown)


def without_tokens(page: str) -> list[str]:
    return [line for line in page.splitlines() if "csrfmiddlewaretoken" not in line and 'name="login"' not in line]


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "http://localhost/",
        "https:evil.example",
    ],
)
def test_next_never_leads_off_the_site(client: Client, target: str) -> None:
    answer = sign_in(client, make_user(), next=target)
    assert answer.headers["Location"] == reverse("home")


def test_next_leads_back_to_the_page_that_was_asked_for(client: Client) -> None:
    workspace = make_workspace()
    url = reverse("members", args=[workspace.slug])
    asked = client.get(url)
    assert asked.headers["Location"] == f"{reverse('account_login')}?next={url}"
    assert sign_in(client, owner_of(workspace).user, next=url).headers["Location"] == url


def test_a_switched_off_account_stays_outside(client: Client) -> None:
    user = make_user()
    user.is_active = False
    user.save(update_fields=["is_active"])
    sign_in(client, user)
    assert not is_signed_in(client)


def test_signing_out_needs_a_press(client: Client) -> None:
    user = make_user()
    client.force_login(user)
    assert client.get(reverse("account_logout")).status_code == 200
    assert is_signed_in(client)
    assert client.post(reverse("account_logout")).headers["Location"] == reverse("account_login")
    assert not is_signed_in(client)


def test_many_tries_meet_the_429_page(client: Client, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
    user = make_user()
    answers = [sign_in(client, user, password="wrong") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    page = text_of(answers[-1])
    assert "短时间内请求太多" in page
    assert "Too many requests in a short time" in page


def test_one_account_cannot_be_guessed_at_for_long(english: Client) -> None:
    user = make_user()
    for _ in range(5):
        sign_in(english, user, password="wrong")
    answer = sign_in(english, user)
    assert "Too many attempts" in text_of(answer)
    assert not is_signed_in(english)


def test_reset_requests_are_limited(client: Client, settings: Settings, delivered: Delivered) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"reset_password": "1/m/ip"}
    url = reverse("account_reset_password")
    assert client.post(url, {"email": "a@example.test"}).status_code == 302
    assert client.post(url, {"email": "b@example.test"}).status_code == 429


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    "name",
    [
        "account_login",
        "account_signup",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key_done",
        "account_inactive",
        "account_email_verification_sent",
    ],
)
def test_every_page_at_the_door_carries_the_policy_and_keeps_nothing(client: Client, name: str, language: str) -> None:
    answer = client.get(reverse(name), {"lang": language})
    assert answer.status_code == 200
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store" or "no-store" in answer.headers["Cache-Control"]
    page = text_of(answer)
    assert " style=" not in page
    assert "onclick" not in page
