"""Values that only this installation can read again: stored secrets, and numbers that must not show in an address."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac


class SealBroken(ValueError):
    """The text was not sealed here, was changed, or the secret key is another one."""


def seal(text: str) -> str:
    """The text, encrypted and signed with a key derived from the installation's secret key."""
    return _box().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """What `seal` was given, also under a former secret key; raises SealBroken otherwise."""
    try:
        return _box().decrypt(sealed.encode()).decode()
    except (InvalidToken, ValueError) as problem:
        raise SealBroken from problem


class SealedNumberConverter:
    """A path part `<sealed:…>`: the view sees a number, the address does not show it."""

    regex = r"[\w=-]+"

    def to_python(self, value: str) -> int:
        """The number; a broken seal is no match, so the answer is 404."""
        try:
            return int(unseal(value))
        except SealBroken as problem:
            raise ValueError from problem

    def to_url(self, value: int) -> str:
        """The number, sealed."""
        return seal(str(value))


def _box() -> MultiFernet:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_derived(key))) for key in keys])


def _derived(key: str) -> bytes:
    return salted_hmac("xinqiao.sealed", "", secret=key, algorithm="sha256").digest()
