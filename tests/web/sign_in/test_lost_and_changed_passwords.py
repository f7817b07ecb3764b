"""A lost password comes back by mail or by the operator's link; a changed one closes every other door."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from tests.factories import make_user
from tests.web.sign_in.conftest import Delivered
from tests.web.sign_in.door import PASSWORD, is_signed_in, link_in, sign_in, text_of
from xinqiao.web.sign_in.reset_links import reset_link

pytestmark = pytest.mark.django_db

NEW = "seven quiet lanterns"
TWICE = {"password1": NEW, "password2": NEW}


def open_link(client: Client, path: str) -> str:
    """Follows a reset link to its form and returns the form's address."""
    answer = client.get(path)
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def test_a_mailed_link_sets_a_new_password_once(client: Client, delivered: Delivered) -> None:
    user = make_user()
    [message] = delivered(lambda: client.post(reverse("account_reset_password"), {"email": user.email}))
    path = link_in(message)
    form = open_link(client, path)
    client.post(form, TWICE)
    assert not is_signed_in(client)
    sign_in(client, user, password=NEW)
    assert is_signed_in(client)
    assert "no longer good" in text_of(Client(headers={"accept-language": "en"}).get(path))


def test_an_unknown_address_gets_the_same_answer_and_no_mail(english: Client, delivered: Delivered) -> None:
    user, url, answers = make_user(), reverse("account_reset_password"), []
    assert len(delivered(lambda: answers.append(english.post(url, {"email": user.email})))) == 1
    assert delivered(lambda: answers.append(english.post(url, {"email": "nobody@example.test"}))) == []
    known, unknown = answers
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    assert text_of(english.get(known.headers["Location"])).count("If this address has an account") == 1


def test_a_host_header_does_not_reach_the_mail(client: Client, delivered: Delivered) -> None:
    user = make_user()
    url, foreign = reverse("account_reset_password"), {"host": "127.0.0.1"}
    [message] = delivered(lambda: client.post(url, {"email": user.email}, headers=foreign))
    assert "127.0.0.1" not in str(message.body)
    assert link_in(message)


def test_without_a_mail_server_the_page_says_what_works_instead(english: Client) -> None:
    page = text_of(english.get(reverse("account_reset_password")))
    assert "xinqiao member reset-link" in page
    assert 'name="email"' not in page
    assert english.post(reverse("account_reset_password"), {"email": "a@example.test"}).status_code == 302


def test_the_operators_link_works_without_mail(client: Client) -> None:
    user = make_user()
    link = reset_link(user)
    assert link.startswith("http://localhost:8000/account/password/reset/key/")
    client.post(open_link(client, link.removeprefix("http://localhost:8000")), TWICE)
    sign_in(client, user, password=NEW)
    assert is_signed_in(client)


def test_the_operators_link_also_lets_an_unconfirmed_person_in(client: Client, delivered: Delivered) -> None:
    user = make_user()
    path = reset_link(user).removeprefix("http://localhost:8000")
    delivered(lambda: client.post(open_link(client, path), TWICE))
    sign_in(client, user, password=NEW)
    assert is_signed_in(client)


@pytest.mark.parametrize("damage", [lambda path: path[:-2] + "/", lambda path: path.replace("key/", "key/9")])
def test_a_damaged_link_opens_nothing(english: Client, damage: object) -> None:
    assert callable(damage)
    path = reset_link(make_user()).removeprefix("http://localhost:8000")
    answer = english.get(damage(path))
    assert "no longer good" in text_of(answer)
    assert answer.status_code == 200


def test_a_reset_signs_out_everywhere(client: Client) -> None:
    user, elsewhere = make_user(), Client()
    sign_in(elsewhere, user)
    assert is_signed_in(elsewhere)
    user.refresh_from_db()
    client.post(open_link(client, reset_link(user).removeprefix("http://localhost:8000")), TWICE)
    assert not is_signed_in(elsewhere)


def test_a_change_keeps_this_place_and_ends_all_others(client: Client, delivered: Delivered) -> None:
    user, elsewhere = make_user(), Client()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    sign_in(client, user)
    sign_in(elsewhere, user)
    change = {"oldpassword": PASSWORD, **TWICE}
    [told] = delivered(lambda: client.post(reverse("account_change_password"), change))
    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)
    assert told.to == [user.email]
    assert NEW not in str(told.body)


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        ({"oldpassword": "wrong"}, "oldpassword"),
        ({"password2": "other words entirely"}, "password2"),
        ({"password1": "short", "password2": "short"}, "password1"),
    ],
)
def test_a_change_that_does_not_fit_changes_nothing(client: Client, entry: dict[str, str], field: str) -> None:
    user = make_user()
    sign_in(client, user)
    answer = client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, **TWICE, **entry})
    assert answer.context["form"].errors.keys() == {field}
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_a_person_without_password_sets_one(client: Client) -> None:
    user = make_user()
    user.set_unusable_password()
    user.save()
    client.force_login(user)
    assert client.get(reverse("account_change_password")).headers["Location"] == reverse("account_set_password")
    assert client.get(reverse("account_set_password")).status_code == 200
    client.post(reverse("account_set_password"), TWICE)
    user.refresh_from_db()
    assert user.check_password(NEW)
