"""Addresses of a person's pages. A page names a dozen, so each one's shape is worked out once in a process."""

from __future__ import annotations

from functools import lru_cache

from django.urls import reverse

# No token holds a nought: its letters are those of `tenancy.identifiers`.
_STAND_IN = "0" * 32


def phone_address(name: str, token: str, *args: object) -> str:
    """The address of a named page behind a link whose signature was checked."""
    return _shape(name, *args).replace(_STAND_IN, token)


@lru_cache(maxsize=100)
def _shape(name: str, *args: object) -> str:
    return reverse(name, args=[_STAND_IN, *args])
