"""The language of the terminal. Works without Django and without compiled translations."""

import os


def speaks_chinese() -> bool:
    """Whether the terminal's locale asks for Chinese; any other language reads English."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return locale.lower().startswith("zh")


def phrase(en: str, zh: str) -> str:
    """The sentence in the terminal's language."""
    return zh if speaks_chinese() else en
