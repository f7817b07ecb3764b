"""One way to write a value down, so that the same content always has the same hash (RFC 8785, restricted).

Text, whole numbers below 2^53, true and false, lists, and objects with ASCII names; no floats and no null, on which
writers of JSON differ.
"""

import hashlib
import json
from typing import Any, Final

_LARGEST: Final = 2**53


class NotCanonical(ValueError):
    """The value holds something that has no single way to be written."""


def canonical_bytes(value: Any) -> bytes:
    """The one spelling of this value; raises NotCanonical."""
    _check(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def content_hash(value: Any) -> str:
    """SHA-256 of that spelling, 64 hexadecimal digits."""
    return hashlib.sha256(canonical_bytes(value)).hexdigest()


def _check(value: Any) -> None:
    if isinstance(value, dict):
        for name, part in value.items():
            # Beyond ASCII the order of names depends on how they are encoded.
            if not isinstance(name, str) or not name.isascii():
                raise NotCanonical(name)
            _check(part)
    elif isinstance(value, list):
        for part in value:
            _check(part)
    elif isinstance(value, int):
        if not -_LARGEST < value < _LARGEST:
            raise NotCanonical(value)
    elif not isinstance(value, str):
        raise NotCanonical(value)
