"""A mailbox that the product writes to, and the door that a person stands at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client
from pytest_django.fixtures import Settings

from bench.server import Server
from tests.e2e.product import running_product
from xinqiao.foundation.gateways import mail_out

Delivered = Callable[[Callable[[], Any]], list[EmailMessage]]


@pytest.fixture
def delivered(settings: Settings, django_capture_on_commit_callbacks: Any) -> Delivered:
    """With a mail server: runs an act and returns what was mailed because of it."""
    settings.MAIL_CONFIGURED = True
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.ACCOUNT_EMAIL_NOTIFICATIONS = True

    def mails_of(act: Callable[[], Any]) -> list[EmailMessage]:
        before = len(mail.outbox)
        with django_capture_on_commit_callbacks(execute=True):
            act()
        mail_out.wait_until_tried()
        return mail.outbox[before:]

    return mails_of


@pytest.fixture
def english() -> Client:
    """A browser that reads English."""
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def server(prepared_home: Path) -> Iterator[Server]:
    """A product that nobody has signed up to."""
    with running_product(prepared_home, demo=False) as running:
        yield running
