"""Name, language, time zone, address and the places where one is signed in."""

from __future__ import annotations

import zoneinfo

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from tests.factories import make_member, make_user, make_workspace
from tests.web.sign_in.conftest import Delivered
from tests.web.sign_in.door import PASSWORD, is_signed_in, link_in, sign_in, text_of
from xinqiao.foundation.workspaces.models import User
from xinqiao.web.access.sealed import seal
from xinqiao.web.sign_in.devices import device_name
from xinqiao.web.sign_in.time_zones import time_zone_groups

pytestmark = pytest.mark.django_db

CHOICE = {"name": "周牧", "language": "en", "time_zone": "Europe/Berlin", "keys_enabled": "on"}


@pytest.fixture
def person(client: Client) -> User:
    user = make_user(name="林未")
    sign_in(client, user)
    return user


def test_choices_are_kept_and_the_next_page_speaks_the_language(client: Client, person: User) -> None:
    answer = client.post(reverse("account_settings"), CHOICE, follow=True)
    person.refresh_from_db()
    kept = (person.name, person.language, person.time_zone, person.keys_enabled)
    assert kept == ("周牧", "en", "Europe/Berlin", True)
    assert "Saved." in text_of(answer)


def test_keys_can_be_switched_off(client: Client, person: User) -> None:
    client.post(reverse("account_settings"), {key: value for key, value in CHOICE.items() if key != "keys_enabled"})
    person.refresh_from_db()
    assert person.keys_enabled is False


@pytest.mark.parametrize(("field", "value"), [("time_zone", "Mars/Olympus"), ("language", "fr"), ("name", " ")])
def test_what_cannot_be_is_refused_and_nothing_changed(client: Client, person: User, field: str, value: str) -> None:
    answer = client.post(reverse("account_settings"), {**CHOICE, field: value})
    assert answer.context["form"].errors.keys() == {field}
    person.refresh_from_db()
    assert (person.name, person.time_zone) == ("林未", "Asia/Shanghai")


def test_the_list_of_zones_is_whole_and_without_doubles() -> None:
    zones = [name for _label, group in time_zone_groups() for name, _city in group]
    assert len(zones) == len(set(zones)) > 400
    assert set(zones) <= zoneinfo.available_timezones()


def test_it_lists_the_workspaces_one_belongs_to(client: Client, person: User) -> None:
    mine, other = make_workspace(name="砚川科技"), make_workspace(name="别的公司")
    make_member(mine, user=person)
    page = text_of(client.get(reverse("account_settings")))
    assert "砚川科技" in page
    assert reverse("today", args=[mine.slug]) in page
    assert other.name not in page


@pytest.mark.parametrize(
    "name",
    [
        "account_settings",
        "account_email",
        "account_change_password",
        "mfa_index",
        "usersessions_list",
        "workspace_new",
        "mfa_list_webauthn",
        "session_end",
    ],
)
def test_signed_out_people_are_sent_to_sign_in(client: Client, name: str) -> None:
    assert client.get(reverse(name)).headers["Location"] == f"{reverse('account_login')}?next={reverse(name)}"


# Sessions


def test_one_other_place_can_be_ended(client: Client, person: User) -> None:
    elsewhere, third = Client(), Client()
    sign_in(elsewhere, person)
    sign_in(third, person)
    page = client.get(reverse("usersessions_list"))
    others = [row for row in page.context["rows"] if not row["is_current"]]
    assert len(others) == 2
    client.post(reverse("session_end"), {"session": others[0]["key"]})
    assert sorted([is_signed_in(elsewhere), is_signed_in(third)]) == [False, True]
    assert is_signed_in(client)


def test_all_other_places_can_be_ended_at_once(client: Client, person: User) -> None:
    elsewhere = Client()
    sign_in(elsewhere, person)
    client.post(reverse("usersessions_list"))
    assert not is_signed_in(elsewhere)
    assert is_signed_in(client)


def test_nobody_ends_the_session_of_another_person(client: Client, person: User) -> None:
    stranger, theirs = make_user(), Client()
    sign_in(theirs, stranger)
    number = UserSession.objects.get(user=stranger).pk
    client.post(reverse("session_end"), {"session": seal(str(number))})
    client.post(reverse("session_end"), {"session": str(number)})
    assert is_signed_in(theirs)


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit Safari MicroMessenger/8.0",
            "WeChat, iPhone",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko Firefox/140.0", "Firefox, Linux"),
    ],
)
def test_a_device_is_named_in_two_words(agent: str, name: str) -> None:
    assert device_name(agent) == name


# The address


def test_a_new_address_counts_once_it_is_confirmed(client: Client, person: User, delivered: Delivered) -> None:
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    change = {"action_add": "1", "email": "new@example.test"}
    [message] = delivered(lambda: client.post(reverse("account_email"), change))
    assert message.to == ["new@example.test"]
    former = person.email
    person.refresh_from_db()
    assert person.email == former

    told = delivered(lambda: client.post(link_in(message)))
    person.refresh_from_db()
    assert person.email == "new@example.test"
    assert former in [address for mail in told for address in mail.to]


def test_changing_the_address_asks_for_the_password_first(client: Client, delivered: Delivered) -> None:
    client.force_login(make_user())
    answers = []
    change = {"action_add": "1", "email": "new@example.test"}
    assert delivered(lambda: answers.append(client.post(reverse("account_email"), change))) == []
    assert answers[0].headers["Location"].startswith(reverse("account_reauthenticate"))


def test_without_a_mail_server_the_page_says_so_and_changes_nothing(client: Client, person: User) -> None:
    page = text_of(client.get(reverse("account_email"), {"lang": "en"}))
    assert "No mail server is set up here" in page
    client.post(reverse("account_email"), {"action_add": "1", "email": "new@example.test"})
    assert not EmailAddress.objects.filter(email="new@example.test").exists()
