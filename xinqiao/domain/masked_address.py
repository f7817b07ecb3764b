"""An e-mail address that its owner recognises and nobody else learns."""

from typing import Final

_DOTS: Final = "•••"


def masked(email: str) -> str:
    """The first letter and the domain: l•••@example.cn. The dots say nothing about how long the name is."""
    name, _, domain = email.rpartition("@")
    return f"{name[:1]}{_DOTS}@{domain}"
