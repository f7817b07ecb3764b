"""An authenticator app as second step, with recovery codes beside it."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from tests.factories import make_user
from tests.web.sign_in.door import PASSWORD, is_signed_in, sign_in, text_of
from xinqiao.foundation.workspaces.models import User

pytestmark = pytest.mark.django_db


def code_for(secret: str) -> str:
    """What the app shows now."""
    return str(auth.format_hotp_value(auth.hotp_value(secret, next(auth.yield_hotp_counters_from_time()))))


def switch_on(client: Client) -> str:
    """Signed in by password just now: switches the app on and returns its secret."""
    page = client.get(reverse("mfa_activate_totp"))
    secret: str = page.context["form"].secret
    assert client.post(reverse("mfa_activate_totp"), {"code": code_for(secret)}).status_code == 302
    return secret


def recovery_codes(user: User) -> list[str]:
    """The unused ones."""
    codes: list[str] = Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()
    return codes


@pytest.fixture
def person(client: Client, settings: Settings) -> User:
    """Signed in, and shown to be themselves a moment ago."""
    settings.MFA_TOTP_TOLERANCE = 1
    user = make_user()
    sign_in(client, user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return user


def test_once_switched_on_the_password_alone_does_not_open(client: Client, person: User) -> None:
    secret = switch_on(client)
    fresh = Client()
    answer = sign_in(fresh, person)
    assert answer.headers["Location"] == reverse("mfa_authenticate")
    assert not is_signed_in(fresh)
    assert fresh.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    assert not is_signed_in(fresh)
    fresh.post(reverse("mfa_authenticate"), {"code": code_for(secret)})
    assert is_signed_in(fresh)


def test_a_recovery_code_opens_once(client: Client, person: User) -> None:
    switch_on(client)
    code = recovery_codes(person)[0]
    for expected in (True, False):
        fresh = Client()
        sign_in(fresh, person)
        fresh.post(reverse("mfa_authenticate"), {"code": code})
        assert is_signed_in(fresh) is expected


def test_the_codes_can_be_read_again_after_proving_oneself(client: Client, person: User) -> None:
    switch_on(client)
    page = text_of(client.get(reverse("mfa_view_recovery_codes")))
    assert all(code in page for code in recovery_codes(person))
    file = client.get(reverse("mfa_download_recovery_codes"))
    assert file.headers["Content-Disposition"].startswith("attachment")


def test_new_codes_end_the_old_ones(client: Client, person: User) -> None:
    switch_on(client)
    before = recovery_codes(person)
    client.post(reverse("mfa_generate_recovery_codes"))
    assert set(before).isdisjoint(recovery_codes(person))


def test_switching_off_needs_only_the_password_again(client: Client, person: User) -> None:
    switch_on(client)
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(user=person).exists()
    fresh = Client()
    sign_in(fresh, person)
    assert is_signed_in(fresh)


@pytest.mark.parametrize("name", ["mfa_activate_totp", "mfa_add_webauthn"])
def test_a_session_left_open_cannot_add_a_factor(client: Client, name: str) -> None:
    client.force_login(make_user())
    asked = client.get(reverse(name))
    assert asked.headers["Location"].startswith(reverse("account_reauthenticate"))
    wrong = client.post(reverse("account_reauthenticate"), {"password": "wrong", "next": reverse(name)})
    assert wrong.status_code == 200
    right = client.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": reverse(name)})
    assert right.headers["Location"] == reverse(name)
    assert client.get(reverse(name)).status_code == 200


def test_the_database_holds_no_readable_secret(client: Client, person: User) -> None:
    secret = switch_on(client)
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in stored


def test_under_another_secret_key_no_code_fits(client: Client, person: User, settings: Settings) -> None:
    secret = switch_on(client)
    authenticator: Any = Authenticator.objects.get(user=person, type="totp")
    settings.SECRET_KEY = "another key, because only the database was restored"
    assert not authenticator.wrap().validate_code(code_for(secret))
    settings.SECRET_KEY_FALLBACKS = ["for-tests-only-and-never-for-a-real-team"]
    assert authenticator.wrap().validate_code(code_for(secret))


def test_guessing_codes_is_stopped(client: Client, person: User) -> None:
    secret = switch_on(client)
    fresh = Client(headers={"accept-language": "en"})
    sign_in(fresh, person)
    for _ in range(5):
        fresh.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "Too many attempts" in text_of(fresh.post(reverse("mfa_authenticate"), {"code": code_for(secret)}))
    assert not is_signed_in(fresh)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_of_the_two_steps_opens(client: Client, person: User, language: str) -> None:
    names = ["mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_list_webauthn"]
    for name in names:
        assert client.get(reverse(name), {"lang": language}).status_code == 200
    switch_on(client)
    for name in [
        "mfa_index",
        "mfa_deactivate_totp",
        "mfa_generate_recovery_codes",
        "mfa_view_recovery_codes",
        "mfa_reauthenticate",
    ]:
        page = client.get(reverse(name), {"lang": language})
        assert page.status_code == 200, name
        assert " style=" not in text_of(page)
