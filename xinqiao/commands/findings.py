"""One thing that `xinqiao doctor` looked at, in the terminal's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from xinqiao.commands.wording import phrase

OK: Final = "ok"
WARNING: Final = "warning"
PROBLEM: Final = "problem"


@dataclass(frozen=True)
class Finding:
    """What was looked at, how it is (`ok`, `warning`, `problem`), and a sentence."""

    check: str
    state: str
    text: str


def ok(check: str, en: str, zh: str) -> Finding:
    """All is well."""
    return Finding(check, OK, phrase(en, zh))


def warning(check: str, en: str, zh: str) -> Finding:
    """Works, but somebody should know."""
    return Finding(check, WARNING, phrase(en, zh))


def problem(check: str, en: str, zh: str) -> Finding:
    """Something does not work or is not safe."""
    return Finding(check, PROBLEM, phrase(en, zh))
