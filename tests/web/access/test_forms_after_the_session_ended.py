"""An address that only takes a form: after sign-in nobody is led to it, and opening it gets a page with words."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import make_candidate, make_workspace, owner_of

pytestmark = pytest.mark.django_db


def next_of(location: str) -> str:
    return parse_qs(urlsplit(location).query)["next"][0]


@pytest.mark.parametrize(
    ("came_from", "goes_on"),
    [
        ("http://testserver/somewhere/?q=1#part", "/somewhere/?q=1"),
        ("http://elsewhere.test/trap/", ""),
        ("http://testserver//elsewhere.test/", ""),
        ("", ""),
    ],
)
def test_a_form_sent_after_the_session_ended_leads_back_to_its_own_page(came_from: str, goes_on: str) -> None:
    slug = make_workspace().slug
    answer = Client().post(reverse("links_revoke", args=[slug, "x"]), headers={"referer": came_from})
    assert next_of(answer["Location"]) == (goes_on or reverse("today", args=[slug]))


def test_a_page_asked_for_after_the_session_ended_is_the_page_after_sign_in() -> None:
    address = reverse("candidates", args=[make_workspace().slug]) + "?q=lin"
    assert next_of(Client().get(address)["Location"]) == address


def test_a_method_that_is_not_taken_is_answered_with_words_in_both_languages() -> None:
    workspace = make_workspace()
    client = Client()
    client.force_login(owner_of(workspace).user, backend="allauth.account.auth_backends.AuthenticationBackend")
    address = reverse("links_revoke", args=[workspace.slug, make_candidate(workspace).public_id])
    answer = client.get(address)
    text = answer.content.decode()
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert answer["Content-Length"] == str(len(answer.content))
    assert "这个地址不能直接打开。" in text
    assert "This address cannot be opened like that." in text
    head = client.head(address)
    assert (head.status_code, head.content) == (405, b"")
