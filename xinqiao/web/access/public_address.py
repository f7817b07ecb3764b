"""Addresses for mails and copied links: the installation's own, whatever the Host header says."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse


def public_address(name: str, *args: str) -> str:
    """The full address of a named page."""
    return f"{settings.PUBLIC_URL}{reverse(name, args=args)}"
