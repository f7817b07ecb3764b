"""Random public ids and signed link tokens. No sequence number ever appears in an address."""

from __future__ import annotations

import hashlib
import secrets

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
# Bytes below the largest multiple of 57 fall evenly on the letters; the others are dropped, so none is likelier.
_EVEN = 256 - 256 % len(_ALPHABET)
_LETTERS = bytes.maketrans(bytes(range(_EVEN)), (_ALPHABET * (256 // len(_ALPHABET))).encode())
_UNEVEN = bytes(range(_EVEN, 256))
PUBLIC_ID_LENGTH = 16
_SIGNATURE_LENGTH = 16


def new_public_id() -> str:
    """16 characters of a 57-letter alphabet without look-alikes: about 93 random bits."""
    # An import makes three ids a row: one draw of bytes is 25 times faster than 16 draws of a letter.
    letters = b""
    while len(letters) < PUBLIC_ID_LENGTH:
        letters += secrets.token_bytes(2 * PUBLIC_ID_LENGTH).translate(_LETTERS, _UNEVEN)
    return letters[:PUBLIC_ID_LENGTH].decode()


def new_public_ids(count: int) -> list[str]:
    """As many as asked for, from one draw of random bytes."""
    size = count * PUBLIC_ID_LENGTH
    letters = b""
    while len(letters) < size:
        letters += secrets.token_bytes(size + size // 4).translate(_LETTERS, _UNEVEN)
    text = letters[:size].decode()
    return [text[start : start + PUBLIC_ID_LENGTH] for start in range(0, size, PUBLIC_ID_LENGTH)]


def link_token(link_id: str, *, kind: str) -> str:
    """The token that a link carries: its id and a signature, so that a copy of the database opens nothing."""
    return link_id + _signature(link_id, kind, settings.SECRET_KEY)


def read_link_token(token: str, *, kind: str) -> str | None:
    """The link id when the signature is ours (present or former key), else None."""
    link_id, signature = token[:PUBLIC_ID_LENGTH], token[PUBLIC_ID_LENGTH:]
    if len(token) != PUBLIC_ID_LENGTH + _SIGNATURE_LENGTH or not token.isascii():
        return None
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        if constant_time_compare(signature, _signature(link_id, kind, key)):
            return link_id
    return None


def link_hash(link_id: str) -> str:
    """What the installation-level table of links stores instead of the id."""
    return hashlib.sha256(link_id.encode()).hexdigest()


def _signature(link_id: str, kind: str, key: str) -> str:
    digest = salted_hmac(f"xinqiao.link.{kind}", link_id, secret=key, algorithm="sha256").digest()
    number = int.from_bytes(digest, "big")
    letters = []
    for _ in range(_SIGNATURE_LENGTH):
        number, index = divmod(number, len(_ALPHABET))
        letters.append(_ALPHABET[index])
    return "".join(letters)
