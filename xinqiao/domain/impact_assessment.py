"""Where the impact assessment stands: signed, signed for other settings than today's, or not signed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

# The law wants the assessment before the processing; a changed setting leaves this time to look at it again.
SIGN_AGAIN_WITHIN: Final = timedelta(days=14)
# PIPL 56.
KEPT_FOR: Final = timedelta(days=3 * 365)
# Numbers of people from which on other rules of the law begin, so that the assessment is looked at again.
SIZES: Final = (10_000, 100_000, 1_000_000)


class Standing(StrEnum):
    """Whether messages may begin with us."""

    UNSIGNED = "unsigned"
    SIGNED = "signed"
    CHANGED = "changed"
    LAPSED = "lapsed"

    @property
    def unlocks(self) -> bool:
        """Whether asks and news may leave."""
        return self in (Standing.SIGNED, Standing.CHANGED)


@dataclass(frozen=True)
class Difference:
    """One setting that is no longer as it was signed; lists are told by what came and what went."""

    path: str
    before: str
    after: str


def standing(*, signed: bool, differs_since: datetime | None, now: datetime) -> Standing:
    """Where it stands at `now`; `differs_since` is when the settings were first seen to differ from what was signed."""
    if not signed:
        return Standing.UNSIGNED
    if differs_since is None:
        return Standing.SIGNED
    return Standing.CHANGED if now < locks_at(differs_since) else Standing.LAPSED


def locks_at(differs_since: datetime) -> datetime:
    """When messages stop until somebody signs again."""
    return differs_since + SIGN_AGAIN_WITHIN


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[Difference]:
    """Every setting that differs, by its path ("retention.no_contact"), in order."""
    old, new = _flat(before, ""), _flat(after, "")
    return [
        Difference(path, old.get(path, ""), new.get(path, ""))
        for path in sorted(old.keys() | new.keys())
        if old.get(path, "") != new.get(path, "")
    ]


def _flat(value: Any, path: str) -> dict[str, str]:
    if isinstance(value, dict):
        found: dict[str, str] = {}
        for name, part in value.items():
            found |= _flat(part, f"{path}.{name}" if path else name)
        return found
    if isinstance(value, list):
        return {path: ", ".join(str(one) for one in value)}
    if isinstance(value, bool):
        return {path: "yes" if value else "no"}
    return {path: str(value)}
