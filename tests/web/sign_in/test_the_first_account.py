"""An empty installation lets one person in without an invitation, and nobody after."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import make_user
from tests.web.sign_in.door import text_of
from xinqiao.foundation.workspaces.models import Member, User

pytestmark = pytest.mark.django_db

FIRST = {"name": "周牧", "email": "Zhou@Example.test", "password1": "four calm river stones"}


def test_the_first_account_names_its_workspace_and_owns_it(client: Client) -> None:
    made = client.post(reverse("account_signup"), FIRST)
    assert made.headers["Location"] == reverse("workspace_new")
    user = User.objects.get()
    assert (user.email, user.name, user.language) == ("zhou@example.test", "周牧", "zh-hans")

    opened = client.post(reverse("workspace_new"), {"name": "砚川科技"})
    member = Member.objects.select_related("workspace").get(user=user)
    assert (member.workspace.name, member.role) == ("砚川科技", "owner")
    assert opened.headers["Location"] == reverse("today", args=[member.workspace.slug])


def test_nobody_else_signs_up_without_an_invitation(client: Client) -> None:
    make_user()
    assert 'name="password1"' not in text_of(client.get(reverse("account_signup")))
    client.post(reverse("account_signup"), FIRST)
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"), [("password1", "short"), ("password1", "1234567890"), ("email", "nobody"), ("name", "")]
)
def test_a_weak_or_missing_entry_is_refused_and_nothing_lost(client: Client, field: str, value: str) -> None:
    answer = client.post(reverse("account_signup"), {**FIRST, field: value})
    assert answer.status_code == 200
    assert answer.context["form"].errors.keys() == {field}
    assert User.objects.count() == 0
    if field != "name":
        assert "周牧" in text_of(answer)


def test_a_signed_in_person_makes_a_further_workspace(client: Client) -> None:
    user = make_user()
    client.force_login(user)
    client.post(reverse("workspace_new"), {"name": "Second Team"})
    assert list(Member.objects.filter(user=user).values_list("workspace__slug", "role")) == [("second-team", "owner")]


def test_a_workspace_without_a_name_is_not_made(client: Client) -> None:
    client.force_login(make_user())
    answer = client.post(reverse("workspace_new"), {"name": "  "})
    assert answer.context["form"].errors
    assert Member.objects.count() == 0


def test_making_a_workspace_needs_an_account(client: Client) -> None:
    url = reverse("workspace_new")
    assert client.get(url).headers["Location"] == f"{reverse('account_login')}?next={url}"
