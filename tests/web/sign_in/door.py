"""Steps that many tests take at the door."""

from __future__ import annotations

import re
from typing import Any

from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page

from xinqiao.foundation.workspaces.models import User

PASSWORD = "a long passphrase"
NEW_PASSWORD = "four calm river stones"


def sign_in(client: Client, user: User, *, password: str = PASSWORD, **more: str) -> Any:
    """Posts address and password."""
    return client.post(reverse("account_login"), {"login": user.email, "password": password, **more})


def is_signed_in(client: Client) -> bool:
    """Whether this browser reaches its account."""
    return client.get(reverse("account_settings")).status_code == 200


def link_in(message: EmailMessage) -> str:
    """The path of the first link in a mail that is not the sign-in page."""
    found = re.findall(r"http://localhost:8000(/\S+)", str(message.body))
    path: str = next(path for path in found if path != reverse("account_login"))
    return path


def text_of(response: Any) -> str:
    """The page as text."""
    return str(response.content.decode())


def create_first_account(page: Page, base: str) -> None:
    """In a real browser: the first account of an empty product, and its workspace `yanchuan`."""
    page.goto(f"{base}/")
    page.fill("[name=name]", "周牧")
    page.fill("[name=email]", "zhou@example.test")
    page.fill("[name=password1]", NEW_PASSWORD)
    page.click("button.btn-primary")
    page.wait_for_url("**/workspaces/new/")
    page.fill("[name=name]", "Yanchuan")
    page.click("button.btn-primary")
    page.wait_for_url("**/w/yanchuan/")
