"""Tags on a person, by their names."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from typing import Final

from xinqiao.capabilities.candidates.models import Tag

MAX_TAG: Final = 40


class UnusableTag(ValueError):
    """Empty, or longer than 40 characters."""


def tag_id_of(name: str, *, now: datetime) -> int:
    """The tag of this name (internal id), made when there is none; raises UnusableTag."""
    tag, _ = Tag.objects.get_or_create(key=tag_key(name), defaults={"name": tag_name(name), "created_at": now})
    return tag.pk


def tag_name(name: str) -> str:
    """The name as it is shown."""
    plain = " ".join(unicodedata.normalize("NFKC", name).split())
    if not plain or len(plain) > MAX_TAG or "\x00" in plain:
        raise UnusableTag
    return plain


def tag_key(name: str) -> str:
    """The name as it is compared."""
    key = tag_name(name).casefold()
    if len(key) > MAX_TAG:
        raise UnusableTag
    return key
